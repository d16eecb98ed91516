"""The change log as a workbook: the same rows and words as on the page, through the one door out."""

import datetime as dt
import io
from typing import Any

from django.db.models import QuerySet
from django.http import HttpResponse
from django.utils.text import capfirst
from django.utils.translation import gettext as _
from django.utils.translation import pgettext

from common.audit import record
from common.models import AuditEntry
from common.sheets import moment_cell, new_workbook, text_cell
from csbackoffice.changes.shown import changes_of, kind_in_words, note_of
from csbackoffice.changes.tables import who
from csbackoffice.changes.words import action_in_words

XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
# What a browser waits for; a narrower choice of days gives the rest.
MOST_ROWS = 10_000


def take_changes(rows: "QuerySet[AuditEntry]", query: str, *, by: Any) -> HttpResponse:
    """The newest `MOST_ROWS` of the rows; the filters that chose them are written down."""
    book = new_workbook()
    sheet = book.create_sheet(_("Change log"))
    sheet.append([text_cell(sheet, capfirst(title), bold=True) for title in _titles()])
    taken = 0
    for entry in rows[: MOST_ROWS + 1].iterator(chunk_size=1_000):
        if taken == MOST_ROWS:
            sheet.append([text_cell(sheet, _more())])
            break
        sheet.append(_cells(sheet, entry))
        taken += 1
    content = io.BytesIO()
    book.save(content)
    record("changes.download", None, by=by, note=f"{query}, {taken} rows".lstrip(", "))
    return _file(content)


def _titles() -> list[str]:
    change = [
        _("what was done"),
        pgettext("change", "record"),
        pgettext("change", "on what"),
        _("before → after"),
        _("note"),
    ]
    return [_("at"), _("who"), *change]


def _more() -> str:
    return _("There are more: only the newest %(most)s are in this file. Choose fewer days for the rest.") % {
        "most": MOST_ROWS
    }


def _cells(sheet: Any, entry: AuditEntry) -> list[Any]:
    lines = "\n".join(f"{field}: {before} → {after}" for field, before, after in changes_of(entry))
    kind = capfirst(str(kind_in_words(entry.target_kind)))
    texts = [who(entry), action_in_words(entry.action), kind, entry.target_name, lines, note_of(entry)]
    return [moment_cell(sheet, entry.at), *(text_cell(sheet, text) for text in texts)]


def _file(content: io.BytesIO) -> HttpResponse:
    response = HttpResponse(content.getvalue(), content_type=XLSX)
    response["Content-Disposition"] = f'attachment; filename="changes-{dt.date.today()}.xlsx"'
    return response
