"""Unpaid days: leave that is not (wholly) paid, and absence, on confirmed days.

Pay ÷ paid days × unpaid days, all in one line; never more than base or fixed pay of the month. In the trial an unpaid
day costs the trial allowance instead.

Source: company rules, rules.md section 2 “UNPAID” and section 3; 人社部发〔2025〕2号 (21.75).
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from decimal import Decimal

from common.dated import number
from common.money import ZERO
from common.month import Month
from payroll.rules.facts import Facts
from payroll.rules.lines import Code, Line, Side, because, words
from payroll.rules.numbers import ONE, summed
from payroll.rules.rule import Example, Phase

CODE = Code("UNPAID", words("Unpaid days"), Side.DEDUCTION, place=250, covered=20)
STARTS = Month(2000, 1)
PHASE = Phase.DEDUCTION


@dataclass(frozen=True)
class Rates:
    """What a month's pay is divided by."""

    base_salary: Decimal = number(words("base pay"), words("yuan a month"))
    paid_days: Decimal = number(words("paid days"), words("days a month"))


def lines(facts: Facts, rates: Rates, so_far: Mapping[str, Decimal]) -> Iterator[Line]:
    """pay × unpaid days ÷ paid_days, at most BASE or FIXED."""
    shifts = [shift for shift in facts.shifts if shift.unpaid and facts.is_confirmed(shift.on)]
    most = so_far.get("BASE", ZERO) + so_far.get("FIXED", ZERO)
    if not shifts or not most:
        return
    base, times, per = summed(
        [(facts.pay_on(shift.on, rates.base_salary), shift.unpaid) for shift in shifts], rates.paid_days
    )
    days = sum(shift.unpaid for shift in shifts)
    sources = {"shift": tuple(shift.id for shift in shifts)}
    why = because(words("{shifts} shifts, together {days} unpaid days"), shifts=len(shifts), days=days)
    line = Line(CODE, base, times, per, why, sources)
    if line.amount > most:
        why = because(words("{days} unpaid days, at most the month’s {most}"), days=days, most=most)
        line = Line(CODE, most, ONE, ONE, why, sources)
    yield line


_ABSENT = [{"id": 1, "on": "2026-09-01", "is_absent": True, "unpaid": "1"}]
EXAMPLES = [
    Example("one absent day", {"shifts": _ABSENT}, ["45.98"], so_far={"BASE": "1000.00"}),
    Example(
        "a third of a shift on personal leave",
        {"shifts": [{"id": 1, "on": "2026-09-01", "unpaid": "1/3"}]},
        ["15.33"],
        so_far={"BASE": "1000.00"},
    ),
    Example(
        "never more than the base of the month", {"shifts": _ABSENT}, ["32.26"], so_far={"BASE": "32.26"}
    ),
    Example("in the trial it costs the trial day", {"confirmed_on": "2026-10-01", "shifts": _ABSENT}, []),
]
