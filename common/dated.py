"""Values that hold from a date, and the named numbers of a rule book."""

import dataclasses
import datetime as dt
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal, InvalidOperation
from typing import Any, Generic, NewType, TypeVar

Text = NewType("Text", str)


def words(text: str) -> Text:
    """Mark English words for translation; they are put into the reader's language when they are shown."""
    return Text(text)


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


class MissingNumber(Exception):
    """A rule book has no (valid) number that a rule needs."""


def number(label: Text, unit: Text, choices: Sequence[str] = ()) -> Any:
    """A field of a `Rates` dataclass: one number of a rule book, which is found there by the field's name."""
    return dataclasses.field(metadata={"label": label, "unit": unit, "choices": tuple(choices)})


def read_numbers(kind: type[Value], numbers: Mapping[str, str]) -> Value:
    """An instance of a `Rates` dataclass from a rule book's numbers (name to text).

    Raises MissingNumber with the name where one is missing or no number.
    """
    return kind(**{part.name: _read(part, numbers) for part in dataclasses.fields(kind)})  # type: ignore[arg-type]


def _read(part: "dataclasses.Field[Any]", numbers: Mapping[str, str]) -> Any:
    text = numbers.get(part.name, "")
    if text == "":
        raise MissingNumber(f"the rule book has no number “{part.name}”")
    if part.type is str:
        return _chosen(part, text)
    try:
        value = part.type(text)  # type: ignore[operator]
    except (ValueError, InvalidOperation) as error:
        raise MissingNumber(f"the rule book's number “{part.name}” is “{text}”, not a number") from error
    if isinstance(value, Decimal) and not value.is_finite():
        raise MissingNumber(f"the rule book's number “{part.name}” is “{text}”, not a number")
    return value


def _chosen(part: "dataclasses.Field[Any]", text: str) -> str:
    choices = part.metadata.get("choices", ())
    if choices and text not in choices:
        raise MissingNumber(f"the rule book's “{part.name}” is “{text}”, not one of {', '.join(choices)}")
    return text
