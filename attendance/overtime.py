"""Overtime: asked for, decided in time; approved it is paid, or becomes days off."""

import datetime as dt
from decimal import Decimal
from typing import Any

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils.translation import gettext as _

from attendance import telling
from attendance.leave import grant, rules_of
from attendance.models import Leave, Overtime, OvertimeRequest, RequestStatus
from common import audit
from common.access import Role
from common.templatetags.backoffice import day as day_words
from staff.models import Employee
from staff.people import refuse_locked

APPROVERS = frozenset({Role.SUPERVISOR, Role.MANAGER, Role.DIRECTOR})
DAY = dt.timedelta(days=1)


@transaction.atomic
def ask(employee: Employee, *, by: Any, **fields: Any) -> OvertimeRequest:
    """Ask for overtime: on, hours, kind, is_time_off, reason. Raises ValidationError where it cannot be."""
    Employee.objects.select_for_update().get(pk=employee.pk)
    _refuse(employee, fields["on"], fields["hours"])
    request = OvertimeRequest.objects.create(employee=employee, **fields)
    changes = {name: [None, value] for name, value in fields.items()}
    audit.record("overtime asked for", request, by=by, changes=changes)
    telling.overtime_waits(request)
    return request


def _refuse(employee: Employee, on: dt.date, hours: Decimal) -> None:
    refuse_locked(on)
    if not employee.is_employed_on(on):
        raise ValidationError(_("You are not employed on %(day)s."), params={"day": day_words(on)})
    if dt.datetime.now() >= OvertimeRequest(on=on).deadline:
        raise ValidationError(
            _("Too late: overtime counts only if approved before the end of the day after it.")
        )
    most = rules_of(on).overtime_most_hours
    if not 0 < hours <= most:
        raise ValidationError(_("Hours must be above 0 and at most %(most)s."), params={"most": most})
    _refuse_second(employee, on)


def _refuse_second(employee: Employee, on: dt.date, but: int | None = None) -> None:
    open_ones = OvertimeRequest.objects.filter(
        employee=employee, on=on, status__in=(RequestStatus.PENDING, RequestStatus.APPROVED)
    ).exclude(pk=but or 0)
    if open_ones.exists() or Overtime.objects.filter(employee=employee, on=on, is_approved=True).exists():
        raise ValidationError(_("There is overtime of %(day)s already."), params={"day": day_words(on)})


def may_decide(request: OvertimeRequest, user: Any) -> bool:
    """A supervisor of the person, the manager or the director; nobody for themselves."""
    waits = request.status == RequestStatus.PENDING
    return waits and user.role in APPROVERS and request.employee_id != user.employee_id


@transaction.atomic
def decide(request: OvertimeRequest, is_approval: bool, reason: str, *, by: Any) -> OvertimeRequest:
    """Approve, which makes it count, or refuse. Raises ValidationError when it is too late to count."""
    request = OvertimeRequest.objects.select_for_update().select_related("employee").get(pk=request.pk)
    if not may_decide(request, by):
        raise ValidationError(_("This request is no longer waiting, or not yours to decide."))
    if not is_approval and not reason:
        raise ValidationError(_("A refusal needs a reason."))
    if is_approval:
        _count(request, by)
    request.status = RequestStatus.APPROVED if is_approval else RequestStatus.REFUSED
    request.decided_by, request.decided_at, request.answer = by, dt.datetime.now(), reason
    request.save()
    action = "overtime approved" if is_approval else "overtime refused"
    audit.record(action, request, by=by, changes={"status": ["pending", request.status]}, note=reason)
    telling.overtime_decided(request)
    return request


def _count(request: OvertimeRequest, by: Any) -> None:
    """Write what follows from a yes: the overtime that pay reads, or days off in its place."""
    refuse_locked(request.on)
    if dt.datetime.now() >= request.deadline:
        raise ValidationError(
            _("Too late: overtime counts only if approved before the end of the day after it.")
        )
    _refuse_second(request.employee, request.on, but=request.pk)
    if request.is_time_off:
        days = (request.hours / rules_of(request.on).hours_a_day).quantize(Decimal("0.01"))
        reason = _("overtime of %(day)s, %(hours)s hours") % {
            "day": request.on,
            "hours": request.hours,
        }
        grant(request.employee, by=by, kind=Leave.Kind.COMPENSATORY, days=days, on=request.on, reason=reason)
        return
    Overtime.objects.update_or_create(
        employee=request.employee,
        on=request.on,
        defaults={"hours": request.hours, "kind": request.kind, "is_approved": True},
    )


@transaction.atomic
def withdraw(request: OvertimeRequest, *, by: Any) -> OvertimeRequest:
    """Take one's own request back while it waits."""
    request = OvertimeRequest.objects.select_for_update().get(pk=request.pk)
    if request.status != RequestStatus.PENDING or request.employee_id != by.employee_id:
        raise ValidationError(_("Only a request of your own that still waits can be taken back."))
    request.status = RequestStatus.WITHDRAWN
    request.save(update_fields=["status"])
    audit.record("overtime request withdrawn", request, by=by)
    return request
