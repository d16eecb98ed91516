"""The records of many people for a span of days, one query each kind; what readings are made from."""

import datetime as dt
from collections import defaultdict
from collections.abc import Collection
from dataclasses import dataclass, field

from attendance.models import Leave, Punch, Shift
from attendance.worktime import Rostered
from common.fields import LocalMoment

DAY = dt.timedelta(days=1)


@dataclass
class Records:
    """One person's rostered shifts and punches in order of time, approved leaves, and whether a roster exists."""

    shifts: list[Rostered] = field(default_factory=list)
    punches: list[dt.datetime] = field(default_factory=list)
    # (id, kind, starts_at, ends_at)
    leaves: list[tuple[int, str, dt.datetime, dt.datetime]] = field(default_factory=list)
    has_roster: bool = False


def records_of(employees: Collection[int], first: dt.date, last: dt.date) -> dict[int, Records]:
    """{employee id: records} for the days `first` to `last`, with the neighbouring day on either side.

    `has_roster` speaks of the days themselves. Three queries, however many people.
    """
    found: dict[int, Records] = defaultdict(Records)
    _add_shifts(found, employees, first, last)
    _add_punches(found, employees, first, last)
    _add_leaves(found, employees, first, last)
    return found


def _add_shifts(found: dict[int, Records], employees: Collection[int], first: dt.date, last: dt.date) -> None:
    rows = Shift.objects.filter(employee__among=employees, on__gte=first - DAY, on__lte=last + DAY)
    columns = ("employee", "pk", "on", LocalMoment("starts_at"), LocalMoment("ends_at"))
    person, of = Records(), 0
    for employee, pk, on, starts_at, ends_at in rows.order_by("employee", "on").values_list(*columns):
        if employee != of:
            person, of = found[employee], employee
        if starts_at is not None:
            person.shifts.append(Rostered(pk, on, starts_at, ends_at))
        if not person.has_roster and first <= on <= last:
            person.has_roster = True


def _add_punches(
    found: dict[int, Records], employees: Collection[int], first: dt.date, last: dt.date
) -> None:
    since = dt.datetime.combine(first - DAY, dt.time.min)
    until = dt.datetime.combine(last + 3 * DAY, dt.time.min)
    rows = Punch.objects.filter(employee__among=employees, punched_at__gte=since, punched_at__lt=until)
    for employee, moment in rows.order_by("employee", "punched_at").values_list(
        "employee", LocalMoment("punched_at")
    ):
        found[employee].punches.append(moment)


def _add_leaves(found: dict[int, Records], employees: Collection[int], first: dt.date, last: dt.date) -> None:
    since = dt.datetime.combine(first - DAY, dt.time.min)
    until = dt.datetime.combine(last + 3 * DAY, dt.time.min)
    rows = Leave.objects.filter(
        employee__among=employees, status=Leave.Status.APPROVED, ends_at__gt=since, starts_at__lt=until
    )
    columns = ("employee", "pk", "kind", "starts_at", "ends_at")
    for employee, *leave in rows.order_by("employee", "starts_at").values_list(*columns):
        found[employee].leaves.append((leave[0], leave[1], leave[2], leave[3]))
