"""The records of many people for a span of days, one query each kind; what readings are made from."""

import datetime as dt
from collections import defaultdict
from collections.abc import Collection
from dataclasses import dataclass, field
from functools import partial
from operator import itemgetter
from typing import cast

from attendance.models import Leave, Punch, Shift
from attendance.worktime import Rostered
from common.fields import Listed, LocalMoment
from common.lookups import Keys

DAY = dt.timedelta(days=1)
# So many days after the last one still matter to it: the neighbour of its shift; punches and leave after a long night.
SHIFTS_AFTER, MOMENTS_AFTER = 1, 2
DAY_OF_SHIFT = itemgetter(1)
# A tuple as what it is; `_make` would count the parts of each once more.
rostered = partial(tuple.__new__, Rostered)


@dataclass
class Records:
    """One person's rostered shifts and punches in order of time, approved leaves, and whether a roster exists."""

    shifts: list[Rostered] = field(default_factory=list)
    punches: list[dt.datetime] = field(default_factory=list)
    # (id, kind, starts_at, ends_at)
    leaves: list[tuple[int, str, dt.datetime, dt.datetime]] = field(default_factory=list)
    has_roster: bool = False


def records_of(employees: Collection[int] | Keys, first: dt.date, last: dt.date) -> dict[int, Records]:
    """{employee id: records} for the days `first` to `last`, with the neighbouring day on either side.

    `has_roster` speaks of the days themselves. Three queries, however many people.
    """
    found: dict[int, Records] = defaultdict(Records)
    employees = employees if isinstance(employees, Keys) else Keys(employees)
    _add_shifts(found, employees, first, last)
    _add_punches(found, employees, first, last)
    _add_leaves(found, employees, first, last)
    return found


def _add_shifts(found: dict[int, Records], employees: Keys, first: dt.date, last: dt.date) -> None:
    rows = Shift.objects.filter(
        employee__among=employees, on__gte=first - DAY, on__lte=last + SHIFTS_AFTER * DAY
    ).order_by()
    times = {"starts": Listed(LocalMoment("starts_at")), "ends": Listed(LocalMoment("ends_at"))}
    lists = rows.values("employee").annotate(ids=Listed("pk"), days=Listed("on"), **times)
    for employee, *columns in lists.values_list("employee", "ids", "days", "starts", "ends"):
        shifts = sorted(zip(*columns, strict=True), key=DAY_OF_SHIFT)
        person = found[employee]
        person.has_roster = any(first <= day <= last for day in columns[1])
        person.shifts = [rostered(shift) for shift in shifts if shift[2] is not None]


def _add_punches(found: dict[int, Records], employees: Keys, first: dt.date, last: dt.date) -> None:
    since = dt.datetime.combine(first - DAY, dt.time.min)
    until = dt.datetime.combine(last + (MOMENTS_AFTER + 1) * DAY, dt.time.min)
    rows = Punch.objects.filter(employee__among=employees, punched_at__gte=since, punched_at__lt=until)
    lists = rows.order_by().values("employee").annotate(moments=Listed(LocalMoment("punched_at")))
    for employee, moments in lists.values_list("employee", "moments"):
        found[employee].punches = sorted(cast(list[dt.datetime], moments))


def _add_leaves(found: dict[int, Records], employees: Keys, first: dt.date, last: dt.date) -> None:
    since = dt.datetime.combine(first - DAY, dt.time.min)
    until = dt.datetime.combine(last + (MOMENTS_AFTER + 1) * DAY, dt.time.min)
    rows = Leave.objects.filter(
        employee__among=employees, status=Leave.Status.APPROVED, ends_at__gt=since, starts_at__lt=until
    )
    columns = ("employee", "pk", "kind", "starts_at", "ends_at")
    for employee, *leave in rows.order_by("employee", "starts_at").values_list(*columns):
        found[employee].leaves.append((leave[0], leave[1], leave[2], leave[3]))
