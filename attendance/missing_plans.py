"""Plans that are missing: shown and told to the person, and proposed as entries after an attended shift.

From the set time until the shift ends the person is told, and can still write it: then nothing follows. What is
written after the end is kept, and is no plan of that shift: an entry is proposed that says so.
"""

import datetime as dt
from collections.abc import Collection
from typing import Any

from django.db import transaction
from django.db.models import Min, QuerySet
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop

from attendance import telling
from attendance.desk_rates import GroupNumbers
from attendance.models import ConductProposal, Leave, Shift, WorkPlan
from attendance.notifications import PLAN
from attendance.records import Records, records_of
from attendance.shift_day import going_on
from attendance.shifts import clock
from attendance.worktime import NOTHING, OnLeave, read_shifts
from common import locks
from common.access import Role
from common.dated import DAY
from staff.models import Terms
from staff.notifying import notify

# Punches come in by workbook too: a shift of the last week is looked at again.
LOOKS_BACK = 7 * DAY
# A shift, and when a plan was written after all, though too late.
Missing = tuple[Shift, dt.datetime | None]


def missing_among(
    shifts: Collection[Shift], plans: dict[int, WorkPlan], on: dt.date, now: dt.datetime | None = None
) -> set[int]:
    """Ids of people whose shift of that day has begun some time ago and who have not written their plan."""
    now = now or dt.datetime.now()
    begun = [one for one in shifts if one.starts_at and one.starts_at < now and not _written(plans, one)]
    if not begun:
        return set()
    numbers, away = GroupNumbers(on), _away(begun, now)
    group_of = _groups_of([shift.employee_id for shift in begun], on)
    return {
        shift.employee_id
        for shift in begun
        if shift.starts_at
        and shift.employee_id not in away
        and (group := group_of.get(shift.employee_id))
        and shift.starts_at + numbers.desk(group).plan_within < now
    }


def _away(shifts: Collection[Shift], now: dt.datetime) -> set[int]:
    """Who is on approved leave at this moment, or was at the end of a shift that is over: no plan is missed then."""
    ends = {shift.employee_id: min(now, shift.ends_at or now) for shift in shifts}
    rows = Leave.objects.filter(
        employee__in=ends,
        status=Leave.Status.APPROVED,
        starts_at__lte=max(ends.values()),
        ends_at__gte=min(ends.values()),
    )
    spans = rows.values_list("employee", "starts_at", "ends_at")
    return {person for person, start, end in spans if start <= ends[person] <= end}


def _written(plans: dict[int, WorkPlan], shift: Shift) -> bool:
    plan = plans.get(shift.employee_id)
    return plan is not None and plan.written_at is not None


def _groups_of(people: Collection[int], on: dt.date) -> dict[int, int]:
    rows = Terms.objects.in_force(on).filter(employee__in=people, group__isnull=False)
    return dict(rows.values_list("employee", "group"))


def my_missing_plan(employee: int | None, now: dt.datetime | None = None) -> Shift | None:
    """The shift that goes on and for which this person should have written a plan by now, and has not."""
    now = now or dt.datetime.now()
    shift = going_on(now).filter(employee=employee).first()
    if shift is None:
        return None
    plans = {plan.employee_id: plan for plan in WorkPlan.objects.filter(employee=employee, on=shift.on)}
    return shift if missing_among([shift], plans, shift.on, now) else None


def propose_missing_plans(now: dt.datetime) -> int:
    """Propose NO_PLAN for attended shifts of the last days without a plan. Safe to repeat: one a person and day.

    A group is looked at from the day of its first plan on: who does not use the board is not fined for it.
    Source: rules.md sections 2 and 6.
    """
    first, last = now.date() - LOOKS_BACK, now.date()
    border = locks.locked_through()
    if border is not None:
        first = max(first, border.next.first)
    ended = Shift.objects.filter(on__gte=first, on__lte=last, ends_at__lt=now)
    missing = _without_plan(ended, last) if first <= last else []
    attended = _attended([shift for shift, _late in missing], first, last)
    rows = [_proposal(shift, late, now) for shift, late in missing if shift.pk in attended]
    with transaction.atomic():
        made = ConductProposal.objects.bulk_create(rows, ignore_conflicts=True)
        telling.entries_proposed(made)
    return len(made)


def _proposal(shift: Shift, written_late: dt.datetime | None, now: dt.datetime) -> ConductProposal:
    words = {"start": f"{shift.starts_at:%H:%M}", "end": clock(shift.ends_at or now, shift.on)}
    said = _("attended the shift from %(start)s to %(end)s without a work plan") % words
    if written_late:
        moment = f"{written_late:%m-%d %H:%M}"
        said = _("%(said)s; one was written after its end, at %(moment)s") % {"said": said, "moment": moment}
    return ConductProposal(
        employee_id=shift.employee_id,
        on=shift.on,
        item=ConductProposal.Item.NO_PLAN,
        occasion="plan",
        because=said,
    )


def tell_missing(now: dt.datetime) -> int:
    """Tell everybody on shift, once a shift, that their plan should be there by now. Returns how many people."""
    missing = _without_plan(going_on(now), now.date())
    return sum(_tell([shift for shift, _late in missing if shift.on == on], on, now) for on in _days(missing))


def _days(missing: Collection[Missing]) -> list[dt.date]:
    return sorted({shift.on for shift, _late in missing})


def _tell(shifts: Collection[Shift], on: dt.date, now: dt.datetime) -> int:
    late = missing_among(shifts, {}, on, now)
    if late:
        said = gettext_noop("Your work plan of %(day)s is missing: write it now.")
        url = f"{reverse('attendance:work_plans')}?on={on}"
        notify(PLAN, late, says=said, words={"day": on}, url=url, once=f"plan:{on}")
    return len(late)


def _without_plan(shifts: "QuerySet[Shift]", last: dt.date) -> list[Missing]:
    """Those of these shifts, of groups that use the board, without a plan in time and without a proposal."""
    began = dict(
        WorkPlan.objects.filter(written_at__isnull=False, group__isnull=False)
        .values_list("group")
        .annotate(first=Min("on"))
    )
    members = Terms.objects.in_force(last).filter(group__in=began, role__in=(Role.AGENT, Role.LEADER))
    group_of = dict(members.values_list("employee", "group"))
    found = list(shifts.filter(employee__in=list(group_of))) if group_of else []
    days = {shift.on for shift in found}
    written, proposed = _written_at(days), _proposed(days)
    return [
        (shift, late)
        for shift in found
        if shift.on >= began[group_of[shift.employee_id]]
        and (shift.employee_id, shift.on) not in proposed
        # None where there is no plan at all; one that was there by the end is in time.
        and ((late := written.get((shift.employee_id, shift.on))) is None or late > (shift.ends_at or late))
    ]


def _written_at(days: Collection[dt.date]) -> dict[tuple[int, dt.date], dt.datetime]:
    rows = WorkPlan.objects.filter(on__in=days, written_at__isnull=False)
    return {(person, on): at for person, on, at in rows.values_list("employee", "on", "written_at") if at}


def _proposed(days: Collection[dt.date]) -> set[tuple[int, dt.date]]:
    rows = ConductProposal.objects.filter(item=ConductProposal.Item.NO_PLAN, on__in=days)
    return set(rows.values_list("employee", "on"))


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
    """Shifts that were attended, leave counted as attendance counts it; what it pays plays no part here."""
    leaves = [OnLeave(pk, start, end, NOTHING) for pk, _kind, start, end in records.leaves]
    readings, _unused = read_shifts(records.shifts, records.punches, leaves, rates)
    return {reading.shift.id for reading in readings if reading.is_attended}
