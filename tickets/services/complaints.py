"""The loop of a complaint: each step moves it on, sets the next deadline, and is written into its timeline."""

import contextlib
import datetime as dt
from typing import Any

from django.core.exceptions import ValidationError
from django.db import IntegrityError, transaction
from django.db.models.functions import Length
from django.utils.translation import gettext as _

from common.access import Role
from common.audit import record
from common.templatetags.backoffice import day as day_words
from staff.models import Employee, User
from tickets.models import Complaint, ComplaintAction, ComplaintEvent, CorrectiveAction, Proposal, Ticket
from tickets.rates import ComplaintRates
from tickets.services.customers import customer_of
from tickets.services.numbers import rates_of
from tickets.services.telling import tell_action, tell_complaint_missed, tell_handed, tell_step
from tickets.services.timeline import hold, write_event
from tickets.services.visit_queue import queue_for_complaint

State = Complaint.State
FEWEST_PROPOSALS = 2
TRIES = 5
# State: the rate that says how long it may last, and how many minutes its unit has.
LASTS = {
    State.RECEIVED: ("complaint_acknowledge", 1),
    State.ACKNOWLEDGED: ("complaint_judge", 60),
    State.INVESTIGATING: ("complaint_investigate", 60),
    State.PROPOSING: ("complaint_decide", 60),
    State.ACTING: ("complaint_act", 60),
    State.ANSWERING: ("complaint_answer", 60),
}


@transaction.atomic
def register(*, by: User, ticket: Ticket | None = None, **fields: Any) -> Complaint:
    """Take in a complaint: who, when, what, the remedy wanted. Its number is of the day."""
    now = dt.datetime.now()
    complaint = Complaint(
        registered_by=by.employee, owner=by.employee, ticket=ticket, registered_at=now, **fields
    )
    complaint.customer = customer_of(complaint.platform, complaint.customer_name, by=by)
    complaint.due_at = _due(State.RECEIVED, now)
    _save_numbered(complaint, now)
    _write(complaint, "register", by, complaint.about)
    if ticket:
        write_event(ticket, "linked", by=by, text=complaint.number)
    return complaint


def _save_numbered(complaint: Complaint, now: dt.datetime) -> None:
    """Save under the next number of the day; whoever registers at the same moment gets the one after."""
    for _time in range(TRIES):
        complaint.number = _next_number(now)
        with contextlib.suppress(IntegrityError), transaction.atomic():
            complaint.save(force_insert=True)
            return
    raise ValidationError(_("Too many complaints are being registered at this moment. Send it once more."))


def _next_number(now: dt.datetime) -> str:
    """`TS20261121-003`: counted within the day; the thousandth has four digits."""
    start = f"TS{now:%Y%m%d}-"
    rows = Complaint.objects.filter(number__startswith=start).order_by(Length("number").desc(), "-number")
    last = rows.values_list("number", flat=True).first()
    return f"{start}{int(last.rpartition('-')[2]) + 1 if last else 1:03d}"


def _due(state: str, now: dt.datetime) -> dt.datetime | None:
    if state not in LASTS:
        return None
    name, unit = LASTS[State(state)]
    return now + dt.timedelta(minutes=getattr(rates_of(ComplaintRates, now.date()), name) * unit)


def _write(
    complaint: Complaint, step: str, by: User | None, text: str = "", changes: dict[str, Any] | None = None
) -> None:
    ComplaintEvent.objects.create(complaint=complaint, step=step, by=by, text=text, changes=changes or {})
    if by is not None:
        record(f"complaint: {step}", complaint, by=by, changes=changes)


def _move(complaint: Complaint, step: str, state: str, *, by: User, text: str = "", **fields: Any) -> None:
    """Set fields and state, with the deadline of the new state."""
    now = dt.datetime.now()
    changes = {"state": [complaint.state, state]}
    for name, value in fields.items():
        before = getattr(complaint, name)
        if before != value and not isinstance(value, dt.datetime):
            changes[name] = ["" if before is None else str(before), "" if value is None else str(value)]
        setattr(complaint, name, value)
    if state != complaint.state:
        complaint.state, complaint.due_at, complaint.is_due_missed = state, _due(state, now), False
    complaint.save()
    _write(complaint, step, by, text, changes)
    tell_step(complaint, by=by)


def refuse_other_state(complaint: Complaint, *states: str) -> None:
    """Raise ValidationError where a step does not fit the state."""
    if complaint.state not in states:
        raise ValidationError(
            _("The complaint is “%(state)s” now; this step does not fit."),
            params={"state": complaint.get_state_display()},
        )


