"""Entries of conduct: recorded once, seen at once, open to appeal."""

import datetime as dt
import uuid
from decimal import Decimal
from typing import Any

from django.core.exceptions import ValidationError
from django.db import IntegrityError, transaction
from django.utils.translation import gettext as _

from common import audit
from common.month import Month
from common.templatetags.backoffice import day as day_words
from performance.models import ConductEntry, ConductItem, Evidence
from performance.rates import ConductRates
from performance.services import telling
from performance.services.steps import Refused, author, group_of, rates_for, refuse_locked
from staff.models import Employee
from tickets.models import Complaint
from tickets.services.complaints import conduct_recorded
from tickets.services.talking import ending_of, refuse_file

MOMENT = dt.timedelta(minutes=1)
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
    file: Any = None,
) -> ConductEntry:
    """Record praise, points or money under an item of the catalogue. Without a day: now.

    Raises Refused for an item that does not hold, a day ahead or in a locked month, an amount that is missing, oneself,
    and an incident that stands under the item already.
    """
    now, told_at = dt.datetime.now(), at
    on, at = (on, at) if on else (now.date(), at or now.time().replace(second=0, microsecond=0))
    item = _allowed_item(employee, code, on, amount, by)
    incident = incident.strip()
    # Two presses at the same moment, or two leaders, queue here: the second finds what the first recorded.
    Employee.objects.select_for_update(no_key=True).get(pk=employee.pk)
    _refuse_twice(employee, code, on, told_at, incident)
    told = {"count": count, "incident": incident, "evidence": evidence, "note": note}
    entry = ConductEntry(employee=employee, item=code, on=on, at=at, **told)
    entry.amount = amount if item.kind in WITH_AMOUNT else None
    entry.stage = stage_of(employee, item, on)
    _write(entry, item, by)
    if file:
        add_evidence(entry, file, by=by)
    telling.of_entry(entry, item)
    _note_in_complaint(incident, by)
    return entry


def _note_in_complaint(incident: str, by: Any) -> None:
    """The timeline of a complaint says that it led to an entry; to whom, only those who may see the entry read."""
    complaint = Complaint.objects.filter(number=incident).first() if incident else None
    if complaint:
        conduct_recorded(complaint, by=by)


def _write(entry: ConductEntry, item: ConductItem, by: Any) -> None:
    """Store a new entry with its number and its audit entry; two at the same moment are one."""
    entry.entry_no, entry.counts_in, entry.recorded_by = uuid.uuid4().hex, Month.of(entry.on), author(by)
    try:
        with transaction.atomic():
            entry.save()
    except IntegrityError as error:
        raise Refused(_("This incident was recorded under “%(item)s” already.") % {"item": item}) from error
    entry.entry_no = f"JC{entry.on:%Y%m}-{entry.pk:05d}"
    entry.save(update_fields=["entry_no"])
    changes = {"item": [None, entry.item], "count": [None, entry.count]}
    audit.record("conduct recorded", entry, by=by, changes=changes)


@transaction.atomic
def add_evidence(entry: ConductEntry, file: Any, *, by: Any) -> Evidence:
    """Hang a file on an entry: whoever leads the person, or the person.

    Raises Refused for a file of a kind or size that is not taken, in a locked month, once an appeal is decided.
    """
    refuse_locked(entry.counts_in)
    if entry.status in {ConductEntry.Status.UPHELD, ConductEntry.Status.OVERTURNED}:
        raise Refused(_("%(entry)s is decided; nothing is added to it any more.") % {"entry": entry})
    try:
        refuse_file(file)
    except ValidationError as error:
        raise Refused(" ".join(error.messages)) from error
    made = Evidence(entry=entry, name=file.name[-200:], size=file.size, by=author(by))
    made.file.save(f"{entry.pk}-{uuid.uuid4().hex[:8]}.{ending_of(file.name)}", file, save=False)
    made.save()
    audit.record("evidence added", entry, by=by, note=made.name)
    return made


def _allowed_item(employee: Employee, code: str, on: dt.date, amount: Decimal | None, by: Any) -> ConductItem:
    if getattr(by, "employee_id", None) == employee.pk:
        raise Refused(_("Nobody records conduct of themselves."))
    if on > dt.date.today():
        raise Refused(_("%(day)s is ahead.") % {"day": day_words(on)})
    refuse_locked(Month.of(on))
    item = item_on(code, on)
    if item is None:
        raise Refused(
            _("The catalogue has no item “%(item)s” on %(day)s.") % {"item": code, "day": day_words(on)}
        )
    if item.kind in WITH_AMOUNT and (amount is None or amount <= 0):
        raise Refused(_("A fine or compensation needs an amount above 0."))
    return item


def _refuse_twice(employee: Employee, code: str, on: dt.date, at: dt.time | None, incident: str) -> None:
    """The same incident; without one the same time, or (where no time is told) recorded a moment ago.

    A second press, or a second pair of eyes: what really happened twice is a count of two.
    """
    standing = ConductEntry.objects.filter(employee=employee, item=code).exclude(
        status=ConductEntry.Status.OVERTURNED
    )
    if incident:
        same = standing.filter(incident=incident)
    else:
        same = standing.filter(on=on, incident="")
        same = same.filter(at=at) if at else same.filter(recorded_at__gt=dt.datetime.now() - MOMENT)
    first = same.first()
    if first:
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
