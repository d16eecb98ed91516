"""A shift with exactly one of its two punches.

Source: company rules, rules.md section 2 “MISSED_PUNCH”.
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

CODE = Code("MISSED_PUNCH", words("Missed punch"), Side.DEDUCTION, place=230, to_fund=True)
STARTS = Month(2000, 1)
PHASE = Phase.DEDUCTION


@dataclass(frozen=True)
class Rates:
    """The fine, for everyone and for management."""

    missed_punch_fine: Decimal = number(words("missed punch"), words("yuan a shift"))
    missed_punch_fine_management: Decimal = number(words("missed punch of management"), words("yuan a shift"))


def lines(facts: Facts, rates: Rates) -> Iterator[Line]:
    """One line a shift."""
    fine = rates.missed_punch_fine_management if facts.is_management else rates.missed_punch_fine
    for shift in facts.shifts:
        if shift.is_missed:
            why = because(words("{day}: one of two punches"), day=shift.on)
            yield Line(CODE, fine, ONE, ONE, why, {"shift": (shift.id,)})


_SHIFTS = [{"id": 1, "on": "2026-09-01", "is_missed": True}]
EXAMPLES = [
    Example("rules.md: only an in-punch at 07:55", {"shifts": _SHIFTS}, ["50.00"]),
    Example("a manager", {"role": "manager", "shifts": _SHIFTS}, ["100.00"]),
]
