"""Work plans: notes of a day, how far they are, the rest moved on; entries proposed where no plan was written."""

import datetime as dt
from collections import defaultdict
from collections.abc import Collection, Iterable
from dataclasses import dataclass, field
from typing import Any

from django.core.exceptions import ValidationError
from django.db import transaction
from django.db.models import Min
from django.utils.translation import gettext as _

from attendance.desk_rates import GroupNumbers
from attendance.handovers import close_items
from attendance.models import ConductProposal, PlanItem, Shift, WorkPlan
from attendance.records import Records, records_of
from attendance.worktime import read_shifts
from common import locks
from common.access import Role
from common.dated import DAY
from staff.models import Employee, Group, Terms

HOUR = dt.timedelta(hours=1)
# Until so long after a shift its own people settle their notes; then the rest moves on by itself.
SETTLED_AFTER = 5 * HOUR
# Punches come in by workbook too: a shift of the last week is looked at again.
LOOKS_BACK = 7 * DAY
FARTHEST_SHIFT = 14 * DAY
LEADING = frozenset({Role.LEADER, Role.SUPERVISOR, Role.MANAGER})


# Writing


def plan_for(employee: Employee, on: dt.date) -> WorkPlan:
    """The person's plan of a day, begun if there is none."""
    terms = employee.terms_on(on)
    plan, _new = WorkPlan.objects.get_or_create(
        employee=employee, on=on, defaults={"group": terms.group if terms else None}
    )
    return plan


def may_write_for(employee: Employee, user: Any) -> bool:
    """One's own plan; those of the people one leads."""
    if employee.pk == user.employee_id:
        return True
    return user.role in LEADING and Employee.objects.visible_to(user).filter(pk=employee.pk).exists()


def _check_writable(employee: Employee, on: dt.date, by: Any) -> None:
    if not may_write_for(employee, by):
        raise ValidationError(_("This note is somebody else's; its owner or the leader changes it."))
    if on < dt.date.today() - DAY:
        raise ValidationError(_("The day %(day)s is over; write today's plan."), params={"day": on})


@transaction.atomic
def add_note(
    employee: Employee,
    on: dt.date,
    *,
    says: str,
    by: Any,
    is_urgent: bool = False,
    is_important: bool = False,
) -> PlanItem:
    """Put a note on the board. The person's own first note is the plan; one that a leader gives is not."""
    _check_writable(employee, on, by)
    plan = plan_for(employee, on)
    if employee.pk == by.employee_id:
        _mark_written(plan)
    return PlanItem.objects.create(
        plan=plan, says=says, is_urgent=is_urgent, is_important=is_important, first_on=on, written_by=by
    )


@transaction.atomic
def confirm_plan(plan: WorkPlan, *, by: Any) -> None:
    """Say that the notes that are there (moved on, or given by the leader) are the day's plan."""
    if plan.employee_id != by.employee_id:
        raise ValidationError(_("Everybody writes their own plan."))
    if not plan.items.exists():
        raise ValidationError(_("There is nothing on the board yet; write the first note."))
    _mark_written(plan)


def _mark_written(plan: WorkPlan) -> None:
    if plan.written_at is None:
        plan.written_at = dt.datetime.now()
        plan.save(update_fields=["written_at"])


@transaction.atomic
def set_progress(item: PlanItem, percent: int, *, by: Any, remark: str | None = None) -> None:
    """Say how far a task is; 100 is done, less opens it again."""
    _check_writable(item.plan.employee, item.plan.on, by)
    if item.status in {PlanItem.Status.MOVED, PlanItem.Status.DROPPED}:
        raise ValidationError(_("This note has moved on or was dropped; it cannot be changed any more."))
    is_done = percent >= 100
    item.percent, item.status = percent, PlanItem.Status.DONE if is_done else PlanItem.Status.OPEN
    item.finished_at = dt.datetime.now() if is_done else None
    if remark is not None:
        item.remark = remark.strip()[:300]
    item.save(update_fields=["percent", "status", "finished_at", "remark"])
    if is_done:
        close_items(f"plan:{item.pk}", by=by.employee)


@transaction.atomic
def drop_note(item: PlanItem, remark: str, *, by: Any) -> None:
    """Take a task off the board that will not be done, with the reason."""
    _check_writable(item.plan.employee, item.plan.on, by)
    if not item.is_open:
        raise ValidationError(_("Only a task that is still to do can be dropped."))
    if not remark.strip():
        raise ValidationError(_("Say why it will not be done."))
    item.status, item.remark = PlanItem.Status.DROPPED, remark.strip()[:300]
    item.save(update_fields=["status", "remark"])
    close_items(f"plan:{item.pk}", by=by.employee)


