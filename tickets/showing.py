"""What the page of a ticket shows beside its own columns; a handful of queries however long the timeline is."""

import datetime as dt
from typing import Any

from django.db.models import Prefetch, Q

from tickets.forms.tickets import SayForm
from tickets.models import Attachment, Complaint, Ticket, TicketEvent
from tickets.services import working
from tickets.services.knowledge import articles_for
from tickets.steps import STEPS

# How many events a page of the timeline has, and the most that are shown at once.
EVENTS, MOST_EVENTS = 100, 10_000


def about(ticket: Ticket, user: Any, asked: str = "") -> dict[str, Any]:
    """Timeline with what was merged into it, clocks, promises, links, people who look at it, articles that may help.

    `asked` is how many events of the timeline somebody wants to see.
    """
    draft = working.draft_of(ticket, user)
    return {
        "ticket": ticket,
        **timeline_of(ticket, asked),
        "clocks": ticket.clocks.all(),
        "promises": ticket.promises.all(),
        "links": ticket.links.select_related("other"),
        "parts": ticket.parts.all(),
        "complaints": Complaint.objects.visible_to(user).filter(
            Q(ticket=ticket) | Q(ticket__merged_into=ticket)
        ),
        "steps": [(name, step) for name, step in STEPS.items()],
        "say": SayForm(initial={"text": draft.text if draft else ""}),
        "draft": draft,
        "others": working.others_at(ticket, user, dt.datetime.now()),
        "templates": working.templates_of(user),
        "articles": articles_for(f"{ticket.problem} {ticket.wish}"),
        "survey": ticket.surveys.first(),
    }


def timeline_of(ticket: Ticket, asked: str) -> dict[str, Any]:
    """The newest events, how many older ones there are, and how many to ask for to see some of those too."""
    most = int(asked) if asked.isdecimal() and len(asked) < 6 else EVENTS
    most = min(max(most, EVENTS), MOST_EVENTS)
    rows = TicketEvent.objects.filter(Q(ticket=ticket) | Q(ticket__merged_into=ticket))
    files = Prefetch("attachments", Attachment.objects.all())
    told = rows.select_related("by__employee").prefetch_related(files).order_by("-at", "-pk")
    events = list(told[: most + 1])
    older = rows.count() - most if len(events) > most else 0
    shown = {"events": events[:most], "last_event": events[:most][-1] if events else None}
    return {**shown, "older": older, "next_events": most + EVENTS}