def is_about(complaint: Complaint, user: User) -> bool:
    """Whether somebody is the agent concerned."""
    return complaint.agent_id is not None and complaint.agent_id == user.employee_id


@transaction.atomic
def acknowledge(complaint: Complaint, text: str, *, by: User) -> None:
    """Tell the customer that the complaint has arrived and what happens next."""
    hold(complaint)
    refuse_other_state(complaint, State.RECEIVED)
    _move(complaint, "acknowledge", State.ACKNOWLEDGED, by=by, text=text, acknowledged_at=dt.datetime.now())


@transaction.atomic
def judge(complaint: Complaint, *, by: User, is_founded: bool, judged_because: str, **fields: Any) -> None:
    """Founded: on to the responsible department. Not founded: to be answered with the reason, politely.

    Only once the customer was told that the complaint has arrived. Raises ValidationError.
    """
    hold(complaint)
    if complaint.state == State.RECEIVED:
        raise ValidationError(
            _("The customer does not know yet that the complaint has arrived. Tell them first, then judge.")
        )
    refuse_other_state(complaint, State.ACKNOWLEDGED)
    if is_about(complaint, by):
        raise ValidationError(_("Nobody judges a complaint about themselves."))
    if is_founded and not fields.get("department"):
        raise ValidationError(_("Say which department is responsible."))
    state = State.INVESTIGATING if is_founded else State.ANSWERING
    said = {"is_founded": is_founded, "judged_because": judged_because, "judged_at": dt.datetime.now()}
    _move(complaint, "judge", state, by=by, text=judged_because, **said, **fields)


@transaction.atomic
def investigate(complaint: Complaint, *, by: User, found_out: str, **fields: Any) -> None:
    """Write down the cause, and who is responsible. Raises ValidationError where it is about whoever does it."""
    hold(complaint)
    refuse_other_state(complaint, State.INVESTIGATING)
    if is_about(complaint, by):
        raise ValidationError(_("Nobody looks into a complaint about themselves."))
    _move(complaint, "investigate", State.PROPOSING, by=by, text=found_out, found_out=found_out, **fields)


@transaction.atomic
def propose(complaint: Complaint, *, by: User, remedy: str, text: str) -> Proposal:
    """Add a way to settle it."""
    hold(complaint)
    refuse_other_state(complaint, State.PROPOSING)
    proposal = Proposal.objects.create(complaint=complaint, remedy=remedy, text=text, by=by)
    _write(complaint, "propose", by, str(proposal))
    return proposal


@transaction.atomic
def choose(
    complaint: Complaint, proposal: Proposal, because: str, *, by: User, action: dict[str, Any]
) -> None:
    """Choose one of several with the reason; its first action says who does what by when."""
    hold(complaint)
    refuse_other_state(complaint, State.PROPOSING)
    if complaint.proposals.filter(chosen_at__isnull=True).count() < FEWEST_PROPOSALS:
        raise ValidationError(_("There must be several proposals before one is chosen. Add another one."))
    proposal.chosen_at, proposal.chosen_by, proposal.chosen_because = dt.datetime.now(), by, because
    proposal.save()
    _move(complaint, "choose", State.ACTING, by=by, text=f"{proposal} — {because}")
    add_action(complaint, by=by, **action)


@transaction.atomic
def add_action(
    complaint: Complaint, *, by: User, text: str, owner: Employee, due_on: dt.date
) -> ComplaintAction:
    """Somebody has to do something for it."""
    hold(complaint)
    refuse_other_state(complaint, State.ACTING)
    action = ComplaintAction.objects.create(complaint=complaint, text=text, owner=owner, due_on=due_on)
    _write(complaint, "action", by, f"{text} — {owner}")
    tell_action(action, by=by)
    return action


@transaction.atomic
def finish_action(action: ComplaintAction, outcome: str, *, by: User) -> None:
    """It is done; with the last one the complaint is to be answered. Only who is to do it, or who leads, says so."""
    hold(action.complaint)
    hold(action)
    complaint = action.complaint
    if action.done_at:
        raise ValidationError(_("This action is done already."))
    if action.owner_id != by.employee_id and by.role == Role.AGENT:
        raise ValidationError(_("%(person)s says when this is done."), params={"person": action.owner.name})
    action.done_at, action.outcome = dt.datetime.now(), outcome
    action.save()
    _write(complaint, "done", by, f"{action.text} — {outcome}")
    is_last = not complaint.actions.filter(done_at__isnull=True).exists()
    if is_last and complaint.state == State.ACTING:
        _move(complaint, "carried_out", State.ANSWERING, by=by)


