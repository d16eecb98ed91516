"""Working days, paydays and deadlines of 2026, against the official calendar."""

import datetime as dt

import pytest

from common.month import Month
from common.workdays import Workdays
from payroll.paydays import MonthRates, Paydays

pytestmark = pytest.mark.django_db
WORKING_DAYS = [21, 16, 22, 21, 19, 21, 23, 21, 22, 18, 21, 23]
PAYDAYS = {
    15: "15 14 13 15 15 15 15 14 15 15 13 15",
    10: "9 10 10 10 9 10 10 10 10 10 10 10",
    20: "20 14 20 20 20 18 20 20 20 20 20 18",
}
DEADLINES = {
    15: "01-19 02-25 03-17 04-17 05-19 06-17 07-17 08-18 09-17 10-19 11-17 12-17",
    10: "01-13 02-12 03-12 04-14 05-12 06-12 07-14 08-12 09-14 10-13 11-12 12-14",
    20: "01-22 02-25 03-24 04-22 05-22 06-23 07-22 08-24 09-22 10-22 11-24 12-22",
}


def test_the_working_days_of_each_month_are_the_official_ones():
    workdays = Workdays()
    months = [Month(2026, number) for number in range(1, 13)]
    assert [workdays.count(month.first, month.last) for month in months] == WORKING_DAYS
    statutory = [sum(workdays.is_statutory(day) for day in month.days()) for month in months]
    assert sum(statutory) == 13


@pytest.mark.parametrize("nominal", [15, 10, 20])
def test_payday_moves_back_and_disputes_end_two_working_days_later(nominal: int):
    rates = MonthRates(payday=nominal, dispute_days=2, review_share=0)
    made = [Paydays(Month(2025, 12).plus(number), rates, Workdays()) for number in range(12)]
    assert [one.payday.day for one in made] == [int(day) for day in PAYDAYS[nominal].split()]
    assert [f"{one.deadline:%m-%d}" for one in made] == DEADLINES[nominal].split()


@pytest.mark.parametrize(("start", "end"), [("02-13", "02-24"), ("04-30", "05-07"), ("09-30", "10-09")])
def test_two_working_days_after_the_eve_of_a_break(start: str, end: str):
    found = Workdays().after(dt.date.fromisoformat(f"2026-{start}"), 2)
    assert found == dt.date.fromisoformat(f"2026-{end}")


def test_a_year_without_the_official_notice_counts_weekdays_and_says_so():
    workdays = Workdays()
    assert workdays.is_confirmed(2026) and not workdays.is_confirmed(2027)
    assert workdays.after(dt.date(2026, 12, 30), 2) == dt.date(2027, 1, 4)


def test_pay_that_comes_late_gives_its_days_from_when_it_came():
    rates = MonthRates(payday=15, dispute_days=2, review_share=0)
    late = Paydays(Month(2026, 10), rates, Workdays(), paid_on=dt.date(2026, 11, 23))
    early = Paydays(Month(2026, 10), rates, Workdays(), paid_on=dt.date(2026, 11, 10))
    assert (late.deadline, early.deadline) == (dt.date(2026, 11, 25), dt.date(2026, 11, 17))
