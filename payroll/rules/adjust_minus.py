"""Corrections against the person that the accountant decided, summed.

Source: company rules, rules.md section 2 “ADJUST_MINUS”.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from decimal import Decimal

from common.month import Month
from payroll.rules.facts import Facts
from payroll.rules.lines import Code, Line, Side, because, words
from payroll.rules.numbers import ONE
from payroll.rules.rule import Example, Phase

CODE = Code("ADJUST_MINUS", words("Clawback"), Side.DEDUCTION, place=370, covered=30)
STARTS = Month(2000, 1)
PHASE = Phase.DEDUCTION


@dataclass(frozen=True)
class Rates:
    """No number of its own."""


def lines(facts: Facts, rates: Rates) -> Iterator[Line]:
    """Minus the sum of the adjustments below 0."""
    rows = [row for row in facts.adjustments if row.amount < 0]
    if rows:
        why = because(words("adjustments {numbers}"), numbers=", ".join(row.number for row in rows))
        total = -sum((row.amount for row in rows), Decimal(0))
        yield Line(CODE, total, ONE, ONE, why, {"adjustment": tuple(row.id for row in rows)})


_ROWS = [{"id": 1, "number": "J1", "amount": "5.00"}, {"id": 2, "number": "J2", "amount": "-3.00"}]
EXAMPLES = [
    Example("what is below 0 is summed apart", {"adjustments": _ROWS}, ["3.00"]),
]
