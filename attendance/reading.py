"""The readings of people's shifts in a month, from their records as they stand; nothing is stored, so nothing is stale.

The same pure reading (attendance/worktime.py) under the same rule book as pay: that of the person's group at the end
of the month.
"""

import datetime as dt
from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass
from typing import Any

from attendance.models import Shift
from attendance.records import Records, records_of
from attendance.worktime import (
    MINUTE,
    LeaveRates,
    OnLeave,
    Reading,
    ReadingRates,
    read_shifts,
    sort_punches,
    windows,
)
from common.dated import in_force, read_numbers
from common.lookups import Keys
from common.month import Month
from staff.models import Employee, GroupTerms, Terms
from staff.rulebooks import default_book, numbers_in_force


@dataclass(frozen=True)
class Read:
    """One reading with what it was made from."""

    kind: str
    reading: Reading
    punches: Sequence[dt.datetime]
    window: tuple[dt.datetime, dt.datetime]
    leaves: Sequence[tuple[int, str, dt.datetime, dt.datetime]]
    rates: ReadingRates
    leave_rates: LeaveRates

    @property
    def on(self) -> dt.date:
        return self.reading.shift.on

    @property
    def stayed(self) -> int:
        """Whole minutes after the end of a night shift, which goes on while customers are served."""
        out = self.reading.punched_out
        if self.kind != Shift.Kind.NIGHT or out is None:
            return 0
        return int(max((out - self.reading.shift.ends_at) // MINUTE, 0))

    @property
    def came_early_enough(self) -> bool:
        """Whether the handover could begin in time; shown, not fined."""
        return self.reading.punched_in is None or self.reading.came_early >= self.rates.handover_minutes

    def is_open(self, now: dt.datetime) -> bool:
        """True while a missing punch may still come."""
        reading = self.reading
        if now < reading.shift.starts_at:
            return True
        return (reading.is_absent or reading.is_missed) and now <= self.window[1]

    @property
    def marks(self) -> list[str]:
        """What the shift was, by code: absent, leave, missed, late, early; none for an ordinary one."""
        reading = self.reading
        found = [
            ("absent", reading.is_absent),
            ("leave", reading.is_on_leave),
            ("missed", reading.is_missed),
            ("late", reading.late > 0),
            ("early", reading.early > 0 and not reading.is_absent),
            ("part", bool(reading.leaves) and not reading.is_on_leave and not reading.is_absent),
        ]
        return [name for name, holds in found if holds]


class MonthBooks:
    """Which rule book's numbers hold for each person in a month; four queries, however many people."""

    def __init__(self, month: Month, people: Collection[int]) -> None:
        self.month = month
        self.default = default_book().pk
        self.numbers = numbers_in_force(month)
        self.terms = _dated(
            Terms.objects.filter(employee__among=people, valid_from__lte=month.last),
            "employee_id",
            "group_id",
        )
        self.books = _dated(GroupTerms.objects.all(), "group_id", "rulebook_id")
        self.rates: dict[int, tuple[ReadingRates, LeaveRates]] = {}

    def of(self, person: Employee) -> tuple[ReadingRates, LeaveRates]:
        """The person's numbers; those that a group's book lacks are the company's."""
        end = min(person.left_on or self.month.last, self.month.last)
        rows = self.terms.get(person.pk, [])
        group = in_force(rows, end) or (rows[0][1] if rows else None)
        book = (in_force(self.books.get(group, []), end) if group else None) or self.default
        if book not in self.rates:
            numbers = self.numbers.get(self.default, {}) | self.numbers.get(book, {})
            self.rates[book] = read_numbers(ReadingRates, numbers), read_numbers(LeaveRates, numbers)
        return self.rates[book]


def _dated(rows: Any, key: str, value: str) -> dict[int, list[tuple[dt.date, Any]]]:
    found: dict[int, list[tuple[dt.date, Any]]] = {}
    for owner, since, held in rows.order_by("valid_from").values_list(key, "valid_from", value):
        found.setdefault(owner, []).append((since, held))
    return found


def readings(
    people: Sequence[Employee], month: Month, first: dt.date | None = None, last: dt.date | None = None
) -> dict[int, list[Read]]:
    """{person: readings in order of day} of a month, or of a part of it, on days of employment."""
    first, last = first or month.first, last or month.last
    ids = [person.pk for person in people]
    keys = Keys(ids)
    records = records_of(keys, first, last)
    books = MonthBooks(month, ids)
    shifts = Shift.objects.filter(employee__among=keys, on__gte=first, on__lte=last)
    kinds = dict(shifts.values_list("pk", "kind"))
    return {
        person.pk: [
            one
            for one in _read(records.get(person.pk, Records()), kinds, *books.of(person))
            if first <= one.on <= last and person.is_employed_on(one.on)
        ]
        for person in people
    }


def _read(
    records: Records, kinds: dict[int, str], rates: ReadingRates, leave_rates: LeaveRates
) -> Iterator[Read]:
    leaves = [OnLeave(pk, start, end, leave_rates.paid(kind)) for pk, kind, start, end in records.leaves]
    made, _unused = read_shifts(records.shifts, records.punches, leaves, rates)
    hung, _unused = sort_punches(records.shifts, records.punches, rates)
    for reading, own, window in zip(made, hung, windows(records.shifts, rates), strict=True):
        touching = [leave for leave in records.leaves if leave[0] in reading.leaves]
        yield Read(kinds.get(reading.shift.id, ""), reading, list(own), window, touching, rates, leave_rates)


def reading_of(shift: Shift) -> Read | None:
    """The reading of one shift; None for a rest day, or on a day without employment."""
    found = readings([shift.employee], Month.of(shift.on), shift.on, shift.on)[shift.employee_id]
    return next((one for one in found if one.reading.shift.id == shift.pk), None)
