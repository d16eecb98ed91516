"""The month sheet: a person a row, a day a column, totals; from the readings, with a fixed number of queries."""

import datetime as dt
from collections.abc import Callable, Sequence
from dataclasses import dataclass

from django.utils.translation import gettext as _
from django.utils.translation import pgettext

from attendance.models import Shift
from attendance.reading import Read, readings
from attendance.reading_words import verdict
from common.month import Month
from common.templatetags.backoffice import WEEKDAYS
from staff.models import Employee

SIGNS: dict[str, Callable[[Read], str]] = {
    "absent": lambda read: pgettext("month sheet", "A"),
    "leave": lambda read: pgettext("month sheet", "L"),
    "missed": lambda read: pgettext("month sheet", "M"),
    "late": lambda read: pgettext("month sheet", "+%s") % read.reading.late,
    "early": lambda read: pgettext("month sheet", "−%s") % read.reading.early,
    "part": lambda read: pgettext("month sheet", "l"),
}


@dataclass(frozen=True)
class SheetSquare:
    """A day of a person: signs, the state for its colour, the reading in words, the shift behind it."""

    on: dt.date
    signs: str = ""
    css: str = ""
    says: str = ""
    shift: int | None = None


@dataclass(frozen=True)
class SheetRow:
    """A person's month."""

    person: Employee
    squares: Sequence[SheetSquare]
    reads: Sequence[Read]

    def _count(self, mark: str) -> int:
        return sum(mark in read.marks for read in self.reads)

    @property
    def totals(self) -> list[int]:
        """Shifts, attended, late (times, minutes), early (times, minutes), missed, absent, on leave."""
        return [
            len(self.reads),
            sum(read.reading.is_attended for read in self.reads),
            self._count("late"),
            sum(read.reading.late for read in self.reads),
            self._count("early"),
            sum(read.reading.early for read in self.reads),
            self._count("missed"),
            self._count("absent"),
            self._count("leave"),
        ]


def total_heads() -> list[str]:
    return [
        _("Shifts"),
        _("Attended"),
        _("Late"),
        _("Minutes late"),
        _("Left early"),
        _("Minutes early"),
        _("Missed punches"),
        _("Absent"),
        _("On leave"),
    ]


def legend() -> list[str]:
    """What the signs mean."""
    return [
        "✓ " + pgettext("reading", "in order"),
        _("+7: 7 minutes late"),
        _("−7: left 7 minutes early"),
        _("M: missed punch"),
        _("A: absent"),
        _("L: on leave (l: partly)"),
        _("R: rest day"),
        _("·: not over yet"),
    ]


def sheet_of(people: Sequence[Employee], month: Month) -> list[SheetRow]:
    """The rows of these people. Shifts whose punches may still come are shown, and not counted."""
    now = dt.datetime.now()
    read = readings(people, month)
    off = set(
        Shift.objects.filter(
            employee__in=people, on__gte=month.first, on__lte=month.last, kind=Shift.Kind.OFF
        ).values_list("employee_id", "on")
    )
    return [_row(person, read[person.pk], off, month, now) for person in people]


def _row(
    person: Employee, reads: Sequence[Read], off: set[tuple[int, dt.date]], month: Month, now: dt.datetime
) -> SheetRow:
    by_day = {read.on: read for read in reads}
    squares = [_square(person, day, by_day.get(day), off, now) for day in month.days()]
    return SheetRow(person, squares, [read for read in reads if not read.is_open(now)])


def _square(
    person: Employee, day: dt.date, read: Read | None, off: set[tuple[int, dt.date]], now: dt.datetime
) -> SheetSquare:
    if read is None:
        resting = (person.pk, day) in off
        sign = pgettext("roster square", "R") if resting else ""
        return SheetSquare(day, sign, "is-off" if resting else "", _("rest day") if resting else "")
    shift = read.reading.shift.id
    if read.is_open(now):
        return SheetSquare(day, "·", "is-open", _("not over yet"), shift)
    signs = " ".join(SIGNS[mark](read) for mark in read.marks)
    worst = read.marks[0] if read.marks else "fine"
    return SheetSquare(day, signs or "✓", f"is-{worst}", verdict(read), shift)


def day_heads(month: Month) -> list[tuple[dt.date, str, bool]]:
    """Each day with its weekday, and whether it is a Saturday or Sunday."""
    return [(day, str(WEEKDAYS[day.weekday()]), day.weekday() >= 5) for day in month.days()]
