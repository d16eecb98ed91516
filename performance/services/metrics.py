"""Figures of service taken from the tickets: provisional while their day is open, final when it is closed."""

import datetime as dt
from collections.abc import Iterable, Mapping
from typing import Any

from django.db import transaction
from django.db.models.functions import TruncMonth
from django.utils.translation import gettext as _

from common import audit, bulk, locks
from common.dated import DAY
from common.month import Month
from performance import from_tickets
from performance.from_tickets import Key
from performance.models import MetricDay, ServiceMetric
from performance.rates import MetricRates
from performance.services.steps import Refused, rates_for, refuse_locked

AGAIN_AFTER = dt.timedelta(hours=1)
LONGEST = 62  # days that are caught up on after a standstill
COLUMNS = ("employee_id", "on", "metric", "numerator", "denominator", "is_final", "source")
Figures = Mapping[Key, tuple[int, int]]


def take_due_metrics(now: dt.datetime) -> int:
    """Take the days that are not closed, once an hour; how many rows changed. For the clock."""
    today = now.date()
    last = MetricDay.objects.filter(is_closed=True).order_by("-on").first()
    first = max(last.on + DAY if last else today - _days() * DAY, today - LONGEST * DAY)
    fresh = MetricDay.objects.filter(on__gte=first, taken_at__gt=now - AGAIN_AFTER)
    border = locks.locked_through()
    first = max(first, border.next.first) if border else first
    if first > today or fresh.filter(on=today).exists():
        return 0
    return take_metrics(first, today, by=None, now=now)


def take_month(month: Month, *, by: Any) -> int:
    """Take the days of a month anew that are not closed; how many rows changed.

    Raises Refused for a locked month and one that is ahead.
    """
    refuse_locked(month)
    today = dt.date.today()
    if month.first > today:
        raise Refused(_("%(month)s has not begun.") % {"month": month})
    return take_metrics(month.first, min(month.last, today), by=by)


@transaction.atomic
def take_metrics(first: dt.date, last: dt.date, *, by: Any, now: dt.datetime | None = None) -> int:
    """Take the open days of a span from the tickets; how many rows changed. A day is closed after `metric_days`.

    Whoever has figures of a platform for a metric in a month has none from tickets in it: two ways of measuring are
    not added up.
    """
    now = now or dt.datetime.now()
    days = _open_days(first, last)
    if not days:
        return 0
    closed_before = now.date() - _days() * DAY
    others = _told_otherwise(days[0], days[-1])
    taken = {
        key: figures
        for key, figures in from_tickets.figures(days[0], days[-1]).items()
        if key[1] in days and not _is_told_otherwise(key, others)
    }
    changed = _store(days, taken, closed_before)
    _write_days(days, closed_before, now)
    if changed:
        audit.record(
            "metrics taken", None, by=by, changes={"rows": [None, changed]}, note=f"{first} – {last}"
        )
    return changed


def _days() -> int:
    return rates_for(MetricRates, None, Month.of(dt.date.today())).metric_days


def _open_days(first: dt.date, last: dt.date) -> list[dt.date]:
    closed = set(
        MetricDay.objects.filter(on__gte=first, on__lte=last, is_closed=True).values_list("on", flat=True)
    )
    every = (first + number * DAY for number in range((last - first).days + 1))
    return [day for day in every if day not in closed]


def _told_otherwise(first: dt.date, last: dt.date) -> set[tuple[int, str, Month]]:
    """(employee id, metric, month) of what was imported or entered."""
    rows = ServiceMetric.objects.filter(on__gte=Month.of(first).first, on__lte=Month.of(last).last)
    rows = rows.exclude(source=ServiceMetric.Source.TICKETS).annotate(month=TruncMonth("on")).order_by()
    found = rows.values_list("employee", "metric", "month").distinct()
    return {(person, metric, Month.of(first_day)) for person, metric, first_day in found}


def _is_told_otherwise(key: Key, others: set[tuple[int, str, Month]]) -> bool:
    person, day, metric = key
    return (person, metric, Month.of(day)) in others


def _store(days: list[dt.date], taken: Figures, closed_before: dt.date) -> int:
    """Write what is new or different, delete what is gone; how many rows."""
    rows = ServiceMetric.objects.filter(on__in=days, source=ServiceMetric.Source.TICKETS).order_by()
    columns = ("employee", "on", "metric", "pk", "numerator", "denominator", "is_final")
    standing = {(who, on, metric): tuple(rest) for who, on, metric, *rest in rows.values_list(*columns)}
    wanted = {key: (*figures, key[1] < closed_before) for key, figures in taken.items()}
    changed = [
        (standing[key][0], *values)
        for key, values in wanted.items()
        if key in standing and standing[key][1:] != values
    ]
    new = [
        (*key, *values, ServiceMetric.Source.TICKETS) for key, values in wanted.items() if key not in standing
    ]
    gone = [held[0] for key, held in standing.items() if key not in wanted]
    for part in bulk.chunks(gone):
        ServiceMetric.objects.filter(pk__in=part).delete()
    bulk.insert(ServiceMetric, COLUMNS, new)
    bulk.update(ServiceMetric, ("numerator", "denominator", "is_final"), changed)
    return len(new) + len(changed) + len(gone)


def _write_days(days: Iterable[dt.date], closed_before: dt.date, now: dt.datetime) -> None:
    rows = [MetricDay(on=day, taken_at=now, is_closed=day < closed_before) for day in days]
    MetricDay.objects.bulk_create(
        rows, update_conflicts=True, unique_fields=["on"], update_fields=["taken_at", "is_closed"]
    )
