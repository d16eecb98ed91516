"""What a chart is: columns and rows, from which the picture, the table and the workbook are made."""

import datetime as dt
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from decimal import Decimal
from typing import Any

from django.urls import reverse
from django.utils.functional import Promise
from django.utils.translation import pgettext

from common.money import rounded
from common.templatetags.backoffice import MINUS, MISSING, money
from csbackoffice.dashboards.asked import Asked

MONEY, COUNT, PERCENT, SECONDS, DECIMAL = "money", "count", "percent", "seconds", "decimal"
BAR, LINE, STACK, HEAT, DOT, CELL = "bar", "line", "stack", "heat", "dot", "cell"
Value = Decimal | int | None


@dataclass(frozen=True)
class Column:
    """One column of the table; `drawn` says how it appears in the picture (nothing: in the table only)."""

    title: str
    kind: str = COUNT
    drawn: str = ""
    # Read off the axis on the right.
    is_right: bool = False
    # A colour that people expect, such as that of a medal; else the next of the palette.
    tone: str = ""

    def shown(self, value: Value) -> str:
        """The value as the table says it."""
        if value is None:
            return MISSING
        if self.kind == MONEY:
            return money(value)
        if self.kind == COUNT:
            return f"{value:,}".replace("-", MINUS)
        number = f"{value:,}".replace("-", MINUS)
        if self.kind == SECONDS:
            return pgettext("duration", "%(number)s s") % {"number": number}
        return f"{number}%" if self.kind == PERCENT else number


@dataclass(frozen=True)
class Row:
    """One line: a label, a value a column, and the address of the records behind each value (and behind the line)."""

    label: str
    values: Sequence[Value]
    urls: Sequence[str] = ()
    # Where it stands in a heat map: (column, row).
    place: tuple[int, int] | None = None
    on: dt.date | None = None
    # What stands at the axis, where the label is too long for it.
    tick: str = ""

    @property
    def url(self) -> str:
        return next(iter(self.urls), "")


@dataclass
class Table:
    """What a chart shows now; `says` is the picture in one sentence, for who cannot see it."""

    columns: Sequence[Column]
    rows: Sequence[Row]
    says: str = ""
    # The names of the columns and rows of a heat map.
    across: Sequence[str] = ()
    down: Sequence[str] = ()

    @property
    def is_empty(self) -> bool:
        return not any(value for row in self.rows for value in row.values)


# (records, the table class that lists them) behind one point.
Behind = Callable[[Asked, str], tuple[Any, Any]]


@dataclass(frozen=True)
class Chart:
    """A chart: what it is called, what it shows, who may see it, and the pure function that makes its table."""

    key: str
    title: Promise
    about: Promise
    icon: str
    roles: frozenset[str]
    # The heading of the first column.
    label: Promise
    make: Callable[[Asked], Table]
    shape: str = "axes"
    behind: Behind | None = field(default=None)
    is_wide: bool = False

    def table(self, asked: Asked) -> Table:
        return self.make(asked)


def rows_url(key: str, asked: Asked, point: str) -> str:
    """The address of the records behind a point of a chart."""
    return f"{reverse('dashboard_rows', args=[key, point])}?{asked.query}"


def share(over: Decimal | int, under: Decimal | int, places: int = 1) -> Decimal | None:
    """A percentage; None over nothing."""
    return rounded(Decimal(over) * 100 / Decimal(under), places) if under else None


def mean(over: Decimal | int, under: Decimal | int, places: int = 1) -> Decimal | None:
    return rounded(Decimal(over) / Decimal(under), places) if under else None
