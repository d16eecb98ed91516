"""What is wrong with a roster while it is made: pure, from what is planned and who is away.

Source: company rules, rules.md section 3 (one rest day a week, six days on).
"""

import datetime as dt
from collections.abc import Iterable, Mapping, Sequence
from typing import NamedTuple

DAY = dt.timedelta(days=1)
HOUR = dt.timedelta(hours=1)
AT_WORK = ("day", "night")

ON_LEAVE, LEAVE_ASKED, NO_REST, NIGHT_THEN_DAY = "on_leave", "leave_asked", "no_rest", "night_then_day"


class Planned(NamedTuple):
    """What one person is rostered for on one day; `off` and `none` have no times."""

    kind: str = "none"
    starts_at: dt.datetime | None = None
    ends_at: dt.datetime | None = None

    @property
    def is_work(self) -> bool:
        return self.kind in AT_WORK


class Away(NamedTuple):
    """Leave from a moment to a moment, approved or only asked for."""

    starts_at: dt.datetime
    ends_at: dt.datetime
    is_approved: bool


NOTHING = Planned()
Plan = Mapping[dt.date, Planned]


def conflicts(
    plan: Plan, away: Sequence[Away], first: dt.date, last: dt.date, most_days_on: int
) -> dict[dt.date, list[str]]:
    """{day: codes} of one person. `plan` reaches back `most_days_on` days, so that a row of days is seen."""
    found: dict[dt.date, list[str]] = {}
    run = 0
    day = first - most_days_on * DAY
    while day <= last:
        planned = plan.get(day, NOTHING)
        run = run + 1 if planned.is_work else 0
        if day >= first and planned.is_work:
            codes = [*_leave_codes(planned, away), *_rest_codes(plan, day, run > most_days_on)]
            if codes:
                found[day] = codes
        day += DAY
    return found


def _leave_codes(planned: Planned, away: Sequence[Away]) -> Iterable[str]:
    assert planned.starts_at is not None and planned.ends_at is not None
    touching = [one for one in away if one.starts_at < planned.ends_at and one.ends_at > planned.starts_at]
    if any(one.is_approved for one in touching):
        yield ON_LEAVE
    elif touching:
        yield LEAVE_ASKED


def _rest_codes(plan: Plan, day: dt.date, is_too_long: bool) -> Iterable[str]:
    if is_too_long:
        yield NO_REST
    if plan[day].kind == "day" and plan.get(day - DAY, NOTHING).kind == "night":
        yield NIGHT_THEN_DAY


def overlap(plan: Plan) -> tuple[dt.date, dt.date] | None:
    """The first two days of one person whose shifts overlap; None where none do."""
    spans = sorted((one.starts_at, one.ends_at, day) for day, one in plan.items() if one.starts_at)
    for earlier, later in zip(spans, spans[1:], strict=False):
        if later[0] < earlier[1]:  # type: ignore[operator]
            return earlier[2], later[2]
    return None


def heads(
    people: Iterable[tuple[Iterable[Planned], Sequence[Away]]], days: Sequence[dt.date]
) -> dict[dt.date, list[int]]:
    """{day: 24 numbers}: how many people are planned for the whole of each hour and not on approved leave."""
    counted = {day: [0] * 24 for day in days}
    for shifts, away in people:
        granted = [one for one in away if one.is_approved]
        for shift in shifts:
            for hour in _whole_hours(shift):
                if hour.date() in counted and not any(
                    one.starts_at < hour + HOUR and one.ends_at > hour for one in granted
                ):
                    counted[hour.date()][hour.hour] += 1
    return counted


def _whole_hours(shift: Planned) -> Iterable[dt.datetime]:
    if shift.starts_at is None or shift.ends_at is None:
        return
    hour = shift.starts_at.replace(minute=0, second=0, microsecond=0)
    hour += HOUR if hour < shift.starts_at else 0 * HOUR
    while hour + HOUR <= shift.ends_at:
        yield hour
        hour += HOUR
