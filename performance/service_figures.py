"""Rates of service over many people and days: always the sum of one number over the sum of the other."""

import datetime as dt
from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from django.db.models import Count, Q, Sum

from common.month import Month
from performance import wording
from performance.models import Metric
from performance.services.steps import groups_of
from staff.models import Group


@dataclass(frozen=True)
class Rate:
    """One metric over some rows: both sums, and how many of the rows are provisional."""

    metric: Metric
    numerator: int
    denominator: int
    provisional: int

    @property
    def label(self) -> str:
        return str(self.metric.label)

    @property
    def sums(self) -> str:
        return f"{self.numerator:,} ÷ {self.denominator:,}"

    @property
    def said(self) -> str:
        return wording.value(self.metric, Decimal(self.numerator), Decimal(self.denominator))


@dataclass(frozen=True)
class TeamRates:
    """A group's rates, one for each metric of the page (None: no record)."""

    group: Group
    rates: Sequence[Rate | None]


SUMS = {
    "n": Sum("numerator"),
    "d": Sum("denominator"),
    "open": Count("pk", filter=Q(is_final=False)),
}


def rates_of(rows: Any) -> list[Rate]:
    """The rate of each metric over all rows; one query."""
    sums = {row["metric"]: row for row in rows.order_by().values("metric").annotate(**SUMS)}
    return [made for metric in Metric if metric in sums and (made := _rate(metric, sums[metric]))]


def _rate(metric: Metric, row: Mapping[str, int]) -> Rate | None:
    return Rate(metric, row["n"], row["d"], row["open"]) if row["d"] else None


def by_team(rows: Any, shown: Sequence[Rate], month: Month) -> list[TeamRates]:
    """The same by the groups in which people are at the end of the month; three queries."""
    sums = list(rows.order_by().values("employee", "metric").annotate(**SUMS))
    last = min(month.last, dt.date.today())
    groups = groups_of({row["employee"] for row in sums}, last)
    folded: dict[tuple[int | None, str], dict[str, int]] = defaultdict(lambda: dict.fromkeys(SUMS, 0))
    for row in sums:
        into = folded[groups.get(row["employee"]), row["metric"]]
        for name in SUMS:
            into[name] += row[name]
    names = Group.objects.filter(pk__in={group for group, _metric in folded if group})
    return [
        TeamRates(group, [_rate(one.metric, folded[group.pk, one.metric]) for one in shown])
        for group in names
    ]
