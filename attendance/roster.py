"""Making a roster: drafts, copies of weeks, rotation, publication. Every change is checked first and written whole."""

import datetime as dt
from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils.translation import gettext as _

from attendance import swap, telling
from attendance.desk_rates import GroupNumbers
from attendance.models import CoverageNeed, DraftShift, Shift, ShiftChange
from attendance.roster_check import DAY, NOTHING, Plan, Planned, overlap
from attendance.roster_people import lock_rosters
from attendance.roster_turns import LOOKED_BACK, rotate
from attendance.shifts import Times, UsualTimes, clock
from common import audit
from common.templatetags.backoffice import day as day_words
from staff.models import Employee, Group
from staff.people import refuse_locked

NONE = DraftShift.Kind.NONE
Cell = tuple[int, dt.date]
Wanted = dict[Cell, Planned]
COLUMNS = ("employee_id", "on", "kind", "starts_at", "ends_at")
MOST_CELLS = 4000


@dataclass(frozen=True)
class Books:
    """What is published and what is drafted, by person and day."""

    published: Mapping[Cell, Planned]
    drafts: Mapping[Cell, Planned]

    def planned(self, person: int, day: dt.date) -> Planned:
        """What holds once the drafts are published."""
        found = self.drafts.get((person, day))
        return self.published.get((person, day), NOTHING) if found is None else found

    def plans(self, with_drafts: bool = True) -> dict[int, dict[dt.date, Planned]]:
        """{person: {day: planned}}."""
        found: dict[int, dict[dt.date, Planned]] = defaultdict(dict)
        for books in (self.published, self.drafts) if with_drafts else (self.published,):
            for (person, day), planned in books.items():
                found[person][day] = planned
        return found


def books_of(people: Iterable[int], first: dt.date, last: dt.date, *, with_drafts: bool = True) -> Books:
    """Shifts and drafts of these people and days: two queries."""
    ids = list(people)
    drafts = _read(DraftShift, ids, first, last) if with_drafts else {}
    return Books(_read(Shift, ids, first, last), drafts)


def _read(model: Any, ids: Sequence[int], first: dt.date, last: dt.date) -> dict[Cell, Planned]:
    rows = model.objects.filter(employee__in=ids, on__gte=first, on__lte=last).order_by()
    return {
        (person, day): Planned(kind, start, end)
        for person, day, kind, start, end in rows.values_list(*COLUMNS)
    }


# Drafting


def draft_cells(
    people: Mapping[int, Employee], cells: Iterable[tuple[Cell, str, Times | None]], *, by: Any
) -> int:
    """Put a kind of shift on each cell; with own times as spans since midnight, or None for the usual ones.

    Returns how many cells are a draft now. Raises ValidationError, and changes nothing, where one of them cannot be.
    """
    usual = UsualTimes()
    wanted = {cell: planned_on(cell, kind, times, usual) for cell, kind, times in cells}
    return write_drafts(people, wanted, by=by, what="roster drafted")


def planned_on(cell: Cell, kind: str, times: Times | None, usual: UsualTimes) -> Planned:
    """A shift of this kind on that day; it belongs to the day on which it starts, however late it ends."""
    person, day = cell
    if kind not in (Shift.Kind.DAY, Shift.Kind.NIGHT):
        return Planned(kind)
    start, end = times or usual.of(person, day, kind)
    midnight = dt.datetime.combine(day, dt.time())
    return Planned(kind, midnight + start, midnight + (end if end > start else end + DAY))


@transaction.atomic
def write_drafts(people: Mapping[int, Employee], wanted: Wanted, *, by: Any, what: str) -> int:
    """Replace the drafts of these cells; a cell that equals what is published needs none."""
    if not wanted:
        return 0
    lock_rosters({person for person, _day in wanted})
    days = [day for _person, day in wanted]
    books = books_of({p for p, _day in wanted}, min(days) - 2 * DAY, max(days) + 2 * DAY)
    _refuse(people, wanted, books, by)
    DraftShift.objects.filter(employee__in=people, on__in=set(days)).filter(
        pk__in=_drafts_on(wanted)
    ).delete()
    new = [
        DraftShift(**dict(zip(COLUMNS, (*cell, *planned), strict=True)), by=by)
        for cell, planned in wanted.items()
        if planned != books.published.get(cell, NOTHING)
    ]
    DraftShift.objects.bulk_create(new, batch_size=500)
    audit.record(what, None, by=by, note=f"{len(wanted)} × {min(days)} – {max(days)}")
    return len(new)


def _drafts_on(wanted: Wanted) -> list[int]:
    days = {day for _person, day in wanted}
    rows = DraftShift.objects.filter(employee__in={p for p, _day in wanted}, on__in=days)
    return [pk for pk, person, day in rows.values_list("pk", "employee_id", "on") if (person, day) in wanted]


