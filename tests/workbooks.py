"""Workbooks for tests: `book({"员工": [header, row, ...]})` gives a path; `take(book(...))` imports it."""

import itertools
import tempfile
import zipfile
from pathlib import Path
from typing import Any

import openpyxl
from django.conf import settings

from common.month import Month
from csbackoffice.imports import Outcome, take_workbook
from tests.factories import lock_month

_numbers = itertools.count(1)
Sheets = dict[str, list[list[Any]]]


def new_path(name: str = "") -> Path:
    folder = Path(tempfile.mkdtemp(dir=settings.TEST_DIR))
    return folder / (name or f"book{next(_numbers)}.xlsx")


def book(sheets: Sheets) -> Path:
    """Write sheets of rows; a cell may be (value, number format)."""
    workbook = openpyxl.Workbook(write_only=True)
    for title, rows in sheets.items():
        sheet = workbook.create_sheet(title)
        for row in rows:
            sheet.append([_cell(sheet, value) for value in row])
    path = new_path()
    workbook.save(path)
    return path


def _cell(sheet: Any, value: Any) -> Any:
    if not isinstance(value, tuple):
        return value
    cell = openpyxl.cell.WriteOnlyCell(sheet, value=value[0])
    cell.number_format = value[1]
    return cell


def take(path: Path | Sheets, *, by: Any = None, is_preview: bool = False) -> Outcome:
    """Import a workbook (or the sheets of one)."""
    return take_workbook(book(path) if isinstance(path, dict) else path, by=by, is_preview=is_preview)


def counts(outcome: Outcome) -> dict[str, tuple[int, int, int, int]]:
    """{sheet: (created, updated, unchanged, rejected)}."""
    return {s.field: (s.created, s.updated, s.unchanged, s.rejected) for s in outcome.sheets}


def troubles(outcome: Outcome) -> list[tuple[str, int, str, str]]:
    """(sheet, row, column, value) of the bad rows."""
    return [(bad.sheet, bad.row, bad.column, bad.value) for bad in outcome.bad_rows]


def with_part(path: Path, name: str, content: bytes | str, *, instead_of: str = "") -> Path:
    """A copy of a workbook with a part added, or replaced."""
    target = new_path()
    with zipfile.ZipFile(path) as source, zipfile.ZipFile(target, "w", zipfile.ZIP_DEFLATED) as copy:
        for part in source.namelist():
            if part not in (name, instead_of):
                copy.writestr(part, source.read(part))
        copy.writestr(name, content)
    return target


# A company small enough to write down

PEOPLE = ["工号", "姓名", "岗位", "组别", "入职日期"]


def company(*extra_columns: str) -> Sheets:
    """Two groups and three people, hired on 2026-01-01."""
    return {
        "组别": [["组别", "主管工号", "组长工号"], ["一组", "S1", None], ["二组", None, None]],
        "员工": [
            PEOPLE,
            ["A1", "甲", "客服", "一组", "2026-01-01"],
            ["A2", "乙", "客服", "二组", "2026-01-01"],
            ["S1", "丙", "主管", None, "2026-01-01"],
        ],
    }


def lock(month: str) -> None:
    """Lock `2026-08`, and so everything before it."""
    lock_month(Month.parse(month))
