"""Which weeks and months are over and want a summary; pure."""

import datetime as dt
from dataclasses import dataclass

from common.dated import DAY
from common.month import Month

# Summaries are written in the morning, when what the night shift did is in the books.
WRITTEN_FROM = dt.time(6)
WEEK, MONTH = "week", "month"


@dataclass(frozen=True)
class Span:
    """A week (Monday to Sunday) or a calendar month."""

    kind: str
    first: dt.date
    last: dt.date

    @property
    def before(self) -> "Span":
        """The one before it."""
        return week_of(self.first - DAY) if self.kind == WEEK else month_of(Month.of(self.first).previous)

    @property
    def since(self) -> dt.datetime:
        return dt.datetime.combine(self.first, dt.time())

    @property
    def until(self) -> dt.datetime:
        """The moment after the last one."""
        return dt.datetime.combine(self.last + DAY, dt.time())


def week_of(day: dt.date) -> Span:
    monday = day - day.weekday() * DAY
    return Span(WEEK, monday, monday + 6 * DAY)


def month_of(month: Month) -> Span:
    return Span(MONTH, month.first, month.last)


def spans_over(now: dt.datetime) -> list[Span]:
    """The last week and the last month that are over; on their first morning only from six o'clock on."""
    day = now.date() if now.time() >= WRITTEN_FROM else now.date() - DAY
    return [week_of(day).before, month_of(Month.of(day)).before]
