"""Early leave, by the rule book's mode.

*per_minute*: as lateness, with a cap of its own. *tiered*: 1 to `early_tier_minutes` whole minutes cost one fine;
less than a minute costs nothing; more makes the shift count as absence, which the reading of the shift already says.

Source: company rules, rules.md section 2 “EARLY” and section 3.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from decimal import Decimal

from common.dated import number
from common.month import Month
from payroll.rules.facts import Facts, ShiftFact
from payroll.rules.lines import Code, Line, Side, because, words
from payroll.rules.numbers import ONE, capped
from payroll.rules.rule import Example, Phase

CODE = Code("EARLY", words("Early leaving"), Side.DEDUCTION, place=220, to_fund=True)
STARTS = Month(2000, 1)
PHASE = Phase.DEDUCTION


@dataclass(frozen=True)
class Rates:
    """The mode (per_minute or tiered) and the numbers of each."""

    early_mode: str = number(
        words("early leave is counted"), words("per_minute or tiered"), ("per_minute", "tiered")
    )
    early_rate: Decimal = number(words("early leave"), words("yuan a minute"))
    early_cap: Decimal = number(words("early leave at most"), words("yuan a shift"))
    early_rate_management: Decimal = number(words("early leave of management"), words("yuan a minute"))
    early_cap_management: Decimal = number(words("early leave of management at most"), words("yuan a shift"))
    early_tier_fine: Decimal = number(words("early leave within the tier"), words("yuan a shift"))


def lines(facts: Facts, rates: Rates) -> Iterator[Line]:
    """One line a shift left early."""
    for shift in facts.shifts:
        if shift.early and rates.early_mode == "tiered":
            why = because(words("{day}: left {minutes} minutes early"), day=shift.on, minutes=shift.early)
            yield Line(CODE, rates.early_tier_fine, ONE, ONE, why, {"shift": (shift.id,)})
        elif shift.early:
            yield _per_minute(facts, rates, shift)


def _per_minute(facts: Facts, rates: Rates, shift: ShiftFact) -> Line:
    rate = rates.early_rate_management if facts.is_management else rates.early_rate
    cap = rates.early_cap_management if facts.is_management else rates.early_cap
    why = (
        because(words("{day}: left {minutes} minutes early"), day=shift.on, minutes=shift.early),
        because(
            words("{day}: left {minutes} minutes early, at most {cap}"),
            day=shift.on,
            minutes=shift.early,
            cap=cap,
        ),
    )
    return capped(CODE, shift.early, rate, cap, why, shift)


EXAMPLES = [
    Example(
        "tiered: out at 16:50",
        {"shifts": [{"id": 1, "on": "2026-09-01", "early": 10}]},
        ["20.00"],
        {"early_mode": "tiered"},
    ),
    Example("per minute: out at 16:50", {"shifts": [{"id": 1, "on": "2026-09-01", "early": 10}]}, ["10.00"]),
    Example(
        "per minute, at most the cap", {"shifts": [{"id": 1, "on": "2026-09-01", "early": 90}]}, ["50.00"]
    ),
]
