"""Pay to date of the running month, worked out when somebody looks: always as fresh as the records.

Shared sums (auto orders, supervisors' sales) are worked out over everybody. They are kept until sales, people or rule
books change, and for some seconds after they were worked out, so that a hundred who look at once cost it once.
"""

import datetime as dt
import time
from collections import defaultdict
from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass, field, replace
from decimal import Decimal
from fractions import Fraction

from django.core.cache import cache

from common import locks
from common.dated import MissingNumber
from common.money import ZERO
from common.month import Month
from payroll import source_changes
from payroll.gather import Gathered, failed, gather
from payroll.people import Books, Person
from payroll.planning import Pool, plan
from payroll.problems import Problem
from payroll.rules.engine import Result, calculate
from payroll.rules.facts import Facts
from staff.models import Employee

FRESH_SECONDS = 5
NOTHING = Result((), ZERO, ZERO, ZERO, ZERO, ZERO, ZERO)
# Sums that take three seconds are not worked out anew within nine.
SLOWNESS = 3
KEPT_SECONDS = 300


@dataclass(frozen=True)
class Named:
    """Who cannot be worked out at all is known by name only."""

    id: int
    employee_no: str
    name: str
    group_name: str = ""


@dataclass(frozen=True)
class Preview:
    """What a person would get if the month ended with today's records; `missing` is what is not there yet."""

    month: Month
    person: Person | Named
    result: Result
    at: dt.datetime
    missing: Sequence[Problem] = field(default_factory=tuple)

    @property
    def net(self) -> Decimal:
        return self.result.net

    @property
    def is_worked_out(self) -> bool:
        """False where nothing could be worked out; `missing` says why."""
        return self.result is not NOTHING


# Whose pay it is, what it comes to, and what stood in the way of working it out.
Found = tuple[Person | Named, Result, Sequence[Problem]]


def open_month(today: dt.date | None = None) -> Month:
    """The month that is running, or the first one that is not locked where that is later."""
    return locks.first_open(Month.of(today or dt.date.today()))


def pools_of(month: Month) -> list[Pool]:
    """Shared sums of a month; behind their records by some seconds at most."""
    key = f"preview-pools-{month.number}"
    rows, counted, until = cache.get(key) or (None, None, 0)
    started = time.time()
    if rows is None or started >= until:
        now = source_changes.mark(source_changes.OF_POOLS)
        if rows is None or counted != now:
            rows = [pool.stored() for pool in plan(month).pools]
        took = time.time() - started
        cache.set(key, (rows, now, time.time() + max(FRESH_SECONDS, SLOWNESS * took)), KEPT_SECONDS)
    return [Pool.load(row) for row in rows]


def previews(month: Month, ids: Sequence[int], today: dt.date | None = None) -> list[Preview]:
    """Pay to date of some people; the queries do not grow with them."""
    gathered = gather(month, ids, pools_of(month), Books(month))
    missing: dict[int | None, list[Problem]] = defaultdict(list)
    for one in gathered.problems:
        missing[one.employee].append(one)
    lost = set(ids) & set(missing) - {person.id for person, _facts in gathered.facts}
    found = [*_employed(month, gathered, today or dt.date.today()), *_named(lost, month)]
    found.sort(key=lambda row: row[0].employee_no)
    now = dt.datetime.now()
    return [
        Preview(month, person, result, now, (*missing[person.id], *trouble))
        for person, result, trouble in found
    ]


def _employed(month: Month, gathered: Gathered, today: dt.date) -> Iterator[Found]:
    """Whoever is employed in the month, with the result up to today."""
    for person, facts in gathered.facts:
        if person.is_employed:
            yield (person, *_worked_out(person, to_date(facts, today)))


def _named(ids: Collection[int], month: Month) -> Iterator[Found]:
    """Employees of the month whose facts could not even be gathered: their rule book lacks a number, mostly."""
    if ids:
        rows = Employee.objects.filter(pk__in=ids).employed_between(month.first, month.last)
        for pk, number, name in rows.values_list("pk", "employee_no", "name"):
            yield Named(pk, number, name), NOTHING, ()


def _worked_out(person: Person, facts: Facts) -> tuple[Result, Sequence[Problem]]:
    """The result, or nothing with the reason: one broken person must not break the page of a whole team."""
    try:
        return calculate(facts, person.book.rates), ()
    except Exception as error:  # noqa: BLE001  whatever it is, the person is told
        why = str(error) if isinstance(error, MissingNumber) else f"{type(error).__name__}: {error}"
        return NOTHING, [failed(person.id, why, person.employee_no)]


def to_date(facts: Facts, today: dt.date) -> Facts:
    """The facts without what is still to come: nobody is absent tomorrow, and the base grows day by day.

    Of today only lateness counts: the shift may still be going on.
    """
    if facts.month.last < today:
        return facts
    past = [shift for shift in facts.shifts if shift.on < today]
    now = [
        replace(shift, early=0, is_absent=False, is_missed=False, unpaid=Fraction(0))
        for shift in facts.shifts
        if shift.on == today and shift.late
    ]
    last_day = min(facts.left_on or today, today)
    return replace(facts, shifts=(*past, *now), left_on=last_day)


def preview_of(month: Month, employee_id: int, today: dt.date | None = None) -> Preview | None:
    """Pay to date of one person; None for who is not employed in the month."""
    found = previews(month, [employee_id], today)
    return found[0] if found else None
