"""When a month is paid and until when its payslips may be disputed."""

import datetime as dt
from dataclasses import dataclass
from decimal import Decimal
from functools import cached_property

from common.dated import number, read_numbers, words
from common.month import Month
from common.workdays import Workdays
from payroll.models import PayrollRun
from staff.rulebooks import company_numbers


@dataclass(frozen=True)
class MonthRates:
    """Numbers about the payroll month itself, from the company's rule book."""

    payday: int = number(words("payday"), words("day of the next month"))
    dispute_days: int = number(words("payslips may be disputed"), words("working days after payday"))
    review_share: Decimal = number(
        words("pay is looked at when it moves by more than"), words("of last month's")
    )


def nominal_payday(month: Month, day: int) -> dt.date:
    """The 15th, say, of the month after; the last day of a month that is too short."""
    after = month.next
    return after.first.replace(day=min(max(day, 1), after.length))


@dataclass(frozen=True)
class Paydays:
    """Payday and deadline of one month. `paid_on` is the day on which it was really paid, if it was."""

    month: Month
    rates: MonthRates
    workdays: Workdays
    paid_on: dt.date | None = None

    @cached_property
    def payday(self) -> dt.date:
        """As it should be: on a rest day the nearest working day before."""
        return self.workdays.on_or_before(nominal_payday(self.month, self.rates.payday))

    @cached_property
    def deadline(self) -> dt.date:
        """The last day of disputes. Pay that comes late gives its days from when it came."""
        return self.workdays.after(max(self.payday, self.paid_on or self.payday), self.rates.dispute_days)

    @property
    def is_confirmed(self) -> bool:
        """False where a year is touched whose official holidays are not known."""
        return all(self.workdays.is_confirmed(day.year) for day in (self.payday, self.deadline))


def month_rates(month: Month) -> MonthRates:
    return read_numbers(MonthRates, company_numbers(month))


def paydays_of(run: PayrollRun) -> Paydays:
    """Payday and deadline of a run."""
    return Paydays(run.month, month_rates(run.month), Workdays(), run.paid_on)
