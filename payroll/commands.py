"""What the payroll commands share: reading a month, finding its run, listing exceptions."""

from collections.abc import Collection
from typing import Any

from django.core.management.base import CommandError

from common.lookups import in_code_order
from common.month import Month
from payroll import services
from payroll.models import PayrollRun, RunException
from payroll.wording import say

AT_ONCE = 1000


def month_given(text: str) -> Month:
    """Read YYYY-MM from a command line. Raises CommandError with what would be right."""
    try:
        return Month.parse(text)
    except ValueError as error:
        raise CommandError(str(error), returncode=1) from error


def run_of(month: Month) -> PayrollRun:
    """The run of a month. Raises CommandError where it was never calculated."""
    run = PayrollRun.objects.filter(month=month).first()
    if run is None:
        raise CommandError(f"{month} was never calculated; run_payroll {month} first.", returncode=1)
    return run


def list_open(run: PayrollRun, out: Any, but: Collection[str] = ()) -> int:
    """Write the open blocking exceptions, one a line, without some codes; how many. They are read a few at a time."""
    found = 0
    rows = services.open_exceptions(run).exclude(code__in=but)
    for exception in rows.order_by(in_code_order("code"), in_code_order("key")).iterator(AT_ONCE):
        out.write(one_line(exception))
        found += 1
    return found


def one_line(exception: RunException) -> str:
    """`CODE key: words`, as commands list exceptions."""
    about = exception.employee.employee_no if exception.employee else exception.key
    return f"{exception.code} {about}: {say(exception.says)}"
