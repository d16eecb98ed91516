"""A month of each group beside its goals: sales against target, response and satisfaction, tickets and complaints.

Used by the desk, and by the summaries that are sent; the queries do not grow with people, orders or tickets.
"""

import datetime as dt
from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from decimal import Decimal
from typing import Any

from django.db.models import Sum

from common.money import ZERO, rounded
from common.month import Month
from csbackoffice.sold import sold
from performance import wording
from performance.models import Metric, ServiceMetric
from staff.models import Employee, Group
from tickets.services.figures import Figures, figures_of

SERVED_BY = (Metric.FIRST_RESPONSE, Metric.SATISFACTION)
NO_TICKETS = Figures()


@dataclass
class GroupMonth:
    """One group (None: people without one), or the sum of several."""

    group: Group | None = None
    people: int = 0
    net: Decimal = ZERO
    today: Decimal = ZERO
    target: Decimal = ZERO
    metrics: dict[str, tuple[int, int]] = field(default_factory=dict)
    tickets: Figures = field(default_factory=Figures)

    @property
    def completion(self) -> Decimal | None:
        return rounded(self.net * 100 / self.target, 1) if self.target else None

    @property
    def bar(self) -> int:
        return min(max(int(self.completion or 0), 0), 100)

    @property
    def response(self) -> str:
        return self._said(Metric.FIRST_RESPONSE)

    @property
    def satisfaction(self) -> str:
        return self._said(Metric.SATISFACTION)

    @property
    def satisfied_rate(self) -> Decimal | None:
        over, under = self.metrics.get(Metric.SATISFACTION, (0, 0))
        return Decimal(over) / under if under else None

    def _said(self, metric: str) -> str:
        over, under = self.metrics.get(metric, (0, 0))
        return wording.value(metric, Decimal(over), Decimal(under)) if under else ""

    def add(self, other: "GroupMonth") -> None:
        self.people += other.people
        self.net, self.today = self.net + other.net, self.today + other.today
        self.target += other.target
        for metric, (over, under) in other.metrics.items():
            before = self.metrics.get(metric, (0, 0))
            self.metrics[metric] = (before[0] + over, before[1] + under)


def months_of_groups(user: Any, month: Month, day: dt.date) -> list[GroupMonth]:
    """A row for each group that this user runs or sees, in order of name."""
    people = list(_people(user, month))
    rows: dict[int | None, GroupMonth] = {pk: GroupMonth(group) for pk, group in _groups(user).items()}
    for person in people:
        rows.setdefault(person.group_on, GroupMonth()).people += 1
    _add_sales(rows, people, month, day)
    _add_metrics(rows, people, month)
    total, parts = figures_of(user, month, "group")
    for part in parts:
        key = part.query.removeprefix("team=")
        if key.isdecimal() and int(key) in rows:
            rows[int(key)].tickets = part.figures
    return [row for row in rows.values() if row.group is not None]


def _groups(user: Any) -> dict[int, Group]:
    return {group.pk: group for group in Group.objects.visible_to(user).order_by("name")}


def _people(user: Any, month: Month) -> Iterable[Any]:
    last = min(month.last, dt.date.today())
    rows: Any = Employee.objects.visible_to(user).employed_between(month.first, month.last)
    return rows.with_terms(last).filter(group_on__isnull=False).order_by("employee_no")


def _add_sales(rows: dict[int | None, GroupMonth], people: Sequence[Any], month: Month, day: dt.date) -> None:
    for seller in sold(people, month, day):
        person: Any = seller.person
        row = rows[person.group_on]
        row.net += seller.net
        row.today += seller.today
        row.target += seller.target or ZERO


def _add_metrics(rows: dict[int | None, GroupMonth], people: Sequence[Any], month: Month) -> None:
    groups = {person.pk: person.group_on for person in people}
    sums: dict[tuple[int | None, str], list[int]] = defaultdict(lambda: [0, 0])
    found = ServiceMetric.objects.filter(on__gte=month.first, on__lte=month.last, metric__in=SERVED_BY)
    for person, metric, over, under in (
        found.order_by()
        .values("employee", "metric")
        .annotate(n=Sum("numerator"), d=Sum("denominator"))
        .values_list("employee", "metric", "n", "d")
    ):
        if person in groups:
            kept = sums[groups[person], metric]
            kept[0], kept[1] = kept[0] + over, kept[1] + under
    for (group, metric), (over, under) in sums.items():
        rows[group].metrics[metric] = (over, under)


def summed(rows: Iterable[GroupMonth]) -> GroupMonth:
    """All groups as one."""
    total = GroupMonth()
    for row in rows:
        total.add(row)
        total.tickets.plus(row.tickets)
    return total
