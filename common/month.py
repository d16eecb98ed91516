"""A calendar month."""

import calendar
import datetime as dt
import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache

_TEXT = re.compile(r"(\d{4})-(\d{1,2})\Z")


@dataclass(frozen=True, order=True, slots=True)
class Month:
    """A calendar month; `str()` gives `2026-09`, `number` gives 202609."""

    year: int
    month: int

    def __post_init__(self) -> None:
        if not (1 <= self.month <= 12 and 1900 <= self.year <= 9998):
            raise ValueError(f"{self.year}-{self.month} is not a month; write YYYY-MM, for example 2026-09")

    @classmethod
    def of(cls, day: dt.date) -> "Month":
        return cls(day.year, day.month)

    @classmethod
    def parse(cls, text: str) -> "Month":
        """Read `2026-09`. Raises ValueError with the text as it stood."""
        found = _TEXT.match(text.strip())
        if not found:
            raise ValueError(f"“{text}” is not a month; write YYYY-MM, for example 2026-09")
        return cls(int(found[1]), int(found[2]))

    @classmethod
    def from_number(cls, number: int) -> "Month":
        return cls(number // 100, number % 100)

    @property
    def number(self) -> int:
        return self.year * 100 + self.month

    @property
    def first(self) -> dt.date:
        return _first(self.year, self.month)

    @property
    def last(self) -> dt.date:
        return _last(self.year, self.month)

    @property
    def length(self) -> int:
        """How many days it has."""
        return _length(self.year, self.month)

    def plus(self, months: int) -> "Month":
        index = self.year * 12 + self.month - 1 + months
        return Month(index // 12, index % 12 + 1)

    @property
    def next(self) -> "Month":
        return self.plus(1)

    @property
    def previous(self) -> "Month":
        return self.plus(-1)

    def days(self) -> Iterator[dt.date]:
        for number in range(1, self.length + 1):
            yield dt.date(self.year, self.month, number)

    def __contains__(self, day: dt.date) -> bool:
        return day.year == self.year and day.month == self.month

    def __str__(self) -> str:
        return f"{self.year:04d}-{self.month:02d}"


# A run asks for these hundreds of thousands of times, of two or three months.
@cache
def _length(year: int, month: int) -> int:
    return calendar.monthrange(year, month)[1]


@cache
def _first(year: int, month: int) -> dt.date:
    return dt.date(year, month, 1)


@cache
def _last(year: int, month: int) -> dt.date:
    return dt.date(year, month, _length(year, month))
