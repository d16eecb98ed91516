"""Sheets that come in: what an app says about a sheet, and what an import knows and finds while it runs."""

import collections
import datetime as dt
import functools
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, NamedTuple

from django.db import models
from django.utils.translation import gettext as _

from common import audit, bulk, locks
from common.cell_basics import Wrong, is_blank
from common.cells import Parser
from common.fields import masked
from common.month import Month
from common.sheet_xml import Cell
from common.titles import folded

MOST_BAD_ROWS = 1_000
MOST_EXAMPLES = 20


class Absent:
    """The value of a column that the file does not have: what stands is left as it is."""

    def __repr__(self) -> str:
        return "ABSENT"


ABSENT = Absent()


@dataclass(frozen=True)
class Column:
    """A column: its field name and Chinese header, how a cell is read, what a blank one means."""

    field: str
    title: str
    parse: Parser
    required: bool = False
    default: Any = None
    # A personal number: never shown or written down in the clear.
    secret: bool = False
    # Headers that platforms give it, the best one first; a better one in the file wins.
    aliases: tuple[str, ...] = ()


@dataclass(frozen=True)
class Sheet:
    """A sheet that an app offers. `identity` names the columns that say which record a row is."""

    field: str
    title: str
    columns: tuple[Column, ...]
    identity: tuple[str, ...]
    take: "Callable[[Table, Intake], None]"
    # What other sheets refer to is taken before any sheet's `take`.
    first: "Callable[[Table, Intake], None] | None" = None
    # A platform's export has titles above its header, and sums below its rows, told by these words in its identity.
    header_within: int = 1
    passes_over: frozenset[str] = frozenset()

    @functools.cached_property
    def row_type(self) -> Any:
        return collections.namedtuple(self.field, ["number", *(column.field for column in self.columns)])

    def column(self, name: str) -> Column:
        return next(column for column in self.columns if column.field == name)


@dataclass
class Table:
    """The good rows of one sheet: named tuples of `number` (of the row) and the sheet's fields."""

    sheet: Sheet
    present: frozenset[str]
    rows: list[Any] = field(default_factory=list)
    # Identities of rows that were found bad, so that other sheets do not complain about them too.
    bad_identities: set[tuple[Any, ...]] = field(default_factory=set)


class BadRow(NamedTuple):
    """Something in a row that has to be mended; `value` is filled in from the file at the end."""

    sheet: str
    row: int
    column: str
    remedy: str
    value: str = ""


@dataclass
class Tally:
    """What happened to the rows of a sheet."""

    created: int = 0
    updated: int = 0
    unchanged: int = 0
    rejected: set[int] = field(default_factory=set)
    examples: list[dict[str, Any]] = field(default_factory=list)


class Change(NamedTuple):
    """A row that makes (`before` is None) or changes a record; values in the order of the fields compared."""

    row: Any
    pk: Any
    before: tuple[Any, ...] | None
    after: tuple[Any, ...]


