"""Arithmetic that several rules share."""

from collections.abc import Iterable, Iterator
from decimal import Decimal
from fractions import Fraction

from common.money import ZERO
from payroll.rules.facts import Facts, ShiftFact
from payroll.rules.lines import Because, Code, Line, because, words

ONE = Decimal(1)


def prorated(code: Code, facts: Facts, base_salary: Decimal = ZERO) -> Iterator[Line]:
    """Monthly pay for the confirmed days, one line: pay × days ÷ days of the month."""
    parts = list(facts.confirmed_pay(base_salary))
    length = Decimal(facts.month.length)
    if len({amount for _days, amount in parts}) == 1:
        days = sum(days for days, _amount in parts)
        why = because(words("{days} confirmed days of {length}"), days=days, length=length)
        yield Line(code, parts[0][1], Decimal(days), length, why)
    elif parts:
        total = sum((amount * days for days, amount in parts), Decimal(0))
        said = " + ".join(f"{amount} × {days}" for days, amount in parts)
        yield Line(
            code,
            total,
            ONE,
            length,
            because(words("day by day: {parts}, ÷ {length}"), parts=said, length=length),
        )


def capped(
    code: Code, units: int, rate: Decimal, cap: Decimal, why: tuple[Because, Because], shift: ShiftFact
) -> Line:
    """units × rate, at most `cap`; `why` in words for below and at the cap."""
    sources = {"shift": (shift.id,)}
    if units * rate > cap:
        return Line(code, cap, ONE, ONE, why[1], sources)
    return Line(code, Decimal(units), rate, ONE, why[0], sources)


def summed(parts: Iterable[tuple[Decimal, Fraction]], per: Decimal) -> tuple[Decimal, Decimal, Decimal]:
    """Σ amount × part ÷ per as three exact numbers; one amount stays visible as the base."""
    known = list(parts)
    if len({amount for amount, _part in known}) == 1:
        part = sum((part for _amount, part in known), Fraction(0))
        return known[0][0], Decimal(part.numerator), per * part.denominator
    total = sum((Fraction(amount) * part for amount, part in known), Fraction(0))
    return Decimal(total.numerator), ONE, per * total.denominator
