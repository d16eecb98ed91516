"""One reading of a shift: the worked cases of the rules, and its corners."""

import datetime as dt
from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from attendance.worktime import (
    OnLeave,
    Reading,
    ReadingRates,
    Rostered,
    attendance_of,
    read_shift,
    read_shifts,
    windows,
)

PER_MINUTE = ReadingRates(3, 5, 30, 10, "per_minute", 10)
TIERED = ReadingRates(3, 5, 30, 10, "tiered", 10)


def at(text: str, day: int = 1) -> dt.datetime:
    hours, minutes, *seconds = (int(part) for part in text.split(":"))
    return dt.datetime(2026, 9, day) + dt.timedelta(hours=hours, minutes=minutes, seconds=sum(seconds))


def shift(start: str = "08:00", end: str = "17:00", day: int = 1, number: int = 1) -> Rostered:
    return Rostered(number, dt.date(2026, 9, day), at(start, day), at(end, day))


def leave(start: str, end: str, paid: str = "0") -> OnLeave:
    return OnLeave(9, at(start), at(end), Fraction(paid))


def read(*punches: str, leaves: tuple[OnLeave, ...] = (), rates: ReadingRates = PER_MINUTE) -> Reading:
    return read_shift(shift(), [at(punch) for punch in punches], leaves, rates)


def test_the_worked_cases_of_the_rules() -> None:
    assert read("08:07:59", "17:00").late == 7
    assert read("09:10", "17:00").late == 70
    assert read("07:55").is_missed
    assert read("08:00", "16:50", rates=TIERED).early == 10
    beyond = read("08:00", "16:49", rates=TIERED)
    assert (beyond.is_absent, beyond.early, beyond.unpaid) == (True, 0, 1)


def test_no_punch_is_absent_and_one_is_missed_with_the_other_side_still_read() -> None:
    assert (read().is_absent, read().unpaid) == (True, 1)
    lone_in = read("08:20")
    assert (lone_in.is_missed, lone_in.late, lone_in.early) == (True, 20, 0)
    lone_out = read("16:30")
    assert (lone_out.is_missed, lone_out.late, lone_out.early) == (True, 0, 30)
    assert read("16:30", rates=TIERED).is_absent


def test_a_lone_punch_at_the_middle_is_in_and_punches_under_half_an_hour_apart_are_one() -> None:
    assert read("12:30").punched_in == at("12:30")
    assert read("12:30:01").punched_out == at("12:30:01")
    assert read("07:50", "08:19:59").is_missed
    assert not read("07:50", "08:20").is_missed


def test_leave_at_the_edges_moves_them_and_leave_in_the_middle_only_costs_pay() -> None:
    morning = read("10:05", "17:00", leaves=(leave("08:00", "10:00"),))
    assert (morning.late, morning.unpaid) == (5, Fraction(2, 9))
    chained = read("12:00", "17:00", leaves=(leave("10:00", "12:00"), leave("07:00", "10:00")))
    assert (chained.late, chained.unpaid) == (0, Fraction(4, 9))
    middle = read("08:03", "17:00", leaves=(leave("10:00", "11:00", "0.6"),))
    assert (middle.late, middle.unpaid) == (3, Fraction(1, 9) * Fraction(2, 5))


def test_leaves_that_together_cover_all_make_the_shift_on_leave() -> None:
    whole = read(leaves=(leave("08:00", "12:00", "1"), leave("12:00", "18:00", "0.6")))
    assert (whole.is_on_leave, whole.is_absent, whole.unpaid) == (
        True,
        False,
        Fraction(5, 9) * Fraction(2, 5),
    )


def test_absence_beside_leave_costs_only_the_part_that_is_not_on_leave() -> None:
    assert read(leaves=(leave("08:00", "11:00", "1"),)).unpaid == Fraction(6, 9)


def test_a_punch_on_a_dividing_moment_belongs_to_the_earlier_shift() -> None:
    both = [shift("08:00", "12:00"), shift("14:00", "18:00", number=2)]
    readings, unused = read_shifts(both, [at("07:50"), at("13:00"), at("18:00")], (), PER_MINUTE)
    assert [reading.is_missed for reading in readings] == [False, True]
    assert not unused
    far = [shift("00:00", "02:00"), shift("10:00", "12:00", number=2)]
    readings, unused = read_shifts(far, [at("00:00"), at("07:00"), at("12:00")], (), PER_MINUTE)
    assert (readings[0].punched_out, readings[1].punched_in) == (at("07:00"), None)


