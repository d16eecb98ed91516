"""Complaints of the demo company in every state, with what led there."""

from typing import Any

from common.dated import DAY
from csbackoffice.demo.desk_words import COMPLAINTS, STATES
from csbackoffice.demo.floor import HOUR, Desk
from csbackoffice.demo.people import Person
from tickets.models import (
    Cause,
    Complaint,
    ComplaintAction,
    ComplaintEvent,
    CorrectiveAction,
    Proposal,
    ReturnVisit,
    VisitScript,
)

STEPS = ("register", "acknowledge", "judge", "investigate", "choose", "carried_out", "answer", "close")
JUDGED, KNOWN, CHOSEN, DONE, ANSWERED, CLOSED = 2, 3, 4, 5, 6, 7  # places in STATES
Told = tuple[str, str, bool, Cause | None, str]


def write_complaints(desk: Desk) -> None:
    """A complaint in every state, and closed ones of the month."""
    causes = {cause.code: cause for cause in Cause.objects.all()}
    rows = [*STATES, "closed", "closed", "answered", "acting"]
    for number, state in enumerate(rows):
        about, wanted, is_founded, cause, department = COMPLAINTS[number % len(COMPLAINTS)]
        agent = (
            desk.company.faces["agent"] if number % 4 == 0 else desk.agents[(number * 3) % len(desk.agents)]
        )
        told = (about, wanted, is_founded, causes.get(cause), department)
        _follow(desk, _complaint(desk, number, state, agent, told), STATES.index(state), agent)


def _complaint(desk: Desk, number: int, state: str, agent: Person, told: Told) -> Complaint:
    place = STATES.index(state)
    ticket = desk.tickets[(number * 2 + 1) % len(desk.tickets)]
    at = desk.ago(hours=2 + place * 11 + number * 3)
    is_late = state != "closed" and number % 5 == 0
    complaint = Complaint(
        number=f"TS{at:%Y%m%d}-{number + 1:03d}",
        ticket=ticket,
        customer=ticket.customer,
        customer_name=ticket.customer_name,
        order_no=ticket.order_no,
        product=ticket.product,
        agent_id=agent.id,
        owner_id=agent.id,
        registered_by_id=agent.id,
        registered_at=at,
        state=state,
        due_at=None if state == "closed" else desk.now + (number % 5 - 1) * 3 * HOUR,
        is_due_missed=is_late,
        missed=int(is_late),
    )
    for name, value in _found_out(desk, complaint, place, agent, told).items():
        setattr(complaint, name, value)
    complaint.save()
    return complaint


def _found_out(desk: Desk, complaint: Complaint, place: int, agent: Person, told: Told) -> dict[str, Any]:
    """What is known of a complaint at its place in the loop."""
    about, wanted, is_founded, cause, department = told
    at = complaint.registered_at
    known: dict[str, Any] = {"about": about, "remedy_wanted": wanted}
    if place >= 1:
        known["acknowledged_at"] = at + 0.2 * HOUR
    if place >= JUDGED:
        because = "聊天记录和出库记录属实。" if is_founded else "超出七天且已使用，不符合退货条件。"
        known |= {"is_founded": is_founded, "judged_because": because, "judged_at": at + 2 * HOUR}
        known["department"] = department
    if place >= KNOWN:
        responsible = agent.id if department == "service" else None
        known |= {
            "cause": cause,
            "responsible_id": responsible,
            "found_out": "核对聊天记录与仓库记录后确认。",
        }
    if place >= ANSWERED:
        known |= {"answer": "非常抱歉给您带来不便，已按商定的办法处理。", "answered_at": at + 30 * HOUR}
        known["answered_by_id"] = agent.id
    if place == CLOSED:
        known |= {"is_satisfied": True, "closed_at": min(at + 54 * HOUR, desk.now)}
    return known


def _follow(desk: Desk, complaint: Complaint, place: int, agent: Person) -> None:
    """The timeline, proposals, actions and visits, as far as the complaint has come."""
    leader = desk.leader_of(agent)
    who = {"judge": desk.supervisor_of(agent), "investigate": leader, "choose": leader}
    for index, step in enumerate(STEPS[: place + 1]):
        ComplaintEvent.objects.create(
            complaint=complaint,
            step=step,
            at=min(complaint.registered_at + index * 5 * HOUR, desk.now),
            by=desk.user(who.get(step, agent).id),
            text=complaint.about if index == 0 else "",
        )
    if complaint.is_founded and place >= KNOWN:
        _propose(desk, complaint, place, agent, leader)
    if place >= ANSWERED:
        _visit(complaint, place, leader)
    if place == CLOSED and complaint.is_founded:
        check_on = desk.now.date() + (30 if complaint.pk % 2 else 0) * DAY
        CorrectiveAction.objects.create(
            complaint=complaint, text="出库前加一道颜色核对", owner_id=leader.id, check_on=check_on
        )


def _propose(desk: Desk, complaint: Complaint, place: int, agent: Person, leader: Person) -> None:
    """Two proposals; one of them chosen, and carried out."""
    at, by_agent, by_leader = complaint.registered_at, desk.user(agent.id), desk.user(leader.id)
    new = {"remedy": "replacement", "text": "换一件新的，运费由我们承担。"}
    money = {"remedy": "compensation", "text": "退还 30 元并道歉。"}
    if place >= CHOSEN:
        because = "顾客急用，换新最快。"
        new |= {"chosen_at": at + 20 * HOUR, "chosen_by": by_leader, "chosen_because": because}
    Proposal.objects.create(complaint=complaint, by=by_agent, **new)
    Proposal.objects.create(complaint=complaint, by=by_leader, **money)
    if place >= CHOSEN:
        done = {"done_at": at + 26 * HOUR, "outcome": "已发出，单号已告知顾客。"}
        ComplaintAction.objects.create(
            complaint=complaint,
            text="联系仓库今天发出新品",
            owner_id=agent.id,
            due_on=desk.now.date(),
            **(done if place >= DONE else {}),
        )


def _visit(complaint: Complaint, place: int, leader: Person) -> None:
    """The return visit: waiting, or done by the leader."""
    at, done = complaint.registered_at, {}
    if place == CLOSED:
        asked = VisitScript.objects.get(reason="complaint").questions
        answers = {"settled": "yes", "speed": "4", "attitude": "5", "advice": ""}
        done = {"state": "done", "visitor_id": leader.id, "asked": asked, "answers": answers}
        done |= {"is_satisfied": True, "done_at": complaint.closed_at}
    ReturnVisit.objects.create(
        reason="complaint",
        complaint=complaint,
        customer=complaint.customer,
        customer_name=complaint.customer_name,
        order_no=complaint.order_no,
        queued_at=at + 30 * HOUR,
        due_at=at + 78 * HOUR,
        **done,
    )
