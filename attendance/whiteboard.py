"""The whiteboard as a page shows it: each person of a group with shift, plan and notes of a day."""

import datetime as dt
from collections import defaultdict
from collections.abc import Collection
from dataclasses import dataclass, field
from typing import Any

from attendance.fingerprint import fingerprint
from attendance.missing_plans import missing_among
from attendance.models import PlanItem, Shift, WorkPlan
from attendance.plans import LEADING, members
from staff.models import Employee, Group


@dataclass
class Column:
    """A person's place on the whiteboard: shift, plan and notes of the day."""

    employee: Employee
    shift: Shift | None = None
    plan: WorkPlan | None = None
    notes: list[PlanItem] = field(default_factory=list)
    is_missing: bool = False
    is_over: bool = False
    may_write: bool = False

    @property
    def done(self) -> int:
        return sum(note.status == PlanItem.Status.DONE for note in self.notes)

    @property
    def is_late(self) -> bool:
        """The plan was written after the shift, and does not count for it."""
        return self.plan is not None and self.plan.is_later_than(self.shift)

    @property
    def is_too_late(self) -> bool:
        """No plan was written by the end of the shift: whatever is written now does not count for it."""
        return self.is_over and not (self.plan and self.plan.written_at)

    @property
    def open_notes(self) -> list[PlanItem]:
        return [note for note in self.notes if note.is_open]


def board(group: Group, on: dt.date, user: Any) -> list[Column]:
    """The whiteboard of a group: one's own place first, then whoever is on shift, in order of its start.

    Five queries however many people and notes.
    """
    people = members(group, on)
    places = _columns(people, on, user)
    shown = [one for one in places if one.notes or one.shift or one.employee.pk == user.employee_id]
    return sorted(shown, key=lambda one: _place(one, user))


def print_of(columns: Collection[Column]) -> str:
    """Changes when anything on the board changes."""
    return fingerprint([_shown(one) for one in columns])


def _shown(one: Column) -> tuple[Any, ...]:
    shift = (one.shift.kind, one.shift.starts_at, one.shift.ends_at) if one.shift else ()
    plan = (one.plan.written_at, one.plan.closed_at) if one.plan else ()
    notes = [
        (note.pk, note.says, note.status, note.percent, note.remark, note.is_urgent, note.is_important)
        for note in one.notes
    ]
    return one.employee.pk, one.is_missing, one.is_over, one.may_write, shift, plan, notes


def column(employee: Employee, on: dt.date, user: Any) -> Column:
    """One person's place on the whiteboard."""
    return _columns([employee], on, user)[0]


def _columns(people: Collection[Employee], on: dt.date, user: Any) -> list[Column]:
    shifts = {shift.employee_id: shift for shift in Shift.objects.filter(employee__in=people, on=on)}
    plans = {plan.employee_id: plan for plan in WorkPlan.objects.filter(employee__in=people, on=on)}
    notes: dict[int, list[PlanItem]] = defaultdict(list)
    for note in PlanItem.objects.filter(plan__in=plans.values()).select_related("plan", "moved_to__plan"):
        notes[note.plan.employee_id].append(note)
    led, now = _led_by(user, people), dt.datetime.now()
    late = missing_among([shift for shift in shifts.values() if shift.kind != Shift.Kind.OFF], plans, on)
    return [
        Column(
            person,
            _at_work(shifts.get(person.pk)),
            plans.get(person.pk),
            notes[person.pk],
            is_missing=person.pk in late,
            is_over=_is_over(shifts.get(person.pk), now),
            may_write=person.pk == user.employee_id or person.pk in led,
        )
        for person in people
    ]


def _is_over(shift: Shift | None, now: dt.datetime) -> bool:
    return shift is not None and shift.ends_at is not None and shift.ends_at < now


def _at_work(shift: Shift | None) -> Shift | None:
    return None if shift is None or shift.kind == Shift.Kind.OFF else shift


def _led_by(user: Any, people: Collection[Employee]) -> set[int]:
    if user.role not in LEADING:
        return set()
    return set(
        Employee.objects.visible_to(user)
        .filter(pk__in=[one.pk for one in people])
        .values_list("pk", flat=True)
    )


def _place(one: Column, user: Any) -> tuple[Any, ...]:
    start = one.shift.starts_at if one.shift and one.shift.starts_at else dt.datetime.max
    return one.employee.pk != user.employee_id, start, one.employee.employee_no
