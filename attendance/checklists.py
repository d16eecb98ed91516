"""Checklists of a shift: which are due for a group on a day, ticking, and their presets."""

import datetime as dt
from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils.translation import gettext as _

from attendance.models import Checklist, ChecklistPoint, Shift, Tick
from common.access import Role
from common.audit import record
from common.dated import DAY
from common.lookups import Keys
from staff.models import Group, Terms

MINUTE = dt.timedelta(minutes=1)
# So long after its time an unfinished list stands on the live page: until the next shift has long been at work.
SHOWN_FOR = dt.timedelta(hours=12)
Moments = tuple[dt.datetime, dt.datetime]
# Agents and leaders share the floor's lists; a supervisor's are for supervisors and whoever stands above.
ABOVE = {
    Role.SUPERVISOR: {Role.SUPERVISOR, Role.MANAGER},
    Role.LEADER: {Role.LEADER, Role.SUPERVISOR, Role.MANAGER},
}


@dataclass
class Line:
    """A point and its tick, if there is one; ticks that were taken back."""

    point: ChecklistPoint
    tick: Tick | None = None
    taken_back: list[Tick] = field(default_factory=list)


@dataclass
class DueList:
    """A checklist of a group on a day: by when, and what is ticked."""

    checklist: Checklist
    group: Group
    on: dt.date
    due_at: dt.datetime
    lines: list[Line] = field(default_factory=list)
    may_tick: bool = True

    @property
    def by_label(self) -> str:
        """`24:00` where the template says so, else the moment."""
        return f"{self.due_at:%H:%M}" if self.checklist.due_minute is None else self.checklist.due_label

    @property
    def done(self) -> int:
        return sum(line.tick is not None for line in self.lines)

    @property
    def is_done(self) -> bool:
        return self.done == len(self.lines)

    @property
    def is_overdue(self) -> bool:
        return not self.is_done and self.due_at < dt.datetime.now()


def due_lists(
    groups: Collection[Group], on: dt.date, user: Any = None, *, between: Moments | None = None
) -> list[DueList]:
    """The checklists of groups on a day, in order of time; only of shifts on which somebody is rostered.

    `between` leaves out those that are not due between two moments, and who ticked. Five queries however many groups.
    """
    starts = _starts(groups, on)
    points: dict[int, list[ChecklistPoint]] = defaultdict(list)
    for point in ChecklistPoint.objects.filter(is_active=True, checklist__is_active=True):
        points[point.checklist_id].append(point)
    ticks = _ticks(groups, on, with_people=between is None)
    found = [
        DueList(
            one,
            group,
            on,
            due_at,
            [_line(point, ticks[group.pk, point.pk]) for point in points[one.pk]],
            user is None or may_tick(one, user),
        )
        for one in Checklist.objects.filter(is_active=True)
        for group in groups
        if points[one.pk]
        and (due_at := _due_at(one, on, starts.get(group.pk, {})))
        and (between is None or between[0] < due_at < between[1])
    ]
    return sorted(found, key=lambda due: (due.due_at, due.checklist.name))


def _ticks(
    groups: Collection[Group], on: dt.date, *, with_people: bool
) -> Mapping[tuple[int, int], list[Tick]]:
    """{(group, point): its ticks}. Who ticked is read only where it is shown: people are dear by the hundred."""
    rows = Tick.objects.filter(on=on, group__in=groups)
    found: dict[tuple[int, int], list[Tick]] = defaultdict(list)
    for tick in rows.select_related("by") if with_people else rows.only("point", "group", "taken_back_at"):
        found[tick.group_id, tick.point_id].append(tick)
    return found


def _line(point: ChecklistPoint, ticks: Collection[Tick]) -> Line:
    standing = next((tick for tick in ticks if tick.taken_back_at is None), None)
    return Line(point, standing, [tick for tick in ticks if tick.taken_back_at])


