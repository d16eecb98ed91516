"""Causes of complaints, the most frequent first, with their running share (Pareto)."""

from typing import Any

from django.db.models import Count, Q
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from common.access import Role
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
from tickets.models import Cause, Complaint
from tickets.tables import ComplaintTable

KEY = "causes"
UNKNOWN = "unknown"


def records(asked: Asked) -> Any:
    rows = Complaint.objects.visible_to(asked.user)
    rows = rows.filter(registered_at__gte=asked.since, registered_at__lt=asked.until)
    return rows.filter(agent__in=asked.people) if asked.group else rows


def make(asked: Asked) -> Table:
    founded = Count("pk", filter=Q(is_founded=True), distinct=True)
    counted = (
        records(asked).order_by().values("cause").annotate(n=Count("pk", distinct=True), founded=founded)
    )
    # What is not found out yet is no cause: it stands at the end.
    ordered = sorted(counted, key=lambda row: (row["cause"] is None, -row["n"], row["cause"] or 0))
    causes = list(Cause.objects.select_related("parent__parent"))
    names, own = {one.pk: str(one) for one in causes}, {one.pk: one.own_name for one in causes}
    total, so_far, rows = sum(row["n"] for row in ordered), 0, []
    for row in ordered:
        so_far += row["n"]
        label = names.get(row["cause"], _("not found out yet"))
        url = rows_url(KEY, asked, str(row["cause"] or UNKNOWN))
        values = (row["n"], share(so_far, total), row["founded"])
        rows.append(Row(label, values, (url,) * 3, tick=own.get(row["cause"], label)))
    columns = (
        Column(_("complaints"), COUNT, BAR),
        Column(_("running share"), PERCENT, LINE, is_right=True),
        Column(_("founded"), COUNT),
    )
    return Table(columns, rows)


def behind(asked: Asked, at: str) -> tuple[Any, Any]:
    which = Q(cause__isnull=True) if at == UNKNOWN else Q(cause=int(at))
    return records(asked).filter(which).select_related("owner").distinct(), ComplaintTable


CHART = Chart(
    KEY,
    gettext_lazy("Causes of complaints"),
    gettext_lazy(
        "How often each cause was found; the line says how many per cent the causes up to here make up."
    ),
    "message-report",
    frozenset({Role.LEADER, Role.SUPERVISOR, Role.MANAGER, Role.DIRECTOR}),
    gettext_lazy("cause"),
    make,
    behind=behind,
)
