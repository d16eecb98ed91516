"""The roster as a page shows it: people by days, what conflicts, who is missing; a fixed number of queries."""

import datetime as dt
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, pgettext

from attendance import roster_check
from attendance.desk_rates import GroupNumbers
from attendance.models import CoverageNeed, Leave, Shift
from attendance.roster import Books, books_of
from attendance.roster_check import DAY, NOTHING, Away, Planned
from attendance.roster_people import members
from attendance.shifts import clock
from common import locks
from common.month import Month
from common.templatetags.backoffice import WEEKDAYS, colon
from common.templatetags.backoffice import day as whole_day
from staff.models import Employee, Group

CONFLICTS = {
    roster_check.ON_LEAVE: gettext_lazy("on approved leave"),
    roster_check.LEAVE_ASKED: gettext_lazy("has asked for leave"),
    roster_check.NO_REST: gettext_lazy("too many days on without a rest day"),
    roster_check.NIGHT_THEN_DAY: gettext_lazy("day shift after a night shift"),
}
WEEK, MONTH = "week", "month"


@dataclass(frozen=True)
class Span:
    """The days that a roster page shows: a week from Monday, or a month."""

    view: str
    first: dt.date

    @classmethod
    def of(cls, view: str, start: str, today: dt.date) -> "Span":
        """From an address; what is no day there is today."""
        try:
            day = dt.date.fromisoformat(start)
            Month.of(day + 40 * DAY), Month.of(day - 40 * DAY)
        except (ValueError, OverflowError):
            day = today
        if view == MONTH:
            return cls(MONTH, day.replace(day=1))
        return cls(WEEK, day - day.weekday() * DAY)

    @property
    def days(self) -> list[dt.date]:
        count = Month.of(self.first).length if self.view == MONTH else 7
        return [self.first + place * DAY for place in range(count)]

    @property
    def last(self) -> dt.date:
        return self.days[-1]

    @property
    def next(self) -> dt.date:
        return self.last + DAY

    @property
    def previous(self) -> dt.date:
        return Month.of(self.first).previous.first if self.view == MONTH else self.first - 7 * DAY

    @property
    def title(self) -> str:
        if self.view == MONTH:
            return str(Month.of(self.first))
        return f"{whole_day(self.first)} – {whole_day(self.last)}"


@dataclass
class Square:
    """One person's day in the grid."""

    on: dt.date
    planned: Planned
    published: Planned
    conflicts: list[str]
    is_locked: bool = False
    is_employed: bool = True

    @property
    def is_draft(self) -> bool:
        return self.planned != self.published

    @property
    def letter(self) -> str:
        return LETTERS[self.planned.kind]() if self.planned.kind in LETTERS else ""

    @property
    def times(self) -> str:
        planned = self.planned
        if planned.starts_at is None or planned.ends_at is None:
            return ""
        return f"{planned.starts_at:%H:%M}–{clock(planned.ends_at, self.on)}"

    @property
    def css(self) -> str:
        parts = [f"is-{self.planned.kind}"]
        for name, holds in (
            ("is-draft", self.is_draft),
            ("is-locked", self.is_locked),
            ("has-conflict", bool(self.conflicts)),
            ("is-gone", not self.is_employed),
        ):
            if holds:
                parts.append(name)
        return " ".join(parts)

    @property
    def says(self) -> str:
        """The day in words, for a screen reader and on hover."""
        parts = [day_words(self.on), planned_words(self.planned, self.on)]
        if self.is_draft:
            parts.append(_("draft; published: %(what)s") % {"what": planned_words(self.published, self.on)})
        parts += [str(CONFLICTS[code]) for code in self.conflicts]
        return " · ".join(parts)


LETTERS = {
    "day": lambda: pgettext("roster square", "D"),
    "night": lambda: pgettext("roster square", "N"),
    "off": lambda: pgettext("roster square", "R"),
}


