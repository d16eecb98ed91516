"""Opening tickets and moving them on; each with its audit entry."""

from typing import Any

from django.db import transaction

from common.audit import record
from staff.models import User
from tickets.models import Ticket


@transaction.atomic
def open_ticket(*, by: User, **fields: Any) -> Ticket:
    """A new ticket, owned by whoever opens it."""
    ticket = Ticket.objects.create(owner=by.employee, **fields)
    record("ticket opened", ticket, by=by)
    return ticket


@transaction.atomic
def change_status(ticket: Ticket, status: str, *, by: User) -> None:
    """Move a ticket on; a ticket that nobody owns becomes that of whoever does it."""
    changes: dict[str, list[Any]] = {"status": [ticket.status, status]}
    if ticket.owner is None:
        changes["owner"] = [None, by.employee]
        ticket.owner = by.employee
    ticket.status = status
    ticket.save(update_fields=["status", "owner"])
    record("ticket changed", ticket, by=by, changes=changes)
