"""Records and forms of the addresses of the desk, for tests/access/table.py."""

import datetime as dt
from typing import Any

from csbackoffice.models import Summary
from csbackoffice.summaries.spans import week_of
from tests.access import shifts
from tests.factories import Company


def score_card(shop: Company) -> dict[str, Any]:
    """A card that agents and leaders have."""
    return {"name": "score"}


def leave_to_decide(shop: Company) -> dict[str, Any]:
    """The agent's leave of one day: the supervisor decides, or whoever is further up."""
    return {"kind": "leave", "key": str(shifts.pending_leave(shop)["pk"])}


def yes(shop: Company) -> dict[str, Any]:
    return {"answer": "yes"}


def chart_of_pay(shop: Company) -> dict[str, Any]:
    """Pay is drawn for those who may see it."""
    return {"key": "pay"}


def point(shop: Company) -> dict[str, Any]:
    """Those who left in January."""
    return {"key": "turnover", "at": "2026-01.left"}


def summary(shop: Company) -> dict[str, Any]:
    """The last week of the agent's group."""
    week = week_of(dt.date.today()).before
    row = Summary.objects.create(span="week", first_on=week.first, last_on=week.last, group=shop.day)
    return {"pk": row.pk}


def to_director(shop: Company) -> dict[str, Any]:
    return {"people": [shop.manager.pk]}