def day_words(day: dt.date) -> str:
    return f"{day:%m-%d} {WEEKDAYS[day.weekday()]}"


def planned_words(planned: Planned, on: dt.date) -> str:
    """`day shift 08:00–17:00`, `rest day`, `not rostered`."""
    if planned.kind == "none":
        return _("not rostered")
    label = str(Shift.Kind(planned.kind).label)
    if planned.starts_at is None or planned.ends_at is None:
        return label
    return f"{label} {planned.starts_at:%H:%M}–{clock(planned.ends_at, on)}"


@dataclass
class PersonRow:
    """One person's days."""

    person: Employee
    squares: list[Square]

    @property
    def worked(self) -> int:
        return sum(square.planned.is_work for square in self.squares)

    @property
    def nights(self) -> int:
        return sum(square.planned.kind == "night" for square in self.squares)


@dataclass
class DayHead:
    """The head and the foot of a day: how many work, and who is missing."""

    on: dt.date
    weekday: str
    at_day: int = 0
    at_night: int = 0
    missing: list[str] = field(default_factory=list)
    is_today: bool = False
    is_weekend: bool = False


@dataclass
class Grid:
    """A roster of some people for some days."""

    span: Span
    heads: list[DayHead]
    rows: list[PersonRow]
    drafts: int
    coverage: list["CoverageDay"]
    # How many days on the rule book allows; 0 for who only reads.
    days_on: int = 0

    @property
    def hours(self) -> list[int]:
        """From the first hour in which somebody is planned or needed to the last; all where nobody is."""
        busy = [one.hour for day in self.coverage for one in day.hours if one.planned or one.needed]
        return list(range(min(busy), max(busy) + 1)) if busy else list(range(24))

    @property
    def troubles(self) -> list[str]:
        """Every conflict of today and later in words: what is past can no longer be planned better."""
        return [*self._missing(), *self._of_people()]

    def _missing(self) -> Iterator[str]:
        for head in self.heads:
            for what in head.missing if head.on >= dt.date.today() else ():
                yield f"{day_words(head.on)}{colon()}{what}"

    def _of_people(self) -> Iterator[str]:
        for row in self.rows:
            for square in row.squares:
                for code in square.conflicts if square.on >= dt.date.today() else ():
                    yield f"{row.person.name} {day_words(square.on)}{colon()}{CONFLICTS[code]}"


@dataclass(frozen=True)
class CoverageHour:
    """Planned heads of an hour against those needed."""

    hour: int
    planned: int
    needed: int

    @property
    def css(self) -> str:
        if not self.needed:
            return "is-free" if not self.planned else "is-met"
        return "is-short" if self.planned < self.needed else "is-met"


@dataclass(frozen=True)
class CoverageDay:
    on: dt.date
    weekday: str
    hours: list[CoverageHour]


def grid_of(group: Group | None, span: Span, *, with_drafts: bool) -> Grid:
    """The grid of a group; as many queries, however many people and days. Makers see drafts and conflicts."""
    people = list(members(group, span.first, span.last))
    ids = [one.pk for one in people]
    most = days_on(group, span.first) if with_drafts else 0
    books = books_of(ids, span.first - (most + 1) * DAY, span.last, with_drafts=with_drafts)
    plans = books.plans(with_drafts)
    away = leave_of(ids, span) if with_drafts else {}
    border = locks.locked_through()
    wrong = {
        pk: roster_check.conflicts(plans.get(pk, {}), away.get(pk, []), span.first, span.last, most)
        for pk in (ids if with_drafts else ())
    }
    rows = [_row(one, plans.get(one.pk, {}), books, wrong.get(one.pk, {}), span, border) for one in people]
    planned = [(plans.get(pk, {}).values(), away.get(pk, [])) for pk in ids]
    coverage = coverage_of(group, span, planned)
    heads = [_head(day, rows, place, coverage, with_drafts) for place, day in enumerate(span.days)]
    drafts = sum(1 for _person, day in books.drafts if span.first <= day <= span.last)
    return Grid(span, heads, rows, drafts, coverage, most)