class Intake:
    """One import while it runs: who imports, which months are locked, what was found."""

    def __init__(self, by: Any) -> None:
        self.by = by
        self.border: Month | None = locks.locked_through()
        self.tallies: dict[str, Tally] = collections.defaultdict(Tally)
        self.bad_rows: list[BadRow] = []
        self.notes: list[str] = []
        self.tables: dict[str, Table] = {}
        # What one sheet works out and a later one needs, by name; each app names its own.
        self.shelf: dict[str, Any] = {}
        self.entries: list[Any] = []

    @property
    def has_bad_rows(self) -> bool:
        return any(tally.rejected for tally in self.tallies.values())

    def bad(self, table: "Table | Sheet", row: int, column: str, remedy: str) -> None:
        """Report a bad row: the field of the column, and in words what would be right."""
        sheet = table.sheet if isinstance(table, Table) else table
        self.tallies[sheet.field].rejected.add(row)
        if len(self.bad_rows) < MOST_BAD_ROWS:
            self.bad_rows.append(BadRow(sheet.field, row, column, remedy))

    def is_bad(self, table: Table, row: Any) -> bool:
        return row.number in self.tallies[table.sheet.field].rejected

    def locked_month(self, *days: dt.date | Month | None) -> Month | None:
        """The first of these days' (or moments', months') months that is locked."""
        if self.border is None:
            return None
        months = (day if isinstance(day, Month) else Month.of(day) for day in days if day is not None)
        return min((month for month in months if month <= self.border), default=None)

    def first_open(self, month: Month) -> Month:
        """The month itself, or the first open one where it is locked."""
        return month if self.border is None or month > self.border else self.border.next

    def refuse_locked(self, table: Table, row: Any, column: str, *days: dt.date | Month | None) -> bool:
        """Report the row if one of the days is in a locked month; True if so."""
        month = self.locked_month(*days)
        if month is not None:
            self.bad(table, row.number, column, locked_remedy(month))
        return month is not None

    def took(self, table: Table, row: Any, changes: Mapping[str, Sequence[Any]], *, is_new: bool) -> None:
        """Count a row that makes or changes something; keep the first few as examples for the preview."""
        tally = self.tallies[table.sheet.field]
        if is_new:
            tally.created += 1
        else:
            tally.updated += 1
        if not is_new and len(tally.examples) < MOST_EXAMPLES:
            identity = " ".join(str(getattr(row, name)) for name in table.sheet.identity)
            sides = self._shown(table.sheet, changes)
            tally.examples.append({"row": row.number, "record": identity, "changes": sides})

    def _shown(self, sheet: Sheet, changes: Mapping[str, Sequence[Any]]) -> list[list[str]]:
        titles = {column.field: column.title for column in sheet.columns}
        return [
            [titles.get(name, name), *("•••" if name in audit.SECRET else shown(side) for side in sides)]
            for name, sides in changes.items()
        ]

    def unchanged(self, table: Table, count: int = 1) -> None:
        self.tallies[table.sheet.field].unchanged += count

    def record(self, action: str, target: models.Model | None, **words: Any) -> None:
        """An audit entry; all of them are written at the end, in the same transaction."""
        self.entries.append(audit.entry_for(action, target, by=self.by, **words))

    def record_summary(self, table: Table) -> None:
        """One audit entry for a whole sheet of rows that nobody would read one by one."""
        tally = self.tallies[table.sheet.field]
        if tally.created or tally.updated:
            changes = {"created": [None, tally.created], "updated": [None, tally.updated]}
            self.record(f"{table.sheet.field} imported", None, changes=changes)


def shown(value: Any) -> str:
    """A value in a list of changes."""
    return "" if value is None else str(value)


def locked_remedy(month: Month) -> str:
    """What to do about a row that would change a locked month."""
    return _(
        "This would change %(month)s, which is locked: its pay is approved. Take the row out, and enter an "
        "adjustment in a later month if money has to be corrected."
    ) % {"month": month}


def compare(
    wanted: Iterable[tuple[Any, Any, tuple[Any, ...]]],
    standing: Mapping[Any, tuple[Any, tuple[Any, ...]]],
    defaults: tuple[Any, ...],
) -> Iterator[Change]:
    """Compare (row, identity, values) with {identity: (pk, values)}; an absent column takes what stands.

    Rows that change nothing come out too, with `before == after`.
    """
    for row, identity, values in wanted:
        pk, before = standing.get(identity, (None, None))
        if ABSENT in values:
            base = defaults if before is None else before
            values = tuple(b if v is ABSENT else v for v, b in zip(values, base, strict=True))
        yield Change(row, pk, before, values)


def take_records(
    table: Table,
    intake: Intake,
    model: type[models.Model],
    names: Sequence[str],
    changes: Iterable[Change],
    *,
    touches: Callable[[Change], Iterable[dt.date | Month | None]],
    day_column: str,
    also: "Callable[[Change], dict[str, Any]] | None" = None,
    action: str = "",
) -> None:
    """Write what is new or changed, and refuse what would change a locked month.

    `touches` gives the days or months that a change touches; `also` the further fields that are stored with it.
    With `action` each change has its own audit entry, without it the sheet has one.
    """
    new: list[tuple[Change, dict[str, Any]]] = []
    changed: list[tuple[Change, dict[str, Any]]] = []
    for change in changes:
        if intake.is_bad(table, change.row):
            continue
        if change.before == change.after:
            intake.unchanged(table)
            continue
        if intake.refuse_locked(table, change.row, day_column, *touches(change)):
            continue
        (changed if change.before else new).append((change, also(change) if also else {}))
        intake.took(table, change.row, differences(names, change), is_new=change.before is None)
    for kind in (new, changed):
        write(model, names, kind)
    if action:
        record_each(intake, model, table, names, [*new, *changed], action)
    else:
        intake.record_summary(table)


def write(
    model: type[models.Model], names: Sequence[str], changes: list[tuple[Change, dict[str, Any]]]
) -> None:
    """Insert or update, all of one kind, with the same further fields."""
    if not changes:
        return
    all_names = [*names, *changes[0][1]]
    rows = [(*change.after, *extra.values()) for change, extra in changes]
    if changes[0][0].before is None:
        bulk.insert(model, all_names, rows)
    else:
        bulk.update(model, all_names, [(c.pk, *row) for (c, _extra), row in zip(changes, rows, strict=True)])


