"""The month workbook: collects the sheets that the apps offer; takes a file in one transaction, or nothing of it."""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from django.db import connection, transaction
from django.utils.translation import gettext as _

from attendance import imports as attendance
from common import locks
from common.audit import record_all
from common.cell_basics import Wrong, is_blank
from common.cell_shown import show
from common.headers import match_columns
from common.intake import (
    MOST_BAD_ROWS,
    BadRow,
    Intake,
    Sheet,
    Table,
    TableReader,
    masked_if_secret,
)
from common.sheet_xml import Cell, SheetPart, Unreadable
from common.sheets import MOST_ROWS, Workbook
from common.titles import folded
from payroll import imports as payroll
from performance import imports as performance
from staff import imports as staff

# In the order in which they are taken: what others refer to comes first.
SHEETS: tuple[Sheet, ...] = (*staff.SHEETS, *attendance.SHEETS, *performance.SHEETS, *payroll.SHEETS)
# What else comes in through this door: a workbook of one sheet, whatever the sheet is called in it.
ALONE: dict[str, tuple[Sheet, ...]] = {"metrics": performance.METRIC_SHEETS}
EVERY_SHEET: tuple[Sheet, ...] = (*SHEETS, *(sheet for sheets in ALONE.values() for sheet in sheets))
REPORT_EVERY = 5_000

Report = Callable[[str, int, int], Any]


@dataclass
class SheetOutcome:
    """What happened to a sheet, in numbers, with examples of changes."""

    sheet: str
    field: str
    created: int
    updated: int
    unchanged: int
    rejected: int
    examples: list[dict[str, Any]]


@dataclass
class Outcome:
    """What an import did, or would do."""

    sheets: list[SheetOutcome] = field(default_factory=list)
    bad_rows: list[BadRow] = field(default_factory=list)
    notes: list[str] = field(default_factory=list)
    is_written: bool = False

    @property
    def rejected(self) -> int:
        return sum(sheet.rejected for sheet in self.sheets)


class RolledBack(Exception):
    """Ends the transaction of a preview, or of an import with bad rows."""


def take_workbook(
    path: Path | str,
    *,
    by: Any,
    is_preview: bool,
    name: str = "",
    report: Report | None = None,
    then: Callable[[Outcome], Any] | None = None,
    kind: str = "",
) -> Outcome:
    """Take a month workbook: all of it, or nothing where one row is bad or it is a preview.

    `kind` names another workbook than the month's (ALONE).
    `report(stage, done, total)` hears how far it is; `then(outcome)` is called inside the transaction, before the
    commit. Raises `Unreadable`, in words, for what is not a readable workbook.
    """
    tell = report or (lambda stage, done, total: None)
    intake = Intake(by)
    with Workbook(path, name) as book:
        parts = read_tables(book, intake, tell, ALONE.get(kind, SHEETS))
        tell(_("comparing and writing"), 0, 0)
        is_written = take_tables(intake, is_preview=is_preview, then=then)
        bad_rows = with_values(book, parts, intake.bad_rows)
    return outcome_of(intake, bad_rows, is_written=is_written)


# Reading: before the transaction, so that nobody waits for it


def read_tables(
    book: Workbook, intake: Intake, tell: Report, sheets: tuple[Sheet, ...] = SHEETS
) -> dict[str, "Part"]:
    """Read every known sheet into `intake.tables`; what is not known is noted."""
    parts = known_parts(book, intake, sheets)
    total = sum(book.rows_said(part.place) for part in parts.values())
    done = 0
    for sheet in sheets:
        if sheet.field in parts:
            done = read_table(book, parts[sheet.field], intake, tell, done, total)
    return parts


@dataclass
class Part:
    """A known sheet in this file: where it stands and which column is which."""

    sheet: Sheet
    place: SheetPart
    columns: Mapping[int, Any] = field(default_factory=dict)


def known_parts(book: Workbook, intake: Intake, sheets: tuple[Sheet, ...] = SHEETS) -> dict[str, Part]:
    """{field: Part} of the sheets that are known. Raises `Unreadable` where none is, or one is there twice."""
    names = {folded(name): sheet for sheet in sheets for name in (sheet.title, sheet.field)}
    if len(sheets) == 1 and len(book.sheets) == 1:
        return {sheets[0].field: Part(sheets[0], book.sheets[0])}
    parts: dict[str, Part] = {}
    for place in book.sheets:
        sheet = names.get(folded(place.title))
        if sheet is None:
            intake.notes.append(
                _("The sheet “%(name)s” is not known and was ignored.") % {"name": place.title}
            )
        elif sheet.field in parts:
            raise Unreadable(
                _("The sheet “%(name)s” is there twice. Keep one of them.") % {"name": sheet.title}
            )
        else:
            parts[sheet.field] = Part(sheet, place)
    if not parts:
        known = ", ".join(sheet.title for sheet in sheets)
        raise Unreadable(_("The workbook has none of the sheets %(known)s.") % {"known": known})
    return parts


