"""The duty roster for cleaning: given out fairly, inspected; lost points are proposed as a HYGIENE entry."""

import datetime as dt
from collections import Counter, defaultdict
from collections.abc import Collection
from typing import Any

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils.translation import gettext as _

from attendance import telling
from attendance.models import ConductProposal, Duty, DutyArea, Shift
from common.access import Role
from common.audit import record
from common.dated import DAY
from staff.models import Employee, Group, Terms
from staff.people import refuse_locked

LEADING = frozenset({Role.LEADER, Role.SUPERVISOR, Role.MANAGER})
# Whoever cleaned in these days is not first in turn.
REMEMBERS = 28 * DAY


def _check_leads(group: Group, by: Any) -> None:
    if by.role not in LEADING or not Group.objects.visible_to(by).filter(pk=group.pk).exists():
        raise ValidationError(_("Whoever leads the group makes its duty roster."))


@transaction.atomic
def give_out(group: Group, first: dt.date, *, by: Any) -> int:
    """Fill the empty places of the seven days from `first`, those that are over left out. Returns how many."""
    _check_leads(group, by)
    _lock(group)
    count = fill_week(group, first, dt.date.today())
    if count:
        record("duties given out", group, by=by, note=f"{count} × {first} – {first + 6 * DAY}")
    return count


def _lock(group: Group) -> None:
    """One change of a group's duty roster at a time."""
    Group.objects.select_for_update(no_key=True).get(pk=group.pk)


def fill_week(group: Group, first: dt.date, since: dt.date) -> int:
    """Give every empty place of a week to whoever is on shift and has cleaned least. Returns how many."""
    areas = list(DutyArea.objects.filter(is_active=True))
    days = [first + number * DAY for number in range(7) if first + number * DAY >= since]
    taken = {(duty.on, duty.area_id): duty.employee_id for duty in _duties(group, first, first + 6 * DAY)}
    turns = Counter(_duties(group, first - REMEMBERS, first + 6 * DAY).values_list("employee", flat=True))
    there = _on_shift(group, days)
    rows = []
    for day in days:
        busy = {person for (on, _area), person in taken.items() if on == day}
        for area in areas:
            person = None if (day, area.pk) in taken else _next(there[day], turns, busy)
            if person is not None:
                rows.append(Duty(group=group, on=day, area=area, employee_id=person))
                turns[person] += 1
                busy.add(person)
    Duty.objects.bulk_create(rows)
    return len(rows)


def _duties(group: Group, first: dt.date, last: dt.date) -> Any:
    return Duty.objects.filter(group=group, on__gte=first, on__lte=last).order_by()


def _on_shift(group: Group, days: Collection[dt.date]) -> dict[dt.date, list[int]]:
    members = (
        Terms.objects.in_force(max(days, default=dt.date.today())).filter(group=group).values("employee")
    )
    shifts = Shift.objects.filter(on__in=days, employee__in=members).exclude(kind=Shift.Kind.OFF)
    there: dict[dt.date, list[int]] = defaultdict(list)
    for on, person in shifts.order_by("employee__employee_no").values_list("on", "employee"):
        there[on].append(person)
    return there


def _next(people: Collection[int], turns: Counter[int], busy: Collection[int]) -> int | None:
    """Who has cleaned least; somebody who has an area that day already only if there is nobody else."""
    return min(people, key=lambda person: (person in busy, turns[person]), default=None)


@transaction.atomic
def give(group: Group, area: DutyArea, on: dt.date, employee: Employee | None, *, by: Any) -> None:
    """Put somebody on an area of a day, or nobody. What was inspected stays, and one's own turn that is past."""
    _check_leads(group, by)
    _lock(group)
    refuse_locked(on)
    standing = Duty.objects.filter(group=group, area=area, on=on).select_related("employee").first()
    _refuse_given(standing, on, by)
    before = standing.employee if standing else None
    if before == employee:
        return
    if employee is None:
        Duty.objects.filter(group=group, area=area, on=on).delete()
    else:
        Duty.objects.update_or_create(group=group, area=area, on=on, defaults={"employee": employee})
    record("duty given", group, by=by, changes={f"{on} {area}": [before, employee]})


def _refuse_given(standing: Duty | None, on: dt.date, by: Any) -> None:
    if standing is None:
        return
    if standing.inspected_at:
        raise ValidationError(_("This was inspected already; it cannot be given to somebody else."))
    if standing.employee_id == by.employee_id and on < dt.date.today():
        raise ValidationError(_("Nobody gives away their own turn afterwards; somebody else has to do it."))


def next_position() -> int:
    """Where a new area stands: at the end."""
    last = DutyArea.objects.order_by("-position").values_list("position", flat=True).first()
    return 0 if last is None else last + 1


@transaction.atomic
def write_area(area: DutyArea, *, by: Any) -> DutyArea:
    """Add or change an area; one out of use is not given out any more."""
    named = ("name", "position", "is_active")
    stored = DutyArea.objects.filter(pk=area.pk).first()
    before = {name: getattr(stored, name) for name in named} if stored else {}
    area.save()
    after = {name: getattr(area, name) for name in named}
    changes = {name: [before.get(name), value] for name, value in after.items() if before.get(name) != value}
    record("cleaning area changed" if before else "cleaning area added", area, by=by, changes=changes)
    if not area.is_active:
        # What is already given out for days to come would stand on no page and be cleaned by nobody.
        Duty.objects.filter(area=area, on__gt=dt.date.today(), inspected_at__isnull=True).delete()
    return area


@transaction.atomic
def inspect(duty: Duty, points_lost: int, remark: str, *, by: Any) -> ConductProposal | None:
    """Write down what the inspector found. Lost points become a proposed HYGIENE entry, which a leader books.

    Raises ValidationError for one's own duty, a day to come, a second inspection, or a locked month.
    """
    duty = Duty.objects.select_for_update().select_related("group", "area").get(pk=duty.pk)
    _check_leads(duty.group, by)
    if duty.employee_id == by.employee_id:
        raise ValidationError(_("Nobody inspects their own duty."))
    if duty.inspected_at:
        raise ValidationError(_("This was inspected already."))
    if duty.on > dt.date.today():
        raise ValidationError(_("%(day)s is still to come."), params={"day": duty.on})
    refuse_locked(duty.on)
    if points_lost and not remark.strip():
        raise ValidationError(_("Say what was not clean."))
    duty.points_lost, duty.remark = points_lost, remark.strip()[:200]
    duty.inspected_by, duty.inspected_at = by, dt.datetime.now()
    duty.save()
    record("duty inspected", duty, by=by, changes={"points_lost": [None, points_lost]}, note=duty.remark)
    return _propose(duty, by) if points_lost else None


def _propose(duty: Duty, by: Any) -> ConductProposal:
    made = ConductProposal.objects.create(
        employee_id=duty.employee_id,
        on=duty.on,
        item=ConductProposal.Item.HYGIENE,
        count=duty.points_lost or 1,
        occasion=f"duty:{duty.pk}",
        because=f"{duty.area.name}: {duty.remark}"[:300],
        proposed_by=by,
    )
    telling.entries_proposed([made], by=by)
    return made
