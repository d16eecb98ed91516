"""My desk: each card true with records and without, for each kind of person; queries that do not grow."""

import datetime as dt
from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from common.month import Month
from csbackoffice.desk.cards import groups, notices, pay, payroll, people, shift, tickets
from csbackoffice.desk.desks import DESKS
from csbackoffice.desk.page import desk_of, part_of, steps_of
from csbackoffice.presets import install
from payroll.models import PayrollRun
from performance.models import Metric, Score, ServiceMetric
from staff.models import NoticeReading
from tests.factories import (
    Company,
    fresh,
    lock_month,
    make_account,
    make_company,
    make_complaint,
    make_employee,
    make_handover,
    make_leave,
    make_note,
    make_notice,
    make_order,
    make_punch,
    make_refund,
    make_shift,
    make_ticket,
    make_user,
    make_visit,
)

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("in_english")]
NOW = dt.datetime.now()
TODAY = NOW.date()
DAY, HOUR = dt.timedelta(days=1), dt.timedelta(hours=1)
PEOPLE = ("agent", "leader", "supervisor", "manager", "accountant", "director")


@pytest.fixture
def shop() -> Company:
    install()
    return make_company()


def as_(person: Any) -> Client:
    client = Client()
    client.force_login(fresh(person.user))
    return client


def says(person: Any) -> list[str]:
    return [step.says for step in steps_of(fresh(person.user))]


@pytest.mark.parametrize("who", PEOPLE)
def test_the_desk_and_every_card_of_it_open_for_everybody_without_a_single_record(who: str, shop: Company):
    client = as_(getattr(shop, who))

    assert client.get(reverse("desk")).status_code == 200
    desk = DESKS[getattr(shop, who).user.role]
    for part in (*desk.main, *desk.side):
        assert client.get(reverse("desk_part", args=[part.name])).status_code == 200, part.name


def test_a_login_of_an_empty_company_has_a_desk():
    install()
    owner = make_user(username="owner", is_superuser=True)

    client = Client()
    client.force_login(owner)

    assert client.get(reverse("desk")).status_code == 200


def test_who_has_left_is_told_so():
    former = make_user(make_employee("Former", left_on=dt.date(2026, 2, 1)))

    client = Client(headers={"accept-language": "en"})
    client.force_login(former)

    assert "employed today" in client.get(reverse("desk")).content.decode()


def test_cards_of_others_are_not_found(shop: Company):
    assert part_of(shop.agent.user, "cost") is None
    assert as_(shop.agent).get(reverse("desk_part", args=["cost"])).status_code == 404
    assert as_(shop.leader).get(reverse("desk_part", args=["month"])).status_code == 404


# Steps


def test_a_shift_that_has_begun_without_a_punch_comes_first_until_one_clocks_in_here(shop: Company):
    begun = NOW.replace(microsecond=0) - HOUR
    make_shift(shop.agent, begun.date(), starts_at=begun, ends_at=begun + 9 * HOUR)
    assert says(shop.agent)[0] == f"Your shift began at {begun:%H:%M} and you have not punched."

    answer = as_(shop.agent).post(
        reverse("desk_clock"), headers={"HX-Request": "true", "accept-language": "en"}
    )

    assert "Clock out" in answer.content.decode()
    assert shop.agent.punches.count() == 1
    assert not any("not punched" in one for one in says(shop.agent))


def test_clocking_in_is_refused_in_words_in_a_locked_month(shop: Company):
    lock_month(Month.of(TODAY))

    answer = as_(shop.agent).post(
        reverse("desk_clock"), headers={"HX-Request": "true", "accept-language": "en"}
    )

    assert str(Month.of(TODAY)) in answer.content.decode() and shop.agent.punches.count() == 0


def test_steps_name_what_is_late_before_what_is_due(shop: Company):
    make_notice(shop.manager.user)
    make_ticket(shop.agent, due_at=NOW - HOUR)
    make_ticket(shop.agent, due_at=NOW - 2 * HOUR)
    make_visit(shop.agent)
    Score.objects.create(employee=shop.agent, month=Month.of(TODAY).previous, score=80, status="published")

    found = says(shop.agent)

    assert found[0] == "2 tickets of yours are overdue."
    assert found[1].startswith("Your score of")
    assert set(found[2:]) == {"1 return visit to make.", "1 notice you have not read."}
    assert says(shop.stranger_agent) == ["1 notice you have not read."]


