"""Base pay of agents and leaders, for the confirmed days of the month.

A full month is the whole amount; a base that changes within the month is summed day by day.

Source: company rules, rules.md section 2 “BASE”.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from decimal import Decimal

from common.dated import number
from common.month import Month
from payroll.rules.facts import Facts
from payroll.rules.lines import Code, Line, Side, words
from payroll.rules.numbers import prorated
from payroll.rules.rule import Example, Phase

CODE = Code("BASE", words("Base pay"), Side.EARNING, place=10)
STARTS = Month(2000, 1)
PHASE = Phase.EARNING


@dataclass(frozen=True)
class Rates:
    """The base of everyone who has none of their own."""

    base_salary: Decimal = number(words("base pay"), words("yuan a month"))


def lines(facts: Facts, rates: Rates) -> Iterator[Line]:
    """Base pay × confirmed days ÷ days of the month."""
    if facts.is_seller:
        yield from prorated(CODE, facts, rates.base_salary)


EXAMPLES = [
    Example("a full month is the whole amount", {}, ["1000.00"]),
    Example("ten confirmed days of September", {"confirmed_on": "2026-09-21"}, ["333.33"]),
    Example("left on the 10th, that day included", {"left_on": "2026-09-10"}, ["333.33"]),
    Example(
        "a raise on the 16th is summed day by day",
        {"pay": [("2026-09-01", "2026-09-15", Decimal(1000)), ("2026-09-16", "2026-09-30", Decimal(1300))]},
        ["1150.00"],
    ),
    Example("a supervisor has fixed pay instead", {"role": "supervisor"}, []),
]
