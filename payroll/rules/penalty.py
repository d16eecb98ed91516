"""Points lost, at the value of a point.

Source: company rules, rules.md section 2 “PENALTY” and section 5.
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

CODE = Code("PENALTY", words("Penalty points"), Side.DEDUCTION, place=290, to_fund=True)
STARTS = Month(2000, 1)
PHASE = Phase.DEDUCTION


@dataclass(frozen=True)
class Rates:
    """The value of a point; 0: points stay points."""

    point_value: Decimal = number(words("value of a point"), words("yuan a point"))


def lines(facts: Facts, rates: Rates) -> Iterator[Line]:
    """points × count × point_value, one line an entry."""
    for entry in facts.conduct:
        if entry.kind == "points" and entry.points < 0:
            why = because(
                words("{item}: {points} points × {count}"),
                item=entry.item,
                points=entry.points,
                count=entry.count,
            )
            yield Line(
                CODE,
                Decimal(-entry.points * entry.count),
                rates.point_value,
                ONE,
                why,
                {"conduct": (entry.id,)},
            )


_GAMES = {"id": 1, "on": "2026-09-03", "kind": "points", "item": "OFFICE_GAMES", "points": -2, "count": 3}
EXAMPLES = [
    Example("games at work, three times", {"conduct": [_GAMES]}, ["12.00"]),
    Example("where a point is worth nothing", {"conduct": [_GAMES]}, [], {"point_value": "0"}),
]
