"""What goes wrong in the payroll products that exist, shown not to happen here."""

import datetime as dt
from decimal import Decimal
from typing import Any

import pytest
from django.core.management import CommandError, call_command
from django.db import connection
from django.test.utils import CaptureQueriesContext

from common.month import Month
from payroll import services
from payroll.models import Adjustment, PayrollRun, Payslip, PayslipLine
from staff.models import Employee, Terms
from tests.factories import (
    make_account,
    make_employee,
    make_group,
    make_group_terms,
    make_leave,
    make_order,
    make_punch,
    make_refund,
    make_shift,
)

SEPTEMBER = Month(2026, 9)
AFTER = dt.date(2026, 10, 2)
pytestmark = pytest.mark.django_db


def amounts(employee: Employee, month: Month = SEPTEMBER) -> dict[str, Decimal]:
    sums: dict[str, Decimal] = {}
    for line in PayslipLine.objects.filter(payslip__employee=employee, payslip__run__month=month):
        sums[line.code] = sums.get(line.code, Decimal(0)) + line.amount
    return sums


def at(day: int, hour: int, minute: int = 0) -> dt.datetime:
    return dt.datetime(2026, 9, day, hour, minute)


def make_worked_shift(employee: Employee, day: int) -> None:
    make_shift(employee, dt.date(2026, 9, day))
    make_punch(employee, at(day, 7, 50))
    make_punch(employee, at(day, 17, 5))


def test_a_mid_month_joiner_does_not_shorten_the_month_of_those_after() -> None:
    before = make_employee(employee_no="A1")
    joiner = make_employee(employee_no="A2", hired_on=dt.date(2026, 9, 11), confirmed_on=dt.date(2026, 9, 21))
    after = make_employee(employee_no="A3")
    services.calculate_now(SEPTEMBER)
    assert amounts(before)["BASE"] == amounts(after)["BASE"] == Decimal("1000.00")
    assert amounts(joiner) == {"BASE": Decimal("333.33"), "TRIAL": Decimal("300.00")}


def test_a_rerun_is_refused_once_the_month_is_approved_or_paid() -> None:
    employee = make_employee()
    make_worked_shift(employee, 1)
    run = services.calculate_now(SEPTEMBER)
    services.waive(run, services.open_exceptions(run), reason="no scores yet", by=None)
    services.approve(run, by=None, today=AFTER)
    slip = Payslip.objects.get()
    make_punch(employee, at(2, 9))
    for step in (lambda: None, lambda: services.mark_paid(run, by=None)):
        step()
        with pytest.raises(services.Refused, match="2026-09"):
            services.calculate_now(SEPTEMBER)
        assert Payslip.objects.get() == slip
    with pytest.raises(services.Refused, match="paid already|已"):
        services.mark_paid(run, by=None)


def test_two_clicks_make_one_calculation_and_one_payslip() -> None:
    employee = make_employee()
    services.start_run(SEPTEMBER, by=None)
    with pytest.raises(services.Refused, match="2026-09"):
        services.start_run(SEPTEMBER, by=None)
    PayrollRun.objects.update(work_status="failed")
    services.calculate_now(SEPTEMBER)
    services.calculate_now(SEPTEMBER)
    assert Payslip.objects.filter(employee=employee).count() == 1
    assert PayrollRun.objects.count() == 1


def test_more_than_a_thousand_people_are_no_limit() -> None:
    people = Employee.objects.bulk_create(
        Employee(employee_no=f"N{number:05d}", name="客服", hired_on=dt.date(2025, 1, 1))
        for number in range(1100)
    )
    Terms.objects.bulk_create(
        Terms(employee=person, valid_from=person.hired_on, role="agent") for person in people
    )
    run = services.calculate_now(SEPTEMBER)
    assert run.payslips.count() == 1100
    assert services.totals(run)["net"] == Decimal("1100000.00")
    assert services.waive(run, services.open_exceptions(run), reason="a test", by=None) == 2200


def test_leave_is_deducted_once() -> None:
    employee = make_employee()
    for day in (1, 2):
        make_shift(employee, dt.date(2026, 9, day))
    make_leave(employee, at(1, 8), at(1, 17))
    make_punch(employee, at(2, 7, 55))
    make_punch(employee, at(2, 17, 1))
    for _again in range(2):
        services.calculate_now(SEPTEMBER)
        assert amounts(employee) == {"BASE": Decimal("1000.00"), "UNPAID": Decimal("45.98")}


def test_attendance_has_effect() -> None:
    employee = make_employee()
    make_worked_shift(employee, 1)
    services.calculate_now(SEPTEMBER)
    assert amounts(employee) == {"BASE": Decimal("1000.00")}
    make_shift(employee, dt.date(2026, 9, 2))
    make_punch(employee, at(2, 8, 7))
    make_punch(employee, at(2, 17))
    make_shift(employee, dt.date(2026, 9, 3))
    services.calculate_now(SEPTEMBER)
    lost = {"LATE": Decimal("7.00"), "ABSENCE": Decimal("50.00"), "UNPAID": Decimal("45.98")}
    assert amounts(employee) == {"BASE": Decimal("1000.00")} | lost