# The end of the shift


@transaction.atomic
def close_day(plan: WorkPlan, *, by: Any = None) -> int:
    """End the day: what is not done moves to the person's next shift with its history. Returns how many notes."""
    plan = WorkPlan.objects.select_for_update().select_related("employee").get(pk=plan.pk)
    if by is not None and not may_write_for(plan.employee, by):
        raise ValidationError(_("This plan is somebody else's; its owner or the leader closes it."))
    rest = list(plan.items.unfinished())
    if rest:
        following = plan_for(plan.employee, next_day(plan.employee_id, plan.on))
        _move(rest, following)
    plan.closed_at = dt.datetime.now()
    plan.save(update_fields=["closed_at"])
    return len(rest)


def _move(items: Collection[PlanItem], plan: WorkPlan) -> None:
    kept = (
        "says",
        "is_urgent",
        "is_important",
        "percent",
        "remark",
        "first_on",
        "written_by_id",
        "written_at",
    )
    PlanItem.objects.bulk_create(
        PlanItem(plan=plan, moved_from=item, **{name: getattr(item, name) for name in kept}) for item in items
    )
    PlanItem.objects.filter(pk__in=[item.pk for item in items]).update(status=PlanItem.Status.MOVED)


def next_day(employee: int, on: dt.date) -> dt.date:
    """The person's next rostered shift; tomorrow where the roster is not made yet."""
    coming = Shift.objects.exclude(kind=Shift.Kind.OFF).filter(
        employee=employee, on__gt=on, on__lte=on + FARTHEST_SHIFT
    )
    return coming.order_by("on").values_list("on", flat=True).first() or on + DAY


def close_past_days(now: dt.datetime) -> int:
    """Move on what nobody has settled some hours after the shift. Safe to repeat. Returns how many plans."""
    plans = list(
        WorkPlan.objects.filter(
            closed_at__isnull=True, on__lte=now.date(), items__status=PlanItem.Status.OPEN
        )
        .distinct()
        .select_related("employee")
    )
    ends = _shift_ends(plans)
    over = [
        plan for plan in plans if ends.get((plan.employee_id, plan.on), _night(plan.on)) + SETTLED_AFTER < now
    ]
    # Older days first, so that a note that was left for days arrives with its whole history.
    for plan in sorted(over, key=lambda one: one.on):
        close_day(plan)
    return len(over)


def _shift_ends(plans: Iterable[WorkPlan]) -> dict[tuple[int, dt.date], dt.datetime]:
    days = {plan.on for plan in plans}
    rows = Shift.objects.filter(employee__in={plan.employee_id for plan in plans}, on__in=days)
    found = rows.exclude(ends_at=None).values_list("employee", "on", "ends_at")
    return {(employee, on): ends_at for employee, on, ends_at in found if ends_at}


def _night(on: dt.date) -> dt.datetime:
    return dt.datetime.combine(on + DAY, dt.time())


# The board


@dataclass
class Column:
    """A person's place on the whiteboard: shift, plan and notes of the day."""

    employee: Employee
    shift: Shift | None = None
    plan: WorkPlan | None = None
    notes: list[PlanItem] = field(default_factory=list)
    is_missing: bool = False
    may_write: bool = False

    @property
    def done(self) -> int:
        return sum(note.status == PlanItem.Status.DONE for note in self.notes)

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


def column(employee: Employee, on: dt.date, user: Any) -> Column:
    """One person's place on the whiteboard."""
    return _columns([employee], on, user)[0]


def members(group: Group, on: dt.date) -> list[Employee]:
    terms = Terms.objects.in_force(on).filter(group=group).values("employee")
    return list(Employee.objects.filter(pk__in=terms).employed_between(on, on))


def _columns(people: Collection[Employee], on: dt.date, user: Any) -> list[Column]:
    shifts = {shift.employee_id: shift for shift in Shift.objects.filter(employee__in=people, on=on)}
    plans = {plan.employee_id: plan for plan in WorkPlan.objects.filter(employee__in=people, on=on)}
    notes: dict[int, list[PlanItem]] = defaultdict(list)
    for note in PlanItem.objects.filter(plan__in=plans.values()).select_related("plan", "moved_to__plan"):
        notes[note.plan.employee_id].append(note)
    led = _led_by(user, people)
    late = missing_among([shift for shift in shifts.values() if shift.kind != Shift.Kind.OFF], plans, on)
    return [
        Column(
            person,
            _at_work(shifts.get(person.pk)),
            plans.get(person.pk),
            notes[person.pk],
            person.pk in late,
            person.pk == user.employee_id or person.pk in led,
        )
        for person in people
    ]


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


# Missing plans


