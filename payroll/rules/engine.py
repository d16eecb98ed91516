"""Facts and rates in, lines and net pay out."""

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from decimal import Decimal
from itertools import groupby
from typing import Any

from common.dated import read_numbers
from common.kept import kept
from common.money import ZERO
from common.month import Month
from payroll.rules.facts import Facts
from payroll.rules.lines import Line, Side
from payroll.rules.rule import Phase, Rule, all_rules


@dataclass(frozen=True)
class RateBook:
    """The rules that hold in a month, each with its numbers from one rule book."""

    phases: tuple[tuple[Phase, tuple[tuple[Rule, Any], ...]], ...]

    @property
    def rules(self) -> Iterator[tuple[Rule, Any]]:
        for _phase, rules in self.phases:
            yield from rules

    @kept
    def carrying(self) -> tuple[Callable[[Facts], Decimal], ...]:
        """What rules carry of a commission base to the next month."""
        return tuple(rule.carries for rule, _own in self.rules if rule.carries)


def rate_book(month: Month, numbers: Mapping[str, str]) -> RateBook:
    """Give each rule its numbers. Raises MissingNumber where a rule is left without one."""
    holding: list[tuple[Rule, Any]] = [
        (rule, read_numbers(rule.rates, numbers)) for rule in all_rules() if rule.holds_in(month)
    ]
    phases = groupby(holding, key=lambda pair: pair[0].phase)
    return RateBook(tuple((phase, tuple(rules)) for phase, rules in phases))


@dataclass(frozen=True)
class Result:
    """What one person gets: net = earnings − deductions + carry_out, never below 0."""

    lines: tuple[Line, ...]
    earnings: Decimal
    deductions: Decimal
    net: Decimal
    carry_out: Decimal
    base_carry_out: Decimal
    to_fund: Decimal


def calculate(facts: Facts, rates: RateBook) -> Result:
    """Work out one person's month. Deterministic: the same facts and rates give the same lines in the same order."""
    lines: list[Line] = []
    totals: dict[str, Decimal] = {}
    for _phase, rules in rates.phases:
        found: list[Line] = []
        for rule, own in rules:
            found += rule.lines(facts, own, dict(totals)) if rule.sees_totals else rule.lines(facts, own)
        found = [line for line in found if line.amount > 0]
        lines += found
        for line in found:
            totals[line.code.code] = totals.get(line.code.code, ZERO) + line.amount
    return _settled(facts, rates, sorted(lines, key=lambda line: line.code.place))


def _settled(facts: Facts, rates: RateBook, lines: list[Line]) -> Result:
    earnings = deductions = ZERO
    for line in lines:
        if line.code.side is Side.EARNING:
            earnings += line.amount
        else:
            deductions += line.amount
    return Result(
        lines=tuple(lines),
        earnings=earnings,
        deductions=deductions,
        net=max(earnings - deductions, ZERO),
        carry_out=max(deductions - earnings, ZERO),
        base_carry_out=sum((carries(facts) for carries in rates.carrying), ZERO),
        to_fund=_taken_for_fund(earnings, lines),
    )


def _taken_for_fund(earnings: Decimal, lines: list[Line]) -> Decimal:
    """What fund deductions really took: earnings cover the others first (rules.md section 2)."""
    if not any(line.code.to_fund for line in lines):
        return ZERO
    left, taken = earnings, ZERO
    for line in sorted(lines, key=lambda line: line.code.cover_order):
        if line.code.side == Side.DEDUCTION:
            covered = min(left, line.amount)
            left -= covered
            taken += covered if line.code.to_fund else ZERO
    return taken