def _refuse(people: Mapping[int, Employee], wanted: Wanted, books: Books, by: Any) -> None:
    """Raise ValidationError for the first cell that cannot be as wanted."""
    if len(wanted) > MOST_CELLS:
        raise ValidationError(_("That is too much at once: choose fewer days."))
    refuse_locked(min(day for _person, day in wanted))
    for (person, day), planned in wanted.items():
        _refuse_cell(people[person], day, planned, by)
        if person == by.employee_id:
            _refuse_own(day, planned, books.published.get((person, day), NOTHING))
    plans = books.plans()
    for person in {p for p, _day in wanted}:
        plan = plans.get(person, {}) | {day: planned for (p, day), planned in wanted.items() if p == person}
        refuse_overlap(people[person], plan)


def _refuse_cell(person: Employee, day: dt.date, planned: Planned, by: Any) -> None:
    if planned.is_work and not person.is_employed_on(day):
        raise ValidationError(
            _("%(person)s is not employed on %(day)s."), params={"person": person.name, "day": day_words(day)}
        )
    if person.pk == by.employee_id and day < dt.date.today():
        raise ValidationError(
            _("Nobody changes their own shift of a past day (%(day)s): somebody else has to do it."),
            params={"day": day_words(day)},
        )


def _refuse_own(day: dt.date, planned: Planned, published: Planned) -> None:
    """Who comes late does not move the start of the own shift after it."""
    starts = [one.starts_at for one in (planned, published) if one.starts_at]
    if planned != published and starts and min(starts) <= dt.datetime.now():
        raise ValidationError(
            _("Nobody changes their own shift once it has begun (%(day)s): somebody else has to do it."),
            params={"day": day_words(day)},
        )


def refuse_overlap(person: Employee, plan: Plan) -> None:
    """Raise ValidationError where two shifts of a person overlap."""
    days = overlap(plan)
    if days:
        raise ValidationError(
            _("The shifts of %(person)s on %(first)s and %(second)s would overlap."),
            params={"person": person.name, "first": days[0], "second": days[1]},
        )


def copy_week(
    people: Mapping[int, Employee], monday: dt.date, *, by: Any, today: dt.date | None = None
) -> int:
    """Draft the next week like this one (drafts included); today and days already past stay as they are."""
    since = (today or dt.date.today()) - 6 * DAY
    days = [day for place in range(7) if (day := monday + place * DAY) >= since]
    if not days:
        raise ValidationError(_("These days are past: a week is copied to coming days only."))
    books = books_of(people, monday, monday + 6 * DAY)
    wanted: Wanted = {}
    for person in people.values():
        for day in days:
            if person.is_employed_on(day + 7 * DAY):
                wanted[person.pk, day + 7 * DAY] = moved(books.planned(person.pk, day), 7 * DAY)
    return write_drafts(people, wanted, by=by, what="roster week copied")


def moved(planned: Planned, by: dt.timedelta) -> Planned:
    if planned.starts_at is None or planned.ends_at is None:
        return planned
    return Planned(planned.kind, planned.starts_at + by, planned.ends_at + by)


def rotate_days(
    people: Mapping[int, Employee], days: Sequence[dt.date], *, by: Any, group: Group | None
) -> int:
    """Draft as many days on as the rule book allows and one off, from tomorrow on, going on from what stands."""
    coming = [day for day in days if day > dt.date.today()]
    if not coming:
        raise ValidationError(_("These days are past: only coming days are rotated."))
    most_days_on = GroupNumbers(coming[0]).roster(group.pk if group else None).most_days_on
    books = books_of(people, coming[0] - LOOKED_BACK * DAY, coming[-1])
    plans = books.plans()
    turns = rotate(
        {pk: plans.get(pk, {}) for pk in people},
        {pk: (one.hired_on, one.left_on or dt.date.max) for pk, one in people.items()},
        coming,
        most_days_on,
    )
    usual = UsualTimes()
    wanted = {cell: planned_on(cell, kind, None, usual) for cell, kind in turns.items()}
    return write_drafts(people, wanted, by=by, what="roster rotated")


@transaction.atomic
def discard(people: Mapping[int, Employee], days: Sequence[dt.date], *, by: Any) -> int:
    """Throw the drafts of these days away; what is published stays."""
    count, _kinds = DraftShift.objects.filter(employee__in=people, on__gte=days[0], on__lte=days[-1]).delete()
    if count:
        audit.record("roster draft discarded", None, by=by, note=f"{count} × {days[0]} – {days[-1]}")
    return count


# Publishing


def drafts_of(people: Iterable[int], days: Sequence[dt.date]) -> dict[int, list[tuple[dt.date, Planned]]]:
    """{person: [(day, draft)]} of what publishing these days would change."""
    found: dict[int, list[tuple[dt.date, Planned]]] = defaultdict(list)
    for (person, day), planned in sorted(_read(DraftShift, list(people), days[0], days[-1]).items()):
        found[person].append((day, planned))
    return found


