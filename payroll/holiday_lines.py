"""Many days of the calendar at once: pasted lines or the first sheet of a workbook, each `day, kind, name`.

A day may be a span (`2027-02-05 至 2027-02-11`); kinds and days are understood as people write them.
"""

import datetime as dt
import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import NamedTuple

from django.utils.translation import gettext as _

from common import cell_days, cells
from common.cell_basics import is_blank
from common.cell_shown import show
from common.dated import DAY
from common.models import Holiday
from common.sheet_xml import Cell
from common.sheets import Workbook

Kind = Holiday.Kind
KINDS = {
    "法定": Kind.STATUTORY,
    "法定节假日": Kind.STATUTORY,
    "法定假日": Kind.STATUTORY,
    "statutory": Kind.STATUTORY,
    "休": Kind.REST,
    "休息": Kind.REST,
    "放假": Kind.REST,
    "调休放假": Kind.REST,
    "rest": Kind.REST,
    "班": Kind.MAKEUP_WORKDAY,
    "补班": Kind.MAKEUP_WORKDAY,
    "上班": Kind.MAKEUP_WORKDAY,
    "调休上班": Kind.MAKEUP_WORKDAY,
    "makeup": Kind.MAKEUP_WORKDAY,
}
HEADS = frozenset({"日期", "day", "date"})
PARTS = re.compile(r"\s*[\t,，;；]\s*|\s+")
SPAN = re.compile(r"\s*(?:至|到|~|～|—|–|\.\.)\s*")
LONGEST_SPAN = 31
MOST_LINES = 1_000
LONGEST_NAME = 60


class Day(NamedTuple):
    """One day as it was given."""

    day: dt.date
    kind: str
    name: str


@dataclass
class Given:
    """Days in order of the lines, and what is wrong with which line."""

    days: list[Day] = field(default_factory=list)
    troubles: list[str] = field(default_factory=list)


def of_text(text: str) -> Given:
    """Read pasted lines; blank ones and a header are passed over."""
    lines = enumerate(text.splitlines(), 1)
    return _read((number, _parted(line)) for number, line in lines if line.strip())


def of_workbook(path: Path, name: str) -> Given:
    """Read the first sheet of a workbook. Raises Unreadable in words."""
    with Workbook(path, name) as book:
        rows = book.rows(book.sheets[0]) if book.sheets else iter(())
        return _read((number, [_shown(row.get(at)) for at in (1, 2, 3)]) for number, row in rows)


def _parted(line: str) -> list[str]:
    """The three parts of a line; blanks around the word of a span do not part it."""
    joined = SPAN.sub("~", line.strip())
    return [part.strip() for part in PARTS.split(joined, maxsplit=2)]


def _shown(cell: Cell | None) -> str:
    if cell is None or is_blank(cell):
        return ""
    if isinstance(cell, str):
        return SPAN.sub("~", cell.strip())
    try:
        return str(cell_days.day(cell))
    except cells.Wrong:
        return show(cell)


def _read(lines: Iterable[tuple[int, Sequence[str]]]) -> Given:
    given = Given()
    seen: dict[dt.date, Day] = {}
    for number, parts in lines:
        if number > MOST_LINES:
            given.troubles.append(_("More than %(most)s lines at once.") % {"most": MOST_LINES})
            break
        if parts[0].lower() in HEADS or not any(parts):
            continue
        try:
            for day in _days(parts):
                if seen.setdefault(day.day, day) != day:
                    raise cells.Wrong(_("%(day)s stands twice, and not the same.") % {"day": day.day})
        except cells.Wrong as wrong:
            text = _("Line %(number)s, “%(line)s”: %(why)s")
            given.troubles.append(text % {"number": number, "line": " ".join(parts), "why": wrong})
    given.days = list(seen.values())
    return given


def _days(parts: Sequence[str]) -> Iterator[Day]:
    if len(parts) < 3 or not all(parts):
        raise cells.Wrong(_("Day, kind and name are needed, such as “2027-01-01 法定 元旦”."))
    kind = KINDS.get(parts[1].lower())
    if kind is None:
        text = _("The kind is one of: statutory (法定), rest (放假), makeup (补班).")
        raise cells.Wrong(text)
    for day in _span(parts[0]):
        yield Day(day, kind, parts[2][:LONGEST_NAME])


def _span(text: str) -> Iterator[dt.date]:
    ends = [cell_days.day(end) for end in text.split("~")]
    first, last = ends[0], ends[-1]
    length = (last - first).days + 1
    if len(ends) > 2 or not 1 <= length <= LONGEST_SPAN:
        raise cells.Wrong(_("A span is at most %(most)s days, the first day first.") % {"most": LONGEST_SPAN})
    yield from (first + number * DAY for number in range(length))
