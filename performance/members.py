"""Who is marked in a month: the people of each group at its end, and who is left out and why; set-based."""

import datetime as dt
from collections import defaultdict
from collections.abc import Collection, Iterable, Iterator, Mapping
from dataclasses import dataclass
from decimal import Decimal

from django.db.models import Count, Q, QuerySet
from django.db.models.functions import TruncDate

from attendance.models import Leave, Punch, Shift
from common.access import Role
from common.dated import DAY, in_force
from common.month import Month
from staff.models import Employee, Terms

MARKED_ROLES = (Role.AGENT, Role.LEADER)


@dataclass(frozen=True, slots=True)
class Member:
    """A person of a month: the group and role at its end (or on the leave date), the first day that counts."""

    id: int
    group: int | None
    role: str
    confirmed_on: dt.date
    last_on: dt.date
    sales_target: Decimal | None


def members_of(
    month: Month, trial_days: Mapping[int | None, int], only: "QuerySet[Employee] | None" = None
) -> Iterator[Member]:
    """Everybody (or of `only` these) employed in the month who sells. `trial_days` by group id; None: the company's."""
    terms = _terms(month, only)
    people = Employee.objects.employed_between(month.first, month.last).order_by("employee_no")
    people = people if only is None else people.filter(pk__in=only)
    for pk, hired, confirmed, left in people.values_list("pk", "hired_on", "confirmed_on", "left_on"):
        last = min(left or month.last, month.last)
        held = in_force(terms.get(pk, []), last)
        if held and held[0] in MARKED_ROLES:
            role, group, target = held
            days = trial_days.get(group, trial_days[None])
            yield Member(pk, group, role, max(confirmed or hired + days * DAY, hired), last, target)


def _terms(
    month: Month, only: "QuerySet[Employee] | None"
) -> dict[int, list[tuple[dt.date, tuple[str, int | None, Decimal | None]]]]:
    found: dict[int, list[tuple[dt.date, tuple[str, int | None, Decimal | None]]]] = defaultdict(list)
    rows = Terms.objects.filter(valid_from__lte=month.last).order_by("valid_from")
    rows = rows if only is None else rows.filter(employee__in=only)
    columns = ("employee", "valid_from", "role", "group", "sales_target")
    for employee, since, role, group, target in rows.values_list(*columns).iterator(5000):
        found[employee].append((since, (role, group, target)))
    return found


def days_away(month: Month, people: Collection[int], more_than: int) -> dict[int, int]:
    """{employee id: calendar days on leave or absent} of those who were away longer than `more_than` days.

    A day counts where approved leave covers part of it or a rostered shift has no punch; free days between two such
    days count too. Whoever punched on enough days cannot have been away so long and is not looked at further.
    """
    if month.length <= more_than:
        return {}
    candidates = set(people) - _present(month, month.length - more_than)
    return {pk: days for pk, days in _counted(month, candidates) if days > more_than}


def _present(month: Month, least: int) -> set[int]:
    since = dt.datetime.combine(month.first, dt.time())
    until = dt.datetime.combine(month.last + DAY, dt.time())
    rows = Punch.objects.filter(punched_at__gte=since, punched_at__lt=until).order_by()
    counted = rows.values("employee").annotate(days=Count(TruncDate("punched_at"), distinct=True))
    return set(counted.filter(days__gte=least).values_list("employee", flat=True))


def _counted(month: Month, people: set[int]) -> Iterator[tuple[int, int]]:
    shifts, punched, leave = (
        _shift_days(month, people),
        _punch_days(month, people),
        _leave_days(month, people),
    )
    for pk in people:
        away = leave.get(pk, set()) | (shifts.get(pk, set()) - punched.get(pk, set()))
        here = punched.get(pk, set()) - leave.get(pk, set())
        yield pk, _spans(month, away, here) if away else 0


def _spans(month: Month, away: set[dt.date], here: set[dt.date]) -> int:
    """Days away, with the free days between (or around) them on which the person did not appear."""
    known = sorted(away | here)
    total = 0
    for day in month.days():
        before = max((one for one in known if one <= day), default=None)
        after = min((one for one in known if one >= day), default=None)
        around = {one for one in (before, after) if one is not None}
        total += bool(around) and around <= away
    return total


def _shift_days(month: Month, people: set[int]) -> dict[int, set[dt.date]]:
    rows = Shift.objects.filter(on__gte=month.first, on__lte=month.last, starts_at__isnull=False)
    return _by_person(rows.filter(employee__in=people).values_list("employee", "on"))


def _punch_days(month: Month, people: set[int]) -> dict[int, set[dt.date]]:
    since = dt.datetime.combine(month.first, dt.time())
    until = dt.datetime.combine(month.last + DAY, dt.time())
    rows = Punch.objects.filter(employee__in=people, punched_at__gte=since, punched_at__lt=until)
    return _by_person((pk, moment.date()) for pk, moment in rows.values_list("employee", "punched_at"))


def _leave_days(month: Month, people: set[int]) -> dict[int, set[dt.date]]:
    since = dt.datetime.combine(month.first, dt.time())
    until = dt.datetime.combine(month.last + DAY, dt.time())
    rows = Leave.objects.filter(
        Q(ends_at__gt=since, starts_at__lt=until), employee__in=people, status=Leave.Status.APPROVED
    )
    found: dict[int, set[dt.date]] = defaultdict(set)
    for pk, start, end in rows.values_list("employee", "starts_at", "ends_at"):
        day, last = (
            max(start.date(), month.first),
            min((end - dt.timedelta(microseconds=1)).date(), month.last),
        )
        while day <= last:
            found[pk].add(day)
            day += DAY
    return found


def _by_person(rows: Iterable[tuple[int, dt.date]]) -> dict[int, set[dt.date]]:
    found: dict[int, set[dt.date]] = defaultdict(set)
    for pk, day in rows:
        found[pk].add(day)
    return found
