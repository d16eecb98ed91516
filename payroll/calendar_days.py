"""Changes of the calendar of working days, each on record."""

from typing import Any

from django.db import transaction

from common import audit
from common.models import Holiday

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
def remove(row: Holiday, *, by: Any) -> None:
    """Take a day out of the calendar: it is again what its weekday says."""
    audit.record("calendar.remove", row, by=by, changes={name: [getattr(row, name), None] for name in FIELDS})
    Holiday.objects.filter(pk=row.pk).delete()
