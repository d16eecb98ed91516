"""The monthly review of complaints as a workbook: the same lines and words as on the page."""

import io
from typing import Any

from django.http import HttpResponse
from django.utils.translation import gettext as _

from common.month import Month
from common.sheets import day_cell, new_workbook, number_cell, text_cell
from tickets.services.complaint_review import Line, Review, Sums
from tickets.sheets import XLSX, rate_cell


def review_file(month: Month, review: Review) -> HttpResponse:
    """Sheets: the months, causes, departments, repeats, corrective actions."""
    book = new_workbook()
    _months(book.create_sheet(_("Months")), [review.sums, *review.before])
    _lines(book.create_sheet(_("Causes")), _("cause"), review.causes)
    _lines(book.create_sheet(_("Departments")), _("department"), review.departments)
    for title, lines in review.repeats:
        _lines(book.create_sheet(_("Repeated %(what)s") % {"what": title}), title, lines)
    _corrections(book.create_sheet(_("Corrective actions")), review)
    content = io.BytesIO()
    book.save(content)
    response = HttpResponse(content.getvalue(), content_type=XLSX)
    response["Content-Disposition"] = f'attachment; filename="complaints-{month}.xlsx"'
    return response


def _heading(sheet: Any, titles: list[str]) -> None:
    sheet.append([text_cell(sheet, title, bold=True) for title in titles])


def _months(sheet: Any, rows: list[Sums]) -> None:
    _heading(
        sheet,
        [
            *[_("month"), _("tickets"), _("complaints"), _("judged"), _("founded"), _("founded (%)")],
            *[_("closed"), _("satisfied (%)"), _("said nothing"), _("reopened"), _("deadline missed")],
        ],
    )
    for row in rows:
        plain = [row.tickets, row.complaints, row.judged, row.founded]
        rest = [row.unanswered, row.reopened, row.late]
        cells = [number_cell(sheet, value, "0") for value in plain] + [rate_cell(sheet, row.founded_rate)]
        cells += [number_cell(sheet, row.closed, "0"), rate_cell(sheet, row.satisfied_rate)]
        sheet.append(
            [text_cell(sheet, row.month), *cells, *[number_cell(sheet, value, "0") for value in rest]]
        )


def _lines(sheet: Any, title: str, lines: list[Line]) -> None:
    _heading(sheet, [title, _("complaints"), _("founded")])
    for line in lines:
        numbers = [number_cell(sheet, value, "0") for value in (line.complaints, line.founded)]
        sheet.append([text_cell(sheet, line.label), *numbers])


def _corrections(sheet: Any, review: Review) -> None:
    titles = [_("complaint"), _("what changes for good"), _("by whom"), _("look again on"), _("it works")]
    _heading(sheet, [*titles, _("what was seen")])
    works = {True: _("yes"), False: _("no"), None: _("not looked at yet")}
    for row in review.corrections:
        texts = [row.complaint.number, row.text, row.owner.name]
        cells = [text_cell(sheet, text) for text in texts] + [day_cell(sheet, row.check_on)]
        sheet.append([*cells, text_cell(sheet, works[row.is_effective]), text_cell(sheet, row.finding)])
