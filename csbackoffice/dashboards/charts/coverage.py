"""Who is at work when customers ask: people rostered against tickets opened, by weekday and hour."""

import datetime as dt
from collections import defaultdict
from collections.abc import Iterator
from decimal import Decimal
from typing import Any

from django.db.models import Count
from django.db.models.functions import ExtractHour, ExtractIsoWeekDay
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from attendance.models import Shift
from common.access import Role
from common.dated import DAY
from common.templatetags.backoffice import WEEKDAYS
from csbackoffice.dashboards.asked import Asked
from csbackoffice.dashboards.chart import DECIMAL, DOT, HEAT, Chart, Column, Row, Table, mean, rows_url
from tickets.models import Ticket
from tickets.tables import TicketTable

KEY = "coverage"
Hour = tuple[int, int]


def tickets(asked: Asked) -> Any:
    rows = Ticket.objects.visible_to(asked.user).filter(merged_into__isnull=True)
    rows = rows.filter(opened_at__gte=asked.since, opened_at__lt=asked.until)
    return rows.filter(owner__in=asked.people) if asked.group else rows


def days_of(asked: Asked) -> dict[int, int]:
    """{weekday: how many of them in the period up to today}."""
    last = min(asked.last.last, dt.date.today())
    counted: dict[int, int] = defaultdict(int)
    for number in range((last - asked.first.first).days + 1):
        counted[(asked.first.first + number * DAY).weekday()] += 1
    return counted


def at_work(asked: Asked) -> dict[Hour, int]:
    """{(weekday, hour): shifts that cover it}; shifts that begin and end alike are counted in the database."""
    last = min(asked.last.last, dt.date.today())
    shifts = Shift.objects.filter(
        employee__in=asked.people, on__gte=asked.first.first, on__lte=last, starts_at__isnull=False
    )
    alike = shifts.order_by().values_list("starts_at", "ends_at")
    found: dict[Hour, int] = defaultdict(int)
    for start, end, many in alike.annotate(many=Count("pk")):
        for hour in hours(start.weekday(), start.hour, end.hour, end.minute):
            found[hour] += many
    return found


def hours(weekday: int, start: int, end: int, minute: int) -> Iterator[Hour]:
    """The hours that a shift touches; one past midnight reaches into the next weekday."""
    until = end + (minute > 0)
    until += 24 if until <= start else 0
    for hour in range(start, until):
        yield (weekday + hour // 24) % 7, hour % 24


def asked_at(asked: Asked) -> dict[Hour, int]:
    """{(weekday, hour): tickets opened}."""
    rows = tickets(asked).order_by().values(day=ExtractIsoWeekDay("opened_at"), hour=ExtractHour("opened_at"))
    counted = rows.annotate(many=Count("pk", distinct=True))
    return {(row["day"] - 1, row["hour"]): row["many"] for row in counted}


def make(asked: Asked) -> Table:
    days, people, asking = days_of(asked), at_work(asked), asked_at(asked)
    used = sorted({hour for _day, hour in [*people, *asking]})
    rows = []
    for weekday in range(7):
        for hour in range(used[0], used[-1] + 1) if used else []:
            heads = mean(people.get((weekday, hour), 0), days[weekday]) if days[weekday] else None
            inquiries = mean(asking.get((weekday, hour), 0), days[weekday], 2) if days[weekday] else None
            each = mean(inquiries, heads, 2) if inquiries is not None and heads else None
            label = f"{WEEKDAYS[weekday]} {hour:02d}:00–{hour + 1:02d}:00"
            url = rows_url(KEY, asked, f"{weekday}.{hour}")
            place = (hour - used[0], weekday)
            rows.append(Row(label, (heads, inquiries, each), (url,) * 3, place))
    columns = (
        Column(_("people at work, on average"), DECIMAL, HEAT),
        Column(_("inquiries, on average"), DECIMAL, DOT),
        Column(_("inquiries a head"), DECIMAL),
    )
    across = [f"{hour:02d}" for hour in range(used[0], used[-1] + 1)] if used else []
    return Table(columns, rows, heaviest(rows), across, [str(day) for day in WEEKDAYS])


def heaviest(rows: list[Row]) -> str:
    """Where most is asked of the fewest, in words."""
    loads = [(row.values[2], row.label) for row in rows if row.values[2]]
    if not loads:
        return ""
    load, label = max(loads, key=lambda one: Decimal(one[0] or 0))
    return _("Busiest: %(when)s with %(load)s inquiries a head.") % {"when": label, "load": load}


def behind(asked: Asked, at: str) -> tuple[Any, Any]:
    """The tickets that were opened in an hour of a weekday."""
    weekday, hour = (int(part) for part in at.split("."))
    rows = tickets(asked).filter(opened_at__iso_week_day=weekday + 1, opened_at__hour=hour)
    return rows.select_related("owner").distinct(), TicketTable


CHART = Chart(
    KEY,
    gettext_lazy("Coverage against inquiries"),
    gettext_lazy(
        "The colour says how many people are at work in an hour; the larger the dot, the more customers ask."
    ),
    "calendar-month",
    frozenset({Role.LEADER, Role.SUPERVISOR, Role.MANAGER, Role.DIRECTOR}),
    gettext_lazy("weekday and hour"),
    make,
    "heat",
    behind,
    is_wide=True,
)
