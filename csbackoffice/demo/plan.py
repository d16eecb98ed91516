"""How large the demo company is and which days it covers."""

import datetime as dt
from collections.abc import Iterator
from dataclasses import dataclass, field
from random import Random

from common.dated import DAY
from common.month import Month

# Today ends here, whatever the clock says: the same day gives the same content.
LOOKED_AT = dt.time(9, 30)


@dataclass(frozen=True)
class Plan:
    """`months` complete months before that of `today`, and (`with_current`) the month of `today` up to it."""

    employees: int = 42
    months: int = 3
    orders_per_day: int = 6
    seed: int = 1
    today: dt.date = field(default_factory=dt.date.today)
    with_current: bool = True

    def random(self, part: str) -> Random:
        """A source of chance of its own for each part, so that a change in one leaves the others as they are."""
        return Random(f"{self.seed} {part}")

    @property
    def current(self) -> Month:
        return Month.of(self.today)

    @property
    def complete(self) -> list[Month]:
        """The complete months, oldest first."""
        return [self.current.plus(-back) for back in range(self.months, 0, -1)]

    @property
    def first_day(self) -> dt.date:
        return self.complete[0].first

    @property
    def last_day(self) -> dt.date:
        """The last day on which anything happened."""
        return self.today if self.with_current else self.complete[-1].last

    @property
    def rostered_until(self) -> dt.date:
        """A roster is made ahead: to the end of the month, and for a week at least."""
        return max(self.current.last, self.today + 7 * DAY) if self.with_current else self.last_day

    @property
    def now(self) -> dt.datetime:
        """Nothing happens after this moment."""
        if self.with_current:
            return dt.datetime.combine(self.today, LOOKED_AT)
        return dt.datetime.combine(self.today, dt.time())

    def days(self) -> Iterator[dt.date]:
        """All days on which something happened."""
        yield from days_between(self.first_day, self.last_day)

    def all_months(self) -> list[Month]:
        """The complete months and, if there is one, the current one."""
        return [*self.complete, *([self.current] if self.with_current else [])]


def days_between(first: dt.date, last: dt.date) -> Iterator[dt.date]:
    for number in range((last - first).days + 1):
        yield first + number * DAY
