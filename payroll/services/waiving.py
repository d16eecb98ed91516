"""Letting blocking exceptions pass, with a reason that stays on record."""

from collections.abc import Iterable
from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _

from common import audit
from payroll.models import PayrollRun, RunException, Waiver
from payroll.services.state import Refused, locked_row, refuse_if_locked

AT_ONCE = 1000


@transaction.atomic
def waive(run: PayrollRun, exceptions: Iterable[RunException], *, reason: str, by: Any) -> int:
    """Let blocking exceptions (only code and key are read: they may be thousands) pass; how many were new.

    Raises Refused for a locked month or without a reason.
    """
    refuse_if_locked(locked_row(run))
    if not reason.strip():
        raise Refused(_("Say why: a waiver stays on record with its reason."))
    known = set(run.waivers.values_list("code", "key"))
    rows = [
        Waiver(
            run=run,
            code=one.code,
            key=one.key,
            reason=reason.strip()[:300],
            by=by if getattr(by, "pk", None) else None,
        )
        for one in exceptions
        if (one.code, one.key) not in known
    ]
    Waiver.objects.bulk_create(rows, batch_size=AT_ONCE)
    audit.record_all(
        audit.entry_for(
            "payroll.waive", run, by=by, changes={"exception": [None, f"{row.code} {row.key}"]}, note=reason
        )
        for row in rows
    )
    return len(rows)
