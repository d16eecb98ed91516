"""The same September under each of the four presets, worked out by hand from the table of presets in the rules."""

import datetime as dt
from decimal import Decimal

import pytest

from common.month import Month
from payroll import services
from payroll.models import PayslipLine
from staff.models import Employee, RuleBook
from tests import factories

SEPTEMBER = Month(2026, 9)

# 8 minutes late; early by 5 and by 30 minutes; one shift absent; a day is 1000 ÷ 21.75; two points lost.
EXPECTED = {
    "ecommerce-shop": "BASE 1000.00 COMMISSION 300.00 MEDAL 300.00"
    " LATE 8.00 EARLY 35.00 ABSENCE 50.00 UNPAID 45.98 PENALTY 4.00",
    "service-department": "BASE 1000.00 COMMISSION 300.00 MEDAL 300.00"
    " LATE 8.00 EARLY 20.00 ABSENCE 100.00 UNPAID 91.95 PENALTY 4.00",
    "operations-center": "BASE 1000.00 PERFORMANCE 368.00"
    " LATE 8.00 EARLY 20.00 ABSENCE 100.00 UNPAID 91.95 PENALTY 4.00",
    "warehouse": "BASE 1000.00 LATE 8.00 EARLY 20.00 ABSENCE 100.00 UNPAID 91.95",
}


def at(day: int, hour: int, minute: int = 0) -> dt.datetime:
    return dt.datetime(2026, 9, day, hour, minute)


def worked_a_september(preset: str) -> Employee:
    """An agent of a group under this rule book, with sales of 10,000, a score of 92 and some trouble."""
    group = factories.make_group(preset)
    factories.make_group_terms(group, rulebook=RuleBook.objects.get(preset=preset))
    agent = factories.make_employee(group=group)
    for day in (1, 2, 3, 4):
        factories.make_shift(agent, dt.date(2026, 9, day))
    for come, gone in ((at(1, 8, 8), at(1, 17)), (at(2, 8), at(2, 16, 55)), (at(3, 8), at(3, 16, 30))):
        factories.make_punch(agent, come)
        factories.make_punch(agent, gone)
    factories.make_order(at(5, 9), 10_000, account=factories.make_account(employee=agent))
    factories.make_score(agent, SEPTEMBER, 92)
    factories.make_conduct_entry(agent, dt.date(2026, 9, 2))
    return agent


@pytest.mark.django_db
@pytest.mark.postgres
def test_the_same_month_comes_out_as_each_preset_says() -> None:
    agents = {preset: worked_a_september(preset) for preset in EXPECTED}
    services.calculate_now(SEPTEMBER)
    for preset, agent in agents.items():
        sums: dict[str, Decimal] = {}
        for line in PayslipLine.objects.filter(payslip__employee=agent).order_by("position"):
            sums[line.code] = sums.get(line.code, Decimal(0)) + line.amount
        assert " ".join(f"{code} {amount}" for code, amount in sums.items()) == EXPECTED[preset]
