"""Values that hold from a date."""

import datetime as dt
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from typing import Generic, TypeVar

Value = TypeVar("Value")
# "From the beginning" of the books: earlier than any employment.
BEGINNING = dt.date(1900, 1, 1)
DAY = dt.timedelta(days=1)


@dataclass(frozen=True, slots=True)
class Stretch(Generic[Value]):
    """A value that holds from `first` to `last`, both included."""

    first: dt.date
    last: dt.date
    value: Value

    @property
    def days(self) -> int:
        return (self.last - self.first).days + 1


def in_force(rows: Sequence[tuple[dt.date, Value]], day: dt.date) -> Value | None:
    """The value of the last row whose from-date is not after `day`; rows are in order of date."""
    found: Value | None = None
    for since, value in rows:
        if since > day:
            break
        found = value
    return found


def stretches(
    rows: Iterable[tuple[dt.date, Value]], first: dt.date, last: dt.date
) -> Iterator[Stretch[Value]]:
    """Cut `first` to `last` where values change; days before the first row are left out.

    `rows` are (from-date, value) in order of date. Neighbours with equal values are one stretch.
    """
    open_since: dt.date | None = None
    held: Value | None = None
    for since, value in rows:
        if since > last:
            break
        if open_since is not None and held == value:
            continue
        if open_since is not None and since > first:
            yield Stretch(max(open_since, first), since - DAY, held)  # type: ignore[arg-type]
        open_since, held = since, value
    if open_since is not None and open_since <= last and first <= last:
        yield Stretch(max(open_since, first), last, held)  # type: ignore[arg-type]
