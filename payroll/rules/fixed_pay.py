"""Fixed monthly pay of supervisors, managers, directors and accountants, for the confirmed days of the month.

Set by the manager with a from-date; prorated as base pay is.

Source: company rules, rules.md section 2 “FIXED”.
"""

from collections.abc import Iterator
from dataclasses import dataclass

from common.month import Month
from payroll.rules.facts import Facts
from payroll.rules.lines import Code, Line, Side, words
from payroll.rules.numbers import prorated
from payroll.rules.rule import Example, Phase

CODE = Code("FIXED", words("Fixed monthly pay"), Side.EARNING, place=30)
STARTS = Month(2000, 1)
PHASE = Phase.EARNING


@dataclass(frozen=True)
class Rates:
    """No number of its own: the pay stands in the person's terms."""


def lines(facts: Facts, rates: Rates) -> Iterator[Line]:
    """Fixed pay × confirmed days ÷ days of the month."""
    if not facts.is_seller:
        yield from prorated(CODE, facts)


EXAMPLES = [
    Example("a supervisor's full month", {"role": "supervisor"}, ["1000.00"]),
    Example(
        "an accountant confirmed on the 16th",
        {"role": "accountant", "confirmed_on": "2026-09-16"},
        ["500.00"],
    ),
    Example("an agent has none", {}, []),
]
