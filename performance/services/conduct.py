"""Entries of conduct: recorded once, seen at once, open to appeal."""

import datetime as dt
import uuid
from decimal import Decimal
from typing import Any

from django.db import IntegrityError, transaction
from django.utils.translation import gettext as _

from common import audit
from common.month import Month
from performance.models import ConductEntry, ConductItem
from performance.rates import ConductRates
from performance.services.steps import Refused, author, group_of, rates_for, refuse_locked
from staff.models import Employee

WITH_AMOUNT = (ConductItem.Kind.FINE, ConductItem.Kind.COMPENSATION)


def item_on(code: str, day: dt.date) -> ConductItem | None:
    """The row of the catalogue that holds on a day."""
    return ConductItem.objects.filter(code=code, valid_from__lte=day).order_by("-valid_from").first()


@transaction.atomic
def record_conduct(
    employee: Employee,
    code: str,
    *,
    by: Any,
    on: dt.date | None = None,
    at: dt.time | None = None,
    count: int = 1,
    amount: Decimal | None = None,
    incident: str = "",
    evidence: str = "",
    note: str = "",
) -> ConductEntry:
    """Record praise, points or money under an item of the catalogue. Without a day: now.

    Raises Refused for an item that does not hold, a day ahead or in a locked month, an amount that is missing, oneself,
    and an incident that stands under the item already.
    """
    now = dt.datetime.now()
    on, at = (on, at) if on else (now.date(), at or now.time().replace(second=0, microsecond=0))
    item = item_on(code, on)
    _refuse(employee, item, code, on, amount, by)
    assert item is not None
    _refuse_twice(employee, code, on, at, incident)
    values: dict[str, Any] = {
        "at": at,
        "count": count,
        "incident": incident,
        "evidence": evidence,
        "note": note,
    }
    values |= {"amount": amount if item.kind in WITH_AMOUNT else None, "stage": stage_of(employee, item, on)}
    try:
        with transaction.atomic():
            entry = ConductEntry.objects.create(
                **values,
                entry_no=uuid.uuid4().hex,
                employee=employee,
                on=on,
                item=code,
                counts_in=Month.of(on),
                recorded_by=author(by),
            )
    except IntegrityError as error:
        raise Refused(_("This incident was recorded under “%(item)s” already.") % {"item": item}) from error
    entry.entry_no = f"JC{on:%Y%m}-{entry.pk:05d}"
    entry.save(update_fields=["entry_no"])
    audit.record("conduct recorded", entry, by=by, changes={"item": [None, code], "count": [None, count]})
    return entry


def _refuse(
    employee: Employee, item: ConductItem | None, code: str, on: dt.date, amount: Decimal | None, by: Any
) -> None:
    if getattr(by, "employee_id", None) == employee.pk:
        raise Refused(_("Nobody records conduct of themselves."))
    if on > dt.date.today():
        raise Refused(_("%(day)s is ahead.") % {"day": on})
    refuse_locked(Month.of(on))
    if item is None:
        raise Refused(_("The catalogue has no item “%(item)s” on %(day)s.") % {"item": code, "day": on})
    if item.kind in WITH_AMOUNT and (amount is None or amount <= 0):
        raise Refused(_("A fine or compensation needs an amount above 0."))


def _refuse_twice(employee: Employee, code: str, on: dt.date, at: dt.time | None, incident: str) -> None:
    """The same incident, or without one the same minute: a second press, or a second pair of eyes."""
    standing = ConductEntry.objects.filter(employee=employee, item=code).exclude(
        status=ConductEntry.Status.OVERTURNED
    )
    same = standing.filter(incident=incident) if incident else standing.filter(on=on, at=at, incident="")
    first = same.first()
    if first and (incident or at is not None):
        raise Refused(_("This was recorded already: %(entry)s.") % {"entry": first})


def stage_of(employee: Employee, item: ConductItem, on: dt.date) -> str:
    """Where the rule book says so: first time a reminder, second a warning, third what the catalogue says."""
    if item.kind != ConductItem.Kind.POINTS or item.points >= 0:
        return ConductEntry.Stage.FULL
    rates = rates_for(ConductRates, group_of(employee.pk, on), Month.of(on))
    if rates.progressive_discipline != "yes":
        return ConductEntry.Stage.FULL
    before = ConductEntry.objects.filter(employee=employee, item=item.code, on__lte=on)
    times = before.exclude(status=ConductEntry.Status.OVERTURNED).count()
    return (ConductEntry.Stage.REMINDER, ConductEntry.Stage.WARNING, ConductEntry.Stage.FULL)[min(times, 2)]


def appeal_until(entry: ConductEntry) -> dt.date:
    """The last day on which an entry can be appealed."""
    rates = rates_for(ConductRates, group_of(entry.employee_id, entry.on), Month.of(entry.on))
    return entry.recorded_at.date() + dt.timedelta(days=rates.appeal_days)
