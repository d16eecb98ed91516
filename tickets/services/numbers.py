"""The numbers of the company's rule book that hold today, as the service desk reads them."""

import datetime as dt
from typing import TypeVar

from common.dated import read_numbers
from common.month import Month
from staff.rulebooks import company_numbers
from tickets.models import Priority
from tickets.rates import ServiceRates

Rates = TypeVar("Rates")


def rates_of(kind: type[Rates], day: dt.date | None = None) -> Rates:
    """The numbers of one dataclass of rates.py on a day."""
    return read_numbers(kind, company_numbers(Month.of(day or dt.date.today())))


def target_seconds(rates: ServiceRates, clock: str, priority: int) -> int:
    """How long a clock of a ticket may run, in seconds of service hours."""
    return int(getattr(rates, f"{clock}_{Priority(priority).name.lower()}")) * 60
