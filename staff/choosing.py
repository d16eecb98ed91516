"""What a person wants to be told, how, and when not."""

import datetime as dt
from collections.abc import Mapping
from typing import Any

from django.db import transaction

from common.audit import record
from staff.models import Employee, KindChoice, Notification, QuietHours, User
from staff.notifying import Kind, kinds


def kinds_for(role: str) -> list[Kind]:
    """The kinds that can happen to this role."""
    return [kind for kind in kinds().values() if role in kind.roles]


def wishes_of(employee: Employee) -> dict[str, Kind | KindChoice]:
    """For every kind what holds for this person: their choice, else the kind's own default."""
    chosen = {choice.kind: choice for choice in KindChoice.objects.filter(employee=employee)}
    return {name: chosen.get(name, kind) for name, kind in kinds().items()}


@transaction.atomic
def choose(
    *,
    by: User,
    wishes: Mapping[str, tuple[bool, bool]],
    starts: dt.time | None,
    ends: dt.time | None,
    email: str,
) -> None:
    """Keep one's own choices: `wishes` says for each kind (in the application, by mail).

    What already waits to be mailed and is no longer wanted is not sent.
    """
    employee: Any = by.employee
    for kind, (in_app, by_mail) in wishes.items():
        KindChoice.objects.update_or_create(
            employee=employee, kind=kind, defaults={"in_app": in_app, "by_mail": by_mail}
        )
    unwanted = [kind for kind, (_in_app, by_mail) in wishes.items() if not by_mail]
    Notification.objects.filter(recipient=employee, kind__in=unwanted, letter__isnull=True).update(
        mail_at=None
    )
    QuietHours.objects.update_or_create(employee=employee, defaults={"starts": starts, "ends": ends})
    if email != by.email:
        before, by.email = by.email, email
        by.save(update_fields=["email"])
        record("mail address changed", employee, by=by, changes={"email": [before, email]})


def mark_read(rows: Any) -> int:
    """Mark notifications as read, now; how many were not yet."""
    return int(rows.unread().update(read_at=dt.datetime.now()))