def test_a_ticket_that_is_due_within_the_hour_is_named(shop: Company):
    make_ticket(shop.agent, due_at=NOW + HOUR / 2)
    make_ticket(shop.agent, due_at=NOW + 3 * HOUR)

    assert says(shop.agent) == ["1 ticket of yours is due within the hour."]


def test_a_handover_waits_for_the_incoming_side_only(shop: Company):
    make_shift(shop.agent, TODAY)
    make_handover(shop.day, state="signed", signed_off_by=shop.agent)
    mate = make_employee("Mate", group=shop.day)
    make_user(mate)

    assert any("handover" in one for one in says(mate))
    assert not any("handover" in one for one in says(shop.agent))
    assert not any("handover" in one for one in says(shop.stranger_agent))


def test_nothing_to_do_is_said(shop: Company):
    page = as_(shop.agent).get(reverse("desk"), headers={"accept-language": "en"}).content.decode()

    assert "Nothing waits for you" in page


# Cards


def test_tickets_stand_by_due_time_with_how_many_are_late(shop: Company):
    later = make_ticket(shop.agent, due_at=NOW + HOUR)
    late = make_ticket(shop.agent, due_at=NOW - HOUR)
    never = make_ticket(shop.agent)
    make_ticket(shop.leader, due_at=NOW - HOUR)

    found = tickets.content(fresh(shop.agent.user))

    assert list(found["tickets"]) == [late, later, never]
    assert found["counted"] == {"open": 3, "late": 1}


def test_what_is_stuck_is_counted_among_visible_people(shop: Company):
    make_ticket(shop.agent, due_at=NOW - HOUR)
    make_ticket(shop.stranger_agent, due_at=NOW - HOUR)
    make_complaint(shop.agent, due_at=NOW - HOUR)

    found = {
        label: count for label, count, _url, _icon in tickets.stuck(fresh(shop.supervisor.user))["counted"]
    }

    assert found == {"Overdue tickets": 1, "Overdue complaints": 1}
    assert tickets.stuck(fresh(shop.stranger_leader.user))["tickets"].count() == 1


def test_unread_notices_leave_when_they_are_read(shop: Company):
    notice = make_notice(shop.manager.user)
    assert list(notices.content(fresh(shop.agent.user))["notices"]) == [notice]

    NoticeReading.objects.create(notice=notice, employee=shop.agent)

    assert list(notices.content(fresh(shop.agent.user))["notices"]) == []


def test_todays_plan_is_ones_own_place_on_the_whiteboard(shop: Company):
    note = make_note(shop.agent)

    page = as_(shop.agent).get(reverse("desk")).content.decode()

    assert note.says in page
    assert note.says not in as_(shop.stranger_agent).get(reverse("desk")).content.decode()


def test_the_clock_shows_the_shift_its_punches_and_the_next_one(shop: Company):
    today = make_shift(shop.agent, TODAY)
    make_punch(shop.agent, dt.datetime.combine(TODAY, dt.time(7, 55)))
    make_shift(shop.agent, TODAY + DAY, kind="off")
    coming = make_shift(shop.agent, TODAY + 2 * DAY)

    clock = shift.clock_of(fresh(shop.agent.user), dt.datetime.combine(TODAY, dt.time(9)))

    assert (clock["shift"], clock["coming"], len(clock["punches"])) == (today, coming, 1)


def test_a_shift_that_began_yesterday_and_goes_on_is_the_current_one(shop: Company):
    start = dt.datetime.combine(TODAY - DAY, dt.time(20))
    night = make_shift(shop.agent, TODAY - DAY, kind="night", starts_at=start, ends_at=start + 10 * HOUR)

    clock = shift.clock_of(fresh(shop.agent.user), dt.datetime.combine(TODAY, dt.time(1)))

    assert clock["shift"] == night


def test_the_clock_knows_who_came_before_a_night_that_goes_on_and_who_leaves_after_midnight(shop: Company):
    eve, midnight = TODAY - DAY, dt.datetime.combine(TODAY, dt.time())
    until = {shop.agent: midnight + dt.timedelta(hours=6), shop.leader: midnight}
    for person, ends_at in until.items():
        begins = dt.datetime.combine(eve, dt.time(22))
        make_shift(person, eve, "night", starts_at=begins, ends_at=ends_at)
        make_punch(person, begins - dt.timedelta(minutes=10))
    for minutes, there in ((30, [shop.agent, shop.leader]), (61, [shop.agent])):
        found = [shift.clock_of(fresh(one.user), midnight + dt.timedelta(minutes=minutes)) for one in until]
        on = [one["shift"].employee for one in found if one["shift"] and one["shift"].on == eve]
        assert on == there
        assert all(len(one["punches"]) == 1 for one in found if one["shift"])


