"""Turnover: who came and who left, beside how many were there."""

import datetime as dt
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, pgettext

from common.access import Role
from common.month import Month
from csbackoffice.dashboards.asked import Asked
from csbackoffice.dashboards.chart import (
    BAR,
    COUNT,
    LINE,
    PERCENT,
    Chart,
    Column,
    Row,
    Table,
    rows_url,
    share,
)
from staff.tables import PeopleTable

KEY = "turnover"


def make(asked: Asked) -> Table:
    spans = list(asked.people.order_by().values_list("hired_on", "left_on"))
    rows = []
    for month in asked.months():
        came = sum(hired in month for hired, _left in spans)
        left = sum(left is not None and left in month for _hired, left in spans)
        before = sum(hired < month.first and (left is None or left >= month.first) for hired, left in spans)
        rate = share(left * 2, before + before + came - left)
        urls = [rows_url(KEY, asked, f"{month}.{what}") for what in ("came", "left", "here", "left")]
        rows.append(Row(str(month), (came, left, before + came - left, rate), urls))
    columns = (
        Column(pgettext("turnover", "came"), COUNT, BAR),
        Column(pgettext("turnover", "left"), COUNT, BAR),
        Column(_("people at the end"), COUNT),
        Column(_("turnover"), PERCENT, LINE, is_right=True),
    )
    return Table(columns, rows)


def behind(asked: Asked, at: str) -> tuple[Any, Any]:
    """The people who came, left, or were there at the end of a month."""
    text, _dot, what = at.partition(".")
    month = Month.parse(text)
    rows = asked.people.with_terms(min(month.last, dt.date.today()))
    if what == "came":
        rows = rows.filter(hired_on__gte=month.first, hired_on__lte=month.last)
    elif what == "left":
        rows = rows.filter(left_on__gte=month.first, left_on__lte=month.last)
    else:
        rows = rows.employed_between(month.last, month.last).exclude(left_on=month.last)
    return rows.order_by("employee_no"), PeopleTable


CHART = Chart(
    KEY,
    gettext_lazy("Turnover"),
    gettext_lazy("Who came and who left; the rate is those who left over the mean number of people."),
    "users",
    frozenset({Role.LEADER, Role.SUPERVISOR, Role.MANAGER, Role.ACCOUNTANT, Role.DIRECTOR}),
    gettext_lazy("month"),
    make,
    behind=behind,
)
