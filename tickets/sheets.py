"""The figures of the service desk as a workbook: the same rows and words as on the screen."""

import io
from decimal import Decimal

from django.http import HttpResponse
from django.utils.translation import gettext as _

from common.month import Month
from common.sheets import new_workbook, number_cell, text_cell
from tickets.services.figure_cards import choices
from tickets.services.figures import Figures, Row

XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"


def figures_file(month: Month, by: str, total: Figures, rows: list[Row]) -> HttpResponse:
    """One sheet with the table of the page; rates as numbers, with what they leave out beside them."""
    book = new_workbook()
    sheet = book.create_sheet(_("Figures"))
    sheet.append([text_cell(sheet, str(title), bold=True) for title in [dict(choices())[by], *titles()]])
    for row in [*rows, Row(_("all"), "", total)]:
        sheet.append([text_cell(sheet, row.label), *[_cell(sheet, value) for value in values(row.figures)]])
    content = io.BytesIO()
    book.save(content)
    response = HttpResponse(content.getvalue(), content_type=XLSX)
    response["Content-Disposition"] = f'attachment; filename="service-{month}-{by}.xlsx"'
    return response


def titles() -> list[str]:
    return [
        *[
            _("tickets"),
            _("mean first reply (min)"),
            _("not replied to"),
            _("mean resolution (min)"),
            _("not resolved"),
        ],
        *[
            _("reopened (%)"),
            _("promises kept (%)"),
            _("satisfied (%)"),
            _("not rated"),
            _("complaints"),
            _("founded"),
            _("satisfied at return visits (%)"),
            _("said nothing"),
        ],
    ]


def values(found: Figures) -> list[float | int | None]:
    """The numbers of a line, in the order of the titles."""
    return [
        *[found.tickets, found.mean_reply, found.unreplied, found.mean_resolution, found.unresolved],
        *[
            _percent(found.reopened_rate),
            _percent(found.kept_rate),
            _percent(found.satisfied_rate),
            found.unrated,
        ],
        *[found.complaints, found.founded, _percent(found.visit_satisfied_rate), found.unvisited],
    ]


def _percent(rate: float | None) -> float | None:
    return None if rate is None else rate * 100


def _cell(sheet: object, value: float | int | None) -> object:
    if isinstance(value, float):
        return number_cell(sheet, Decimal(f"{value:.1f}"), "0.0")
    return number_cell(sheet, value, "0")


def rate_cell(sheet: object, rate: float | None) -> object:
    """A rate as per cent with one decimal; blank for none."""
    return _cell(sheet, _percent(rate))


def shown_values(found: Figures) -> list[str]:
    """The same numbers as text, for the page."""
    return [
        "—" if value is None else f"{value:.1f}" if isinstance(value, float) else str(value)
        for value in values(found)
    ]
