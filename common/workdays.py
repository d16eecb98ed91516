"""The calendar of working days: Monday to Friday, less holidays and breaks, and with make-up workdays."""

import datetime as dt
from collections.abc import Iterator

from common.dated import DAY
from common.models import Holiday

# No run of days off is anywhere near as long; a calendar that says otherwise is broken.
LONGEST_BREAK = 60


class Workdays:
    """Working days around some years, read once."""

    def __init__(self) -> None:
        self._kinds = dict(Holiday.objects.values_list("day", "kind"))
        self._confirmed = {
            day.year for day in Holiday.objects.filter(confirmed=True).values_list("day", flat=True)
        }

    def is_workday(self, day: dt.date) -> bool:
        kind = self._kinds.get(day)
        if kind is None:
            return day.weekday() < 5
        return bool(kind == Holiday.Kind.MAKEUP_WORKDAY)

    def is_statutory(self, day: dt.date) -> bool:
        """A day whose work is paid threefold."""
        return self._kinds.get(day) == Holiday.Kind.STATUTORY

    def is_confirmed(self, year: int) -> bool:
        """True where the holidays of the year are the official ones; else weekdays count alone."""
        return year in self._confirmed

    def on_or_before(self, day: dt.date) -> dt.date:
        """The day itself, or the nearest working day before it."""
        return next(one for one in _walk(day, -1) if self.is_workday(one))

    def after(self, day: dt.date, count: int) -> dt.date:
        """The `count`-th working day after a day."""
        coming = (one for one in _walk(day + DAY, 1) if self.is_workday(one))
        found = day
        for _turn in range(count):
            found = next(coming)
        return found

    def count(self, first: dt.date, last: dt.date) -> int:
        """Working days from `first` to `last`, both included."""
        return sum(self.is_workday(first + number * DAY) for number in range((last - first).days + 1))


def _walk(day: dt.date, step: int) -> Iterator[dt.date]:
    """Days one after the other; raises ValueError beyond the longest thinkable break and a few working days."""
    for number in range(10 * LONGEST_BREAK):
        yield day + step * number * DAY
    raise ValueError(f"the calendar has no working day within {10 * LONGEST_BREAK} days of {day}")
