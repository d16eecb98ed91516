"""Locked months worked out again from their stored facts and numbers: the same lines, or a difference to explain."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any

from common.lookups import in_code_order
from payroll import chain, stored
from payroll.models import LOCKED, PayrollRun, Payslip, PayslipLine
from payroll.people import Book, Books
from payroll.rules.engine import Result, calculate

AT_ONCE = 500
MOST_NAMED = 20


@dataclass
class Replayed:
    """How the replay of one month went; `differences` are in words."""

    run: PayrollRun
    people: int = 0
    lines: int = 0
    differences: list[str] = field(default_factory=list)
    # True, False, or None where the month was approved before hashes were kept.
    hash_holds: bool | None = None

    @property
    def is_same(self) -> bool:
        return not self.differences and self.hash_holds is not False


def locked_runs() -> Any:
    return PayrollRun.objects.filter(state__in=LOCKED).order_by("month")


def replay(run: PayrollRun) -> Replayed:
    """Work a locked month out again and compare every line and sum."""
    found = Replayed(run)
    books = _books(run)
    fallback = Books(run.month)
    for slip in run.payslips.order_by(in_code_order("employee_no")).iterator(AT_ONCE):
        book = books.get(slip.rulebook_id or 0) or fallback.book(slip.rulebook_id)
        result = calculate(stored.load(slip.facts), book.rates)
        lines = [_parts(line) for line in PayslipLine.objects.filter(payslip=slip).order_by("position")]
        found.people += 1
        found.lines += len(lines)
        found.differences += _differences(slip, lines, result)
    found.hash_holds = chain.hash_of(run) == run.chain_hash if run.chain_hash else None
    return found


def _books(run: PayrollRun) -> Mapping[int, Book]:
    """The rule books with the numbers that the calculation kept."""
    return {int(pk): Book(run.month, numbers, int(pk)) for pk, numbers in run.numbers.items()}


def _parts(line: PayslipLine) -> tuple[Any, ...]:
    return (line.code, str(line.side), line.amount, line.base, line.times, line.per)


def _differences(slip: Payslip, lines: list[tuple[Any, ...]], result: Result) -> Iterator[str]:
    again = [
        (line.code.code, str(line.code.side), line.amount, line.base, line.times, line.per)
        for line in result.lines
    ]
    for line in lines:
        if line not in again:
            yield f"{slip.employee_no}: stored {line[0]} {line[2]} is not worked out again"
    for line in again:
        if line not in lines:
            yield f"{slip.employee_no}: {line[0]} {line[2]} is worked out and not stored"
    for name in ("earnings", "deductions", "net", "carry_out", "base_carry_out", "to_fund"):
        before, now = getattr(slip, name), getattr(result, name)
        if before != now:
            yield f"{slip.employee_no}: {name} is {before}, worked out {now}"
