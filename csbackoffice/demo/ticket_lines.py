"""Timelines of the demo company's tickets: opened, answered, promised, resolved, with their clocks."""

import datetime as dt
from typing import Any

from csbackoffice.demo.desk_words import REPLIES, THANKS
from csbackoffice.demo.floor import HOUR, MINUTE, Desk
from tickets import search
from tickets.models import Promise, Ticket, TicketClock, TicketEvent, TicketWords
from tickets.services.timeline import FOUND_BY

CHANGED = [
    *["customer", "product", "kind", "channel", "urgency", "importance", "priority", "opened_by"],
    *[
        "first_owner",
        "status",
        "first_replied_at",
        "first_reply_minutes",
        "first_reply_waited",
        "resolved_at",
    ],
    *["changed_at", "resolution_minutes", "resolution_waited", "satisfaction", "reopened", "due_at"],
]


class Lines:
    """What happens to the tickets, gathered, so that it is written at once."""

    def __init__(self) -> None:
        self.events: list[TicketEvent] = []
        self.clocks: list[TicketClock] = []
        self.promises: list[Promise] = []

    def write(self) -> None:
        TicketEvent.objects.bulk_create(self.events, batch_size=500)
        TicketClock.objects.bulk_create(self.clocks, batch_size=500)
        Promise.objects.bulk_create(self.promises, batch_size=500)


def write_timelines(desk: Desk) -> None:
    """Kinds, priorities, replies, clocks and promises; what was asked last waits for an answer."""
    lines, kinds = Lines(), list(Ticket.Kind)
    for number, ticket in enumerate(desk.tickets):
        ticket.kind = kinds[number % 9] if number % 9 < len(kinds) else Ticket.Kind.PROBLEM
        ticket.channel = ("chat", "chat", "phone", "platform", "mail")[number % 5]
        ticket.urgency, ticket.importance = (2, 2, 3, 1)[number % 4], (2, 3, 3, 1)[number % 4]
        ticket.priority = (2, 3, 4, 1)[number % 4]
        ticket.opened_by_id = ticket.first_owner_id = ticket.owner_id
        lines.events.append(_event(desk, ticket, "opened", ticket.opened_at, ticket.problem))
        _reply(desk, ticket, number, lines)
        _end(desk, ticket, number, lines)
        if ticket.promised_at:
            lines.promises.append(_promise(desk, ticket))
        ticket.changed_at = max(event.at for event in lines.events[-4:] if event.ticket is ticket)
    Ticket.objects.bulk_update(desk.tickets, CHANGED, batch_size=200)
    lines.write()
    _write_words(desk.tickets)


def _write_words(tickets: list[Ticket]) -> None:
    texts = ((ticket, " ".join(str(getattr(ticket, name)) for name in FOUND_BY)) for ticket in tickets)
    TicketWords.objects.bulk_create(
        TicketWords(ticket=ticket, grams=search.stored(text)) for ticket, text in texts
    )


def _promise(desk: Desk, ticket: Ticket) -> Promise:
    is_kept, due_at = ticket.status in Ticket.RESOLVED, ticket.promised_at
    is_missed = not is_kept and due_at is not None and due_at <= desk.now
    return Promise(
        ticket=ticket,
        due_at=due_at,
        text="给答复",
        made_at=ticket.opened_at,
        made_by=desk.user(ticket.owner_id),
        kept_at=ticket.resolved_at if is_kept else None,
        missed_at=due_at if is_missed else None,
    )


def _event(desk: Desk, ticket: Ticket, kind: str, at: dt.datetime, text: str = "") -> TicketEvent:
    by = None if kind == "customer" else desk.user(ticket.owner_id)
    return TicketEvent(ticket=ticket, kind=kind, at=min(at, desk.now), by=by, text=text)


def _clock(ticket: Ticket, kind: str, target_hours: int, **fields: Any) -> TicketClock:
    seconds = target_hours * 3600
    return TicketClock(
        ticket=ticket,
        calendar="taobao",
        started_at=ticket.opened_at,
        kind=kind,
        target_seconds=seconds,
        **fields,
    )


def _reply(desk: Desk, ticket: Ticket, number: int, lines: Lines) -> None:
    """A reply within the hour for most, a word of the customer for some; others still wait."""
    wait = desk.random.randint(4, 95)
    replied_at, due_at = ticket.opened_at + wait * MINUTE, ticket.opened_at + HOUR
    if ticket.status in Ticket.RESOLVED or (number % 3 and replied_at < desk.now):
        ticket.first_replied_at = replied_at
        ticket.first_reply_minutes = ticket.first_reply_waited = wait
        missed = due_at if wait > 60 else None
        used = {"used_seconds": wait * 60, "waited_seconds": wait * 60}
        ended = {"finished_at": replied_at, "missed_at": missed, "due_at": due_at}
        lines.clocks.append(_clock(ticket, "first_reply", 1, **used, **ended))
        lines.events.append(_event(desk, ticket, "reply", replied_at, REPLIES[number % 3]))
        if missed:
            lines.events.append(TicketEvent(ticket=ticket, kind="missed", at=missed, text="first_reply"))
        if number % 4 == 1:
            wrote = _event(desk, ticket, "customer", replied_at + 40 * MINUTE, THANKS[number % 3])
            lines.events.append(wrote)
    elif ticket.owner_id:
        missed = due_at if due_at < desk.now else None
        running = {"running_since": ticket.opened_at, "due_at": due_at, "missed_at": missed}
        lines.clocks.append(_clock(ticket, "first_reply", 1, **running))


def _end(desk: Desk, ticket: Ticket, number: int, lines: Lines) -> None:
    """The end of those that are resolved, what is due next of the others."""
    if ticket.status in Ticket.RESOLVED:
        hours = desk.random.randint(3, 30)
        ticket.resolved_at = min(ticket.opened_at + hours * HOUR, desk.now - MINUTE)
        ticket.resolution_waited = int((ticket.resolved_at - ticket.opened_at).total_seconds()) // 60
        ticket.resolution_minutes = ticket.resolution_waited * 2 // 3
        ticket.satisfaction = (5, 5, 4, None, 2, 5, None)[number % 7]
        ticket.reopened = int(number % 13 == 0)
        ticket.due_at = None
        event = _event(desk, ticket, "status", ticket.resolved_at)
        event.changes = {"status": ["open", ticket.status]}
        lines.events.append(event)
        return
    due_at = ticket.opened_at + 26 * HOUR
    lines.clocks.append(_clock(ticket, "resolution", 16, running_since=ticket.opened_at, due_at=due_at))
    ticket.due_at = min(filter(None, [ticket.promised_at, due_at]))
