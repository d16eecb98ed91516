"""Flags: shown above the limit and not at it, decided by somebody else, never acted on by the program."""

import datetime as dt
from decimal import Decimal
from typing import Any

import pytest
from django.core.exceptions import ValidationError
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from attendance import flags
from attendance.models import FlagDecision, Punch, Shift
from common.month import Month
from csbackoffice.flags import all_flags, tell_flags
from payroll.models import PayrollRun, Payslip, PayslipLine
from staff.models import Employee, Group, GroupTerms, Notification, RuleRate
from tests.clients import as_
from tests.factories import (
    Company,
    make_leave,
    make_punch,
    make_rulebook,
    make_shift,
)

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("in_english")]

DAY = dt.timedelta(days=1)
TODAY = dt.date(2026, 9, 30)


def stay_away(person: Employee, count: int, last: dt.date = TODAY - DAY) -> None:
    for back in range(count):
        make_shift(person, last - back * DAY)


def kinds(user: Any) -> list[str]:
    return [flag.kind for flag in flags.absence_flags(Employee.objects.visible_to(user), TODAY)]


def test_more_than_twenty_absences_in_a_row_are_a_flag_and_twenty_are_none(shop: Company):
    stay_away(shop.agent, 20)
    assert kinds(shop.supervisor.user) == []
    make_shift(shop.agent, TODAY - 21 * DAY)
    assert kinds(shop.supervisor.user) == ["in_row"]
    assert kinds(shop.stranger_supervisor.user) == []


def test_a_shift_on_leave_or_attended_ends_the_row(shop: Company):
    stay_away(shop.agent, 30)
    tenth = TODAY - 15 * DAY
    midnight = dt.datetime.combine(tenth, dt.time())
    leave = make_leave(shop.agent, midnight, midnight + DAY)
    assert kinds(shop.supervisor.user) == []
    leave.delete()
    assert kinds(shop.supervisor.user) == ["in_row"]
    make_punch(shop.agent, midnight + dt.timedelta(hours=8))
    assert kinds(shop.supervisor.user) == []


def test_more_than_thirty_absences_in_the_year_are_a_flag(shop: Company):
    stay_away(shop.agent, 15)
    stay_away(shop.agent, 15, TODAY - 60 * DAY)
    between = TODAY - 30 * DAY
    make_shift(shop.agent, between)
    make_punch(shop.agent, dt.datetime.combine(between, dt.time(8)))
    assert kinds(shop.supervisor.user) == []
    make_shift(shop.agent, TODAY - 100 * DAY)
    assert kinds(shop.supervisor.user) == ["in_year"]


def test_a_row_is_told_whole_wherever_the_months_that_are_read_begin_and_end(shop: Company):
    Employee.objects.filter(pk=shop.agent.pk).update(hired_on=dt.date(2025, 1, 1))
    stay_away(shop.agent, 260, dt.date(2026, 4, 25))
    make_punch(shop.agent, dt.datetime(2025, 8, 27, 8))  # 241 shifts of it are left, over two years
    seen = Employee.objects.visible_to(shop.supervisor.user)

    for today, month in ((dt.date(2026, 5, 3), None), (dt.date(2026, 6, 30), None), (TODAY, Month(2025, 12))):
        rows = [flag for flag in flags.absence_flags(seen, today, month) if flag.kind == "in_row"]
        assert [flag.about for flag in rows] == ["2025-08-28"], today
        assert "241 shifts in a row from 2025-08-28 to 2026-04-25" in rows[0].says


def test_what_nobody_has_decided_is_shown_with_its_month_once_it_is_older(shop: Company):
    stay_away(shop.agent, 25, dt.date(2026, 6, 30))
    client = as_(shop.supervisor)

    def shown(today: dt.date, month: Month | None = None) -> list[str]:
        return [flag.about for flag in all_flags(shop.supervisor.user, today, month)]

    assert shown(dt.date(2026, 8, 31)) == ["2026-06-06"]
    assert shown(dt.date(2026, 9, 1)) == shown(TODAY, Month(2026, 5)) == shown(TODAY, Month(2026, 7)) == []
    page = client.get(reverse("flags"), {"month": "2026-06"}).content.decode()
    decide = reverse("flag", args=[shop.agent.employee_no, "in_row", "2026-06-06"])
    assert f"{decide}?month=2026-06" in page
    assert client.post(decide, {"decision": "talked to"}).status_code == 404, "not among the last months"
    answer = client.post(f"{decide}?month=2026-06", {"decision": "talked to"})
    assert (
        answer.status_code == 302 and "talked to" in client.get(answer.headers["Location"]).content.decode()
    )
    for wrong in ("x", "1900-01", "0000-00", "9998-12"):
        assert client.get(reverse("flags"), {"month": wrong}).context["month"] is None


def test_older_months_do_not_make_the_flags_read_more(shop: Company, monkeypatch: pytest.MonkeyPatch):
    stay_away(shop.agent, 21)
    read: list[str] = []
    readings = flags.readings

    def noted(people: Any, month: Month, *days: Any) -> Any:
        read.extend(person.name for person in people)
        return readings(people, month, *days)

    def queries() -> int:
        with CaptureQueriesContext(connection) as found:
            assert kinds(shop.manager.user) == ["in_row"]
        return len(found)

    monkeypatch.setattr(flags, "readings", noted)
    queries(), read.clear()  # the first one reads the roles too
    few, people = queries(), list(read)
    read.clear()
    for person in (shop.leader, shop.stranger_agent):
        stay_away(person, 60, dt.date(2026, 6, 30))
    leave = dt.datetime.combine(TODAY - 20 * DAY, dt.time())
    make_shift(shop.leader, leave.date())
    make_leave(shop.leader, leave, leave + DAY)  # whoever is on leave is not looked at either

    assert (queries(), read) == (few, people) and set(people) == {shop.agent.name}


