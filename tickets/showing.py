"""What the page of a ticket shows beside its own columns; a handful of queries however long the timeline is."""

import datetime as dt
from typing import Any

from django.db.models import Prefetch, Q

from tickets.forms.tickets import SayForm
from tickets.models import Attachment, Complaint, Ticket, TicketEvent
from tickets.services import working
from tickets.services.knowledge import articles_for
from tickets.steps import STEPS

MOST_EVENTS = 300


def about(ticket: Ticket, user: Any) -> dict[str, Any]:
    """Timeline with what was merged into it, clocks, promises, links, people who look at it, articles that may help."""
    events = TicketEvent.objects.filter(Q(ticket=ticket) | Q(ticket__merged_into=ticket)).select_related(
        "by__employee"
    )
    files = Prefetch("attachments", Attachment.objects.all())
    draft = working.draft_of(ticket, user)
    return {
        "ticket": ticket,
        "events": events.prefetch_related(files).order_by("-at", "-pk")[:MOST_EVENTS],
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
