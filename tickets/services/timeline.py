"""The one way in which anything happens to a ticket: change it, write the event, set what is due next."""

import datetime as dt
from typing import Any

from common.audit import record
from staff.models import User
from tickets import search
from tickets.models import Ticket, TicketEvent, TicketWords
from tickets.services import timing

FOUND_BY = ("customer_name", "order_no", "waybill_no", "problem", "wish", "product")


def hold(*rows: Any) -> None:
    """Read rows anew and keep them from others until the end of the transaction: two people at once take turns.

    What waits for its turn then sees what the other has done, and is refused where that no longer fits.
    """
    for row in sorted(rows, key=lambda row: int(row.pk)):
        # Rows that point here may still be written meanwhile (the events of a clock that has run out).
        row.refresh_from_db(from_queryset=type(row)._default_manager.select_for_update(no_key=True))


def write_event(
    ticket: Ticket, kind: str, *, by: User | None, text: str = "", changes: dict[str, Any] | None = None
) -> TicketEvent:
    """One line of the timeline."""
    plain = {name: [_plain(value) for value in change] for name, change in (changes or {}).items()}
    return TicketEvent.objects.create(ticket=ticket, kind=kind, by=by, text=text, changes=plain)


def _plain(value: Any) -> str:
    if isinstance(value, dt.datetime):
        return f"{value:%Y-%m-%d %H:%M}"
    return "" if value is None else str(value)


def changed(
    ticket: Ticket, kind: str, fields: dict[str, Any], *, by: User | None, text: str = ""
) -> TicketEvent | None:
    """Set fields, and write what was and what is in timeline and audit; nothing where nothing changes."""
    changes = {
        name: [getattr(ticket, name), value]
        for name, value in fields.items()
        if getattr(ticket, name) != value
    }
    if not changes and not text:
        return None
    shown = {name: [_shown(ticket, name, value) for value in change] for name, change in changes.items()}
    for name, value in fields.items():
        setattr(ticket, name, value)
    event = write_event(ticket, kind, by=by, text=text, changes=shown)
    settle(ticket)
    if set(changes) & set(FOUND_BY):
        write_words(ticket)
    record(f"ticket {kind}", ticket, by=by, changes=shown)
    return event


def _shown(ticket: Ticket, name: str, value: Any) -> Any:
    """Choices are kept by value; the page puts them into the reader's language."""
    return value


def settle(ticket: Ticket) -> None:
    """Save a ticket with what is due next."""
    promised_at, due_at = timing.due_of(ticket)
    ticket.promised_at = promised_at or ticket.promised_at
    ticket.due_at, ticket.changed_at = due_at, dt.datetime.now()
    ticket.save()


def write_words(ticket: Ticket) -> None:
    """Keep what a ticket can be found by."""
    text = " ".join(str(getattr(ticket, name)) for name in FOUND_BY)
    TicketWords.objects.update_or_create(ticket=ticket, defaults={"grams": search.stored(text)})
