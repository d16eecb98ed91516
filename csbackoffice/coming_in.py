"""What an import would change, in the reader's words: names of fields and stored values as the pages show them."""

from collections.abc import Iterator, Mapping
from typing import Any

from django.utils.text import capfirst

from csbackoffice.changes.shown import name_in_words, value_in_words
from csbackoffice.imports import EVERY_SHEET

# What a row of each sheet becomes.
RECORDS = {
    "groups": "staff.group",
    "employees": "staff.employee",
    "roster": "attendance.shift",
    "leave": "attendance.leave",
    "overtime": "attendance.overtime",
    "orders": "performance.order",
    "refunds": "performance.refund",
    "scores": "performance.score",
    "conduct": "performance.conductentry",
    "suggestions": "performance.suggestion",
    "adjustments": "payroll.adjustment",
    "opening": "payroll.opening",
}


def changed_sheets(outcome: list[dict[str, Any]]) -> Iterator[dict[str, Any]]:
    """The sheets of an import's outcome with changed rows; each change as (record, row, column, before, after)."""
    for sheet in outcome:
        if sheet["examples"]:
            lines = [line for example in sheet["examples"] for line in _lines(sheet["field"], example)]
            yield {**sheet, "lines": lines, "shown": len(sheet["examples"])}


def _lines(sheet: str, example: Mapping[str, Any]) -> Iterator[tuple[Any, ...]]:
    fields = {
        column.title: column.field for one in EVERY_SHEET if one.field == sheet for column in one.columns
    }
    kind = RECORDS.get(sheet, "")
    for title, *sides in example["changes"]:
        # A column of the sheet keeps its header; what the product works out from it has a name of its own.
        name = title if title in fields else capfirst(name_in_words(kind, title))
        before, after = (value_in_words(kind, fields.get(title, title), side) for side in sides)
        yield example["record"], example["row"], name, before, after
