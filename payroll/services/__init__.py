"""What people do with a month's pay: calculate, waive, review, approve, pay, export."""

from payroll.services.approving import approve, review, start_approval, why_not_approvable
from payroll.services.calculating import (
    calculate_now,
    close_calculation,
    close_finished,
    plan_only,
    refuse_if_ahead,
    start_run,
)
from payroll.services.paying import mark_paid, start_export, why_no_bank_file, why_not_payable
from payroll.services.state import (
    Refused,
    failures,
    fresh,
    is_working,
    open_exceptions,
    progress,
    sums_of,
    totals,
    why_no_workbook,
)
from payroll.services.waiving import waive

__all__ = [
    "Refused",
    "approve",
    "calculate_now",
    "close_calculation",
    "close_finished",
    "failures",
    "fresh",
    "is_working",
    "mark_paid",
    "open_exceptions",
    "plan_only",
    "progress",
    "refuse_if_ahead",
    "review",
    "start_approval",
    "start_export",
    "start_run",
    "sums_of",
    "totals",
    "waive",
    "why_no_bank_file",
    "why_no_workbook",
    "why_not_approvable",
    "why_not_payable",
]
