"""Flags: shown above the limit and not at it, decided by somebody else, never acted on by the program."""

import datetime as dt
from decimal import Decimal
from typing import Any

import pytest
from django.core.exceptions import ValidationError

from attendance import flags
from attendance.models import FlagDecision, Punch, Shift
from common.month import Month
from csbackoffice.flags import all_flags, tell_flags
from payroll.models import PayrollRun, Payslip, PayslipLine
from staff.models import Employee, Group, GroupTerms, Notification, RuleRate
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


def test_a_row_that_began_before_the_year_that_is_read_keeps_its_first_day(shop: Company):
    Employee.objects.filter(pk=shop.agent.pk).update(hired_on=dt.date(2025, 1, 1))
    stay_away(shop.agent, 60, dt.date(2025, 11, 25))
    make_punch(
        shop.agent, dt.datetime(2025, 9, 27, 8)
    )  # 59 shifts are left of it, over two months that are not read
    seen = Employee.objects.visible_to(shop.supervisor.user)

    for today in (dt.date(2025, 12, 1), TODAY, dt.date(2026, 12, 31)):
        rows = [flag.about for flag in flags.absence_flags(seen, today) if flag.kind == "in_row"]
        assert rows == ["2025-09-28"], today


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
