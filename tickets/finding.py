"""Finding tickets by number, order, waybill or words, fast with a million of them; the same rows whatever the way.

The texts that hold the words are looked up once in the index of words. Where they are few, their tickets are the
answer. A common word is not looked up but read off each ticket in turn, the newest first, until a page is full.
"""

from typing import Any

from django.db.models import Q

from tickets import search
from tickets.models import TicketWords

# More texts than that hold a common word.
FEW = 20_000
# How far a list counts and can be paged through: filters find faster. Common words are counted less far.
COUNTED, COUNTED_COMMON = 1_000, 200


def found(rows: Any, text: str) -> tuple[Any, int]:
    """(tickets with the number, order or waybill, or with all the words of a text; how far they are counted)."""
    text = text.strip()
    asked = search.asked(text)
    if not asked:
        return rows.filter(_exactly(text) | Q(customer_name=text)), COUNTED
    held = TicketWords.objects.holding(asked)
    if held[: FEW + 1].count() > FEW:
        return rows.filter(TicketWords.objects.is_held(asked)), COUNTED_COMMON
    matching = Q(pk__in=held.values("ticket"))
    return rows.filter(matching | _exactly(text) if text.startswith("#") else matching), COUNTED


def _exactly(text: str) -> Q:
    exact = Q(order_no=text) | Q(waybill_no=text)
    number = text.removeprefix("#")
    return exact | Q(pk=int(number)) if number.isdecimal() and len(number) < 12 else exact
