"""Who changed what, when: written in the same transaction as the change."""

from collections.abc import Iterable, Mapping
from typing import Any

from django.db import models

from common.models import AuditEntry

# Never written to the audit trail in the clear, whoever passes them.
SECRET = frozenset({"bank_card", "id_number", "phone", "password"})


def record(
    action: str,
    target: models.Model | None,
    *,
    by: Any,
    changes: Mapping[str, Any] | None = None,
    note: str = "",
) -> AuditEntry:
    """Write one audit entry. `changes` is {field: [before, after]}; personal numbers are blanked here."""
    entry = entry_for(action, target, by=by, changes=changes, note=note)
    entry.save()
    return entry


def record_all(entries: Iterable[AuditEntry]) -> None:
    """Write many entries at once, for imports."""
    AuditEntry.objects.bulk_create(entries, batch_size=500)


def entry_for(
    action: str,
    target: models.Model | None,
    *,
    by: Any,
    changes: Mapping[str, Any] | None = None,
    note: str = "",
) -> AuditEntry:
    """An audit entry that is not written yet, for `record_all`."""
    return AuditEntry(
        by=by if getattr(by, "pk", None) else None,
        by_name=str(by) if by else "system",
        action=action,
        target_kind=target._meta.label_lower if target is not None else "",
        target_id=str(target.pk) if target is not None else "",
        target_name=str(target)[:200] if target is not None else "",
        changes={name: _plain(name, change) for name, change in (changes or {}).items()},
        note=note,
    )


def _plain(name: str, change: Any) -> Any:
    if name in SECRET:
        return ["•••", "•••"]
    if isinstance(change, list | tuple):
        return [None if value is None else str(value) for value in change]
    return None if change is None else str(change)
