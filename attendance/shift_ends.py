"""When the shifts of groups end, and when the next ones begin: what a handover hangs on."""

import datetime as dt
from collections import Counter, defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from attendance.handover_sides import rostered
from attendance.shifts import clock
from common.dated import DAY
from staff.models import Terms

# The next shift may begin a little before this one ends.
OVERLAP = dt.timedelta(hours=1)


@dataclass(frozen=True)
class Ending:
    """The end of a shift of a group: the day on which it began, its kind, when it started and ends."""

    group: int
    on: dt.date
    kind: str
    starts_at: dt.datetime
    ends_at: dt.datetime

    @property
    def end(self) -> str:
        """When it ends, as it is spoken of: midnight is 24:00."""
        return clock(self.ends_at, self.on)


def endings(first: dt.datetime, last: dt.datetime, groups: Iterable[int] | None = None) -> list[Ending]:
    """The shifts of groups that end between two moments; the usual end of those who are on it."""
    group_of = dict(
        Terms.objects.in_force(last.date()).filter(group__isnull=False).values_list("employee", "group")
    )
    wanted = None if groups is None else set(groups)
    times: dict[tuple[int, dt.date, str], Counter[Any]] = defaultdict(Counter)
    rows = rostered().filter(
        on__gte=first.date() - 2 * DAY, on__lte=last.date(), ends_at__gt=first, ends_at__lte=last
    )
    for employee, on, kind, starts_at, ends_at in rows.values_list(
        "employee", "on", "kind", "starts_at", "ends_at"
    ):
        group = group_of.get(employee)
        if group is not None and (wanted is None or group in wanted):
            times[group, on, kind][starts_at, ends_at] += 1
    found = [
        Ending(*place, *max(many, key=lambda span: (many[span], span[1]))) for place, many in times.items()
    ]
    return sorted(found, key=lambda ending: (ending.ends_at, ending.group))


def incoming_start(ending: Ending) -> dt.datetime:
    """When the group's next shift starts; the end of this one where the roster knows of none in two days."""
    members = Terms.objects.in_force(ending.on).filter(group=ending.group).values("employee")
    coming = rostered().filter(
        employee__in=members,
        starts_at__gte=max(ending.ends_at - OVERLAP, ending.starts_at + OVERLAP),
        on__lte=ending.on + 2 * DAY,
        on__gte=ending.on,
    )
    return coming.order_by("starts_at").values_list("starts_at", flat=True).first() or ending.ends_at
