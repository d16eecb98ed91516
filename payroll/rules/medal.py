"""Medal money of participants, by the grade of the month's final score.

Source: company rules, rules.md section 2 “MEDAL” and section 4 (grades; “at least 90” includes 90).
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

CODE = Code("MEDAL", words("Medal money"), Side.EARNING, place=50)
STARTS = Month(2000, 1)
PHASE = Phase.EARNING


@dataclass(frozen=True)
class Rates:
    """Grades in points of the score (0-100), money in yuan a month."""

    grade_gold: Decimal = number(words("gold from"), words("points"))
    grade_silver: Decimal = number(words("silver from"), words("points"))
    grade_bronze: Decimal = number(words("bronze from"), words("points"))
    grade_junior: Decimal = number(words("junior from"), words("points"))
    medal_gold: Decimal = number(words("gold medal"), words("yuan a month"))
    medal_silver: Decimal = number(words("silver medal"), words("yuan a month"))
    medal_bronze: Decimal = number(words("bronze medal"), words("yuan a month"))
    medal_junior: Decimal = number(words("junior medal"), words("yuan a month"))


def lines(facts: Facts, rates: Rates) -> Iterator[Line]:
    """The money of the best grade that the score reaches."""
    if not facts.is_participant or facts.score is None:
        return
    steps = (
        (rates.grade_gold, rates.medal_gold, words("gold medal: score {score}, at least {least}")),
        (rates.grade_silver, rates.medal_silver, words("silver medal: score {score}, at least {least}")),
        (rates.grade_bronze, rates.medal_bronze, words("bronze medal: score {score}, at least {least}")),
        (rates.grade_junior, rates.medal_junior, words("junior: score {score}, at least {least}")),
    )
    for least, money, text in steps:
        if facts.score >= least:
            why = because(text, score=facts.score, least=least)
            yield Line(CODE, money, ONE, ONE, why, {"score": (facts.score_id,)})
            return


EXAMPLES = [
    Example("90 is gold", {"is_participant": True, "score": "90.00"}, ["300.00"]),
    Example("89.99 is silver", {"is_participant": True, "score": "89.99"}, ["150.00"]),
    Example("bronze brings nothing", {"is_participant": True, "score": "79.99"}, []),
    Example("who takes no part gets none", {"score": "95.00"}, []),
    Example("no score, no medal", {"is_participant": True}, []),
]
