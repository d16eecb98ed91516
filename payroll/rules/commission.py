"""Commission on own sales, shares of auto orders and of the supervisor's sales, and the base carried in.

Never below 0: a negative base is carried to the person's next month. A non-participant has no base; one carried in
is carried on unchanged. For who has left by the month's end it lapses.

Source: company rules, rules.md section 2 “COMMISSION” and “Sales”.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from decimal import Decimal

from common.dated import number
from common.money import ZERO
from common.month import Month
from payroll.rules.facts import Facts
from payroll.rules.lines import Code, Line, Side, because, words
from payroll.rules.numbers import ONE
from payroll.rules.rule import Example, Phase

CODE = Code("COMMISSION", words("Commission"), Side.EARNING, place=40)
STARTS = Month(2000, 1)
PHASE = Phase.EARNING


@dataclass(frozen=True)
class Rates:
    """The rate; 0 means that nobody under this rule book takes part."""

    commission_rate: Decimal = number(words("commission rate"), words("yuan a yuan of base (0.03 = 3 %)"))


def lines(facts: Facts, rates: Rates) -> Iterator[Line]:
    """commission_rate × (own sales + shares + base carried in)."""
    if facts.is_participant and facts.commission_base > 0:
        why = because(
            words(
                "own sales {own} + auto orders {auto} + supervisor’s sales {supervisor} + carried in {carried}"
            ),
            own=facts.own_sales,
            auto=_share(facts, "auto"),
            supervisor=_share(facts, "supervisor"),
            carried=facts.base_carry_in,
        )
        yield Line(
            CODE,
            facts.commission_base,
            rates.commission_rate,
            ONE,
            why,
            {"sales": (facts.orders, facts.refunds)},
        )


def carries(facts: Facts) -> Decimal:
    """The commission base (0 or below) that goes on to the person's next month."""
    if facts.left_by_end:
        return ZERO
    return min(facts.commission_base, ZERO) if facts.is_participant else facts.base_carry_in


def _share(facts: Facts, pool: str) -> Decimal:
    return sum((share.amount for share in facts.shares if share.pool == pool), ZERO)


_SHARES = [
    {"pool": "auto", "name": "", "total": "100.00", "people": 3, "amount": "33.34"},
    {"pool": "supervisor", "name": "S001", "total": "1500.00", "people": 3, "amount": "500.00"},
]
EXAMPLES = [
    Example(
        "rules.md: own sales and both shares",
        {"is_participant": True, "own_sales": "92000.00", "shares": _SHARES},
        ["2776.00"],
    ),
    Example("a base below 0 brings nothing", {"is_participant": True, "own_sales": "-10.00"}, []),
    Example(
        "what was carried in lowers the base",
        {"is_participant": True, "own_sales": "1000.00", "base_carry_in": "-400.00"},
        ["18.00"],
    ),
    Example("a non-participant has none", {"own_sales": "1000.00"}, []),
]
