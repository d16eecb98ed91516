"""What last month's pay could not cover.

Source: company rules, rules.md section 2 “CARRY_IN”.
"""

from collections.abc import Iterator
from dataclasses import dataclass

from common.month import Month
from payroll.rules.facts import Facts
from payroll.rules.lines import Code, Line, Side, because, words
from payroll.rules.numbers import ONE
from payroll.rules.rule import Example, Phase

CODE = Code("CARRY_IN", words("Carried from last month"), Side.DEDUCTION, place=380, covered=40)
STARTS = Month(2000, 1)
PHASE = Phase.DEDUCTION


@dataclass(frozen=True)
class Rates:
    """No number of its own."""


def lines(facts: Facts, rates: Rates) -> Iterator[Line]:
    """What is carried in, where there is any."""
    if facts.carry_in > 0:
        why = because(words("not covered by the pay of {month}"), month=facts.month.previous)
        yield Line(CODE, facts.carry_in, ONE, ONE, why)


EXAMPLES = [
    Example("August left 290.58", {"carry_in": "290.58"}, ["290.58"]),
    Example("nothing carried, no line", {}, []),
]
