"""Changes of the calendar of working days, each on record."""

from collections.abc import Iterable
from typing import Any

from django.db import transaction

from common import audit
from common.models import Holiday
from payroll.holiday_lines import Day

FIELDS = ("day", "kind", "name", "source", "confirmed")


@transaction.atomic
def keep(row: Holiday | None, *, by: Any, **fields: Any) -> Holiday:
    """Add a day, or change one."""
    before = {name: getattr(Holiday.objects.get(pk=row.pk), name) if row else None for name in FIELDS}
    row = row or Holiday()
    for name in FIELDS:
        setattr(row, name, fields[name])
    row.save()
    changes = {name: [before[name], fields[name]] for name in FIELDS if before[name] != fields[name]}
    audit.record("calendar.change", row, by=by, changes=changes)
    return row


@transaction.atomic
def keep_many(days: Iterable[Day], *, source: str, confirmed: bool, by: Any) -> tuple[int, int]:
    """Take a year's notice at once: (days added, days changed). Days that stand as given are left alone."""
    days = list(days)
    held = {row.day: row for row in Holiday.objects.filter(day__in=[day.day for day in days])}
    added = changed = 0
    for day in days:
        row = held.get(day.day)
        fields = {**day._asdict(), "source": source, "confirmed": confirmed}
        if row is None:
            added += 1
        elif any(getattr(row, name) != fields[name] for name in FIELDS):
            changed += 1
        else:
            continue
        keep(row, by=by, **fields)
    return added, changed


@transaction.atomic
def remove(row: Holiday, *, by: Any) -> None:
    """Take a day out of the calendar: it is again what its weekday says."""
    audit.record("calendar.remove", row, by=by, changes={name: [getattr(row, name), None] for name in FIELDS})
    Holiday.objects.filter(pk=row.pk).delete()
