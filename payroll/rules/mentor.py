"""Money for mentors, once for each apprentice, in the month of the apprentice's first final score.

The first score of a month not before the month of confirmation decides; later scores never count. It is paid by the
mentor's rule book.

Source: company rules, rules.md section 2 “MENTOR”.
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

CODE = Code("MENTOR", words("Mentor money"), Side.EARNING, place=70)
STARTS = Month(2000, 1)
PHASE = Phase.EARNING


@dataclass(frozen=True)
class Rates:
    """Grades in points of the score, money in yuan an apprentice."""

    grade_gold: Decimal = number(words("gold from"), words("points"))
    grade_silver: Decimal = number(words("silver from"), words("points"))
    mentor_gold: Decimal = number(words("mentor money for gold"), words("yuan an apprentice"))
    mentor_silver: Decimal = number(words("mentor money for silver"), words("yuan an apprentice"))


def lines(facts: Facts, rates: Rates) -> Iterator[Line]:
    """One line an apprentice whose first score is gold or silver."""
    for apprentice in facts.apprentices:
        if apprentice.score >= rates.grade_gold:
            money, text = rates.mentor_gold, words("apprentice {name}: first score {score}, gold")
        elif apprentice.score >= rates.grade_silver:
            money, text = rates.mentor_silver, words("apprentice {name}: first score {score}, silver")
        else:
            continue
        why = because(text, name=apprentice.name, score=apprentice.score)
        yield Line(CODE, money, ONE, ONE, why, {"score": (apprentice.id,)})


EXAMPLES = [
    Example("an apprentice with gold", {"apprentices": [{"id": 1, "name": "A", "score": "90"}]}, ["200.00"]),
    Example(
        "an apprentice with silver", {"apprentices": [{"id": 1, "name": "A", "score": "80"}]}, ["100.00"]
    ),
    Example("below silver brings nothing", {"apprentices": [{"id": 1, "name": "A", "score": "79.99"}]}, []),
]
