"""The table of a chart as a workbook: the same rows and words as on the screen, through the one door out."""

import io
from typing import Any

from django.http import HttpResponse

from common.sheets import new_workbook, number_cell, text_cell
from csbackoffice.dashboards.asked import Asked
from csbackoffice.dashboards.chart import COUNT, MONEY, Chart, Column, Table, Value

XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
FORMATS = {MONEY: "#,##0.00", COUNT: "0"}


def workbook_of(chart: Chart, asked: Asked, table: Table) -> HttpResponse:
    """One sheet: a heading for each column, a line for each row."""
    book = new_workbook()
    sheet = book.create_sheet(str(chart.title)[:31])
    titles = [str(chart.label), *[column.title for column in table.columns]]
    sheet.append([text_cell(sheet, title, bold=True) for title in titles])
    for row in table.rows:
        cells = [_cell(sheet, column, value) for column, value in zip(table.columns, row.values, strict=True)]
        sheet.append([text_cell(sheet, row.label), *cells])
    content = io.BytesIO()
    book.save(content)
    response = HttpResponse(content.getvalue(), content_type=XLSX)
    name = f"{chart.key}-{asked.first}-{asked.last}.xlsx"
    response["Content-Disposition"] = f'attachment; filename="{name}"'
    return response


def _cell(sheet: Any, column: Column, value: Value) -> Any:
    return number_cell(sheet, value, FORMATS.get(column.kind, "0.0#"))
