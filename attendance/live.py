"""Who is on shift at this moment, who is late, absent or away, and what is open; a fixed number of queries."""

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any

from attendance.checklists import DueList, overdue_lists
from attendance.fingerprint import fingerprint
from attendance.models import Handover, Leave, Shift
from attendance.reading import Read, readings
from attendance.reading_words import shift_words, verdict
from attendance.waiting import Waiting, waiting_for
from common.month import Month
from staff.models import Employee

SOON = dt.timedelta(minutes=60)
DAY = dt.timedelta(days=1)
MINUTE = dt.timedelta(minutes=1)
# What is read of the hundreds who are on shift.
SHOWN = ("employee_no", "name", "hired_on", "left_on")


@dataclass(frozen=True)
class Present:
    """A person on a shift of today: since when, or how long they have been awaited."""

    person: Employee
    group: str
    shift: int
    words: str
    says: str = ""
    since: dt.datetime | None = None
    minutes: int = 0


@dataclass
class Live:
    """What the page shows."""

    now: dt.datetime
    here: list[Present] = field(default_factory=list)
    awaited: list[Present] = field(default_factory=list)
    late: list[Present] = field(default_factory=list)
    absent: list[Present] = field(default_factory=list)
    soon: list[Present] = field(default_factory=list)
    on_leave: list[Leave] = field(default_factory=list)
    handovers: list[Handover] = field(default_factory=list)
    checklists: list[DueList] = field(default_factory=list)
    waiting: Waiting = field(default_factory=Waiting)

    @property
    def print(self) -> str:
        """Changes when anything shown changes; the browser sends it back and is told nothing where it is the same."""
        parts = (self.here, self.awaited, self.late, self.absent, self.soon)
        waits = self.waiting
        return fingerprint(
            [[(one.shift, one.since, one.minutes, one.says) for one in part] for part in parts],
            [leave.pk for leave in self.on_leave],
            [one.pk for one in self.handovers],
            [(one.checklist.pk, one.group.pk, one.done) for one in self.checklists],
            [leave.pk for leave, _next, _may in waits.leaves],
            [one.pk for one, _may in waits.overtimes],
            [one.pk for one, _may in waits.corrections],
            [(one.swap.pk, one.swap.status) for one in waits.swaps],
            [one.pk for one in waits.unmanned],
        )


def live_of(user: Any, now: dt.datetime) -> Live:
    """The moment as this user may see it."""
    live = Live(now, waiting=waiting_for(user))
    people = _people_on_shift(user, now)
    for read, person in _reads(people, now):
        _place(live, read, person, now)
    away = Leave.objects.visible_to(user).filter(
        status=Leave.Status.APPROVED, starts_at__lte=now, ends_at__gt=now
    )
    live.on_leave = list(away.select_related("employee").order_by("employee__employee_no"))
    late_ones = Handover.objects.visible_to(user).unacknowledged(now).filter(on__gte=now.date() - 2 * DAY)
    live.handovers = list(late_ones.select_related("group"))
    live.checklists = overdue_lists(user, now)
    return live


def _people_on_shift(user: Any, now: dt.datetime) -> Sequence[Employee]:
    """Visible people with a shift of today, or one that began yesterday and goes on."""
    midnight = dt.datetime.combine(now.date(), dt.time())
    shifts = Shift.objects.filter(
        on__gte=now.date() - DAY, on__lte=now.date(), starts_at__lt=now + SOON, ends_at__gt=midnight
    )
    rows = Employee.objects.visible_to(user).filter(pk__in=shifts.values("employee"))
    return list(rows.with_terms(now.date()).only(*SHOWN).order_by("employee_no"))


def _reads(people: Sequence[Employee], now: dt.datetime) -> list[tuple[Read, Employee]]:
    midnight = dt.datetime.combine(now.date(), dt.time())
    names = {person.pk: person for person in people}
    found = readings(people, Month.of(now.date()), now.date() - DAY, now.date())
    return [
        (read, names[pk])
        for pk, reads in found.items()
        for read in reads
        if read.reading.shift.ends_at > midnight and read.reading.shift.starts_at < now + SOON
    ]


def _place(live: Live, read: Read, person: Any, now: dt.datetime) -> None:
    """Put one shift where it belongs at this moment."""
    reading, shift = read.reading, read.reading.shift
    group = person.group_name or ""
    came = next(iter(read.punches), None)
    if reading.is_on_leave:
        return
    if now >= shift.ends_at:
        if reading.is_absent:
            live.absent.append(Present(person, group, shift.id, shift_words(read), verdict(read)))
        return
    minutes = max(int((came - shift.starts_at) // MINUTE), 0) if came else 0
    present = Present(person, group, shift.id, shift_words(read), "", came, reading.late or minutes)
    if came is not None:
        live.here.append(present)
        if reading.late:
            live.late.append(present)
    elif now < shift.starts_at:
        live.soon.append(present)
    else:
        waited = int((now - shift.starts_at) // MINUTE)
        live.awaited.append(Present(person, group, shift.id, shift_words(read), "", None, waited))