def test_a_punch_in_no_window_hangs_on_no_shift() -> None:
    _readings, unused = read_shifts(
        [shift()], [at("04:59:59"), at("05:00"), at("22:00"), at("22:00:01")], (), PER_MINUTE
    )
    assert list(unused) == [at("04:59:59"), at("22:00:01")]


@given(
    st.lists(st.integers(0, 6 * 1440), max_size=30, unique=True),
    st.lists(st.tuples(st.integers(0, 5), st.integers(0, 1439), st.integers(1, 700)), max_size=5),
)
def test_every_punch_belongs_to_at_most_one_shift_and_none_is_lost(
    minutes: list[int], wanted: list[tuple[int, int, int]]
) -> None:
    zero = dt.datetime(2026, 9, 1)
    shifts: list[Rostered] = []
    for number, (day, start, length) in enumerate(sorted(wanted)):
        first = zero + dt.timedelta(days=day, minutes=start)
        if not shifts or first >= shifts[-1].ends_at:
            shifts.append(Rostered(number, first.date(), first, first + dt.timedelta(minutes=length)))
    punches = sorted(zero + dt.timedelta(minutes=minute) for minute in minutes)
    readings, unused = read_shifts(shifts, punches, (), PER_MINUTE)
    assert len(readings) == len(shifts)
    reach = windows(shifts, PER_MINUTE)
    inside = [punch for punch in punches if any(first <= punch <= last for first, last in reach)]
    assert sorted({*punches} - {*unused}) == inside


@given(
    st.lists(st.integers(0, 6 * 1440 * 60), max_size=30, unique=True),
    st.lists(st.tuples(st.integers(0, 5), st.integers(0, 1439), st.integers(1, 700)), max_size=5),
    st.booleans(),
    st.integers(0, 6),
)
def test_what_pay_looks_at_is_what_the_readings_say(
    seconds: list[int], wanted: list[tuple[int, int, int]], with_leave: bool, ended: int
) -> None:
    zero = dt.datetime(2026, 9, 1)
    shifts: list[Rostered] = []
    for number, (day, start, length) in enumerate(sorted(wanted)):
        first = zero + dt.timedelta(days=day, minutes=start)
        if not shifts or first >= shifts[-1].ends_at:
            shifts.append(Rostered(number, first.date(), first, first + dt.timedelta(minutes=length)))
    # Half of the people are there at every shift, on the second.
    there = [moment for one in shifts for moment in (one.starts_at, one.ends_at)] if len(seconds) % 2 else []
    punches = sorted({*there, *(zero + dt.timedelta(seconds=second) for second in seconds)})
    leaves = (leave("08:00", "12:00"),) if with_leave else ()
    days, ended_by = (dt.date(2026, 9, 2), dt.date(2026, 9, 5)), zero + dt.timedelta(days=ended)
    readings, unused = read_shifts(shifts, punches, leaves, PER_MINUTE)
    asked = [one for one in readings if days[0] <= one.shift.on <= days[1] and one.shift.ends_at <= ended_by]
    found = attendance_of(shifts, punches, leaves, PER_MINUTE, days, ended_by)
    assert (found.rostered, found.attended) == (len(asked), sum(one.is_attended for one in asked))
    assert found.noted == [one for one in asked if one.is_noted]
    assert list(found.unused) == list(unused)


@pytest.mark.parametrize("gap", [1, 4, 7, 8, 9])
def test_windows_of_neighbours_touch_and_never_overlap(gap: int) -> None:
    first, second = shift("06:00", "08:00"), shift(f"{8 + gap:02d}:00", f"{10 + gap:02d}:00", number=2)
    reach = windows([first, second], PER_MINUTE)
    assert reach[0][1] <= reach[1][0]


def test_a_punch_outside_the_window_of_its_side_hangs_on_no_shift() -> None:
    night, morning = shift("17:00", "24:00"), shift("07:00", "15:00", day=2, number=2)
    punches = [at("16:50"), at("24:05"), at("03:45", 2), at("15:00", 2)]
    readings, unused = read_shifts([night, morning], punches, (), PER_MINUTE)
    assert list(unused) == [at("03:45", 2)]
    assert (readings[0].is_missed, readings[1].is_missed) == (False, True)
