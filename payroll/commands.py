"""What the payroll commands share: reading a month, finding its run, listing exceptions."""

from django.core.management.base import CommandError

from common.month import Month
from payroll.models import PayrollRun, RunException
from payroll.wording import say


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


def one_line(exception: RunException) -> str:
    """`CODE key: words`, as commands list exceptions."""
    return f"{exception.code} {exception.key}: {say(exception.says)}"
