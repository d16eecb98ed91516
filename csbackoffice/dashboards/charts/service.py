"""How fast and how well customers are served, week by week: response, and satisfaction against its goal."""

import datetime as dt
from collections import defaultdict
from collections.abc import Sequence
from typing import Any

from django.db.models import Sum
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from common.access import Role
from common.dated import DAY
from common.money import rounded
from common.templatetags.backoffice import day
from csbackoffice.dashboards.asked import Asked
from csbackoffice.dashboards.chart import (
    COUNT,
    LINE,
    PERCENT,
    SECONDS,
    Chart,
    Column,
    Row,
    Table,
    mean,
    rows_url,
    share,
)
from csbackoffice.desk.cards.groups import goals
from performance.models import Metric, ServiceMetric
from performance.tables import MetricTable

FLOOR = frozenset({Role.AGENT, Role.LEADER, Role.SUPERVISOR, Role.MANAGER, Role.DIRECTOR})
WEEK = 7 * DAY
RESPONSE, SATISFACTION = "response", "satisfaction"
MEASURED = {
    RESPONSE: (Metric.FIRST_RESPONSE, Metric.REPLY_INTERVAL),
    SATISFACTION: (Metric.SATISFACTION, Metric.RESOLUTION),
}


def records(asked: Asked, metrics: Sequence[str]) -> Any:
    days = {"on__gte": asked.first.first, "on__lte": asked.last.last}
    return ServiceMetric.objects.filter(employee__in=asked.people, metric__in=metrics, **days)


def weeks(asked: Asked, metrics: Sequence[str]) -> dict[dt.date, dict[str, tuple[int, int]]]:
    """{Monday: {metric: (sum of numerators, sum of denominators)}}, in order; one query."""
    sums: dict[dt.date, dict[str, tuple[int, int]]] = defaultdict(dict)
    rows = records(asked, metrics).order_by().values("on", "metric")
    for row in rows.annotate(n=Sum("numerator"), d=Sum("denominator")):
        week = sums[row["on"] - row["on"].weekday() * DAY]
        before = week.get(row["metric"], (0, 0))
        week[row["metric"]] = (before[0] + row["n"], before[1] + row["d"])
    return dict(sorted(sums.items()))


def response(asked: Asked) -> Table:
    first, interval = MEASURED[RESPONSE]
    rows = []
    for monday, found in weeks(asked, MEASURED[RESPONSE]).items():
        values = [mean(*found.get(metric, (0, 0))) for metric in (first, interval)]
        counted = found.get(first, (0, 0))[1]
        urls = points(RESPONSE, asked, monday)
        rows.append(Row(day(monday), (*values, counted), urls, tick=f"{monday:%m-%d}"))
    columns = (
        Column(_("first response"), SECONDS, LINE),
        Column(_("average reply interval"), SECONDS, LINE),
        Column(_("customers replied to"), COUNT),
    )
    return Table(columns, rows)


def satisfaction(asked: Asked) -> Table:
    happy, solved = MEASURED[SATISFACTION]
    aims = goals(asked.last)
    goal = rounded(aims.satisfaction_goal * 100, 1) if aims else None
    rows = []
    for monday, found in weeks(asked, MEASURED[SATISFACTION]).items():
        rates = [share(*found.get(metric, (0, 0))) for metric in (happy, solved)]
        rated = found.get(happy, (0, 0))[1]
        urls = points(SATISFACTION, asked, monday)
        values = (rates[0], goal, rates[1], rated)
        points_of = (urls[0], urls[0], urls[1], urls[0])
        rows.append(Row(day(monday), values, points_of, tick=f"{monday:%m-%d}"))
    columns = (
        Column(_("satisfied"), PERCENT, LINE),
        Column(_("goal"), PERCENT, LINE),
        Column(_("resolved"), PERCENT, LINE),
        Column(_("ratings"), COUNT),
    )
    return Table(columns, rows)


def points(key: str, asked: Asked, monday: dt.date) -> tuple[str, ...]:
    """The records of a week, metric by metric."""
    metrics = MEASURED[key]
    return tuple(rows_url(key, asked, f"{monday}.{metric}") for metric in (*metrics, metrics[0]))


def behind(asked: Asked, at: str) -> tuple[Any, Any]:
    """The records of one metric in a week."""
    text, _dot, metric = at.partition(".")
    monday = dt.date.fromisoformat(text)
    rows = records(asked, [metric]).filter(on__gte=monday, on__lt=monday + WEEK)
    return rows.select_related("employee"), MetricTable


CHARTS = (
    Chart(
        RESPONSE,
        gettext_lazy("Response"),
        gettext_lazy("Seconds until customers were answered, by week (from its Monday); lower is better."),
        "stopwatch",
        FLOOR,
        gettext_lazy("week from"),
        response,
        behind=behind,
    ),
    Chart(
        SATISFACTION,
        gettext_lazy("Satisfaction"),
        gettext_lazy(
            "Satisfied customers of those who rated, against the goal, and questions resolved, by week."
        ),
        "mood-smile",
        FLOOR,
        gettext_lazy("week from"),
        satisfaction,
        behind=behind,
    ),
)
