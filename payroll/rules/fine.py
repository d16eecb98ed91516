"""A disciplinary fine, with its decision; the amount given, whatever the count.

Source: company rules, rules.md section 2 “FINE” and section 5.
"""

from collections.abc import Iterator
from dataclasses import dataclass

from common.month import Month
from payroll.rules.facts import Facts
from payroll.rules.lines import Code, Line, Side, because, words
from payroll.rules.numbers import ONE
from payroll.rules.rule import Example, Phase

CODE = Code("FINE", words("Fine"), Side.DEDUCTION, place=300, to_fund=True)
STARTS = Month(2000, 1)
PHASE = Phase.DEDUCTION


@dataclass(frozen=True)
class Rates:
    """No number of its own: the amount stands in the decision."""


def lines(facts: Facts, rates: Rates) -> Iterator[Line]:
    """One line an entry."""
    for entry in facts.conduct:
        if entry.kind == "fine" and entry.amount is not None:
            why = because(words("decision of {day}"), day=entry.on)
            yield Line(CODE, entry.amount, ONE, ONE, why, {"conduct": (entry.id,)})


_ENTRY = {
    "id": 1,
    "on": "2026-09-03",
    "kind": "fine",
    "item": "FINE",
    "points": 0,
    "count": 3,
    "amount": "80.50",
}
EXAMPLES = [
    Example("the amount given, whatever the count", {"conduct": [_ENTRY]}, ["80.50"]),
]
