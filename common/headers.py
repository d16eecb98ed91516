"""Headers of sheets, matched with the columns that an app knows."""

from collections.abc import Mapping

from django.utils.translation import gettext as _

from common.cell_basics import Wrong
from common.intake import Column, Sheet
from common.titles import folded


def match_columns(sheet: Sheet, header: Mapping[int, str]) -> tuple[dict[int, Column], list[str]]:
    """{column number: Column} of a header row, and the headers that mean nothing here.

    Raises `Wrong` where two headers mean one column or a required one is missing.
    """
    known = _known(sheet)
    best: dict[str, tuple[int, int]] = {}
    ignored: list[str] = []
    for place, title in sorted(header.items()):
        column, rank = known.get(folded(title), (None, 0))
        standing = best.get(column.field) if column else None
        if column is None or (standing and standing[0] < rank):
            ignored.append(title)
        elif standing and standing[0] == rank:
            raise Wrong(
                _("The column “%(title)s” stands there twice. Keep one of them.") % {"title": column.title}
            )
        else:
            ignored += [header[standing[1]]] if standing else []
            best[column.field] = rank, place
    _refuse_missing(sheet, best)
    return {place: sheet.column(name) for name, (_rank, place) in best.items()}, ignored


def _known(sheet: Sheet) -> dict[str, tuple[Column, int]]:
    """{folded header: (column, how good a name it is)}; 0 is its own name, then a platform's, best first."""
    found: dict[str, tuple[Column, int]] = {}
    for column in sheet.columns:
        for rank, name in [(0, column.field), (0, column.title), *enumerate(column.aliases, 1)]:
            found.setdefault(folded(name), (column, rank))
    return found


def _refuse_missing(sheet: Sheet, found: Mapping[str, object]) -> None:
    missing = [column for column in sheet.columns if column.required and column.field not in found]
    if missing:
        titles = ", ".join(f"{column.title} ({column.field})" for column in missing)
        raise Wrong(_("These columns are missing: %(titles)s") % {"titles": titles})
