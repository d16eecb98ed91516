"""Open tickets, promises and complaints, written into the handover of the shift that ends."""

from typing import Any

from django.db.models import Q

from attendance.handover_items import Open, add_item, close_items
from attendance.models import Handover, HandoverItem
from staff.models import Terms
from tickets.models import Complaint, ComplaintAction, Promise, Ticket

MOST = 200


def bring_open(handover: Handover) -> None:
    """Write what the group of a handover has open; what was settled since is closed. Safe to repeat."""
    members = Terms.objects.in_force(handover.on).filter(group=handover.group).values("employee")
    tickets = Ticket.objects.unresolved().filter(
        Q(owner__in=members) | Q(owner__isnull=True, group=handover.group)
    )
    known: set[str] = set()
    for ticket in tickets.select_related("owner").order_by("due_at")[:MOST]:
        known.add(_ticket(handover, ticket))
    for promise in Promise.objects.filter(ticket__in=tickets, kept_at__isnull=True).select_related(
        "ticket__owner"
    )[:MOST]:
        known.add(_promise(handover, promise))
    to_do = ComplaintAction.objects.filter(owner__in=members, done_at__isnull=True).values("complaint")
    whose = Q(owner__in=members) | Q(agent__in=members) | Q(pk__in=to_do)
    going_on = Complaint.objects.going_on().filter(whose)
    for complaint in going_on.select_related("owner").order_by("due_at")[:MOST]:
        known.add(_complaint(handover, complaint))
    _close_settled(handover, known)


def _close_settled(handover: Handover, known: set[str]) -> None:
    kinds = [HandoverItem.Kind.TICKET, HandoverItem.Kind.PROMISE, HandoverItem.Kind.COMPLAINT]
    items = handover.items.filter(kind__in=kinds, closed_at__isnull=True).exclude(key__in=known)
    for key in items.values_list("key", flat=True):
        if _is_settled(key):
            close_items(key)


def _is_settled(key: str) -> bool:
    kind, _colon, pk = key.partition(":")
    if kind == "ticket":
        return not Ticket.objects.unresolved().filter(pk=pk).exists()
    if kind == "promise":
        return not Promise.objects.filter(pk=pk, kept_at__isnull=True).exists()
    return not Complaint.objects.going_on().filter(pk=pk).exists()


def _ticket(handover: Handover, ticket: Ticket) -> str:
    return _add(
        handover, f"ticket:{ticket.pk}", "ticket", f"#{ticket.pk} {ticket.problem}", ticket, ticket.opened_at
    )


def _promise(handover: Handover, promise: Promise) -> str:
    says = f"#{promise.ticket_id} {promise.text or promise.ticket.problem}"
    return _add(
        handover, f"promise:{promise.pk}", "promise", says, promise.ticket, promise.made_at, promise.due_at
    )


def _complaint(handover: Handover, complaint: Complaint) -> str:
    key = f"complaint:{complaint.pk}"
    says = f"{complaint.number} {complaint.get_state_display()}: {complaint.about}"
    return _add(handover, key, "complaint", says, complaint, complaint.registered_at)


def _add(
    handover: Handover, key: str, kind: str, says: str, about: Any, since: Any, due_at: Any = None
) -> str:
    page = "tickets:complaint" if kind == "complaint" else "tickets:ticket"
    matter = Open(
        kind=kind,
        key=key,
        says=says,
        url_name=page,
        url_key=str(about.pk),
        owner=about.owner,
        due_at=due_at or about.due_at,
        customer=about.customer_name,
        first_at=since,
    )
    add_item(handover, matter)
    return key
