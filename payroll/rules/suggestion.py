"""Awards for approved suggestions with proven effect, in the month of approval.

Source: company rules, rules.md section 2 “SUGGESTION”.
"""

from collections.abc import Iterator
from dataclasses import dataclass

from common.month import Month
from payroll.rules.facts import Facts
from payroll.rules.lines import Code, Line, Side, because, words
from payroll.rules.numbers import ONE
from payroll.rules.rule import Example, Phase

CODE = Code("SUGGESTION", words("Suggestion award"), Side.EARNING, place=80)
STARTS = Month(2000, 1)
PHASE = Phase.EARNING


@dataclass(frozen=True)
class Rates:
    """No number of its own: the award is decided for each suggestion, within the rule book's limits."""


def lines(facts: Facts, rates: Rates) -> Iterator[Line]:
    """One line a suggestion."""
    for suggestion in facts.suggestions:
        why = because(words("suggestion “{title}”"), title=suggestion.title)
        yield Line(CODE, suggestion.award, ONE, ONE, why, {"suggestion": (suggestion.id,)})


EXAMPLES = [
    Example("an award of 250", {"suggestions": [{"id": 1, "title": "A", "award": "250.00"}]}, ["250.00"]),
]
