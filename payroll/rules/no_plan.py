"""Shifts attended without a work plan, as a leader booked them.

Source: company rules, rules.md section 2 “NO_PLAN” and section 5.
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

CODE = Code("NO_PLAN", words("Missing work plans"), Side.DEDUCTION, place=270, to_fund=True)
STARTS = Month(2000, 1)
PHASE = Phase.DEDUCTION


@dataclass(frozen=True)
class Rates:
    """What one costs."""

    no_plan_fine: Decimal = number(words("missing work plan"), words("yuan an entry"))


def lines(facts: Facts, rates: Rates) -> Iterator[Line]:
    """entries × no_plan_fine, one line a record."""
    for entry in facts.conduct:
        if entry.kind == "no_plan":
            why = because(words("{day}: {count} shifts without a work plan"), day=entry.on, count=entry.count)
            yield Line(CODE, Decimal(entry.count), rates.no_plan_fine, ONE, why, {"conduct": (entry.id,)})


EXAMPLES = [
    Example(
        "two of them",
        {
            "conduct": [
                {"id": 1, "on": "2026-09-03", "kind": "no_plan", "item": "NO_PLAN", "points": 0, "count": 2}
            ]
        },
        ["20.00"],
    ),
]
