"""Punches + shift + leave → one reading of a shift; pure.

Source: company rules, rules.md section 3.
"""

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass, field
from decimal import Decimal
from fractions import Fraction
from typing import NamedTuple

from common.dated import number, words
from common.kept import kept

HOUR = dt.timedelta(hours=1)
MINUTE = dt.timedelta(minutes=1)
NOTHING = Fraction(0)
WHOLE = Fraction(1)
Moments = Sequence[dt.datetime]


@dataclass(frozen=True)
class ReadingRates:
    """The numbers that the reading of a shift takes from the rule book."""

    window_before_hours: int = number(words("punches count before a shift"), words("hours"))
    window_after_hours: int = number(words("punches count after a shift"), words("hours"))
    same_punch_minutes: int = number(words("two punches closer than this are one"), words("minutes"))
    handover_minutes: int = number(words("arrive before the shift"), words("minutes"))
    early_mode: str = number(
        words("early leave is counted"), words("per_minute or tiered"), ("per_minute", "tiered")
    )
    early_tier_minutes: int = number(words("early leave counts as absence beyond"), words("minutes"))

    @kept
    def reach(self) -> tuple[dt.timedelta, dt.timedelta]:
        """How long before and after a shift punches count."""
        return self.window_before_hours * HOUR, self.window_after_hours * HOUR

    @kept
    def same_punch(self) -> dt.timedelta:
        return self.same_punch_minutes * MINUTE


class Rostered(NamedTuple):
    """A rostered shift with its times."""

    id: int
    on: dt.date
    starts_at: dt.datetime
    ends_at: dt.datetime


class OnLeave(NamedTuple):
    """Approved leave from a moment to a moment; `paid` is the paid part, 0 to 1."""

    id: int
    starts_at: dt.datetime
    ends_at: dt.datetime
    paid: Fraction