def read_table(book: Workbook, part: Part, intake: Intake, tell: Report, done: int, total: int) -> int:
    """Read one sheet; returns how many rows of the workbook are read by now."""
    sheet = part.sheet
    reader: TableReader | None = None
    for number, row in book.rows(part.place):
        if reader is None:
            if number < sheet.header_within and not is_header(sheet, row):
                continue
            reader = start_table(part, number, row, intake)
            if reader is None:
                return done
            continue
        reader.add(number, row)
        done += 1
        if done % REPORT_EVERY == 0:
            refuse_too_many(done)
            tell(sheet.title, done, max(total, done))
    if reader is not None:
        intake.tables[sheet.field] = reader.finish()
    else:
        intake.notes.append(_("The sheet “%(name)s” is empty.") % {"name": sheet.title})
    return done


def refuse_too_many(done: int) -> None:
    if done > MOST_ROWS:
        raise Unreadable(
            _("The workbook has more than %(most)s rows. Split it by months.") % {"most": MOST_ROWS}
        )


def is_header(sheet: Sheet, row: Mapping[int, Cell]) -> bool:
    """Whether a row has the columns that must be there; above it a platform writes titles."""
    try:
        match_columns(sheet, {place: show(cell) for place, cell in row.items()})
    except Wrong:
        return False
    return True


def start_table(part: Part, number: int, row: Mapping[int, Cell], intake: Intake) -> TableReader | None:
    """Match the header; None where it cannot be used (reported as a bad row of the header)."""
    header = {place: show(cell) for place, cell in row.items() if not is_blank(cell)}
    try:
        part.columns, ignored = match_columns(part.sheet, header)
    except Wrong as wrong:
        intake.bad(part.sheet, number, "", str(wrong))
        return None
    intake.tallies[part.sheet.field].rejected.discard(number)
    for title in ignored:
        words = {"title": title, "sheet": part.sheet.title}
        intake.notes.append(
            _("The column “%(title)s” of sheet %(sheet)s is not known and was ignored.") % words
        )
    return TableReader(part.sheet, part.columns, intake)


# Taking: one transaction


def take_tables(intake: Intake, *, is_preview: bool, then: Callable[[Outcome], Any] | None) -> bool:
    """Compare and write all tables; True if it was committed."""
    try:
        with transaction.atomic():
            one_at_a_time()
            intake.border = locks.locked_through()
            for sheet, table in ordered(intake.tables):
                if sheet.first:
                    sheet.first(table, intake)
            for sheet, table in ordered(intake.tables):
                sheet.take(table, intake)
            if is_preview or intake.has_bad_rows:
                raise RolledBack
            record_all(intake.entries)
            if then:
                then(outcome_of(intake, [], is_written=True))
    except RolledBack:
        return False
    return True


def ordered(tables: Mapping[str, Table]) -> Iterable[tuple[Sheet, Table]]:
    return [(sheet, tables[sheet.field]) for sheet in EVERY_SHEET if sheet.field in tables]


def one_at_a_time() -> None:
    """Two imports, or an import and an approval, wait for each other: no month is locked under our hands.

    SQLite has one writer at a time by itself.
    """
    if connection.vendor == "postgresql":
        with connection.cursor() as cursor:
            cursor.execute("LOCK TABLE common_monthlock IN SHARE ROW EXCLUSIVE MODE")


# Reporting


def with_values(book: Workbook, parts: Mapping[str, Part], bad_rows: list[BadRow]) -> list[BadRow]:
    """Fill in the values as they stood, by a second look at the sheets that have bad rows."""
    wanted: dict[str, set[int]] = {}
    for bad in bad_rows:
        wanted.setdefault(bad.sheet, set()).add(bad.row)
    found = {
        (name, number, column.field): masked_if_secret(column, show(row.get(place)))
        for name, numbers in wanted.items()
        for number, row in book.rows(parts[name].place)
        if number in numbers
        for place, column in parts[name].columns.items()
    }
    filled = [bad._replace(value=found.get((bad.sheet, bad.row, bad.column), "")) for bad in bad_rows]
    order = {sheet.field: at for at, sheet in enumerate(EVERY_SHEET)}
    return sorted(filled, key=lambda bad: (order[bad.sheet], bad.row))[:MOST_BAD_ROWS]


def outcome_of(intake: Intake, bad_rows: list[BadRow], *, is_written: bool) -> Outcome:
    """Numbers and examples of every sheet that was in the file."""
    sheets = []
    for sheet in EVERY_SHEET:
        if sheet.field in intake.tallies or sheet.field in intake.tables:
            tally = intake.tallies[sheet.field]
            sheets.append(
                SheetOutcome(
                    sheet.title,
                    sheet.field,
                    tally.created,
                    tally.updated,
                    tally.unchanged,
                    len(tally.rejected),
                    tally.examples,
                )
            )
    return Outcome(sheets, bad_rows, intake.notes, is_written)


def sheet_named(name: str) -> Sheet:
    """A sheet by its field name."""
    return next(sheet for sheet in EVERY_SHEET if sheet.field == name)


def column_title(bad: BadRow) -> str:
    """The Chinese header of the column that a bad row names."""
    return sheet_named(bad.sheet).column(bad.column).title if bad.column else ""
