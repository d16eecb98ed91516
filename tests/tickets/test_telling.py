"""Who is told what by the service desk: whoever must act, once, and never the person who did it."""

import datetime as dt

import pytest

from staff.models import Employee, Notification
from tests.factories import Company, fresh, make_complaint, make_promise, make_ticket
from tickets.models import Ticket
from tickets.services import complaints, knowledge, news, talking, watching, working
from tickets.services import tickets as services

pytestmark = pytest.mark.django_db
HOUR = dt.timedelta(hours=1)


def told(person: Employee) -> list[str]:
    """The kinds that somebody was told, in order."""
    rows = Notification.objects.filter(recipient=person).order_by("pk")
    return [kind.removeprefix("tickets.") for kind in rows.values_list("kind", flat=True)]


def test_the_new_owner_is_told_and_not_whoever_takes_it(shop: Company):
    ticket = make_ticket(shop.agent)
    services.assign(ticket, by=shop.agent.user, owner=shop.leader)
    services.assign(ticket, by=shop.leader.user, owner=shop.leader, group=shop.day)
    services.assign(ticket, by=shop.agent.user, owner=shop.agent)

    assert (told(shop.leader), told(shop.agent)) == (["assigned"], [])


def test_many_tickets_are_one_line(shop: Company):
    for _number in range(3):
        make_ticket(shop.leader)
    working.change_many(Ticket.objects.all(), "owner", shop.agent, by=shop.supervisor.user)
    row = Notification.objects.get(recipient=shop.agent)
    assert row.words == {"many": 3} and shop.agent.employee_no in row.url


def test_whom_a_ticket_is_escalated_to_is_told_why(shop: Company):
    ticket = make_ticket(shop.agent, first_owner=shop.agent)
    services.escalate(ticket, Ticket.Level.LEADER, "He shouts.", by=shop.agent.user)
    assert Notification.objects.get(recipient=shop.leader).words["reason"] == "He shouts."


def test_what_is_due_soon_and_what_was_missed_is_said_once(shop: Company):
    now = dt.datetime.now()
    soon = make_ticket(shop.agent, due_at=now + HOUR / 3)
    make_ticket(shop.agent, due_at=now + 2 * HOUR)
    make_ticket(shop.agent, due_at=now + HOUR / 3, status="answered")
    make_ticket(due_at=now + HOUR / 3)
    make_promise(soon, now - HOUR)

    for _time in range(2):
        watching.warn_of_due(now)
        watching.note_missed(now)
    assert told(shop.agent) == ["soon", "missed"]
    Ticket.objects.filter(pk=soon.pk).update(due_at=now + HOUR / 4)
    watching.warn_of_due(now)
    assert told(shop.agent) == ["soon", "missed", "soon"]


def test_news_reach_those_above_and_the_answer_comes_back(shop: Company):
    sent = news.report("danger", "Smoke!", by=shop.agent.user)
    news.answer(sent, "Stop selling.", by=shop.manager.user)
    question = knowledge.ask(by=shop.agent.user, text="How is it washed?")
    knowledge.answer(question, "At 30 degrees.", by=shop.leader.user)

    assert (told(shop.manager), told(shop.agent)) == (["news"], ["answered", "answered"])


def test_each_step_of_a_complaint_is_said_to_whoever_does_it(shop: Company):
    complaint = complaints.register(by=shop.agent.user, customer_name="buyer", about="wet")
    complaints.acknowledge(complaint, "We have it.", by=shop.agent.user)
    assert (told(shop.supervisor), told(shop.agent)) == (["complaint"], [])

    complaints.judge(
        complaint, by=shop.supervisor.user, is_founded=True, judged_because="seen", department="warehouse"
    )
    assert told(shop.leader) == ["complaint"]
    complaints.investigate(complaint, by=shop.leader.user, found_out="bad packing")
    first = complaints.propose(complaint, by=shop.agent.user, remedy="refund", text="all")
    complaints.propose(complaint, by=shop.agent.user, remedy="gift", text="towel")
    action = {"text": "refund", "owner": shop.agent, "due_on": dt.date.today()}
    complaints.choose(complaint, first, "quickest", by=shop.leader.user, action=action)
    complaints.finish_action(complaint.actions.get(), "paid", by=shop.leader.user)
    assert told(shop.agent) == ["complaint"] * 3  # to propose, to refund, to answer


def test_a_missed_deadline_of_a_complaint_is_said_to_who_is_late_and_who_answers_for_them(shop: Company):
    complaint = make_complaint(shop.agent, due_at=dt.datetime.now() - HOUR)
    for _time in range(2):
        complaints.note_missed(dt.datetime.now())
    assert fresh(complaint).missed == 1
    assert (told(shop.agent), told(shop.supervisor), told(shop.leader)) == (["complaint"], ["complaint"], [])


def test_a_note_tells_nobody(shop: Company):
    talking.add_note(make_ticket(shop.agent), "seen", by=shop.leader.user)
    assert not Notification.objects.exists()
