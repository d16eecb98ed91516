"""The usual times of the shifts, from the rule book of a person's group."""

import datetime as dt
from collections.abc import Mapping

from common.month import Month
from staff.models import GroupTerms, RuleBook, Terms
from staff.rulebooks import numbers_in_force

Times = tuple[dt.timedelta, dt.timedelta]
# Where a rule book does not say: rules.md section 3.
USUAL = {
    "day_shift_start": "08:00",
    "day_shift_end": "17:00",
    "night_shift_start": "17:00",
    "night_shift_end": "24:00",
}


def usual_times(kind: str, numbers: Mapping[str, str] | None = None) -> Times:
    """Start and end of a `day` or `night` shift as spans since midnight, under a rule book's numbers."""
    said = USUAL | {name: value for name, value in (numbers or {}).items() if name in USUAL}
    start, end = (span_of(said[f"{kind}_shift_{side}"]) for side in ("start", "end"))
    return start, end if end > start else end + dt.timedelta(days=1)


def span_of(text: str) -> dt.timedelta:
    """`08:00` as the span since midnight; `24:00` is the next one."""
    hours, _colon, minutes = text.partition(":")
    return dt.timedelta(hours=int(hours), minutes=int(minutes or 0))


def clock(moment: dt.datetime, on: dt.date) -> str:
    """`17:00`; midnight at the end of the day is 24:00, as the shift is spoken of."""
    midnight = dt.datetime.combine(on + dt.timedelta(days=1), dt.time())
    return "24:00" if moment == midnight else f"{moment:%H:%M}"


class UsualTimes:
    """The usual times for each person and day; reads terms and rule books once, a month's numbers once."""

    def __init__(self) -> None:
        self.groups: dict[int, list[tuple[dt.date, int | None]]] = {}
        for person, since, group in Terms.objects.order_by("valid_from").values_list(
            "employee", "valid_from", "group"
        ):
            self.groups.setdefault(person, []).append((since, group))
        self.books: dict[int, list[tuple[dt.date, int | None]]] = {}
        for group, since, book in GroupTerms.objects.order_by("valid_from").values_list(
            "group", "valid_from", "rulebook"
        ):
            self.books.setdefault(group, []).append((since, book))
        self.default = RuleBook.objects.filter(is_default=True).values_list("pk", flat=True).first()
        self.months: dict[Month, dict[int, dict[str, str]]] = {}
        self.known: dict[tuple[int | None, Month, str], Times] = {}

    def of(self, person: int, day: dt.date, kind: str) -> Times:
        """Start and end of a shift of a kind that begins on a day."""
        book = self._book(person, day) or self.default
        month = Month.of(day)
        place = book, month, kind
        if place not in self.known:
            if month not in self.months:
                self.months[month] = numbers_in_force(month)
            self.known[place] = usual_times(kind, self.months[month].get(book) if book else None)
        return self.known[place]

    def _book(self, person: int, day: dt.date) -> int | None:
        group = _last(self.groups.get(person, []), day)
        return _last(self.books.get(group, []), day) if group else None


def _last(rows: list[tuple[dt.date, int | None]], day: dt.date) -> int | None:
    found = None
    for since, value in rows:
        if since <= day:
            found = value
    return found