@transaction.atomic
def answer(complaint: Complaint, text: str, *, by: User) -> None:
    """Tell the customer the decision; the return visit is queued."""
    hold(complaint)
    refuse_other_state(complaint, State.ANSWERING)
    said = {"answer": text, "answered_at": dt.datetime.now(), "answered_by": by.employee}
    _move(complaint, "answer", State.ANSWERED, by=by, text=text, **said)
    visit = queue_for_complaint(complaint)
    complaint.due_at = visit.due_at
    complaint.save(update_fields=["due_at"])


@transaction.atomic
def close(complaint: Complaint, *, by: User, is_satisfied: bool | None, text: str = "") -> None:
    """The customer accepts, or could not be reached in the end."""
    hold(complaint)
    refuse_other_state(complaint, State.ANSWERED)
    _move(
        complaint,
        "close",
        State.CLOSED,
        by=by,
        text=text,
        is_satisfied=is_satisfied,
        closed_at=dt.datetime.now(),
    )


@transaction.atomic
def reopen(complaint: Complaint, *, by: User, text: str) -> None:
    """The customer is not satisfied: other solutions are looked for; one that was not founded is judged again."""
    hold(complaint)
    refuse_other_state(complaint, State.ANSWERED)
    state = State.PROPOSING if complaint.is_founded else State.ACKNOWLEDGED
    again = complaint.reopened + 1
    _move(complaint, "reopen", state, by=by, text=text, is_satisfied=False, reopened=again)


@transaction.atomic
def correct(
    complaint: Complaint, *, by: User, text: str, owner: Employee, check_on: dt.date
) -> CorrectiveAction:
    """Something changes for good, and somebody looks again later whether it helped. Raises ValidationError."""
    if not complaint.is_founded:
        raise ValidationError(_("Only a founded complaint has something to correct."))
    correction = CorrectiveAction.objects.create(
        complaint=complaint, text=text, owner=owner, check_on=check_on
    )
    _write(complaint, "correct", by, f"{text} — {owner}, {check_on}")
    return correction


@transaction.atomic
def check_correction(correction: CorrectiveAction, *, by: User, is_effective: bool, finding: str) -> None:
    """Look whether it helped; once, not by whoever did it, not before the day. Raises ValidationError."""
    hold(correction)
    if correction.checked_at:
        raise ValidationError(_("Somebody has looked at this already."))
    if correction.owner_id == by.employee_id:
        raise ValidationError(_("Somebody else looks whether it helped."))
    if correction.check_on > dt.date.today():
        raise ValidationError(
            _("It is looked at on %(day)s, not before."), params={"day": day_words(correction.check_on)}
        )
    correction.is_effective, correction.finding = is_effective, finding
    correction.checked_at, correction.checked_by = dt.datetime.now(), by
    correction.save()
    _write(correction.complaint, "check", by, finding, {"is_effective": ["", str(is_effective)]})


@transaction.atomic
def hand(complaint: Complaint, owner: Employee, reason: str, *, by: User) -> None:
    """Somebody else deals with it from now on; the deadline stays. Raises ValidationError for the one concerned."""
    hold(complaint)
    refuse_other_state(complaint, *[state for state in State if state != State.CLOSED])
    if owner.pk == complaint.agent_id:
        raise ValidationError(_("This complaint is about %(person)s."), params={"person": owner.name})
    if owner.pk == complaint.owner_id:
        return
    changes = {"owner": ["" if complaint.owner is None else str(complaint.owner), str(owner)]}
    complaint.owner = owner
    complaint.save(update_fields=["owner"])
    _write(complaint, "hand", by, reason, changes)
    tell_handed(complaint, reason, by=by)


@transaction.atomic
def conduct_recorded(complaint: Complaint, *, by: User | None) -> None:
    """For the app that keeps conduct: a complaint has led to an entry; the timeline says so."""
    _write(complaint, "conduct", by)


@transaction.atomic
def note_missed(now: dt.datetime) -> int:
    """Write down which deadlines have passed since the last look; how many."""
    late = list(Complaint.objects.select_for_update().overdue(now).filter(is_due_missed=False)[:500])
    for complaint in late:
        complaint.is_due_missed, complaint.missed = True, complaint.missed + 1
        complaint.save(update_fields=["is_due_missed", "missed"])
        ComplaintEvent.objects.create(
            complaint=complaint, step="missed", at=complaint.due_at or now, text=complaint.state
        )
        tell_complaint_missed(complaint, now)
    return len(late)
