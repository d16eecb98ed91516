"""Corrections of pay that the accountant decides: paid in an open month, naming the month they correct."""

import datetime as dt
import uuid
from decimal import Decimal
from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _

from common import audit, locks
from common.month import Month
from payroll.models import Adjustment, PayrollRun
from payroll.services import Refused
from staff.models import Employee

MONTHS_AHEAD = 12


@transaction.atomic
def adjust(
    employee: Employee, *, month: Month, amount: Decimal, note: str, by: Any, corrects: Month | None = None
) -> Adjustment:
    """Add a correction; above 0 it is back pay, below 0 a clawback.

    Raises Refused for a locked month, one too far ahead, and one's own pay.
    """
    if getattr(by, "employee_id", None) == employee.pk:
        raise Refused(_("Nobody corrects their own pay; object to the payslip, and somebody else answers."))
    # Held until the end, so that the month is not approved between the question and the answer.
    PayrollRun.objects.select_for_update().filter(month=month).first()
    refuse_if_locked(month)
    refuse_if_far(month)
    _refuse_twin(employee, month, amount, note)
    row = Adjustment.objects.create(
        adjustment_no=uuid.uuid4().hex,
        employee=employee,
        month=month,
        amount=amount,
        corrects=corrects,
        note=note,
    )
    row.adjustment_no = f"TZ{month.number}-{row.pk}"
    row.save(update_fields=["adjustment_no"])
    changes = {"employee": [None, employee], "month": [None, month], "amount": [None, amount]}
    audit.record("payroll.adjust", row, by=by, changes=changes, note=note)
    return row


def _refuse_twin(employee: Employee, month: Month, amount: Decimal, note: str) -> None:
    """The same correction in the same words is a second click. Raises Refused with its number."""
    twin = Adjustment.objects.filter(employee=employee, month=month, amount=amount, note=note).first()
    if twin:
        raise Refused(_("This correction is recorded already: %(number)s.") % {"number": twin.adjustment_no})


def refuse_if_far(month: Month) -> None:
    """Raises Refused for a month so far ahead that the correction would never be seen again: a slip of the pen."""
    last = locks.first_open(Month.of(dt.date.today())).plus(MONTHS_AHEAD)
    if month > last:
        text = _("%(month)s is too far ahead; a correction can be paid until %(last)s.")
        raise Refused(text % {"month": month, "last": last})


def refuse_if_locked(month: Month) -> None:
    """Raises Refused, naming the first month in which a correction can still be paid."""
    border = locks.locked_through()
    if border is not None and month <= border:
        text = _("%(month)s is locked; a correction can be paid from %(next)s on.")
        raise Refused(text % {"month": month, "next": border.next})
