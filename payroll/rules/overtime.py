"""Approved overtime, all records of the month in one line.

Base (or fixed) pay is taken whole, not prorated: ÷ paid days ÷ hours a day × factor of the kind of day.

Source: company rules, rules.md section 2 “OVERTIME”; 劳动法 44; 人社部发〔2025〕2号 (21.75).
"""

from collections.abc import Iterator
from dataclasses import dataclass
from decimal import Decimal
from fractions import Fraction

from common.dated import number
from common.month import Month
from payroll.rules.facts import Facts
from payroll.rules.lines import Code, Line, Side, because, words
from payroll.rules.numbers import summed
from payroll.rules.rule import Example, Phase

CODE = Code("OVERTIME", words("Overtime pay"), Side.EARNING, place=100)
STARTS = Month(2000, 1)
PHASE = Phase.EARNING


@dataclass(frozen=True)
class Rates:
    """Factors by kind of day, and what a month's pay is divided by."""

    base_salary: Decimal = number(words("base pay"), words("yuan a month"))
    paid_days: Decimal = number(words("paid days"), words("days a month"))
    hours_a_day: Decimal = number(words("working hours"), words("hours"))
    overtime_workday: Decimal = number(words("overtime on a workday"), words("times hourly pay"))
    overtime_rest_day: Decimal = number(words("overtime on a rest day"), words("times hourly pay"))
    overtime_holiday: Decimal = number(words("overtime on a statutory holiday"), words("times hourly pay"))


def lines(facts: Facts, rates: Rates) -> Iterator[Line]:
    """pay × Σ(hours × factor) ÷ (paid_days × hours_a_day)."""
    if not facts.overtime:
        return
    factors = {
        "workday": rates.overtime_workday,
        "rest_day": rates.overtime_rest_day,
        "holiday": rates.overtime_holiday,
    }
    parts = [
        (facts.pay_on(row.on, rates.base_salary), Fraction(row.hours) * Fraction(factors[row.kind]))
        for row in facts.overtime
    ]
    base, times, per = summed(parts, rates.paid_days * rates.hours_a_day)
    said = " + ".join(f"{row.hours} × {factors[row.kind]}" for row in facts.overtime)
    why = because(
        words("hourly pay = pay ÷ {days} ÷ {hours}; hours × factor: {parts}"),
        days=rates.paid_days,
        hours=rates.hours_a_day,
        parts=said,
    )
    yield Line(CODE, base, times, per, why, {"overtime": tuple(row.id for row in facts.overtime)})


EXAMPLES = [
    Example(
        "three hours on rest days",
        {"overtime": [{"id": 1, "on": "2026-09-06", "hours": "3", "kind": "rest_day"}]},
        ["34.48"],
    ),
    Example(
        "an hour and a half on a holiday",
        {"overtime": [{"id": 1, "on": "2026-09-25", "hours": "1.5", "kind": "holiday"}]},
        ["25.86"],
    ),
]