def test_groups_stand_beside_their_goals(shop: Company):
    shop.agent.terms.update(sales_target=1000)
    account = make_account(employee=shop.agent)
    first = dt.datetime.combine(Month.of(TODAY).first, dt.time(9))
    make_refund(make_order(first, 500, account=account), first, 100)
    told = {"metric": Metric.SATISFACTION, "numerator": 9, "denominator": 10}
    ServiceMetric.objects.create(employee=shop.agent, on=TODAY, **told)

    (row,) = groups.content(fresh(shop.supervisor.user))["rows"]

    assert (row["month"].net, row["month"].target, row["month"].completion) == (400, 1000, 40)
    assert row["month"].satisfaction == "90.00%" and row["is_satisfaction_low"]
    strange = groups.content(fresh(shop.stranger_supervisor.user))["rows"]
    assert [one["month"].net for one in strange] == [0]
    assert len(groups.content(fresh(shop.manager.user))["rows"]) == 2


def test_cost_of_pay_is_compared_with_the_month_before(shop: Company):
    assert payroll.cost(fresh(shop.manager.user)) is None
    month = Month.of(TODAY).previous
    for one, earned in ((month.previous, 1000), (month, 1100)):
        sums = {"people": 10, "earnings": earned, "deductions": 100, "net": earned - 100}
        PayrollRun.objects.create(month=one, state="calculated", **sums)

    earnings = payroll.cost(fresh(shop.manager.user))["figures"][0]

    assert (earnings.value, earnings.change, earnings.good) == ("1,100.00", "+10.0%", False)
    assert payroll.cost(fresh(shop.leader.user)) is None


def test_the_month_in_work_shows_its_steps(shop: Company):
    assert payroll.month(fresh(shop.accountant.user))["run"] is None
    told = {"state": "calculated", "calculation": 1, "work_status": "done"}
    run = PayrollRun.objects.create(month=Month.of(TODAY).previous, **told)

    found = payroll.month(fresh(shop.accountant.user))

    assert found["run"] == run
    assert [step.state for step in found["steps"]] == ["done", "done", "now", "later", "later"]


def test_people_who_came_and_left_this_month_are_counted(shop: Company):
    make_employee("New", hired_on=Month.of(TODAY).first)
    make_employee("Gone", left_on=Month.of(TODAY).first)

    counted = [figure.value for figure in people.headcount(fresh(shop.director.user))["figures"]]

    assert counted[1:3] == [1, 1]


def test_people_below_the_lowest_grade_twice_are_at_risk(shop: Company):
    month = Month.of(TODAY).previous
    for person, marks in ((shop.agent, (50, 55)), (shop.leader, (50, 90))):
        for back, mark in enumerate(marks):
            Score.objects.create(employee=person, month=month.plus(-back), score=mark, status="final")

    low = people.at_risk(fresh(shop.manager.user))["low"]

    assert [now.employee for now, _before in low] == [shop.agent]


def test_pay_to_date_is_ones_own(shop: Company):
    found = pay.content(fresh(shop.agent.user))

    assert found["preview"].person.id == shop.agent.pk


def test_the_desk_asks_no_more_of_the_database_for_more_records(shop: Company):
    def queries(person: Any) -> int:
        client = as_(person)
        with CaptureQueriesContext(connection) as caught:
            client.get(reverse("desk"))
        return len(caught)

    def add(person: Any) -> None:
        make_ticket(person, due_at=NOW - HOUR)
        make_leave(person, NOW + DAY, NOW + DAY + HOUR, status="pending")
        make_notice(shop.manager.user, group=shop.day)
        make_complaint(person, due_at=NOW - HOUR)
        make_visit(person)
        make_note(person)
        make_shift(person, TODAY + DAY)

    add(make_employee(group=shop.day))
    add(shop.agent)
    few = {who: queries(getattr(shop, who)) for who in PEOPLE}
    for _ in range(5):
        add(make_employee(group=shop.day))
    make_ticket(shop.agent, due_at=NOW - HOUR)
    make_note(shop.agent, says="Another")

    assert {who: queries(getattr(shop, who)) for who in PEOPLE} == few
    assert max(few.values()) < 75, few


def test_what_waits_is_one_of_the_steps(shop: Company):
    make_leave(shop.agent, NOW + HOUR, NOW + 9 * HOUR, status="pending")

    steps = desk_of(fresh(shop.supervisor.user))["steps"]

    assert steps[0].says == "1 thing waits for your decision, 1 of them until tomorrow."
