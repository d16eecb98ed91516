"""Merging, splitting and linking: nothing is lost, nothing is counted twice, and nothing ends in an error page."""

import datetime as dt

import pytest
from django.core.exceptions import ValidationError
from django.db import IntegrityError
from django.urls import reverse

from tests.clients import as_
from tests.factories import (
    Company,
    fresh,
    make_complaint,
    make_customer,
    make_promise,
    make_ticket,
    make_visit,
)
from tickets.models import Complaint, ReturnVisit, Ticket, TicketLink
from tickets.services import complaints, customers, talking, working
from tickets.services import tickets as services

pytestmark = pytest.mark.django_db
HOUR = dt.timedelta(hours=1)


# Customers


@pytest.mark.postgres
@pytest.mark.parametrize(
    "of_double, of_other, left",
    [
        ("waiting", "waiting", ["waiting"]),
        ("done", "waiting", ["done"]),
        ("waiting", "done", ["done"]),
        ("done", "done", ["done", "done"]),
    ],
)
def test_two_members_with_a_visit_for_the_same_order_are_merged(
    shop: Company, of_double: str, of_other: str, left: list[str]
):
    double, into = make_customer(shop.agent, is_member=True), make_customer(shop.agent, is_member=True)
    for customer, state in ((double, of_double), (into, of_other)):
        make_visit(shop.agent, reason="member", customer=customer, order_no="O1", state=state)
    make_visit(shop.agent, reason="member", customer=double, order_no="O2")

    page = reverse("tickets:merge_customer", args=[double.pk])
    answer = as_(shop.leader).post(page, {"number": into.pk})

    assert answer.status_code == 302 and fresh(double).merged_into == into
    assert list(ReturnVisit.objects.filter(order_no="O1").values_list("state", flat=True)) == left
    assert into.visits.filter(order_no="O2").exists()


def test_a_customer_is_not_merged_into_themselves_nor_into_a_double(shop: Company):
    one, two, three = (make_customer(shop.agent) for _number in range(3))
    customers.merge_customers(one, two, by=shop.leader.user)
    for double, into in ((three, three), (three, fresh(one)), (fresh(one), three)):
        with pytest.raises(ValidationError):
            customers.merge_customers(double, into, by=shop.leader.user)


# Tickets


def test_an_open_promise_goes_on_where_its_ticket_was_merged(shop: Company):
    double, into = make_ticket(shop.agent), make_ticket(shop.agent)
    promise = make_promise(double)
    talking.merge(double, into, by=shop.agent.user)

    assert fresh(promise).ticket == into
    assert fresh(into).due_at == promise.due_at
    talking.reply(fresh(into), "Here it is.", by=shop.agent.user)
    assert fresh(promise).kept_at


def test_merges_in_a_row_end_in_one_ticket_and_a_circle_is_refused(shop: Company):
    first, second, third = (make_ticket(shop.agent) for _number in range(3))
    talking.merge(first, second, by=shop.agent.user)
    talking.merge(fresh(second), third, by=shop.agent.user)

    assert fresh(first).merged_into == fresh(second).merged_into == third
    for ticket, into in ((third, third), (third, fresh(first)), (fresh(first), third)):
        with pytest.raises(ValidationError):
            talking.merge(ticket, into, by=shop.agent.user)


def test_a_link_is_written_once_on_both_sides(shop: Company):
    one, two = make_ticket(shop.agent), make_ticket(shop.agent)
    page = reverse("tickets:step", args=[one.pk, "link"])
    for ticket, other in ((one, two), (two, one), (one, two)):
        talking.link(ticket, other, by=shop.agent.user)

    assert TicketLink.objects.count() == 2
    assert [one.events.filter(kind="linked").count(), two.events.filter(kind="linked").count()] == [1, 1]
    for number in (str(one.pk), "x", "999999999999", str(make_ticket(shop.stranger_agent).pk)):
        answer = as_(shop.agent).post(page, {"number": number})
        assert answer.status_code == 200 and answer.context["form"].errors
    assert TicketLink.objects.count() == 2


def test_a_part_that_is_split_off_has_clocks_of_its_own(shop: Company):
    ticket = services.open_ticket(
        by=shop.agent.user, customer_name="buyer", problem="two things", order_no="O1", is_order_unknown=True
    )
    as_(shop.agent).post(reverse("tickets:step", args=[ticket.pk, "split"]), {"problem": "the other thing"})
    part = ticket.parts.get()

    assert (part.order_no, part.is_order_unknown, part.owner) == ("O1", True, shop.agent)
    assert part.clocks.filter(finished_at=None).count() == 2
    assert ticket.events.get(kind="split").text == "the other thing"
    talking.merge(part, ticket, by=shop.agent.user)
    assert fresh(part).merged_into == ticket


def test_nothing_happens_to_a_merged_ticket_any_more(shop: Company):
    double, into = make_ticket(shop.agent), make_ticket(shop.agent)
    talking.merge(double, into, by=shop.agent.user)
    double, by = fresh(double), shop.agent.user

    for act in (
        lambda: services.edit_ticket(double, by=by, problem="other"),
        lambda: services.assign(double, by=by, owner=shop.leader),
        lambda: services.change_status(double, "open", by=by),
        lambda: services.make_promise(double, dt.datetime.now() + HOUR, "", by=by),
        lambda: talking.split(double, "more", by=by),
        lambda: talking.link(double, make_ticket(shop.agent), by=by),
    ):
        with pytest.raises(ValidationError, match=f"#{into.pk}"):
            act()
    assert fresh(double).problem == double.problem


def test_a_change_of_many_is_taken_back_though_one_of_them_was_merged_since(shop: Company):
    tickets = [make_ticket(shop.agent) for _number in range(3)]
    change = working.change_many(Ticket.objects.all(), "status", "closed", by=shop.leader.user)
    Ticket.objects.filter(pk=tickets[0].pk).update(merged_into=tickets[1])

    assert working.undo(change, by=shop.leader.user) == 2
    assert [fresh(ticket).status for ticket in tickets] == ["closed", "open", "open"]
    with pytest.raises(ValidationError):
        working.undo(fresh(change), by=shop.leader.user)


# Numbers of complaints


@pytest.mark.postgres
def test_the_thousandth_complaint_of_a_day_still_gets_a_number(shop: Company):
    today = f"TS{dt.date.today():%Y%m%d}"
    for number in ("999", "1000"):
        make_complaint(shop.agent, number=f"{today}-{number}")
    complaint = complaints.register(by=shop.agent.user, customer_name="buyer", about="wet")
    assert complaint.number == f"{today}-1001"


def test_two_complaints_at_the_same_moment_get_two_numbers(shop: Company, monkeypatch: pytest.MonkeyPatch):
    first = complaints.register(by=shop.agent.user, customer_name="buyer", about="wet")
    numbers = iter([first.number, f"{first.number}9"])  # as if another one had been faster
    monkeypatch.setattr(complaints, "_next_number", lambda now: next(numbers))

    complaints.register(by=shop.agent.user, customer_name="buyer", about="late")
    assert Complaint.objects.count() == 2
    with pytest.raises(IntegrityError):
        Complaint.objects.create(number=first.number, customer_name="buyer", about="double")
