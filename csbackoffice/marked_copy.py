"""A copy of an uploaded workbook with the bad cells coloured and the remedy beside them."""

from collections import defaultdict
from collections.abc import Iterable, Mapping
from decimal import Decimal, InvalidOperation
from pathlib import Path
from typing import Any

from django.utils.translation import gettext as _

from common.cell_basics import Wrong, is_blank
from common.cell_shown import show
from common.headers import match_columns
from common.intake import BadRow
from common.sheet_xml import Cell, Num
from common.sheets import MARKED, Workbook, new_workbook, number_cell, text_cell
from common.titles import folded
from csbackoffice.imports import EVERY_SHEET, is_header, sheet_named

FORMATS = {
    "day": "yyyy-mm-dd",
    "moment": "yyyy-mm-dd hh:mm:ss",
    "time": "hh:mm:ss",
    "percent": "0.00%",
    "number": "General",
}
Marks = Mapping[int, Mapping[str, str]]


def write_marked_copy(
    path: Path | str, bad_rows: Iterable[BadRow], target: Path | str, name: str = ""
) -> None:
    """Write the copy, a row at a time. It can be mended and handed in again: the column added is ignored there."""
    marks: dict[str, dict[int, dict[str, str]]] = defaultdict(lambda: defaultdict(dict))
    for bad in bad_rows:
        rows = marks[bad.sheet][bad.row]
        rows[bad.column] = f"{rows[bad.column]} {bad.remedy}" if bad.column in rows else bad.remedy
    with Workbook(path, name) as book:
        copy = new_workbook()
        for place in book.sheets:
            copy_sheet(book, place, copy.create_sheet(place.title[:31]), marks)
        copy.save(target)


def copy_sheet(book: Workbook, place: Any, sheet: Any, marks: Mapping[str, Marks]) -> None:
    """Copy one sheet; row numbers stay what they were."""
    known = known_sheet(book, place, marks)
    here: Marks = marks.get(known.field, {}) if known else {}
    columns: dict[str, int] = {}
    width = last = 0
    for number, row in book.rows(place):
        if known and not columns and (is_header(known, row) if known.header_within > 1 else not last):
            columns, width = header_columns(known, row), max(row, default=0)
        for _empty in range(number - last - 1):
            sheet.append([])
        last = number
        sheet.append(copied_row(sheet, row, here.get(number, {}), columns, width))


def known_sheet(book: Workbook, place: Any, marks: Mapping[str, Any]) -> Any:
    """What a sheet of the file is; the only sheet of a file is the one that has marks, whatever it is called."""
    if len(book.sheets) == 1 and len(marks) == 1:
        return sheet_named(next(iter(marks)))
    return next((s for s in EVERY_SHEET if folded(place.title) in (folded(s.title), folded(s.field))), None)


def header_columns(sheet: Any, row: Mapping[int, Cell]) -> dict[str, int]:
    """{field: column number} of a header row, as far as it is understood."""
    try:
        header = {place: show(cell) for place, cell in row.items() if not is_blank(cell)}
        return {column.field: place for place, column in match_columns(sheet, header)[0].items()}
    except Wrong:
        return {}


def copied_row(
    sheet: Any, row: Mapping[int, Cell], marks: Mapping[str, str], columns: Mapping[str, int], width: int
) -> list[Any]:
    """The cells of a row, marked ones coloured, the remedies in the column after the last."""
    bad_places = {columns[name] for name in marks if name in columns}
    end = max(max(row, default=0), width, *bad_places, 0) if bad_places or row else width
    copied = [copied_cell(sheet, row.get(place), place in bad_places) for place in range(1, end + 1)]
    if marks:
        copied.append(text_cell(sheet, _("Mend: ") + " ".join(marks.values()), bold=True))
    return copied


def copied_cell(sheet: Any, cell: Cell, is_bad: bool) -> Any:
    """A number stays a number and a date a date; everything else is text that nothing runs."""
    if cell is None and not is_bad:
        return None
    found = number_of(sheet, cell) if isinstance(cell, Num) else None
    copy = found if found is not None else text_cell(sheet, show(cell))
    if is_bad:
        copy.fill = MARKED
    return copy


def number_of(sheet: Any, cell: Num) -> Any:
    try:
        value = Decimal(cell.digits)
    except InvalidOperation:
        return None
    if not value.is_finite() or abs(value.adjusted()) > 30:
        return None
    return number_cell(sheet, value, "0" * cell.look.zeros or FORMATS[cell.look.kind])
