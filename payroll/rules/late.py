"""Lateness: whole minutes late, at a rate a minute, at most a cap a shift; management has its own rate and cap.

Source: company rules, rules.md section 2 “LATE” and section 3.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from decimal import Decimal

from common.dated import number
from common.month import Month
from payroll.rules.facts import Facts
from payroll.rules.lines import Code, Line, Side, because, words
from payroll.rules.numbers import capped
from payroll.rules.rule import Example, Phase

CODE = Code("LATE", words("Lateness"), Side.DEDUCTION, place=210, to_fund=True)
STARTS = Month(2000, 1)
PHASE = Phase.DEDUCTION


@dataclass(frozen=True)
class Rates:
    """Rate and cap, for everyone and for management."""

    late_rate: Decimal = number(words("lateness"), words("yuan a minute"))
    late_cap: Decimal = number(words("lateness at most"), words("yuan a shift"))
    late_rate_management: Decimal = number(words("lateness of management"), words("yuan a minute"))
    late_cap_management: Decimal = number(words("lateness of management at most"), words("yuan a shift"))


def lines(facts: Facts, rates: Rates) -> Iterator[Line]:
    """minutes × rate, at most the cap; one line a shift."""
    rate = rates.late_rate_management if facts.is_management else rates.late_rate
    cap = rates.late_cap_management if facts.is_management else rates.late_cap
    for shift in facts.shifts:
        if shift.late:
            why = (
                because(words("{day}: {minutes} minutes late"), day=shift.on, minutes=shift.late),
                because(
                    words("{day}: {minutes} minutes late, at most {cap}"),
                    day=shift.on,
                    minutes=shift.late,
                    cap=cap,
                ),
            )
            yield capped(CODE, shift.late, rate, cap, why, shift)


EXAMPLES = [
    Example("rules.md: in at 08:07:59", {"shifts": [{"id": 1, "on": "2026-09-01", "late": 7}]}, ["7.00"]),
    Example("rules.md: in at 09:10", {"shifts": [{"id": 1, "on": "2026-09-01", "late": 70}]}, ["50.00"]),
    Example(
        "rules.md: a supervisor in at 08:40",
        {"role": "supervisor", "shifts": [{"id": 1, "on": "2026-09-01", "late": 40}]},
        ["80.00"],
    ),
    Example(
        "an accountant has the agents' rate",
        {"role": "accountant", "shifts": [{"id": 1, "on": "2026-09-01", "late": 7}]},
        ["7.00"],
    ),
]