def _starts(groups: Collection[Group], on: dt.date) -> dict[int, dict[str, dt.datetime]]:
    """{group: {kind of shift: its earliest start}} of a day."""
    group_of = dict(Terms.objects.in_force(on).filter(group__in=groups).values_list("employee", "group"))
    shifts = Shift.objects.filter(on=on, employee__among=Keys(group_of), starts_at__isnull=False)
    starts: dict[int, dict[str, dt.datetime]] = defaultdict(dict)
    for employee, kind, starts_at in shifts.values_list("employee", "kind", "starts_at"):
        place = starts[group_of[employee]]
        if starts_at and (kind not in place or starts_at < place[kind]):
            place[kind] = starts_at
    return starts


def _due_at(checklist: Checklist, on: dt.date, starts: dict[str, dt.datetime]) -> dt.datetime | None:
    """When it is due; None where nobody is rostered on its shift."""
    wanted = [start for kind, start in starts.items() if checklist.kind in ("", kind)]
    if not wanted:
        return None
    if checklist.due_minute is not None:
        return dt.datetime.combine(on, dt.time()) + checklist.due_minute * MINUTE
    return min(wanted) + (checklist.due_after_start or 0) * MINUTE


def overdue_lists(user: Any, now: dt.datetime) -> list[DueList]:
    """Lists of one's groups that were due in the last hours and are not finished, those due longest first."""
    groups = list(Group.objects.on_desk_of(user))
    late = (now - SHOWN_FOR, now)
    found = [due for on in (now.date() - DAY, now.date()) for due in due_lists(groups, on, between=late)]
    return [due for due in found if not due.is_done]


def may_tick(checklist: Checklist, user: Any) -> bool:
    """Lists of agents are everybody's; those of leaders and supervisors are theirs and of who stands above."""
    return user.role in ABOVE.get(Role(checklist.role), set(Role)) if checklist.role else True


@transaction.atomic
def tick(point: ChecklistPoint, group: Group, on: dt.date, *, by: Any) -> None:
    """Tick a point, or take one's own tick back. Raises ValidationError where it is not one's to tick."""
    if not point.is_active or not may_tick(point.checklist, by):
        raise ValidationError(
            _("This list is ticked by %(role)s."), params={"role": point.checklist.get_role_display()}
        )
    if not dt.date.today() - DAY <= on <= dt.date.today():
        raise ValidationError(_("Only today's and yesterday's lists are ticked."))
    if by.employee is None:
        raise ValidationError(_("This login belongs to no person: a tick needs a name."))
    there = (
        Tick.objects.standing()
        .select_for_update(of=("self",))
        .filter(point=point, group=group, on=on)
        .first()
    )
    if there is None:
        Tick.objects.standing().get_or_create(point=point, group=group, on=on, defaults={"by": by.employee})
    elif there.by_id == by.employee_id:
        _take_back(there, by)
    else:
        raise ValidationError(
            _("%(name)s has ticked this; only they take it back."), params={"name": there.by.name}
        )


def _take_back(there: Tick, by: Any) -> None:
    """The tick stands no more; that it did, and until when, stays readable."""
    there.taken_back_at = dt.datetime.now()
    there.save(update_fields=["taken_back_at"])
    record("tick taken back", there, by=by, note=there.point.says)


@transaction.atomic
def write_checklist(checklist: Checklist, points: Iterable[str], *, by: Any) -> Checklist:
    """Store a template with its points in this order. A point that is gone is retired, old ticks keep its words."""
    action = "checklist changed" if checklist.pk else "checklist added"
    checklist.save()
    known = {point.says: point for point in checklist.points.all()}
    wanted = list(dict.fromkeys(says.strip() for says in points if says.strip()))
    for position, says in enumerate(wanted):
        point = known.pop(says, None) or ChecklistPoint(checklist=checklist, says=says)
        point.position, point.is_active = position, True
        point.save()
    ChecklistPoint.objects.filter(pk__in=[point.pk for point in known.values()]).update(is_active=False)
    record(action, checklist, by=by, changes={"points": [None, " / ".join(wanted)]})
    return checklist
