"""Trial allowance for each day of the trial on which the person is employed.

A day on which any part of a rostered shift is unpaid (absence, unpaid or partly paid leave) brings nothing.

Source: company rules, rules.md section 2 “TRIAL”.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from decimal import Decimal

from common.dated import number
from common.month import Month
from payroll.rules.facts import Facts
from payroll.rules.lines import Code, Line, Side, because, words
from payroll.rules.numbers import ONE
from payroll.rules.rule import Example, Phase

CODE = Code("TRIAL", words("Trial allowance"), Side.EARNING, place=20)
STARTS = Month(2000, 1)
PHASE = Phase.EARNING


@dataclass(frozen=True)
class Rates:
    """The allowance."""

    trial_daily: Decimal = number(words("trial allowance"), words("yuan a day of the trial"))


def lines(facts: Facts, rates: Rates) -> Iterator[Line]:
    """trial_daily × (trial days − days with an unpaid part)."""
    if not facts.trial_days:
        return
    unpaid = {
        shift.on: shift.id for shift in facts.shifts if shift.unpaid and not facts.is_confirmed(shift.on)
    }
    days = facts.trial_days - len(unpaid)
    why = because(
        words("{trial} trial days, {unpaid} of them unpaid"), trial=facts.trial_days, unpaid=len(unpaid)
    )
    yield Line(
        CODE, rates.trial_daily, Decimal(days), ONE, why, {"shift": tuple(unpaid.values())} if unpaid else {}
    )


EXAMPLES = [
    Example("seven trial days", {"hired_on": "2026-09-01", "confirmed_on": "2026-09-08"}, ["210.00"]),
    Example(
        "a day partly on sick leave brings nothing",
        {
            "hired_on": "2026-09-01",
            "confirmed_on": "2026-09-08",
            "shifts": [{"id": 1, "on": "2026-09-02", "unpaid": "1/5"}],
        },
        ["180.00"],
    ),
    Example("no trial in this month", {}, []),
]
