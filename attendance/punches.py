"""Clocking in and out on the page, and punches that are missing: asked for, then approved by somebody else."""

import datetime as dt
from typing import Any

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils.translation import gettext as _

from attendance import telling
from attendance.leave import rules_of
from attendance.models import Punch, PunchCorrection, RequestStatus
from attendance.reading import readings
from common import audit, locks
from common.access import Role
from common.dated import DAY
from common.month import Month
from staff.models import Employee
from staff.people import refuse_locked

# The director because somebody has to decide on the manager's own.
APPROVERS = frozenset({Role.LEADER, Role.SUPERVISOR, Role.MANAGER, Role.DIRECTOR})
ONE_PRESS = dt.timedelta(minutes=1)


def clock_is_allowed(today: dt.date) -> bool:
    """Whether the company lets people clock in on the page."""
    return rules_of(today).clock_on_page == "yes"


@transaction.atomic
def clock(employee: Employee, *, by: Any, now: dt.datetime | None = None) -> Punch:
    """Punch now, by the server's clock. A second press within a minute is the same punch."""
    now = (now or dt.datetime.now()).replace(microsecond=0)
    Employee.objects.select_for_update().get(pk=employee.pk)
    if not clock_is_allowed(now.date()):
        raise ValidationError(_("The company does not clock in on this site. Use the attendance clock."))
    refuse_locked(now.date())
    last = Punch.objects.filter(
        employee=employee, punched_at__gt=now - ONE_PRESS, punched_at__lte=now
    ).first()
    if last:
        return last
    punch = Punch.objects.create(employee=employee, punched_at=now, source=Punch.Source.PAGE)
    audit.record("clocked on the page", punch, by=by)
    return punch


@transaction.atomic
def ask_correction(employee: Employee, punched_at: dt.datetime, reason: str, *, by: Any) -> PunchCorrection:
    """Say when one came or went although the clock does not know. Raises ValidationError where it cannot be."""
    Employee.objects.select_for_update().get(pk=employee.pk)
    _refuse(employee, punched_at)
    asked = PunchCorrection.objects.create(employee=employee, punched_at=punched_at, reason=reason)
    changes = {"punched_at": [None, punched_at]}
    audit.record("missing punch asked for", asked, by=by, changes=changes, note=reason)
    telling.correction_waits(asked)
    return asked


def _refuse(employee: Employee, punched_at: dt.datetime, but: int | None = None) -> None:
    if punched_at > dt.datetime.now():
        raise ValidationError(_("A punch cannot be in the future."))
    refuse_locked(punched_at.date())
    _refuse_locked_shift(employee, punched_at.date() - DAY, punched_at)
    if not employee.is_employed_on(punched_at.date()):
        raise ValidationError(_("You are not employed on %(day)s."), params={"day": punched_at.date()})
    standing = PunchCorrection.objects.filter(
        employee=employee, punched_at=punched_at, status__in=(RequestStatus.PENDING, RequestStatus.APPROVED)
    ).exclude(pk=but or 0)
    if standing.exists() or Punch.objects.filter(employee=employee, punched_at=punched_at).exists():
        raise ValidationError(_("This punch is there already, or asked for."))


def _refuse_locked_shift(employee: Employee, eve: dt.date, punched_at: dt.datetime) -> None:
    """A punch after midnight may belong to the night shift of the day before, whose month may be locked."""
    if not locks.is_locked(eve):
        return
    for read in readings([employee], Month.of(eve), eve, eve)[employee.pk]:
        if read.window[0] <= punched_at <= read.window[1]:
            refuse_locked(eve)


def may_decide(asked: PunchCorrection, user: Any) -> bool:
    """Leader or supervisor of the person, the manager or the director; nobody for themselves."""
    waits = asked.status == RequestStatus.PENDING
    return waits and user.role in APPROVERS and asked.employee_id != user.employee_id


@transaction.atomic
def decide(asked: PunchCorrection, is_approval: bool, reason: str, *, by: Any) -> PunchCorrection:
    """Approve, which adds the punch, or refuse with the reason."""
    asked = PunchCorrection.objects.select_for_update().select_related("employee").get(pk=asked.pk)
    if not may_decide(asked, by):
        raise ValidationError(_("This request is no longer waiting, or not yours to decide."))
    if not is_approval and not reason:
        raise ValidationError(_("A refusal needs a reason."))
    if is_approval:
        _refuse(asked.employee, asked.punched_at, but=asked.pk)
        Punch.objects.create(
            employee=asked.employee, punched_at=asked.punched_at, source=Punch.Source.CORRECTION
        )
    asked.status = RequestStatus.APPROVED if is_approval else RequestStatus.REFUSED
    asked.decided_by, asked.decided_at, asked.answer = by, dt.datetime.now(), reason
    asked.save()
    action = "missing punch approved" if is_approval else "missing punch refused"
    audit.record(action, asked, by=by, changes={"status": ["pending", asked.status]}, note=reason)
    telling.correction_decided(asked)
    return asked


@transaction.atomic
def withdraw(asked: PunchCorrection, *, by: Any) -> PunchCorrection:
    """Take one's own request back while it waits."""
    asked = PunchCorrection.objects.select_for_update().get(pk=asked.pk)
    if asked.status != RequestStatus.PENDING or asked.employee_id != by.employee_id:
        raise ValidationError(_("Only a request of your own that still waits can be taken back."))
    asked.status = RequestStatus.WITHDRAWN
    asked.save(update_fields=["status"])
    audit.record("missing punch withdrawn", asked, by=by)
    return asked