def queries_of(month: Month) -> int:
    with CaptureQueriesContext(connection) as context:
        services.calculate_now(month)
    return len(context)


def test_queries_grow_neither_with_history_nor_with_people() -> None:
    group = make_group()
    make_group_terms(group)
    people = [make_employee(group=group) for _ in range(3)]
    services.calculate_now(SEPTEMBER)
    few = queries_of(SEPTEMBER)
    for person in [*people, *(make_employee(group=group) for _ in range(20))]:
        for months in range(1, 13):
            make_shift(person, SEPTEMBER.plus(-months).first)
            make_punch(person, dt.datetime.combine(SEPTEMBER.plus(-months).first, dt.time(8)))
    assert queries_of(SEPTEMBER) == few


def test_a_group_alone_can_be_worked_out_but_only_the_whole_month_approved() -> None:
    group, other = make_group("一组"), make_group("二组")
    inside, outside = make_employee(group=group), make_employee(group=other)
    for employee in (inside, outside):
        make_worked_shift(employee, 1)
    run = services.calculate_now(SEPTEMBER, group=group)
    assert [slip.employee for slip in run.payslips.all()] == [inside]
    services.waive(run, services.open_exceptions(run), reason="a test", by=None)
    with pytest.raises(services.Refused):
        services.approve(run, by=None, today=AFTER)

    run = services.calculate_now(SEPTEMBER)
    make_shift(inside, dt.date(2026, 9, 2))
    run = services.calculate_now(SEPTEMBER, group=group)
    assert amounts(inside)["ABSENCE"] == Decimal("50.00")
    services.waive(run, services.open_exceptions(run), reason="a test", by=None)
    assert services.approve(run, by=None, today=AFTER).state == "approved"


def test_a_month_is_approved_only_when_over_calculated_mended_and_in_order() -> None:
    employee = make_employee()
    run = services.calculate_now(SEPTEMBER)

    def refusal(today: dt.date = AFTER, which: Any = run) -> str:
        with pytest.raises(services.Refused) as refused:
            services.approve(which, by=None, today=today)
        return str(refused.value)

    assert "2026-10-01" in refusal(today=dt.date(2026, 9, 30))
    assert {one.code for one in services.open_exceptions(run)} == {"SCORE_MISSING", "ROSTER_MISSING"}
    refusal()
    with pytest.raises(services.Refused):
        services.waive(run, services.open_exceptions(run), reason="  ", by=None)
    services.waive(run, services.open_exceptions(run), reason="a test", by=None)
    later = services.calculate_now(Month(2026, 10))
    services.waive(later, services.open_exceptions(later), reason="a test", by=None)
    services.approve(run, by=None, today=AFTER)
    assert "2026-10" in refusal(today=dt.date(2026, 11, 2), which=later), (
        "calculated before September was approved"
    )
    far = services.calculate_now(Month(2026, 11))
    services.waive(far, services.open_exceptions(far), reason="a test", by=None)
    assert "2026-10" in refusal(today=dt.date(2026, 12, 2), which=far), "October comes first"
    assert employee.payslips.count() == 3


def test_a_look_at_an_earlier_month_does_not_stand_in_the_way() -> None:
    make_employee()
    services.calculate_now(Month(2026, 7))
    run = services.calculate_now(SEPTEMBER)
    services.waive(run, services.open_exceptions(run), reason="a test", by=None)
    assert services.approve(run, by=None, today=AFTER).state == "approved"


def test_a_supervisor_who_left_shares_refunds_whatever_else_falls_due() -> None:
    boss = make_employee(role="supervisor", fixed_salary=6000, left_on=dt.date(2026, 8, 20))
    group = make_group()
    make_group_terms(group, supervisor=boss)
    agent = make_employee(group=group)
    order = make_order(dt.datetime(2026, 8, 10, 9), 10_000, account=make_account(employee=boss))
    make_refund(order, at(5, 9), 4_000)
    make_order(at(6, 9), 20_000)
    for _again in range(2):
        services.calculate_now(SEPTEMBER)
        assert amounts(agent)["COMMISSION"] == Decimal("480.00")
        Adjustment.objects.get_or_create(
            adjustment_no="1", employee=boss, month=SEPTEMBER, defaults={"amount": 1, "note": "a test"}
        )


def test_a_preview_of_the_running_month_takes_nothing_for_what_is_ahead() -> None:
    today = dt.date.today()
    employee = make_employee()
    month = Month.of(today)
    for day in month.days():
        make_shift(employee, day)
    run = services.calculate_now(month)
    slip = run.payslips.get()
    assert slip.rostered == sum(
        1 for day in month.days() if dt.datetime.combine(day, dt.time(17)) <= dt.datetime.now()
    )


def test_a_refused_approval_leaves_no_waiver_behind() -> None:
    make_employee()
    month = Month.of(dt.date.today())
    run = services.calculate_now(month)
    with pytest.raises(CommandError):
        call_command(
            "approve_payroll", str(month), waive=[["SCORE_MISSING", "ROSTER_MISSING"]], reason="a test"
        )
    assert not run.waivers.exists()
