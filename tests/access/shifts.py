"""Records and forms of the shift desk's addresses, for tests/access/table.py."""

import datetime as dt
from typing import Any

from attendance.models import CalendarLink, CoverageNeed, Shift
from tests.factories import Company, make_shift

DAY = dt.timedelta(days=1)


def next_monday() -> dt.date:
    today = dt.date.today()
    return today + (7 - today.weekday()) * DAY


def squares(shop: Company) -> dict[str, Any]:
    """A day shift for the agent on next Monday."""
    monday = next_monday()
    return {
        "group": shop.day.pk,
        "start": str(monday),
        "kind": Shift.Kind.DAY,
        "cells": f"{shop.agent.pk}:{monday}",
    }


def whole_week(shop: Company) -> dict[str, Any]:
    return {"group": shop.day.pk, "start": str(next_monday())}


def rotate(shop: Company) -> dict[str, Any]:
    return {"how": "rotate"}


def coverage(shop: Company) -> dict[str, Any]:
    return {"group": shop.day.pk, "weekday": 7, "from_hour": 8, "to_hour": 17, "heads": 2}


def need(shop: Company) -> dict[str, Any]:
    return {"pk": CoverageNeed.objects.create(group=shop.day, from_hour=8, to_hour=17, heads=2).pk}


def calendar(shop: Company) -> dict[str, Any]:
    make_shift(shop.agent, dt.date.today())
    return {"token": CalendarLink.objects.create(employee=shop.agent).token}
