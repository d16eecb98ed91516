"""The month sheet as a workbook: what the screen shows, square by square."""

from collections.abc import Sequence
from typing import IO, Any

from django.db import transaction
from django.utils.translation import gettext as _

from attendance.reading_sheet import SheetRow, day_heads, legend, total_heads
from common import audit
from common.month import Month
from common.sheets import new_workbook, number_cell, text_cell


@transaction.atomic
def export_sheet(rows: Sequence[SheetRow], month: Month, group: str, target: IO[bytes], *, by: Any) -> None:
    """Write the rows of a group's month, with the signs explained below; that it left the house is written down."""
    book = new_workbook()
    sheet = book.create_sheet(f"{month}")
    sheet.append([text_cell(sheet, f"{group} · {month}", bold=True)])
    days = [f"{on.day} {weekday}" for on, weekday, _is_weekend in day_heads(month)]
    heads = [_("Number"), _("Name"), *days, *total_heads()]
    sheet.append([text_cell(sheet, head, bold=True) for head in heads])
    for row in rows:
        cells = [text_cell(sheet, row.person.employee_no), text_cell(sheet, row.person.name)]
        cells += [text_cell(sheet, square.signs) for square in row.squares]
        cells += [number_cell(sheet, total, "0") for total in row.totals]
        sheet.append(cells)
    sheet.append([text_cell(sheet, " · ".join(legend()))])
    book.save(target)
    audit.record("month sheet exported", None, by=by, note=f"{group} {month}, {len(rows)} rows")
