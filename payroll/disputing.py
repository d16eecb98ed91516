"""Objections to payslips: raised in time by the person, answered by the accountant; and payslips confirmed as seen."""

import datetime as dt
from decimal import Decimal
from typing import Any

from django.db import IntegrityError, transaction
from django.utils.translation import gettext as _

from common import audit, locks
from common.templatetags.backoffice import day
from payroll import notifications
from payroll.adjusting import adjust
from payroll.models import Dispute, Payslip, PayslipLine, PayslipSeen
from payroll.paydays import paydays_of
from payroll.services import Refused
from payroll.wording import code_name

LONGEST_NOTE = 300


def last_day(slip: Payslip) -> dt.date:
    """The last day on which the payslip may be disputed."""
    return paydays_of(slip.run).deadline


def why_not_disputable(slip: Payslip, today: dt.date) -> str:
    """Why a payslip cannot be objected to on a day, in words; empty where it can."""
    if not slip.run.is_locked:
        return _("%(month)s is not approved yet: tell your supervisor what is wrong with its records.") % {
            "month": slip.run.month
        }
    end = last_day(slip)
    if slip.run.state == slip.run.State.PAID and today > end:
        text = _("%(month)s could be disputed until %(day)s; that day is past.")
        return text % {"month": slip.run.month, "day": day(end)}
    return ""


@transaction.atomic
def dispute(
    slip: Payslip, line: PayslipLine | None, *, reason: str, by: Any, today: dt.date | None = None
) -> Dispute:
    """Object to a line of one's own payslip; None: to a line that is missing. Raises Refused with the reason."""
    if by.employee_id != slip.employee_id:
        raise Refused(_("Only the person paid can object to a payslip."))
    refusal = why_not_disputable(slip, today or dt.date.today())
    if refusal:
        raise Refused(refusal)
    try:
        with transaction.atomic():
            row = Dispute.objects.create(
                payslip=slip, line=line, employee_id=slip.employee_id, reason=reason.strip()
            )
    except IntegrityError as error:
        raise Refused(_("You have objected to this already; the answer comes on the same page.")) from error
    named = code_name(line.code) if line else _("missing line")
    audit.record("payroll.dispute", row, by=by, changes={"line": [None, named]}, note=row.reason)
    notifications.tell_disputed(row)
    return row


@transaction.atomic
def accept(row: Dispute, *, amount: Decimal, answer: str, by: Any) -> Dispute:
    """Agree: the amount is paid (below 0: taken) in the first open month, as a correction that names line and month."""
    row = _open(row, by)
    if not amount:
        raise Refused(_("Say which amount is corrected; 0 corrects nothing."))
    month = row.payslip.run.month
    named = code_name(row.line.code) if row.line else _("missing line")
    note = _("Dispute about “%(line)s” of %(month)s: %(answer)s")
    note = note % {"line": named, "month": month, "answer": answer.strip()}
    row.adjustment = adjust(
        row.employee,
        month=locks.first_open(month.next),
        amount=amount,
        corrects=month,
        note=note[:LONGEST_NOTE],
        by=by,
    )
    return _answered(row, Dispute.State.ACCEPTED, answer, by)


@transaction.atomic
def refuse(row: Dispute, *, answer: str, by: Any) -> Dispute:
    """Disagree, with the reason."""
    return _answered(_open(row, by), Dispute.State.REFUSED, answer, by)


def _open(row: Dispute, by: Any) -> Dispute:
    row = Dispute.objects.select_for_update().get(pk=row.pk)
    if row.state != Dispute.State.OPEN:
        raise Refused(_("This dispute is answered already."))
    if by.employee_id == row.employee_id:
        raise Refused(_("Nobody answers their own dispute."))
    return row


def _answered(row: Dispute, state: str, answer: str, by: Any) -> Dispute:
    if not answer.strip():
        raise Refused(_("Give the reason: the person reads it."))
    row.state, row.answer = state, answer.strip()
    row.answered_by, row.answered_at = by, dt.datetime.now()
    row.save()
    changes = {"state": [Dispute.State.OPEN, state], "adjustment": [None, row.adjustment]}
    audit.record("payroll.answer_dispute", row, by=by, changes=changes, note=row.answer)
    notifications.tell_answered(row)
    return row


@transaction.atomic
def confirm_seen(slip: Payslip, *, by: Any) -> PayslipSeen:
    """The person says that they saw their payslip; a second time changes nothing."""
    if by.employee_id != slip.employee_id or not slip.run.is_locked:
        raise Refused(_("Only one's own approved payslip can be confirmed."))
    row, is_new = PayslipSeen.objects.get_or_create(payslip=slip)
    if is_new:
        audit.record("payroll.payslip_seen", slip, by=by)
    return row
