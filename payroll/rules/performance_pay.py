"""Performance pay of agents and leaders with a confirmed day, where the rule book sets a base for it.

Source: company rules, rules.md section 2 “PERFORMANCE”.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from decimal import Decimal

from common.dated import number
from common.month import Month
from payroll.rules.facts import Facts
from payroll.rules.lines import Code, Line, Side, because, words
from payroll.rules.rule import Example, Phase

CODE = Code("PERFORMANCE", words("Performance pay"), Side.EARNING, place=60)
STARTS = Month(2000, 1)
PHASE = Phase.EARNING
FULL_SCORE = Decimal(100)


@dataclass(frozen=True)
class Rates:
    """The base of performance pay; 0: none is paid."""

    performance_base: Decimal = number(
        words("base of performance pay"), words("yuan a month at a score of 100")
    )


def lines(facts: Facts, rates: Rates) -> Iterator[Line]:
    """performance_base × final score ÷ 100."""
    if facts.is_seller and facts.confirmed_days and facts.score is not None:
        why = because(words("final score {score}"), score=facts.score)
        yield Line(CODE, rates.performance_base, facts.score, FULL_SCORE, why, {"score": (facts.score_id,)})


EXAMPLES = [
    Example("a score of 89.99", {"score": "89.99"}, ["359.96"], {"performance_base": "400"}),
    Example("a rule book without a base", {"score": "89.99"}, []),
    Example(
        "nobody still on trial",
        {"score": "80", "confirmed_on": "2026-10-01"},
        [],
        {"performance_base": "400"},
    ),
]
