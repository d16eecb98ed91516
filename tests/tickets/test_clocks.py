"""Hours of service and clocks: worked cases by hand, and what must hold for any calendar."""

import datetime as dt

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tickets.clocks import Calendar, Clock, NeverOpen, NotPeriods, in_periods, read_periods, read_week

OFFICE = read_week(["08:00-12:00,13:00-17:00"] * 5 + ["", ""])
TAOBAO = read_week(["08:00-24:00"] * 7)
FRIDAY = dt.date(2026, 9, 4)


def at(text: str, day: dt.date = FRIDAY) -> dt.datetime:
    return dt.datetime.combine(day, dt.time.fromisoformat(text))


# Worked by hand


def test_lunch_and_the_weekend_do_not_count():
    assert OFFICE.after(at("11:30"), 60 * 60) == at("13:30")
    assert OFFICE.after(at("16:30"), 60 * 60) == at("08:30", dt.date(2026, 9, 7))
    assert OFFICE.seconds_between(at("11:00"), at("14:00")) == 2 * 3600


def test_a_due_time_at_the_end_of_a_period_stays_there():
    assert OFFICE.after(at("11:00"), 3600) == at("12:00")


def test_a_day_of_service_may_end_at_midnight():
    assert TAOBAO.after(at("23:50"), 20 * 60) == at("08:10", dt.date(2026, 9, 5))


def test_a_holiday_is_closed_and_a_festival_open_longer():
    special = {dt.date(2026, 9, 7): (), dt.date(2026, 9, 5): read_periods("00:00-24:00")}
    calendar = Calendar(OFFICE.week, special)

    assert calendar.after(at("17:00"), 3600) == at("01:00", dt.date(2026, 9, 5))
    assert calendar.after(at("09:00", dt.date(2026, 9, 6)), 3600) == at("09:00", dt.date(2026, 9, 8))


def test_a_pause_stops_the_clock_and_loses_nothing():
    clock = Clock(3600, running_since=at("09:00")).paused(OFFICE, at("09:40"))
    assert (clock.used, clock.due(OFFICE)) == (2400, None)

    assert clock.resumed(at("14:00")).due(OFFICE) == at("14:20")


def test_another_target_keeps_what_was_waited():
    clock = Clock(7200, running_since=at("09:00"))

    assert clock.retargeted(1800).due(OFFICE) == at("09:30")
    assert clock.paused(OFFICE, at("10:00")).retargeted(1800).resumed(at("15:00")).due(OFFICE) == at("15:00")


def test_a_calendar_that_never_opens_is_said():
    with pytest.raises(NeverOpen):
        read_week([""] * 7).after(at("09:00"), 1)


def test_rest_hours():
    rest = read_periods("00:00-09:00,12:00-14:00,21:00-24:00")

    assert [in_periods(at(clock), rest) for clock in ("08:59", "09:00", "12:00", "14:00", "23:59")] == [
        *[True, False, True, False, True]
    ]


@pytest.mark.parametrize(
    "text", ["8", "08:00", "12:00-08:00", "08:00-25:00", "08:00-12:60", "08:00-12:00,11:00-13:00"]
)
def test_what_is_no_period_is_refused(text: str):
    with pytest.raises(NotPeriods):
        read_periods(text)


# What holds for any calendar

marks = st.lists(st.integers(0, 1440), min_size=2, max_size=6, unique=True).map(sorted)
a_day = marks.map(lambda found: tuple(zip(found[::2], found[1::2], strict=False)))
weeks = st.lists(st.one_of(a_day, st.just(())), min_size=6, max_size=6).flatmap(
    lambda six: a_day.map(lambda one: (*six, one))
)
days = st.dates(dt.date(2026, 8, 20), dt.date(2026, 9, 20))
calendars = st.builds(Calendar, weeks, st.dictionaries(days, st.one_of(a_day, st.just(())), max_size=4))
moments = st.datetimes(dt.datetime(2026, 9, 1), dt.datetime(2026, 9, 14)).map(
    lambda m: m.replace(microsecond=0)
)
targets = st.integers(0, 60_000)


@given(calendars, moments, targets)
def test_the_due_time_is_exactly_the_target_away(calendar: Calendar, since: dt.datetime, seconds: int):
    due = calendar.after(since, seconds)

    assert due >= since
    assert calendar.seconds_between(since, due) == seconds


@given(calendars, moments, moments, moments)
def test_seconds_of_parts_add_up(calendar: Calendar, a: dt.datetime, b: dt.datetime, c: dt.datetime):
    a, b, c = sorted((a, b, c))

    assert calendar.seconds_between(a, b) + calendar.seconds_between(b, c) == calendar.seconds_between(a, c)


@given(calendars, moments, targets, targets)
def test_a_longer_target_is_never_due_earlier(calendar: Calendar, since: dt.datetime, one: int, other: int):
    short, long = sorted((one, other))

    assert calendar.after(since, short) <= calendar.after(since, long)


@given(calendars, moments, st.lists(st.integers(0, 90_000), min_size=2, max_size=6), targets, targets)
def test_pauses_and_new_targets_lose_no_time(
    calendar: Calendar, start: dt.datetime, steps: list[int], first_target: int, second_target: int
):
    clock, now, waited = Clock(first_target, running_since=start), start, 0
    for index, step in enumerate(steps):
        later = now + dt.timedelta(seconds=step)
        if clock.running_since:
            waited += calendar.seconds_between(now, later)
            clock = clock.paused(calendar, later).retargeted(second_target if index % 2 else first_target)
        else:
            clock = clock.resumed(later)
        now = later

    assert clock.used_by(calendar, now) == waited
