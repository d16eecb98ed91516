"""Work plans: notes of a day, how far they are, the rest moved on; entries proposed where no plan was written."""

import datetime as dt
from collections.abc import Collection, Iterable
from typing import Any

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils.translation import gettext as _

from attendance.handover_items import close_items
from attendance.models import PlanItem, Shift, WorkPlan
from common.access import Role
from common.dated import DAY
from staff.models import Employee, Group, Terms
from staff.people import refuse_locked

HOUR = dt.timedelta(hours=1)
# Until so long after a shift its own people settle their notes; then the rest moves on by itself.
SETTLED_AFTER = 5 * HOUR
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
    refuse_locked(on)


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
    _open_again(plan)
    return PlanItem.objects.create(
        plan=plan, says=says, is_urgent=is_urgent, is_important=is_important, first_on=on, written_by=by
    )


@transaction.atomic
def confirm_plan(plan: WorkPlan, *, by: Any) -> None:
    """Say that the notes that are there (moved on, or given by the leader) are the day's plan."""
    if plan.employee_id != by.employee_id:
        raise ValidationError(_("Everybody writes their own plan."))
    _check_writable(plan.employee, plan.on, by)
    if not plan.items.exists():
        raise ValidationError(_("There is nothing on the board yet; write the first note."))
    _mark_written(plan)


def _mark_written(plan: WorkPlan) -> None:
    if plan.written_at is None:
        plan.written_at = dt.datetime.now()
        plan.save(update_fields=["written_at"])


def _open_again(plan: WorkPlan) -> None:
    """A day that has something to do again is not over: what is left of it moves on too."""
    if plan.closed_at is not None:
        plan.closed_at = None
        plan.save(update_fields=["closed_at"])


def _fresh(item: PlanItem) -> PlanItem:
    """The note as it is now, its plan locked: somebody, or the clock, may have ended the day meanwhile."""
    WorkPlan.objects.select_for_update().get(pk=item.plan_id)
    return PlanItem.objects.select_related("plan__employee").get(pk=item.pk)


@transaction.atomic
def set_progress(item: PlanItem, percent: int, *, by: Any, remark: str | None = None) -> None:
    """Say how far a task is; 100 is done, less opens it again."""
    item = _fresh(item)
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
        _close_in_handovers(item, by)
    else:
        _open_again(item.plan)


@transaction.atomic
def drop_note(item: PlanItem, remark: str, *, by: Any) -> None:
    """Take a task off the board that will not be done, with the reason."""
    item = _fresh(item)
    _check_writable(item.plan.employee, item.plan.on, by)
    if not item.is_open:
        raise ValidationError(_("Only a task that is still to do can be dropped."))
    if not remark.strip():
        raise ValidationError(_("Say why it will not be done."))
    item.status, item.remark = PlanItem.Status.DROPPED, remark.strip()[:300]
    item.save(update_fields=["status", "remark"])
    _close_in_handovers(item, by)


def _close_in_handovers(item: PlanItem, by: Any) -> None:
    """Handovers may name the task by an earlier day, from which it has moved on."""
    one: PlanItem | None = item
    while one is not None:
        close_items(f"plan:{one.pk}", by=by.employee)
        one = one.moved_from


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


def members(group: Group, on: dt.date) -> list[Employee]:
    terms = Terms.objects.in_force(on).filter(group=group).values("employee")
    return list(Employee.objects.filter(pk__in=terms).employed_between(on, on))
