"""Finding: the palette, the search page, and what was opened lately, all from one list of sources.

To add a kind of result: a function `find(user, text, most)` in records.py that looks through an index and through
`visible_to`, and a line in SOURCES. Nothing else: palette, search page and its test take it from here.
"""

import unicodedata
from typing import Any

from django.utils.translation import gettext_lazy as _

from common.access import Role
from csbackoffice.finding import places, records
from csbackoffice.finding.source import Source
from csbackoffice.navigation import FLOOR, LEADING, PAYING

LONGEST = 80
SERVING = FLOOR | {Role.DIRECTOR}
listed = records.listed

SOURCES: tuple[Source, ...] = (
    Source("pages", _("Pages"), "layout-dashboard", places.pages),
    Source("actions", _("Do"), "player-play", places.actions),
    Source(
        "people",
        _("People"),
        "user",
        records.people,
        roles=LEADING | PAYING,
        more=lambda text: listed("staff:people", q=text),
        page=("staff:person", "employee_no"),
        known=records.known_people,
    ),
    Source(
        "tickets",
        _("Tickets"),
        "ticket",
        records.tickets,
        roles=SERVING,
        more=lambda text: listed("tickets:tickets", q=text),
        page=("tickets:ticket", "pk"),
        known=records.known_tickets,
    ),
    Source(
        "customers",
        _("Customers"),
        "address-book",
        records.customers,
        roles=SERVING,
        more=lambda text: listed("tickets:customers", q=text),
        page=("tickets:customer", "pk"),
        known=records.known_customers,
    ),
    Source(
        "complaints",
        _("Complaints"),
        "message-report",
        records.complaints,
        roles=SERVING,
        more=lambda text: listed("tickets:complaints", q=text),
        page=("tickets:complaint", "pk"),
        known=records.known_complaints,
    ),
    Source(
        "orders",
        _("Orders"),
        "shopping-cart",
        records.orders,
        more=lambda text: listed("performance:orders", order_no=text),
    ),
    Source(
        "articles",
        _("Knowledge"),
        "books",
        records.articles,
        more=lambda text: listed("tickets:knowledge", q=text),
        page=("tickets:article", "pk"),
        known=records.known_articles,
    ),
)


def find(user: Any, text: str, most: int) -> list[dict[str, Any]]:
    """What a text finds for this person, by source (without a text only what one can do); empty ones left out."""
    text = unicodedata.normalize("NFKC", text).strip()[:LONGEST]
    asked = sources_for(user) if text else [source for source in SOURCES if source.name == "actions"]
    found = []
    for source in asked:
        results = [source.marked(one) for one in source.find(user, text, most)]
        if results:
            more = source.more(text) if source.more and len(results) == most else ""
            found.append({"source": source, "results": results, "more": more})
    return found


def sources_for(user: Any) -> list[Source]:
    return [source for source in SOURCES if user.role in source.roles]