def record_each(
    intake: Intake,
    model: type[models.Model],
    table: Table,
    names: Sequence[str],
    changes: list[tuple[Change, dict[str, Any]]],
    action: str,
) -> None:
    """An audit entry for each change, under the row's identity."""
    for change, _extra in changes:
        entry = audit.entry_for(action, None, by=intake.by, changes=differences(names, change))
        entry.target_kind = model._meta.label_lower
        entry.target_id = "" if change.pk is None else str(change.pk)
        identity = (getattr(change.row, name) for name in table.sheet.identity)
        entry.target_name = " ".join(str(part) for part in identity)[:200]
        intake.entries.append(entry)


def differences(names: Sequence[str], change: Change) -> dict[str, list[Any]]:
    """{field: [before, after]} of what differs."""
    before = change.before or (None,) * len(names)
    return {
        name.removesuffix("_id"): [old, new]
        for name, old, new in zip(names, before, change.after, strict=True)
        if old != new
    }


# Reading a table


class TableReader:
    """Turns the cells of a sheet's rows into a `Table`, reporting every cell that does not hold what it should."""

    def __init__(self, sheet: Sheet, columns: Mapping[int, Column], intake: Intake) -> None:
        self.sheet = sheet
        self.intake = intake
        present = {column.field: place for place, column in columns.items()}
        self.table = Table(sheet, frozenset(present))
        self.reading = [
            (at, present.get(column.field), column) for at, column in enumerate(sheet.columns, start=1)
        ]
        self.blank = [None, *(c.default if c.field in present else ABSENT for c in sheet.columns)]
        order = [column.field for column in sheet.columns]
        self.key_places = [order.index(name) + 1 for name in sheet.identity]
        self.key_columns = [present[name] for name in sheet.identity if name in present]
        self.seen: dict[tuple[Any, ...], tuple[Any, ...]] = {}

    def add(self, number: int, cells: Mapping[int, Cell]) -> None:
        """Read one row. Rows without anything in a known column, and sums of a platform, are passed over."""
        if self.sheet.passes_over and self._is_sum(cells):
            return
        values = list(self.blank)
        values[0] = number
        troubles: list[tuple[str, str]] = []
        is_empty = True
        for at, place, column in self.reading:
            if place is None:
                continue
            cell = cells.get(place)
            if cell is None or is_blank(cell):
                if column.required:
                    troubles.append((column.field, _("This must be filled in.")))
                continue
            is_empty = False
            try:
                values[at] = column.parse(cell)
            except Wrong as wrong:
                troubles.append((column.field, str(wrong)))
        if not is_empty:
            self._keep(number, values, troubles)

    def _is_sum(self, cells: Mapping[int, Cell]) -> bool:
        words = (cells.get(place) for place in self.key_columns)
        return any(isinstance(word, str) and folded(word) in self.sheet.passes_over for word in words)

    def _keep(self, number: int, values: list[Any], troubles: list[tuple[str, str]]) -> None:
        identity = tuple(values[place] for place in self.key_places)
        for name, remedy in troubles:
            self.intake.bad(self.sheet, number, name, remedy)
        if troubles:
            self.table.bad_identities.add(identity)
            return
        row = self.sheet.row_type._make(values)
        first = self.seen.setdefault(identity, row)
        if first is row:
            self.table.rows.append(row)
        elif first[1:] != row[1:]:
            self._refuse_twins(identity, first, row)

    def _refuse_twins(self, identity: tuple[Any, ...], first: Any, row: Any) -> None:
        column = self.sheet.identity[-1] if len(self.sheet.identity) == 1 else self.sheet.identity[0]
        self.table.bad_identities.add(identity)
        for one, other in ((first, row), (row, first)):
            if one is row or not self.intake.is_bad(self.table, one):
                remedy = _("Row %(other)s says something else about the same record. Keep one of the two.")
                self.intake.bad(self.sheet, one.number, column, remedy % {"other": other.number})

    def finish(self) -> Table:
        """The table, without the rows that turned out to be bad."""
        bad = self.intake.tallies[self.sheet.field].rejected
        if bad:
            self.table.rows = [row for row in self.table.rows if row.number not in bad]
        self.seen.clear()
        return self.table


def masked_if_secret(column: Column, value: str) -> str:
    """A value as it may be shown and stored."""
    return masked(value, 3, 2) if column.secret else value
