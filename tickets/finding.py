"""Finding tickets by number, order, waybill or words, fast with a million of them; the same rows whatever the way.

Words that the newest tickets hold often are read off each ticket in turn, the newest first, until a page is full.
Rare words are looked up in the index of words, and their tickets are the answer. Words that were common long ago are
read off ticket by ticket too, but only from the last one that holds them.
"""

from typing import Any

from django.db.models import Max, Q

from tickets import search
from tickets.models import Ticket, TicketWords

# Of so many of the newest texts, so many hold a common word: then a page is full soon.
NEWEST, OFTEN = 2_000, 20
# More texts than that do not hold a rare word.
FEW = 20_000
# How far a list counts and can be paged through: filters find faster. Common words are counted less far.
COUNTED, COUNTED_COMMON = 1_000, 200


def found(rows: Any, text: str) -> tuple[Any, int]:
    """(tickets with the number, order or waybill, or with all the words of a text; how far they are counted)."""
    text = text.strip()
    asked = search.asked(text)
    if not asked or (text.startswith("#") and text[1:].isdecimal()):
        return rows.filter(_exactly(text) | Q(customer_name=text)), COUNTED
    texts = TicketWords.objects
    if texts.newest_hold(asked, NEWEST, OFTEN):
        return rows.filter(texts.is_held(asked)), COUNTED_COMMON
    held = texts.holding(asked)
    if held[: FEW + 1].count() > FEW:
        return _until(rows, held.last_ticket()).filter(texts.is_held(asked)), COUNTED_COMMON
    return rows.filter(pk__in=held.values("ticket")), COUNTED


def _until(rows: Any, last: int) -> Any:
    """Up to a ticket: by number, and by the day on which those up to it were opened, which is how lists are sorted."""
    latest = Ticket.objects.filter(pk__lte=last).aggregate(at=Max("opened_at"))["at"]
    return rows.filter(pk__lte=last, opened_at__lte=latest)


def _exactly(text: str) -> Q:
    exact = Q(order_no=text) | Q(waybill_no=text)
    number = text.removeprefix("#")
    return exact | Q(pk=int(number)) if number.isdecimal() and len(number) < 12 else exact
