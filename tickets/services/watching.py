"""What runs by the clock: what is due soon is said once, what has run out is written down and said once."""

import datetime as dt
from typing import Any

from django.db import transaction

from tickets.models import Promise, Ticket, TicketClock, TicketEvent
from tickets.services.telling import tell_due_soon, tell_missed

AT_ONCE = 500
SOON = dt.timedelta(minutes=30)  # the chips of the list turn yellow then


@transaction.atomic
def note_missed(now: dt.datetime) -> int:
    """Write down what has run out since the last look; how many. Repeated at any time, each is written once."""
    clocks = TicketClock.objects.filter(finished_at__isnull=True, missed_at__isnull=True, due_at__lt=now)
    promises = Promise.objects.filter(kept_at__isnull=True, missed_at__isnull=True, due_at__lt=now)
    return _miss(clocks) + _miss(promises)


def _miss(rows: Any) -> int:
    found = list(rows.select_related("ticket").select_for_update(of=("self",)).order_by("due_at")[:AT_ONCE])
    for row in found:
        row.missed_at = row.due_at
        tell_missed(row.ticket, getattr(row, "kind", "promise"), row.due_at)
    rows.model.objects.bulk_update(found, ["missed_at"])
    TicketEvent.objects.bulk_create(
        TicketEvent(ticket=row.ticket, kind="missed", at=row.missed_at, text=_words(row)) for row in found
    )
    return len(found)


def _words(row: Any) -> str:
    return row.kind if isinstance(row, TicketClock) else f"promise: {row.text}"


@transaction.atomic
def warn_of_due(now: dt.datetime) -> int:
    """Say of open tickets that they are due soon; of how many."""
    rows = Ticket.objects.filter(status=Ticket.Status.OPEN, due_at__gt=now, due_at__lte=now + SOON)
    coming = list(rows.filter(owner__isnull=False).order_by("due_at")[:AT_ONCE])
    tell_due_soon(coming)
    return len(coming)
