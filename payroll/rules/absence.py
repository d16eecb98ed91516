"""A fine for each absent shift.

Source: company rules, rules.md section 2 “ABSENCE” and section 3.
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

CODE = Code("ABSENCE", words("Absence"), Side.DEDUCTION, place=240, to_fund=True)
STARTS = Month(2000, 1)
PHASE = Phase.DEDUCTION


@dataclass(frozen=True)
class Rates:
    """The fine."""

    absence_fine: Decimal = number(words("absence"), words("yuan a shift"))


def lines(facts: Facts, rates: Rates) -> Iterator[Line]:
    """One line an absent shift."""
    for shift in facts.shifts:
        if shift.is_absent:
            why = because(words("{day}: absent"), day=shift.on)
            yield Line(CODE, rates.absence_fine, ONE, ONE, why, {"shift": (shift.id,)})


EXAMPLES = [
    Example("one absent shift", {"shifts": [{"id": 1, "on": "2026-09-01", "is_absent": True}]}, ["50.00"]),
]
