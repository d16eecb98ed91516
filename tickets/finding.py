"""Finding tickets by number, order, waybill or words, fast with a million of them; the same rows whatever the way.

A word that few tickets hold is looked up once, and the list goes on with their numbers. A common word is looked up by
those who see many tickets in the newest ones first (`newest`), and for one agent's tickets in each of these.
"""

import datetime as dt
from typing import Any

from django.db.models import Min, Q

from common.access import Role
from tickets import search
from tickets.models import Ticket, TicketWords

# A list counts and can be paged through so far; beyond that, filters find faster.
COUNTED = 1_000
# More texts than that hold a common word.
FEW = 2_000
# How far back the newest ones are looked for, before all are.
DAYS_BACK = (31, 120, 480)


def found(rows: Any, text: str, role: str = "") -> Any:
    """Tickets with the number, the order or the waybill, or with all the words of a text."""
    text = text.strip()
    asked = search.asked(text)
    if not asked:
        return rows.filter(_exactly(text) | Q(customer_name=text))
    matching = with_words(rows, asked, role)
    return matching | rows.filter(_exactly(text)) if text.startswith("#") else matching


def _exactly(text: str) -> Q:
    exact = Q(order_no=text) | Q(waybill_no=text)
    number = text.removeprefix("#")
    return exact | Q(pk=int(number)) if number.isdecimal() and len(number) < 12 else exact


def with_words(rows: Any, asked: list[str], role: str) -> Any:
    held = TicketWords.objects.holding(asked)
    few = list(held.values_list("ticket", flat=True)[: FEW + 1])
    if len(few) <= FEW:
        return rows.filter(pk__in=few)
    if role == Role.AGENT:
        return rows.filter(TicketWords.objects.is_held(asked))
    return rows.filter(pk__in=held.values("ticket"))


def newest(rows: Any, text: str, enough: int = COUNTED) -> Any:
    """Those of found rows that suffice for a list of the newest: as many days as hold more than `enough` of them."""
    asked = search.asked(text.strip())
    for days in DAYS_BACK if asked else ():
        since = dt.datetime.now() - dt.timedelta(days=days)
        recent = rows.filter(opened_at__gte=since, pk__in=_held_since(asked, since))
        if recent.order_by()[: enough + 1].count() > enough:
            return recent
    return rows


def _held_since(asked: list[str], since: dt.datetime) -> Any:
    """Texts of tickets not older than the first one of a span: with its number the database joins two indexes."""
    first = Ticket.objects.filter(opened_at__gte=since).aggregate(first=Min("pk"))["first"]
    return TicketWords.objects.holding(asked).filter(ticket__gte=first or 0).values("ticket")
