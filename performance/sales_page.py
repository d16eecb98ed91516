"""What the page of sales shows: added up now for a few groups, read from the latest counting for a large company."""

import datetime as dt
from decimal import Decimal
from typing import Any

from common.access import Role
from common.month import Month
from common.pages import limited_count
from performance import forms, selling, wording
from performance.selling import Ranking, Sold
from performance.services.counting import LIVE_PEOPLE
from staff.models import Employee

MARKING = (Role.SUPERVISOR, Role.MANAGER)
FLOOR = (Role.AGENT, Role.LEADER, *MARKING)
SEES_ALL = (Role.MANAGER, Role.ACCOUNTANT, Role.DIRECTOR)


def page_of(user: Any, form: forms.SalesForm) -> dict[str, Any]:
    """Everything of the page. `is_waiting` where the month is not counted yet."""
    month = form.month()
    day = form.day(month)
    people = form.members()
    is_large = limited_count(people, LIVE_PEOPLE) > LIVE_PEOPLE
    ranking = selling.counted(user, month, day) if is_large else _of_few(user, list(people), month, day)
    ids = None if is_large else [one.pk for one in people]
    ids = [user.employee_id] if user.role == Role.AGENT else ids
    sums = selling.conversion_of_all(month) if ids is None else selling.conversion(ids, month)
    return {
        "form": form,
        "month": month,
        "day": day,
        "ranking": ranking or Ranking([], [], Sold(), 0),
        "is_large": is_large,
        "is_waiting": ranking is None,
        "conversion": wording.value("conversion", Decimal(sums[0]), Decimal(sums[1])) if sums else "",
        "conversion_url": _figures_of(form, month),
        "lost": selling.lost_by_reason(ids, month),
        "unbound": selling.unbound_accounts(month) if user.role == Role.MANAGER else [],
        "may_set": user.role in MARKING,
        "may_note": user.role in FLOOR,
        "may_count": is_large and user.role in SEES_ALL,
    }


def _figures_of(form: forms.SalesForm, month: Month) -> str:
    """The list of the figures that the conversion was made from."""
    group = form.told.get("group")
    of_group = {"group": str(group.pk)} if group else {}
    return wording.address("performance:metrics", metric="conversion", month=str(month), **of_group)


def _of_few(user: Any, people: list[Employee], month: Month, day: dt.date) -> Ranking:
    """An agent learns the own place in the group, and nobody else's sales."""
    ranking = selling.live(people, month, day)
    if user.role == Role.AGENT:
        ranking.rows = [row for row in ranking.rows if row.person and row.person.pk == user.employee_id]
        ranking.teams, ranking.total = [], ranking.rows[0] if ranking.rows else Sold()
    return ranking
