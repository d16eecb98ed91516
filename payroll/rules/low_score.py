"""A fine for participants whose final score of the month is below the pass mark.

Source: company rules, rules.md section 2 “LOW_SCORE”.
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

CODE = Code("LOW_SCORE", words("Low score"), Side.DEDUCTION, place=280, to_fund=True)
STARTS = Month(2000, 1)
PHASE = Phase.DEDUCTION


@dataclass(frozen=True)
class Rates:
    """The pass mark and the fine."""

    grade_junior: Decimal = number(words("junior from"), words("points"))
    low_score_fine: Decimal = number(words("low score"), words("yuan a month"))


def lines(facts: Facts, rates: Rates) -> Iterator[Line]:
    """The fine, when the score is below the lowest grade."""
    if facts.is_participant and facts.score is not None and facts.score < rates.grade_junior:
        why = because(
            words("final score {score}, below {least}"), score=facts.score, least=rates.grade_junior
        )
        yield Line(CODE, rates.low_score_fine, ONE, ONE, why, {"score": (facts.score_id,)})


EXAMPLES = [
    Example("59.99 is below 60", {"is_participant": True, "score": "59.99"}, ["100.00"]),
    Example("60 passes", {"is_participant": True, "score": "60"}, []),
    Example("who takes no part is not fined", {"score": "10"}, []),
]
