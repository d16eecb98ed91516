"""What conduct has to do with tickets, complaints, inspections and orders: the way there and the way back."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from django.urls import NoReverseMatch, reverse
from django.utils.translation import gettext as _

from performance import wording
from performance.models import ConductEntry, Finding, Order
from performance.sales import owner_of
from staff.models import Employee
from tickets.models import Complaint, Ticket

TICKET = re.compile(r"#(\d{1,12})\Z")


@dataclass(frozen=True)
class About:
    """A record that conduct may be recorded about: the word by which it is found, who is concerned, in words."""

    incident: str
    person: Employee | None
    said: str
    is_demerit: bool = False


def about(kind: str, pk: int, user: Any) -> About | None:
    """A ticket, complaint or order that this person sees; None where there is no such."""
    look = {"ticket": _ticket, "complaint": _complaint, "order": _order}.get(kind)
    return look(pk, user) if look else None


def _ticket(pk: int, user: Any) -> About | None:
    found = Ticket.objects.visible_to(user).select_related("owner").filter(pk=pk).first()
    return About(f"#{pk}", found.owner, str(found)) if found else None


def _complaint(pk: int, user: Any) -> About | None:
    rows = Complaint.objects.visible_to(user).select_related("responsible", "agent")
    found = rows.filter(pk=pk).first()
    if found is None:
        return None
    return About(
        found.number, found.responsible or found.agent, str(found), is_demerit=bool(found.is_founded)
    )


def _order(pk: int, user: Any) -> About | None:
    found = Order.objects.visible_to(user).filter(pk=pk).first()
    return About(found.order_no, owner_of(found), found.order_no) if found else None


def entries_about(one: About, user: Any) -> Any:
    """The entries of conduct about a record, of visible people."""
    return ConductEntry.objects.visible_to(user).filter(incident=one.incident).select_related("employee")


def links_of(entry: ConductEntry, user: Any) -> list[wording.Link]:
    """The records that an entry came from, as far as this person sees them."""
    return list(_links(entry, user))


def _links(entry: ConductEntry, user: Any) -> Iterator[wording.Link]:
    finding = Finding.objects.filter(entry=entry).select_related("inspection__standard").first()
    if finding:
        yield wording.Link(
            str(finding.inspection.standard), page("performance:inspection", finding.inspection_id)
        )
    if not entry.incident or finding:
        return
    ticket = ticket_link(entry.incident, user)
    if ticket:
        yield ticket
    complaint = Complaint.objects.visible_to(user).filter(number=entry.incident).first()
    if complaint:
        yield wording.Link(f"{_('Complaint')} {complaint}", page("tickets:complaint", complaint.pk))
    order = Order.objects.visible_to(user).filter(order_no=entry.incident).first()
    if order:
        yield wording.Link(f"{_('Order')} {order}", page("performance:order", order.pk))


def ticket_link(text: str, user: Any) -> wording.Link | None:
    """`#123` as the way to the ticket, where this person sees it."""
    number = TICKET.match(text)
    ticket = Ticket.objects.visible_to(user).filter(pk=int(number[1])).first() if number else None
    return wording.Link(f"{_('Ticket')} {ticket}", page("tickets:ticket", ticket.pk)) if ticket else None


def page(name: str, pk: int) -> str:
    """The address of a record's page; empty where the page does not exist."""
    try:
        return reverse(name, args=[pk])
    except NoReverseMatch:
        return ""
