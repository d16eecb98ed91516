"""Who approves which leave, how long it may be at a time, and how long it is: pure.

Source: company rules, rules.md section 3 (leave approval by length).
"""

import datetime as dt
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from decimal import Decimal

from common.access import Role
from common.dated import number, words

DAY = dt.timedelta(days=1)
# Up to this much of a day is half a day of leave.
HALF_A_DAY = dt.timedelta(hours=4, minutes=30)
LEVELS = (Role.SUPERVISOR, Role.MANAGER, Role.DIRECTOR)
NEEDS_PROOF = frozenset({"sick", "injury"})
WITH_BALANCE = frozenset({"annual", "compensatory"})
Span = tuple[dt.datetime, dt.datetime]


@dataclass(frozen=True)
class RequestRates:
    """The numbers of leave requests."""

    leave_supervisor_days: int = number(words("leave that the supervisor approves, up to"), words("days"))
    leave_manager_days: int = number(words("leave that the manager approves, up to"), words("days"))
    sick_first_days: int = number(words("sick leave at a time, first month"), words("days"))
    sick_second_days: int = number(words("sick leave at a time, second month"), words("days"))
    sick_later_days: int = number(words("sick leave at a time, later"), words("days"))
    annual_leave_days: int = number(words("annual leave after a year of employment"), words("days"))
    overtime_most_hours: int = number(words("overtime asked for on one day, at most"), words("hours"))
    hours_a_day: Decimal = number(words("working hours"), words("hours"))
    clock_on_page: str = number(words("clock in and out on this site"), words("yes or no"), ("yes", "no"))
    absences_in_row: int = number(words("flag: absent shifts in a row, more than"), words("shifts"))
    absences_in_year: int = number(words("flag: absent shifts in a year, more than"), words("shifts"))
    fines_flag: Decimal = number(words("flag: attendance fines in each of two months, from"), words("yuan"))


def days_touched(starts_at: dt.datetime, ends_at: dt.datetime) -> int:
    """How many calendar days the leave touches; one that ends at midnight does not touch the next day."""
    return (ends_at - dt.timedelta.resolution).date().toordinal() - starts_at.date().toordinal() + 1


def days_taken(span: Span, rest_days: Iterable[dt.date]) -> Decimal:
    """Days that the leave takes from a balance: whole and half days, rest days left out."""
    starts_at, ends_at = span
    free, total = set(rest_days), Decimal(0)
    for place in range(days_touched(starts_at, ends_at)):
        day = starts_at.date() + place * DAY
        midnight = dt.datetime.combine(day, dt.time())
        covered = min(ends_at, midnight + DAY) - max(starts_at, midnight)
        if day not in free:
            total += Decimal("0.5") if covered <= HALF_A_DAY else Decimal(1)
    return total


def sick_month(starts_at: dt.datetime, earlier: Sequence[Span]) -> int:
    """In which month of the illness (1, 2, 3…) a sick leave begins.

    `earlier` are the person's other sick leaves; those with at most a day between them are one illness.
    """
    began = starts_at
    for start, end in sorted(earlier, reverse=True):
        if start < began and began - end <= DAY:
            began = start
    months = (starts_at.year - began.year) * 12 + starts_at.month - began.month
    return months + (starts_at.day >= began.day)


def longest(kind: str, month_of_illness: int, rules: RequestRates) -> int | None:
    """The most days at a time; None where there is no limit."""
    if kind != "sick":
        return None
    by_month = {1: rules.sick_first_days, 2: rules.sick_second_days}
    return by_month.get(month_of_illness, rules.sick_later_days)


def last_level(kind: str, days: int, month_of_illness: int, rules: RequestRates) -> Role:
    """Who has the last word: by the month of an illness, else by length."""
    if kind == "sick":
        return LEVELS[min(month_of_illness, len(LEVELS)) - 1]
    if days <= rules.leave_supervisor_days:
        return Role.SUPERVISOR
    return Role.MANAGER if days <= rules.leave_manager_days else Role.DIRECTOR


def chain(last: Role, asker: str, has_supervisor: bool) -> tuple[Role, ...]:
    """The roles that say yes one after the other, up to the last; nobody at or below the asker's own place.

    Who has nobody above decides on goes to the next one up; a director goes to the manager.
    """
    if asker == Role.DIRECTOR:
        return (Role.MANAGER,)
    lowest = LEVELS.index(asker) + 1 if asker in LEVELS else 0
    if asker == Role.ACCOUNTANT or (lowest == 0 and not has_supervisor):
        lowest = 1
    wanted = LEVELS[lowest : LEVELS.index(last) + 1]
    return tuple(wanted) or (LEVELS[lowest],)


def next_step(steps: Sequence[str], approved: Iterable[str]) -> str | None:
    """The first role that has not said yes; a yes from further up counts for those below."""
    highest = max((LEVELS.index(role) for role in approved), default=-1)
    return next((role for role in steps if LEVELS.index(role) > highest), None)
