"""A reading explained in words: which punches, which leave, which minute."""

import datetime as dt
from collections.abc import Iterator
from typing import NamedTuple

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, pgettext, pgettext_lazy

from attendance.models import Leave
from attendance.reading import Read
from attendance.roster_check import Planned
from attendance.roster_grid import planned_words
from attendance.shifts import clock as short
from attendance.worktime import NOTHING, OnLeave, cut_by_leave

MARKS = {
    "absent": pgettext_lazy("reading", "absent"),
    "leave": pgettext_lazy("reading", "on leave"),
    "missed": pgettext_lazy("reading", "missed punch"),
    "late": pgettext_lazy("reading", "late"),
    "early": pgettext_lazy("reading", "left early"),
    "part": pgettext_lazy("reading", "partly on leave"),
}
MINUTES = gettext_lazy("%(minutes)s min")


class Step(NamedTuple):
    """One step of the explanation: what was looked at, and what follows."""

    what: str
    says: str


def shift_words(read: Read) -> str:
    shift = read.reading.shift
    return planned_words(Planned(read.kind or "day", shift.starts_at, shift.ends_at), shift.on)


def steps(read: Read) -> Iterator[Step]:
    """From the rostered shift to the reading, each step with its moments."""
    yield Step(_("Shift"), shift_words(read))
    yield from _leave_steps(read)
    yield from _punch_steps(read)
    yield from _minute_steps(read)
    yield Step(_("Reading"), verdict(read))
    if read.reading.unpaid:
        part = read.reading.unpaid
        says = f"{part.numerator}/{part.denominator}" if part != 1 else "1"
        yield Step(_("Unpaid"), _("%(part)s of a day") % {"part": says})


def _leave_steps(read: Read) -> Iterator[Step]:
    shift = read.reading.shift
    for _pk, kind, start, end in read.leaves:
        label = str(Leave.Kind(kind).label)
        yield Step(_("Approved leave"), f"{label} {start:%m-%d %H:%M} – {_day_and_end(end)}")
    start, end = _cut(read)
    if read.leaves and start < end and (start, end) != (shift.starts_at, shift.ends_at):
        says = _("The leave cuts the shift: it counts from %(start)s to %(end)s.")
        yield Step(_("Cut by leave"), says % {"start": f"{start:%H:%M}", "end": short(end, read.on)})


def _cut(read: Read) -> tuple[dt.datetime, dt.datetime]:
    shift = read.reading.shift
    spans = [_span(start, end) for _pk, _kind, start, end in read.leaves]
    return cut_by_leave(shift.starts_at, shift.ends_at, spans)


def _span(start: dt.datetime, end: dt.datetime) -> OnLeave:
    return OnLeave(0, start, end, NOTHING)


def _punch_steps(read: Read) -> Iterator[Step]:
    first, last = read.window
    moments = ", ".join(f"{punch:%H:%M:%S}" for punch in read.punches) or _("none")
    span = _("from %(first)s to %(last)s") % {"first": f"{first:%m-%d %H:%M}", "last": f"{last:%m-%d %H:%M}"}
    yield Step(_("Punches of the shift"), f"{moments} ({span})")
    if read.reading.is_on_leave or not read.punches:
        return
    came, went = read.reading.punched_in, read.reading.punched_out
    if came and went:
        says = _("Earliest %(came)s, latest %(went)s: at least %(minutes)s minutes apart, so in and out.")
        says %= {"came": clock(came), "went": clock(went), "minutes": read.rates.same_punch_minutes}
    else:
        start, end = _cut(read)
        middle = clock(start + (end - start) / 2)
        if came:
            says = _(
                "Only one: %(came)s is not after the middle of the shift (%(middle)s), so in; out is missing."
            )
            says %= {"came": clock(came), "middle": middle}
        else:
            says = _(
                "Only one: %(went)s is after the middle of the shift (%(middle)s), so out; in is missing."
            )
            says %= {"went": clock(went), "middle": middle}
    yield Step(_("In and out"), says)


def clock(moment: dt.datetime | None) -> str:
    return f"{moment:%H:%M:%S}" if moment else "—"


def _end(moment: dt.datetime, on: dt.date) -> str:
    """Where a shift ends: at midnight 24:00:00, as the shift is spoken of."""
    return f"{short(moment, on)}:{moment:%S}"


def _day_and_end(moment: dt.datetime) -> str:
    eve = moment.date() - dt.timedelta(days=1)
    return f"{moment:%m-%d %H:%M}" if moment.time() != dt.time() else f"{eve:%m-%d} 24:00"


def _minute_steps(read: Read) -> Iterator[Step]:
    reading, (start, end) = read.reading, _cut(read)
    if reading.late:
        says = _("From %(start)s to %(came)s: %(minutes)s whole minutes.")
        yield Step(
            str(MARKS["late"]),
            says % {"start": clock(start), "came": clock(reading.punched_in), "minutes": reading.late},
        )
    if reading.is_absent and reading.punched_out:
        says = _("Out %(went)s is more than %(limit)s whole minutes before %(end)s: that counts as absence.")
        limit = read.rates.early_tier_minutes
        yield Step(
            str(MARKS["early"]),
            says % {"went": clock(reading.punched_out), "limit": limit, "end": _end(end, read.on)},
        )
    elif reading.early:
        says = _("From %(went)s to %(end)s: %(minutes)s whole minutes.")
        yield Step(
            str(MARKS["early"]),
            says % {"went": clock(reading.punched_out), "end": _end(end, read.on), "minutes": reading.early},
        )
    if read.stayed:
        yield Step(
            _("Extension at night"),
            _("%(minutes)s minutes after the end; paid only as approved overtime.")
            % {"minutes": read.stayed},
        )
    if not reading.is_absent and not read.came_early_enough:
        yield Step(
            _("Handover"),
            _("In less than %(minutes)s minutes before the start; shown, not fined.")
            % {"minutes": read.rates.handover_minutes},
        )


def verdict(read: Read) -> str:
    """`late 7 min, missed punch`; `in order`."""
    minutes = {"late": read.reading.late, "early": read.reading.early}
    parts = []
    for mark in read.marks:
        label = str(MARKS[mark])
        parts.append(f"{label} {MINUTES % {'minutes': minutes[mark]}}" if mark in minutes else label)
    return ", ".join(parts) or pgettext("reading", "in order")
