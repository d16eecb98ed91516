"""Pay to date of the running month, worked out when somebody looks: always as fresh as the records.

Shared sums (auto orders, supervisors' sales) are worked out over everybody; they are kept for some seconds, longer
where that took longer, so that a hundred people who look at once cost one working out.
"""

import datetime as dt
import time
from collections.abc import Sequence
from dataclasses import dataclass, field
from decimal import Decimal

from django.core.cache import cache

from common import locks
from common.month import Month
from payroll.gather import gather
from payroll.people import Books, Person
from payroll.planning import Pool, plan
from payroll.problems import Problem
from payroll.rules.engine import Result, calculate

FRESH_SECONDS = 5
SLOWNESS = 20


@dataclass(frozen=True)
class Preview:
    """What a person would get if the month ended with today's records; `missing` is what is not there yet."""

    month: Month
    person: Person
    result: Result
    at: dt.datetime
    missing: Sequence[Problem] = field(default_factory=tuple)

    @property
    def net(self) -> Decimal:
        return self.result.net


def open_month(today: dt.date | None = None) -> Month:
    """The month that is running, or the first one that is not locked where that is later."""
    return locks.first_open(Month.of(today or dt.date.today()))


def pools_of(month: Month) -> list[Pool]:
    """Shared sums of a month, some seconds old at most."""
    key = f"preview-pools-{month.number}"
    kept = cache.get(key)
    if kept is None:
        started = time.monotonic()
        kept = [pool.stored() for pool in plan(month).pools]
        cache.set(key, kept, max(FRESH_SECONDS, int(SLOWNESS * (time.monotonic() - started))))
    return [Pool.load(row) for row in kept]


def previews(month: Month, ids: Sequence[int]) -> list[Preview]:
    """Pay to date of some people; the queries do not grow with them."""
    gathered = gather(month, ids, pools_of(month), Books(month))
    now = dt.datetime.now()
    missing: dict[int | None, list[Problem]] = {}
    for one in gathered.problems:
        missing.setdefault(one.employee, []).append(one)
    return [
        Preview(month, person, calculate(facts, person.book.rates), now, tuple(missing.get(person.id, ())))
        for person, facts in gathered.facts
        if person.is_employed
    ]


def preview_of(month: Month, employee_id: int) -> Preview | None:
    """Pay to date of one person; None for who is not employed in the month."""
    found = previews(month, [employee_id])
    return found[0] if found else None
