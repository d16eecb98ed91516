"""What follows approval: the day of payment, and the files that are made of a month."""

import datetime as dt
from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _

from common import audit, jobs
from payroll import notifications
from payroll.models import BankTemplate, PayrollExport, PayrollRun
from payroll.paydays import paydays_of
from payroll.services.state import WORKING, Refused, locked_row, why_no_workbook


def why_not_payable(run: PayrollRun) -> str:
    """Why a month cannot be marked as paid, in words; empty where it can."""
    if run.state == PayrollRun.State.APPROVED:
        return ""
    if run.state == PayrollRun.State.PAID:
        return _("%(month)s was paid already.") % {"month": run.month}
    return _("%(month)s is not approved.") % {"month": run.month}


@transaction.atomic
def mark_paid(run: PayrollRun, *, by: Any, on: dt.date | None = None) -> PayrollRun:
    """Record on which day an approved month was paid. Raises Refused where it is not approved, or paid already."""
    run = locked_row(run)
    if refusal := why_not_payable(run):
        raise Refused(refusal)
    run.state = PayrollRun.State.PAID
    run.paid_on, run.paid_at = on or dt.date.today(), dt.datetime.now()
    run.paid_by = by if getattr(by, "pk", None) else None
    run.save(update_fields=["state", "paid_on", "paid_at", "paid_by"])
    audit.record(
        "payroll.pay", run, by=by, changes={"state": ["approved", "paid"], "paid_on": [None, run.paid_on]}
    )
    notifications.tell_paid(run, paydays_of(run).deadline)
    return run


def why_no_bank_file(run: PayrollRun) -> str:
    """Why the bank file cannot be made yet, in words; empty where it can. For the pages and the command."""
    if run.is_locked:
        return ""
    return _("The bank file can be made once the month is approved.")


def _why_not_again(run: PayrollRun, format: str, template: BankTemplate | None) -> str:
    """A second press, or somebody else's at the same moment, brings nothing that is not on its way."""
    if not run.exports.filter(format=format, template=template, work_status__in=WORKING).exists():
        return ""
    text = _("“%(workbook)s” of %(month)s is being made already; it appears under “Workbooks”.")
    return text % {"workbook": PayrollExport.Format(format).label, "month": run.month}


@transaction.atomic
def start_export(
    run: PayrollRun, format: str, *, by: Any, purpose: str = "", template: BankTemplate | None = None
) -> PayrollExport:
    """Have a workbook made in background.

    Raises Refused while the month is calculated or the same workbook is being made, and where card numbers would leave
    without a purpose, or before the month is approved.
    """
    run = locked_row(run)
    if refusal := why_no_workbook(run) or _why_not_again(run, format, template):
        raise Refused(refusal)
    if format == PayrollExport.Format.BANK:
        if not purpose.strip():
            raise Refused(_("Say what the card numbers are for: it stays on record."))
        if refusal := why_no_bank_file(run):
            raise Refused(refusal)
    author = by if getattr(by, "pk", None) else None
    export = PayrollExport.objects.create(
        run=run, format=format, template=template, purpose=purpose.strip(), requested_by=author
    )
    changes = {"format": [None, format], "bank": [None, template], "purpose": [None, purpose.strip()]}
    changes = changes if format == PayrollExport.Format.BANK else {"format": [None, format]}
    audit.record("payroll.export", run, by=by, changes=changes, note=f"{run.payslips.count()} rows")
    jobs.start(export)
    return export
