"""The hash of a locked month: over its payslips and lines, and over the hash of the month before.

Whoever changes an old month, past every trigger, would have to change every later hash too.
"""

import hashlib
import json
from collections.abc import Iterator
from decimal import Decimal
from typing import Any

from common.lookups import in_code_order
from payroll.models import LOCKED, PayrollRun, Payslip, PayslipLine

SLIP = (
    "pk",
    "employee_no",
    "earnings",
    "deductions",
    "net",
    "carry_out",
    "base_carry_out",
    "to_fund",
    "facts",
)
LINE = ("payslip_id", "code", "side", "amount", "base", "times", "per", "because", "sources")
AT_ONCE = 2000


def hash_of(run: PayrollRun) -> str:
    """The hash that the run should carry, as its rows and the month before stand now."""
    found = hashlib.sha256()
    for part in (str(run.month), hash_before(run), json.dumps(run.numbers, sort_keys=True)):
        _add(found, part)
    for row in _rows(run):
        _add(found, row)
    return found.hexdigest()


def hash_before(run: PayrollRun) -> str:
    """The hash of the locked month before this one; "" for the first."""
    earlier = PayrollRun.objects.filter(month__lt=run.month, state__in=LOCKED).order_by("-month")
    return str(earlier.values_list("chain_hash", flat=True).first() or "")


def _rows(run: PayrollRun) -> Iterator[str]:
    """Payslips in order of employee number, then all lines in the order in which they stand."""
    names: dict[int, str] = {}
    slips = Payslip.objects.filter(run=run).order_by(in_code_order("employee_no"))
    for pk, *values in slips.values_list(*SLIP).iterator(AT_ONCE):
        names[pk] = values[0]
        yield _text(values)
    number = in_code_order("payslip__employee_no")
    lines = PayslipLine.objects.filter(payslip__run=run).order_by(number, "position")
    for pk, *values in lines.values_list(*LINE).iterator(AT_ONCE):
        yield _text([names[pk], *values])


def _text(values: list[Any]) -> str:
    return json.dumps(values, default=_plain, sort_keys=True, ensure_ascii=False)


def _plain(value: Any) -> str:
    return format(value.normalize(), "f") if isinstance(value, Decimal) else str(value)


def _add(found: "hashlib._Hash", text: str) -> None:
    found.update(text.encode())
    found.update(b"\n")
