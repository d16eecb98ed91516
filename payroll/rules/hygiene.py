"""Hygiene points lost, at their own value a point.

Source: company rules, rules.md section 2 “HYGIENE” and section 5.
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

CODE = Code("HYGIENE", words("Hygiene points"), Side.DEDUCTION, place=260, to_fund=True)
STARTS = Month(2000, 1)
PHASE = Phase.DEDUCTION


@dataclass(frozen=True)
class Rates:
    """What one costs."""

    hygiene_point_value: Decimal = number(words("value of a hygiene point"), words("yuan a point"))


def lines(facts: Facts, rates: Rates) -> Iterator[Line]:
    """points lost × hygiene_point_value, one line a record."""
    for entry in facts.conduct:
        if entry.kind == "hygiene":
            why = because(words("{day}: {count} hygiene points"), day=entry.on, count=entry.count)
            yield Line(
                CODE, Decimal(entry.count), rates.hygiene_point_value, ONE, why, {"conduct": (entry.id,)}
            )


EXAMPLES = [
    Example(
        "two of them",
        {
            "conduct": [
                {"id": 1, "on": "2026-09-03", "kind": "hygiene", "item": "HYGIENE", "points": 0, "count": 2}
            ]
        },
        ["40.00"],
    ),
]