class Reading(NamedTuple):
    """What a shift was: its punches in and out, whole minutes late and early, absent, missed, on leave.

    `unpaid` is the part of the shift (0 to 1) that is not paid.
    """

    shift: Rostered
    punched_in: dt.datetime | None = None
    punched_out: dt.datetime | None = None
    late: int = 0
    early: int = 0
    is_absent: bool = False
    is_missed: bool = False
    is_on_leave: bool = False
    unpaid: Fraction = NOTHING
    leaves: tuple[int, ...] = ()
    # The start as leave has moved it; None where nothing was worked.
    started_at: dt.datetime | None = None

    @property
    def came_early(self) -> int:
        """Whole minutes between the punch in and the start."""
        if self.punched_in is None or self.started_at is None:
            return 0
        return max((self.started_at - self.punched_in) // MINUTE, 0)

    @property
    def is_attended(self) -> bool:
        return not (self.is_absent or self.is_on_leave)

    @property
    def is_noted(self) -> bool:
        """True where the shift changes what is paid."""
        return bool(self.late or self.early or self.is_absent or self.is_missed or self.unpaid)


def windows(shifts: Sequence[Rostered], rates: ReadingRates) -> list[tuple[dt.datetime, dt.datetime]]:
    """From when to when punches belong to each of a person's shifts, which are in order of time.

    Between two shifts that are closer than both reaches together, the middle of the gap divides them. A punch on a
    dividing moment belongs to the earlier shift: the first moment of a window that touches is not in it (see `sort`).
    """
    before, after = rates.reach
    edges: list[tuple[dt.datetime, dt.datetime]] = []
    ended_at: dt.datetime | None = None
    for shift in shifts:
        opens_at = shift.starts_at - before
        if ended_at is not None and opens_at < ended_at + after:
            middle = ended_at + (shift.starts_at - ended_at) / 2
            edges[-1] = (edges[-1][0], min(edges[-1][1], middle))
            opens_at = max(opens_at, middle)
        ended_at = shift.ends_at
        edges.append((opens_at, ended_at + after))
    return edges


def sort_punches(
    shifts: Sequence[Rostered], punches: Moments, rates: ReadingRates
) -> tuple[list[Moments], Moments]:
    """The punches of each shift (both in order of time), and the punches that hang on no shift."""
    spans, unused = _spans(shifts, punches, rates)
    return [punches[start:end] for start, end in spans], unused


def _spans(
    shifts: Sequence[Rostered], punches: Moments, rates: ReadingRates
) -> tuple[list[tuple[int, int]], Moments]:
    """From where to where the punches of each shift stand, and the punches that hang on no shift."""
    found: list[tuple[int, int]] = []
    unused: list[dt.datetime] = []
    since, count = 0, len(punches)
    for first, last in windows(shifts, rates):
        # One after the other: of the two or three punches of a shift none is worth a search.
        start = since
        while start < count and punches[start] < first:
            start += 1
        end = start
        while end < count and punches[end] <= last:
            end += 1
        found.append((start, end))
        if start > since:
            unused += punches[since:start]
        since = end
    return found, unused + list(punches[since:])


def read_shift(shift: Rostered, punches: Moments, leaves: Sequence[OnLeave], rates: ReadingRates) -> Reading:
    """The one reading of a shift, from its own punches and the person's approved leaves."""
    if not leaves:
        return _read_worked(shift, shift.starts_at, shift.ends_at, punches, rates, NOTHING, ())
    touching = [
        leave for leave in leaves if leave.starts_at < shift.ends_at and leave.ends_at > shift.starts_at
    ]
    on_leave, unpaid = _leave_parts(shift, touching)
    ids = tuple(leave.id for leave in touching)
    start, end = cut_by_leave(shift.starts_at, shift.ends_at, touching)
    if start >= end:
        return Reading(shift, is_on_leave=True, unpaid=unpaid, leaves=ids)
    reading = _read_worked(shift, start, end, punches, rates, unpaid, ids)
    return reading._replace(unpaid=unpaid + WHOLE - on_leave) if reading.is_absent else reading


def cut_by_leave(
    start: dt.datetime, end: dt.datetime, leaves: Sequence[OnLeave]
) -> tuple[dt.datetime, dt.datetime]:
    """Move start and end over leave that covers them, until nothing moves; start >= end: wholly on leave."""
    moved = True
    while moved and start < end:
        moved = False
        for leave in leaves:
            if leave.starts_at <= start < leave.ends_at:
                start, moved = leave.ends_at, True
            if leave.starts_at < end <= leave.ends_at:
                end, moved = leave.starts_at, True
    return start, end


def in_and_out(
    start: dt.datetime, end: dt.datetime, punches: Moments, rates: ReadingRates
) -> tuple[dt.datetime | None, dt.datetime | None]:
    """Which punch is *in* and which is *out*; a lone one is *in* up to the middle of the shift."""
    if not punches:
        return None, None
    earliest, latest = punches[0], punches[-1]
    if latest - earliest >= rates.same_punch:
        return earliest, latest
    return (earliest, None) if earliest <= start + (end - start) / 2 else (None, latest)


def _read_worked(
    shift: Rostered,
    start: dt.datetime,
    end: dt.datetime,
    punches: Moments,
    rates: ReadingRates,
    unpaid: Fraction,
    leaves: tuple[int, ...],
) -> Reading:
    punched_in, punched_out = in_and_out(start, end, punches, rates)
    if punched_in is None and punched_out is None:
        return Reading(shift, is_absent=True, unpaid=WHOLE, leaves=leaves)
    late = (punched_in - start) // MINUTE if punched_in and punched_in > start else 0
    early = (end - punched_out) // MINUTE if punched_out and punched_out < end else 0
    if early > rates.early_tier_minutes and rates.early_mode == "tiered":
        return Reading(shift, punched_in, punched_out, is_absent=True, unpaid=WHOLE, leaves=leaves)
    is_missed = punched_in is None or punched_out is None
    return Reading(
        shift, punched_in, punched_out, late, early, False, is_missed, False, unpaid, leaves, start
    )


def _leave_parts(shift: Rostered, leaves: Sequence[OnLeave]) -> tuple[Fraction, Fraction]:
    """(part of the shift on leave, part of it that is unpaid leave)."""
    length = shift.ends_at - shift.starts_at
    on_leave = unpaid = NOTHING
    for leave in leaves:
        covered = min(leave.ends_at, shift.ends_at) - max(leave.starts_at, shift.starts_at)
        part = Fraction(covered // dt.timedelta.resolution, length // dt.timedelta.resolution)
        on_leave += part
        unpaid += part * (WHOLE - leave.paid)
    return on_leave, unpaid


def read_shifts(
    shifts: Sequence[Rostered], punches: Moments, leaves: Sequence[OnLeave], rates: ReadingRates
) -> tuple[list[Reading], Moments]:
    """Readings of one person's shifts, and the punches that hang on no shift.

    `shifts` and `punches` are in order of time and include the neighbours of the days asked for, because neighbours
    divide punches between them.
    """
    hung, unused = sort_punches(shifts, punches, rates)
    return [read_shift(shift, own, leaves, rates) for shift, own in zip(shifts, hung, strict=True)], unused


@dataclass
class Attended:
    """A person's shifts of some days: how many, how many of them attended, and the readings that pay looks at."""

    rostered: int = 0
    attended: int = 0
    noted: list[Reading] = field(default_factory=list)
    unused: Moments = ()


def attendance_of(
    shifts: Sequence[Rostered],
    punches: Moments,
    leaves: Sequence[OnLeave],
    rates: ReadingRates,
    days: tuple[dt.date, dt.date],
    ended_by: dt.datetime = dt.datetime.max,
) -> Attended:
    """What `read_shifts` says of the shifts from one of two days to the other that have ended by a moment.

    There is no reading of a shift that is as rostered, and nearly every one of a hundred thousand is: somebody came
    before it began and left after it had ended.
    """
    spans, unused = _spans(shifts, punches, rates)
    first, last = days
    rostered = as_rostered = 0
    noted: list[Reading] = []
    for shift, (start, end) in zip(shifts, spans, strict=True):
        _id, on, starts_at, ends_at = shift
        if not first <= on <= last or ends_at > ended_by:
            continue
        rostered += 1
        if start < end and not leaves:
            earliest, latest = punches[start], punches[end - 1]
            if earliest <= starts_at and latest >= ends_at and latest - earliest >= rates.same_punch:
                as_rostered += 1
                continue
        noted.append(read_shift(shift, punches[start:end], leaves, rates))
    attended = as_rostered + sum(1 for reading in noted if reading.is_attended)
    return Attended(rostered, attended, [reading for reading in noted if reading.is_noted], unused)


@dataclass(frozen=True)
class LeaveRates:
    """The paid part of each kind of leave, 0 to 1."""

    leave_paid_personal: Decimal = number(words("personal leave, paid part"), words("part of the day"))
    leave_paid_sick: Decimal = number(words("sick leave, paid part"), words("part of the day"))
    leave_paid_injury: Decimal = number(words("work injury leave, paid part"), words("part of the day"))
    leave_paid_annual: Decimal = number(words("annual leave, paid part"), words("part of the day"))
    leave_paid_marriage: Decimal = number(words("marriage leave, paid part"), words("part of the day"))
    leave_paid_maternity: Decimal = number(words("maternity leave, paid part"), words("part of the day"))
    leave_paid_bereavement: Decimal = number(words("bereavement leave, paid part"), words("part of the day"))
    leave_paid_compensatory: Decimal = number(
        words("compensatory leave, paid part"), words("part of the day")
    )

    def paid(self, kind: str) -> Fraction:
        """The paid part of a kind of leave."""
        return Fraction(getattr(self, f"leave_paid_{kind}"))


@dataclass(frozen=True)
class ShiftRates:
    """The usual times of the shifts, as 08:00; 24:00 is the next day's midnight."""

    day_shift_start: str = number(words("day shift starts"), words("time"))
    day_shift_end: str = number(words("day shift ends"), words("time"))
    night_shift_start: str = number(words("night shift starts"), words("time"))
    night_shift_end: str = number(words("night shift ends"), words("time"))
