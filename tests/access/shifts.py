"""Records and forms of the shift desk's addresses, for tests/access/table.py."""

import datetime as dt
from typing import Any

from django.core.files.base import ContentFile

from attendance import swap
from attendance.models import CalendarLink, CoverageNeed, OvertimeRequest, PunchCorrection, Shift, Swap
from common.models import Upload
from tests.factories import Company, make_employee, make_leave, make_shift

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


# Requests of the agent


def todays_shift(shop: Company) -> dict[str, Any]:
    return {"pk": make_shift(shop.agent, dt.date.today() - DAY).pk}


def pending_leave(shop: Company) -> dict[str, Any]:
    start = dt.datetime.combine(next_monday(), dt.time(8))
    return {"pk": make_leave(shop.agent, start, start + dt.timedelta(hours=9), status="pending").pk}


def leave_with_proof(shop: Company) -> dict[str, Any]:
    start = dt.datetime.combine(next_monday(), dt.time(8))
    leave = make_leave(shop.agent, start, start + dt.timedelta(hours=9), kind="sick", status="pending")
    leave.proof = Upload.objects.create(
        name="note.pdf", file=ContentFile(b"%PDF-1.4", "note.pdf"), size=8, by=shop.agent.user
    )
    leave.save()
    return {"pk": leave.pk}


def new_leave(shop: Company) -> dict[str, Any]:
    monday = next_monday()
    return {
        "kind": "personal",
        "starts_at": f"{monday}T08:00",
        "ends_at": f"{monday}T17:00",
        "reason": "moving house",
    }


def given_leave(shop: Company) -> dict[str, Any]:
    return {
        "employee": shop.agent.employee_no,
        "kind": "annual",
        "days": "2",
        "on": str(dt.date.today()),
        "reason": "seniority",
    }


def overtime(shop: Company) -> dict[str, Any]:
    asked = OvertimeRequest.objects.create(
        employee=shop.agent, on=dt.date.today(), hours=2, kind="workday", reason="queue"
    )
    return {"pk": asked.pk}


def new_overtime(shop: Company) -> dict[str, Any]:
    return {"on": str(dt.date.today()), "hours": "2", "kind": "workday", "reason": "queue"}


def correction(shop: Company) -> dict[str, Any]:
    moment = dt.datetime.combine(dt.date.today() - DAY, dt.time(8))
    asked = PunchCorrection.objects.create(employee=shop.agent, punched_at=moment, reason="forgot")
    return {"pk": asked.pk}


def new_correction(shop: Company) -> dict[str, Any]:
    return {"punched_at": f"{dt.date.today() - DAY}T08:00", "reason": "forgot"}


def make_swap(shop: Company) -> Swap:
    """The agent offers next Monday's shift to a colleague."""
    mate = make_employee("Mate", group=shop.day)
    make_shift(shop.agent, next_monday())
    return swap.ask(shop.agent, mate, next_monday(), None, "", by=shop.agent.user)


def offered_swap(shop: Company) -> dict[str, Any]:
    return {"pk": make_swap(shop).pk}


def swap_to_agent(shop: Company) -> dict[str, Any]:
    """A colleague offers next Monday's shift to the agent."""
    mate = make_employee("Mate", group=shop.day)
    make_shift(mate, next_monday())
    return {"pk": swap.ask(mate, shop.agent, next_monday(), None, "", by=shop.agent.user).pk}


def yes(shop: Company) -> dict[str, Any]:
    return {"answer": "yes"}


def absent_for_long(shop: Company) -> dict[str, Any]:
    """The agent has not come to thirty shifts in a row."""
    for back in range(1, 31):
        make_shift(shop.agent, dt.date.today() - back * DAY)
    first = dt.date.today() - 30 * DAY
    return {"employee_no": shop.agent.employee_no, "kind": "in_row", "about": str(first)}