def days_on(group: Group | None, day: dt.date) -> int:
    """How many days on the rule book of a group allows before a rest day."""
    return GroupNumbers(day).roster(group.pk if group else None).most_days_on


def _row(
    person: Employee,
    plan: roster_check.Plan,
    books: Books,
    wrong: Mapping[dt.date, list[str]],
    span: Span,
    border: Month | None,
) -> PersonRow:
    squares = [
        Square(
            day,
            plan.get(day, NOTHING),
            books.published.get((person.pk, day), NOTHING),
            wrong.get(day, []),
            is_locked=border is not None and Month.of(day) <= border,
            is_employed=person.is_employed_on(day),
        )
        for day in span.days
    ]
    return PersonRow(person, squares)


def leave_of(people: Sequence[int], span: Span) -> dict[int, list[Away]]:
    """{person: leave} that touches the days, approved or asked for."""
    since = dt.datetime.combine(span.first - 7 * DAY, dt.time())
    until = dt.datetime.combine(span.last + 2 * DAY, dt.time())
    rows = Leave.objects.filter(
        employee__in=people,
        status__in=(Leave.Status.APPROVED, Leave.Status.PENDING),
        ends_at__gt=since,
        starts_at__lt=until,
    )
    found: dict[int, list[Away]] = {}
    for person, start, end, status in rows.values_list("employee_id", "starts_at", "ends_at", "status"):
        found.setdefault(person, []).append(Away(start, end, status == Leave.Status.APPROVED))
    return found


def coverage_of(group: Group | None, span: Span, planned: Any) -> list[CoverageDay]:
    """Planned heads an hour against need an hour, day by day."""
    needs = list(CoverageNeed.objects.filter(group=group)) if group else []
    counted = roster_check.heads(planned, span.days)
    return [
        CoverageDay(
            day,
            str(WEEKDAYS[day.weekday()]),
            [CoverageHour(hour, counted[day][hour], needed(needs, day, hour)) for hour in range(24)],
        )
        for day in span.days
    ]


def needed(needs: Sequence[CoverageNeed], day: dt.date, hour: int) -> int:
    """The need of the weekday itself goes before the need of every day."""
    of_hour = [need for need in needs if need.from_hour <= hour < need.to_hour]
    own = [need.heads for need in of_hour if need.weekday == day.weekday()]
    every = [need.heads for need in of_hour if need.weekday == CoverageNeed.Weekday.EVERY]
    return max(own or every, default=0)


def _head(
    day: dt.date, rows: Sequence[PersonRow], place: int, coverage: Sequence[CoverageDay], checked: bool
) -> DayHead:
    kinds = [row.squares[place] for row in rows]
    present = [one for one in kinds if roster_check.ON_LEAVE not in one.conflicts]
    head = DayHead(
        day,
        str(WEEKDAYS[day.weekday()]),
        at_day=sum(one.planned.kind == "day" for one in present),
        at_night=sum(one.planned.kind == "night" for one in present),
        is_today=day == dt.date.today(),
        is_weekend=day.weekday() >= 5,
    )
    if checked and any(one.planned.kind != "none" for one in kinds):
        head.missing = list(_missing(head, coverage[place]))
    return head


def _missing(head: DayHead, coverage: CoverageDay) -> Iterator[str]:
    """Nobody on a shift, or fewer than needed. Where a need is entered, it says which hours matter."""
    short = [hour for hour in coverage.hours if hour.planned < hour.needed]
    if any(hour.needed for hour in coverage.hours):
        if short:
            yield _("too few people from %(from)s:00 to %(to)s:00") % {
                "from": short[0].hour,
                "to": short[-1].hour + 1,
            }
        return
    if not head.at_day:
        yield _("nobody on the day shift")
    if not head.at_night:
        yield _("nobody on the night shift")
