"""Points earned, at the value of a point.

Source: company rules, rules.md section 2 “REWARD” and section 5.
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

CODE = Code("REWARD", words("Reward points"), Side.EARNING, place=90)
STARTS = Month(2000, 1)
PHASE = Phase.EARNING


@dataclass(frozen=True)
class Rates:
    """The value of a point; 0: points stay points."""

    point_value: Decimal = number(words("value of a point"), words("yuan a point"))


def lines(facts: Facts, rates: Rates) -> Iterator[Line]:
    """points × count × point_value, one line an entry."""
    for entry in facts.conduct:
        if entry.kind == "points" and entry.points > 0:
            why = because(
                words("{item}: {points} points × {count}"),
                item=entry.item,
                points=entry.points,
                count=entry.count,
            )
            yield Line(
                CODE,
                Decimal(entry.points * entry.count),
                rates.point_value,
                ONE,
                why,
                {"conduct": (entry.id,)},
            )


_PRAISE = {"id": 1, "on": "2026-09-03", "kind": "points", "item": "PRAISE_LETTER", "points": 50, "count": 1}
EXAMPLES = [
    Example("a letter of praise", {"conduct": [_PRAISE]}, ["100.00"]),
    Example("praised by phone twice", {"conduct": [{**_PRAISE, "points": 20, "count": 2}]}, ["80.00"]),
    Example("where a point is worth nothing", {"conduct": [_PRAISE]}, [], {"point_value": "0"}),
    Example("lost points are no reward", {"conduct": [{**_PRAISE, "points": -2}]}, []),
]
