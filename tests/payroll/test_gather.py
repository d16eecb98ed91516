"""Gathering with what is known of the whole company, and without."""

import datetime as dt
from decimal import Decimal

import pytest

from attendance.models import Overtime
from common.month import Month
from payroll.gather import Whole, gather
from payroll.models import Adjustment, Opening
from staff.models import Employee
from tests.factories import (
    make_account,
    make_employee,
    make_order,
    make_overtime,
    make_refund,
    make_suggestion,
)

pytestmark = pytest.mark.django_db
SEPTEMBER = Month(2026, 9)
DAY = dt.date(2026, 9, 5)


def make_seller(number: str) -> Employee:
    """Sold this month and before it, gave money back, and has one of each kind of record that a month has few of."""
    person = make_employee(employee_no=number)
    account = make_account(employee=person)
    make_order(dt.datetime(2026, 9, 5, 12), 500, account=account)
    late = make_order(dt.datetime(2026, 8, 30, 12), 300, account=account, counts_in=SEPTEMBER, is_late=True)
    make_refund(late, dt.datetime(2026, 9, 6, 12), 40, counts_in=SEPTEMBER)
    make_overtime(person, DAY)
    make_suggestion(person, DAY, award=Decimal(50))
    Adjustment.objects.create(employee=person, adjustment_no=f"X{number}", month=SEPTEMBER, amount=7)
    Opening.objects.create(employee=person, month=SEPTEMBER, carry_in=3, base_carry_in=-2)
    return person


def test_what_is_read_once_for_everybody_gives_the_same_facts():
    ids = [make_seller("A1").pk, make_seller("A2").pk, make_employee(employee_no="A3").pk]
    whole = Whole(SEPTEMBER)
    alone = [facts for pk in ids for _person, facts in gather(SEPTEMBER, [pk], []).facts]
    in_shards = [facts for pk in ids for _person, facts in gather(SEPTEMBER, [pk], [], whole=whole).facts]

    assert in_shards == alone
    first, _second, nothing = alone
    assert (first.own_sales, first.orders, first.refunds) == (Decimal(760), 2, 1)
    assert (first.carry_in, first.base_carry_in) == (Decimal(3), Decimal(-2))
    assert [len(kind) for kind in (first.overtime, first.suggestions, first.adjustments)] == [1, 1, 1]
    assert not (nothing.own_sales or nothing.overtime or nothing.suggestions or nothing.carry_in)


def test_overtime_that_is_not_approved_counts_in_neither_way():
    person = make_seller("A1")
    Overtime.objects.update(is_approved=False)
    (_person, alone), (_again, whole) = (
        gather(SEPTEMBER, [person.pk], [], whole=known).facts[0] for known in (None, Whole(SEPTEMBER))
    )
    assert alone.overtime == whole.overtime == ()