def missing_among(
    shifts: Collection[Shift], plans: dict[int, WorkPlan], on: dt.date, now: dt.datetime | None = None
) -> set[int]:
    """Ids of people whose shift has begun some time ago and who have not written their plan."""
    now = now or dt.datetime.now()
    begun = [one for one in shifts if one.starts_at and one.starts_at < now and not _written(plans, one)]
    if not begun:
        return set()
    numbers = GroupNumbers(on)
    group_of = _groups_of([shift.employee_id for shift in begun], on)
    return {
        shift.employee_id
        for shift in begun
        if shift.starts_at
        and (group := group_of.get(shift.employee_id))
        and shift.starts_at + numbers.desk(group).plan_within < now
    }


def _written(plans: dict[int, WorkPlan], shift: Shift) -> bool:
    plan = plans.get(shift.employee_id)
    return plan is not None and plan.written_at is not None


def _groups_of(people: Collection[int], on: dt.date) -> dict[int, int]:
    rows = Terms.objects.in_force(on).filter(employee__in=people, group__isnull=False)
    return dict(rows.values_list("employee", "group"))


def my_missing_plan(employee: int | None, now: dt.datetime | None = None) -> Shift | None:
    """The shift of today for which this person should have written a plan by now, and has not."""
    now = now or dt.datetime.now()
    shift = Shift.objects.filter(employee=employee, on=now.date()).exclude(kind=Shift.Kind.OFF).first()
    if shift is None:
        return None
    plans = {plan.employee_id: plan for plan in WorkPlan.objects.filter(employee=employee, on=now.date())}
    return shift if missing_among([shift], plans, now.date(), now) else None


def propose_missing_plans(now: dt.datetime) -> int:
    """Propose NO_PLAN for attended shifts of the last days without a plan. Safe to repeat: one a person and day.

    A group is looked at from the day of its first plan on: who does not use the board is not fined for it.
    Source: rules.md sections 2 and 6.
    """
    first, last = now.date() - LOOKS_BACK, now.date()
    border = locks.locked_through()
    if border is not None:
        first = max(first, border.next.first)
    missing = _shifts_without_plan(first, last, now)
    attended = _attended(missing, first, last)
    rows = [
        ConductProposal(
            employee_id=shift.employee_id,
            on=shift.on,
            item=ConductProposal.Item.NO_PLAN,
            occasion="plan",
            because=_("attended the shift from %(start)s to %(end)s without a work plan")
            % {"start": f"{shift.starts_at:%H:%M}", "end": f"{shift.ends_at:%H:%M}"},
        )
        for shift in missing
        if shift.pk in attended
    ]
    return len(ConductProposal.objects.bulk_create(rows, ignore_conflicts=True))


def _shifts_without_plan(first: dt.date, last: dt.date, now: dt.datetime) -> list[Shift]:
    """Shifts that are over, of groups that use the board, without plan and without proposal."""
    began = dict(
        WorkPlan.objects.filter(written_at__isnull=False, group__isnull=False)
        .values_list("group")
        .annotate(first=Min("on"))
    )
    if not began or first > last:
        return []
    members = Terms.objects.in_force(last).filter(group__in=began, role__in=(Role.AGENT, Role.LEADER))
    group_of = dict(members.values_list("employee", "group"))
    done = set(_days_with(WorkPlan.objects.filter(written_at__isnull=False), first))
    done |= set(_days_with(ConductProposal.objects.filter(item=ConductProposal.Item.NO_PLAN), first))
    shifts = Shift.objects.filter(on__gte=first, on__lte=last, ends_at__lt=now).filter(
        employee__in=list(group_of)
    )
    return [
        shift
        for shift in shifts
        if (shift.employee_id, shift.on) not in done and shift.on >= began[group_of[shift.employee_id]]
    ]


def _days_with(rows: Any, first: dt.date) -> list[tuple[int, dt.date]]:
    return list(rows.filter(on__gte=first).values_list("employee", "on"))


def _attended(shifts: Collection[Shift], first: dt.date, last: dt.date) -> set[int]:
    """Ids of the shifts to which somebody came, as attendance reads them."""
    if not shifts:
        return set()
    people = {shift.employee_id for shift in shifts}
    numbers, group_of = GroupNumbers(last), _groups_of(people, last)
    found: set[int] = set()
    for person, records in records_of(people, first, last).items():
        found |= _came_to(records, numbers.reading(group_of.get(person)))
    return found


def _came_to(records: Records, rates: Any) -> set[int]:
    """Shifts with a punch of their own. Leave needs no word here: who was away all day did not punch."""
    readings, _unused = read_shifts(records.shifts, records.punches, [], rates)
    return {reading.shift.id for reading in readings if reading.punched_in or reading.punched_out}