def come_and_go_early(person: Employee, count: int, minutes: int, last: dt.date = TODAY - DAY) -> None:
    for back in range(count):
        shift = make_shift(person, last - back * DAY)
        make_punch(person, shift.starts_at)
        make_punch(person, shift.ends_at - dt.timedelta(minutes=minutes))


def under_tiers(group: Group) -> None:
    """From the beginning the group's rule book counts early leave of more than 10 minutes as absence."""
    book = make_rulebook()
    RuleRate.objects.create(book=book, name="early_mode", value="tiered", reason="house rule")
    GroupTerms.objects.filter(group=group).update(rulebook=book)


def test_absences_by_leaving_early_beyond_the_tiers_are_flagged_and_others_not(shop: Company):
    under_tiers(shop.day)
    come_and_go_early(shop.agent, 21, 10)
    come_and_go_early(shop.stranger_agent, 21, 11)
    assert kinds(shop.manager.user) == []

    Punch.objects.filter(employee=shop.agent).delete()
    Shift.objects.filter(employee=shop.agent).delete()
    come_and_go_early(shop.agent, 21, 11)
    assert kinds(shop.supervisor.user) == ["in_row"]
    assert kinds(shop.stranger_supervisor.user) == []


def test_a_punch_after_midnight_of_last_nights_shift_hides_no_absence(shop: Company):
    for place in range(31):
        night = TODAY - dt.timedelta(days=2 + 3 * place)
        shift = make_shift(shop.agent, night, "night")
        make_punch(shop.agent, shift.starts_at)
        make_punch(shop.agent, shift.ends_at + dt.timedelta(minutes=20))
        make_shift(shop.agent, night + DAY, "night")
    assert kinds(shop.supervisor.user) == ["in_year"]


def test_the_absences_of_a_year_are_flagged_when_its_last_punches_came_in_too(shop: Company):
    Employee.objects.filter(pk=shop.agent.pk).update(hired_on=dt.date(2025, 1, 1))
    stay_away(shop.agent, 15, dt.date(2025, 12, 31))
    stay_away(shop.agent, 16, dt.date(2025, 10, 31))
    seen = Employee.objects.visible_to(shop.supervisor.user)

    def about(today: dt.date) -> list[str]:
        return [flag.about for flag in flags.absence_flags(seen, today) if flag.kind == "in_year"]

    assert about(dt.date(2026, 1, 20)) == ["2025"]
    assert about(dt.date(2026, 4, 1)) == []


def pay(person: Employee, month: Month, amount: str) -> None:
    run = PayrollRun.objects.get_or_create(month=month)[0]
    slip = Payslip.objects.filter(run=run, employee=person).first() or make_slip(run, person)
    PayslipLine.objects.create(
        payslip=slip,
        position=1,
        code="LATE",
        side="deduction",
        amount=Decimal(amount),
        base=Decimal(amount),
        times=Decimal(1),
        per=Decimal(1),
    )


def make_slip(run: PayrollRun, person: Employee) -> Payslip:
    return Payslip.objects.create(
        run=run, employee=person, earnings=0, deductions=0, net=0, calculation=1, facts="{}"
    )


def test_fines_of_five_hundred_in_two_months_in_a_row_are_a_flag(shop: Company):
    pay(shop.agent, Month(2026, 7), "500")
    pay(shop.agent, Month(2026, 8), "499.99")
    pay(shop.leader, Month(2026, 7), "500")
    pay(shop.leader, Month(2026, 8), "300")
    pay(shop.leader, Month(2026, 8), "200")

    found = all_flags(shop.manager.user, TODAY)
    assert [(flag.employee, flag.about) for flag in found] == [(shop.leader, "2026-08")]
    assert "500.00 in 2026-07 and 500.00 in 2026-08" in found[0].says
    later = dt.date(2026, 12, 1)
    assert all_flags(shop.manager.user, later) == all_flags(shop.manager.user, later, Month(2026, 7)) == []
    assert [flag.about for flag in all_flags(shop.manager.user, later, Month(2026, 8))] == ["2026-08"]
    assert all_flags(shop.supervisor.user, TODAY) == []


def test_somebody_else_decides_and_the_decision_is_shown(shop: Company):
    stay_away(shop.agent, 25)
    flag = all_flags(shop.supervisor.user, TODAY)[0]

    for wrong, words in ((shop.agent, "talked"), (shop.leader, "talked"), (shop.supervisor, "")):
        with pytest.raises(ValidationError):
            flags.decide(flag, words, by=wrong.user)
    assert not FlagDecision.objects.exists()
    flags.decide(flag, "talked to her", by=shop.supervisor.user)
    decided = all_flags(shop.manager.user, TODAY)[0].decided
    assert decided is not None
    assert decided.decision == "talked to her"
    assert Employee.objects.get(pk=shop.agent.pk).left_on is None


def test_a_flag_is_told_once_to_who_decides_and_not_to_the_person(shop: Company):
    stay_away(shop.agent, 21, dt.date.today() - DAY)
    now = dt.datetime.combine(dt.date.today(), dt.time(9))

    assert tell_flags(now) == 1
    assert tell_flags(now + dt.timedelta(hours=3)) == 0, "looked for once a day"
    tell_flags(now + DAY)

    told = Notification.objects.filter(kind="attendance.flag").values_list("recipient", flat=True)
    assert sorted(told) == sorted(one.pk for one in (shop.supervisor, shop.manager, shop.director))