@transaction.atomic
def publish(people: Mapping[int, Employee], days: Sequence[dt.date], *, by: Any, group: Group | None) -> int:
    """Copy the drafts of these days into the roster, and tell everybody concerned. Returns how many people."""
    lock_rosters(people)
    drafts = _read(DraftShift, list(people), days[0], days[-1])
    if not drafts:
        raise ValidationError(_("There is nothing to publish in these days."))
    books = books_of(people, days[0] - 2 * DAY, days[-1] + 2 * DAY, with_drafts=False)
    _refuse(people, drafts, books, by)
    _write_shifts(drafts)
    tell_people(drafts, books.published, by=by)
    _record(people, drafts, books.published, by)
    DraftShift.objects.filter(employee__in=people, on__gte=days[0], on__lte=days[-1]).delete()
    swap.follow_edits(drafts)
    return len({person for person, _day in drafts})


def _write_shifts(drafts: Mapping[Cell, Planned]) -> None:
    standing = {
        (row.employee_id, row.on): row
        for row in Shift.objects.select_for_update().filter(
            employee__in={p for p, _day in drafts}, on__in={day for _p, day in drafts}
        )
    }
    gone = [standing[cell].pk for cell, one in drafts.items() if one.kind == NONE and cell in standing]
    Shift.objects.filter(pk__in=gone).delete()
    changed, new = [], []
    for (person, day), planned in drafts.items():
        row = standing.get((person, day))
        if planned.kind == NONE:
            continue
        if row is None:
            new.append(Shift(**dict(zip(COLUMNS, (person, day, *planned), strict=True))))
        else:
            row.kind, row.starts_at, row.ends_at = planned
            changed.append(row)
    Shift.objects.bulk_update(changed, ["kind", "starts_at", "ends_at"], batch_size=300)
    Shift.objects.bulk_create(new, batch_size=500)


def tell_people(drafts: Mapping[Cell, Planned], published: Mapping[Cell, Planned], *, by: Any) -> None:
    """One unseen change a person and day (what they saw last, and what holds now), and a notification."""
    telling.roster_published(drafts, published, by=by)
    unseen = {
        (row.employee_id, row.on): row
        for row in ShiftChange.objects.filter(
            seen_at=None, employee__in={p for p, _day in drafts}, on__in={day for _p, day in drafts}
        )
    }
    ShiftChange.objects.filter(pk__in=[unseen[cell].pk for cell in drafts if cell in unseen]).delete()
    ShiftChange.objects.bulk_create(
        [
            change_of(cell, _seen_last(unseen.get(cell), published.get(cell, NOTHING)), planned, by)
            for cell, planned in drafts.items()
            if _seen_last(unseen.get(cell), published.get(cell, NOTHING)) != planned
        ],
        batch_size=500,
    )


def _seen_last(unseen: ShiftChange | None, published: Planned) -> Planned:
    if unseen is None:
        return published
    return Planned(unseen.kind_before, unseen.starts_before, unseen.ends_before)


def change_of(cell: Cell, before: Planned, after: Planned, by: Any) -> ShiftChange:
    return ShiftChange(
        employee_id=cell[0],
        on=cell[1],
        kind_before=before.kind,
        starts_before=before.starts_at,
        ends_before=before.ends_at,
        kind_after=after.kind,
        starts_after=after.starts_at,
        ends_after=after.ends_at,
        by=by,
    )


def _record(
    people: Mapping[int, Employee], drafts: Mapping[Cell, Planned], published: Mapping[Cell, Planned], by: Any
) -> None:
    changes: dict[int, dict[str, Any]] = defaultdict(dict)
    for (person, day), planned in drafts.items():
        before = published.get((person, day), NOTHING)
        changes[person][str(day)] = [in_short(before, day), in_short(planned, day)]
    audit.record_all(
        audit.entry_for("roster published", people[person], by=by, changes=changed)
        for person, changed in changes.items()
    )


def in_short(planned: Planned, on: dt.date) -> str:
    """`night 17:00-24:00`, for the change log."""
    if planned.starts_at is None or planned.ends_at is None:
        return planned.kind
    return f"{planned.kind} {planned.starts_at:%H:%M}-{clock(planned.ends_at, on)}"


@transaction.atomic
def mark_seen(employee: Employee, *, by: Any) -> int:
    """The person has read what changed on their roster."""
    now = dt.datetime.now()
    seen = ShiftChange.objects.filter(employee=employee, seen_at=None).update(seen_at=now)
    if seen:
        audit.record("roster changes seen", employee, by=by, note=str(seen))
    return seen


# How many are needed


@transaction.atomic
def add_need(need: CoverageNeed, *, by: Any) -> CoverageNeed:
    """Say how many people are needed in certain hours."""
    need.save()
    audit.record("coverage need added", need, by=by)
    return need


@transaction.atomic
def drop_need(need: CoverageNeed, *, by: Any) -> None:
    """Take a need away."""
    audit.record("coverage need removed", need, by=by)
    need.delete()
