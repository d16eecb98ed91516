"""Pure: hours of service, pauses and due times. No Django, no database, no clock of its own.

A calendar says in which periods of a day customers are served. A clock uses up its target only inside those periods
and only while it runs; `due` is the moment at which it would be used up.
"""

import datetime as dt
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace

from common.dated import in_force

DAY = dt.timedelta(days=1)
MIDNIGHT = dt.time()
MINUTES_A_DAY = 24 * 60
# A calendar without an open period for so long is a mistake, not a calendar.
FARTHEST = 400

Period = tuple[
    int, int
]  # minutes after midnight, from (included) to (not included); 1440 is the next midnight
Periods = tuple[Period, ...]
Week = tuple[Periods, Periods, Periods, Periods, Periods, Periods, Periods]  # Monday first


class NotPeriods(ValueError):
    """A text that does not say periods of a day."""


class NeverOpen(Exception):
    """No period of the calendar is open within a year."""


@dataclass(frozen=True)
class Calendar:
    """Periods for each weekday, and other ones for single days (a holiday has none).

    `later` are weeks that take the place of `week` from a day on, in order of that day.
    """

    week: Week
    special: Mapping[dt.date, Periods] = field(default_factory=dict)
    later: tuple[tuple[dt.date, Week], ...] = ()

    def periods(self, day: dt.date) -> Periods:
        week = (in_force(self.later, day) if self.later else None) or self.week
        return self.special.get(day, week[day.weekday()])

    def spans(self, since: dt.datetime) -> Iterator[tuple[dt.datetime, dt.datetime]]:
        """The open spans from a moment on, in order, until FARTHEST closed days follow one another."""
        day, closed = since.date(), 0
        while closed < FARTHEST:
            midnight = dt.datetime.combine(day, MIDNIGHT)
            spans = [_on(midnight, period) for period in self.periods(day)]
            yield from ((max(first, since), last) for first, last in spans if last > since)
            closed = 0 if spans else closed + 1
            day += DAY

    def seconds_between(self, since: dt.datetime, until: dt.datetime) -> int:
        """Open seconds in [since, until)."""
        total = dt.timedelta()
        if until <= since:
            return 0
        for first, last in self.spans(since):
            if first >= until:
                break
            total += min(last, until) - first
        return int(total.total_seconds())

    def after(self, since: dt.datetime, seconds: int) -> dt.datetime:
        """The moment at which so many open seconds have passed; inside or at the end of a period. Raises NeverOpen."""
        left = dt.timedelta(seconds=max(seconds, 0))
        for first, last in self.spans(since):
            if last - first >= left:
                return first + left
            left -= last - first
        raise NeverOpen


def _on(midnight: dt.datetime, period: Period) -> tuple[dt.datetime, dt.datetime]:
    return midnight + dt.timedelta(minutes=period[0]), midnight + dt.timedelta(minutes=period[1])


def read_periods(text: str) -> Periods:
    """Read `08:00-12:00,13:00-24:00`; '' is a closed day. Raises NotPeriods with what is wrong with it."""
    parts = [part.strip() for part in text.replace("，", ",").split(",") if part.strip()]
    periods = tuple(_read_period(part) for part in parts)
    for before, after in zip(periods, periods[1:], strict=False):
        if after[0] < before[1]:
            raise NotPeriods(text)
    return periods


def _read_period(text: str) -> Period:
    first, dash, last = text.replace("：", ":").replace("–", "-").partition("-")
    period = _read_minutes(first), _read_minutes(last)
    if not dash or period[0] >= period[1]:
        raise NotPeriods(text)
    return period


def _read_minutes(text: str) -> int:
    hours, colon, minutes = text.strip().partition(":")
    if not (colon and hours.isdecimal() and minutes.isdecimal() and len(minutes) == 2 and int(minutes) < 60):
        raise NotPeriods(text)
    total = int(hours) * 60 + int(minutes)
    if total > MINUTES_A_DAY:
        raise NotPeriods(text)
    return total


def read_week(texts: Sequence[str]) -> Calendar:
    """A calendar of seven texts, Monday first."""
    monday, tuesday, wednesday, thursday, friday, saturday, sunday = map(read_periods, texts)
    return Calendar((monday, tuesday, wednesday, thursday, friday, saturday, sunday))


def in_periods(moment: dt.datetime, periods: Periods) -> bool:
    """Whether a moment lies in one of the periods of its day; one that goes over midnight is written as two."""
    minutes = moment.hour * 60 + moment.minute
    return any(first <= minutes < last for first, last in periods)


@dataclass(frozen=True)
class Clock:
    """A target in open seconds, what is used of it, and since when it runs (None: paused)."""

    target: int
    used: int = 0
    running_since: dt.datetime | None = None

    def used_by(self, calendar: Calendar, now: dt.datetime) -> int:
        """Open seconds that have been used by now."""
        running = calendar.seconds_between(self.running_since, now) if self.running_since else 0
        return self.used + running

    def due(self, calendar: Calendar) -> dt.datetime | None:
        """When the target is used up; None while paused. Already used up: the moment from which it runs."""
        if self.running_since is None:
            return None
        return calendar.after(self.running_since, self.target - self.used)

    def paused(self, calendar: Calendar, now: dt.datetime) -> "Clock":
        return replace(self, used=self.used_by(calendar, now), running_since=None)

    def resumed(self, now: dt.datetime) -> "Clock":
        return self if self.running_since else replace(self, running_since=now)

    def retargeted(self, target: int) -> "Clock":
        """Another target; what has been waited already stays waited."""
        return replace(self, target=target)
