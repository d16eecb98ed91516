"""Reads one cell as a day, a moment, a time or a month. Says in words what is wrong."""

import datetime as dt
import re
from decimal import Decimal

from django.utils.translation import gettext as _

from common.cell_basics import Wrong, digits_of, words_of
from common.month import Month
from common.sheet_xml import Cell, Num

FIRST_YEAR, LAST_YEAR = 1990, 2100
SERIAL_START = dt.datetime(1899, 12, 30)
DAY_MILLISECONDS = 86_400_000
MIDNIGHT = dt.time()


class DateAlone(dt.datetime):
    """Midnight of a day that was given without a time."""


_DAY_TEXT = re.compile(r"(\d{4})\s*(?:[-/.]|年)\s*(\d{1,2})\s*(?:[-/.]|月)\s*(\d{1,2})\s*日?")
_EIGHT = re.compile(r"(\d{4})(\d{2})(\d{2})")
_WEEKDAY = re.compile(
    r"\s*[,(]?\s*(?:(?:星期|周|礼拜)[一二三四五六日天]|(?:mon|tues?|wed(?:nes)?|thur?s?|fri|sat(?:ur)?|sun)(?:day)?)\s*\)?",
    re.IGNORECASE,
)
_TIME_TEXT = re.compile(
    r"(上午|下午|am|pm)?\s*(\d{1,2})\s*[:时点]\s*(\d{1,2})?\s*[:分]?\s*(?:(\d{1,2})(?:\.(\d{1,6}))?\s*秒?)?\s*(am|pm)?\Z",
    re.IGNORECASE,
)
_SERIAL_TEXT = re.compile(r"\d{5}(\.\d+)?\Z")


def moment(cell: Cell) -> dt.datetime:
    """A moment; a day alone is a `DateAlone`. Days outside 1990 to 2100 raise `Wrong`."""
    if isinstance(cell, Num):
        found = of_serial(cell)
    else:
        found = _of_text(words_of(cell))
    if not FIRST_YEAR <= found.year <= LAST_YEAR:
        raise Wrong(
            _("The year must be from %(first)s to %(last)s.") % {"first": FIRST_YEAR, "last": LAST_YEAR}
        )
    return found


def of_serial(cell: Num) -> dt.datetime:
    if cell.look.kind in {"time", "percent"}:
        raise Wrong(_not_a_day())
    number = digits_of(cell)
    if not 1 <= number < 100_000:
        raise Wrong(_not_a_day())
    days, part = divmod(number, 1)
    found = SERIAL_START + dt.timedelta(
        days=int(days), milliseconds=int((part * DAY_MILLISECONDS).quantize(Decimal(1)))
    )
    is_alone = cell.look.kind != "moment" and not part
    return DateAlone(found.year, found.month, found.day) if is_alone else found


def _of_text(words: str) -> dt.datetime:
    if _SERIAL_TEXT.match(words):
        return of_serial(Num(words))
    found = _DAY_TEXT.match(words) or (_EIGHT.match(words) if words[:8].isdigit() else None)
    if not found:
        raise Wrong(_not_a_day())
    try:
        day = DateAlone(int(found[1]), int(found[2]), int(found[3]))
    except ValueError:
        raise Wrong(_("There is no such day in the calendar.")) from None
    rest = _WEEKDAY.sub("", words[found.end() :].removeprefix("T"), count=1).strip()
    if not rest:
        return day
    return dt.datetime(day.year, day.month, day.day) + _time_of_text(rest)


def _not_a_day() -> str:
    return _("This is not a date. Write it like 2026-10-05 or 2026-10-05 08:30.")


def _time_of_text(words: str) -> dt.timedelta:
    found = _TIME_TEXT.match(words)
    if not found:
        raise Wrong(_("This is not a time. Write it like 08:30 or 24:00."))
    hours, minutes, seconds = int(found[2]), int(found[3] or 0), int(found[4] or 0)
    half = (found[1] or found[6] or "").lower()
    if half in {"下午", "pm"} and hours < 12:
        hours += 12
    elif half in {"上午", "am"} and hours == 12:
        hours = 0
    time = dt.timedelta(
        hours=hours, minutes=minutes, seconds=seconds, microseconds=int((found[5] or "0").ljust(6, "0"))
    )
    if minutes > 59 or seconds > 59 or time > dt.timedelta(days=1):
        raise Wrong(_("This is not a time. Write it like 08:30 or 24:00."))
    return time


def end_moment(cell: Cell) -> dt.datetime:
    """A moment at which something ends; a day alone means its 24:00."""
    found = moment(cell)
    return start_moment(cell) + dt.timedelta(days=1) if isinstance(found, DateAlone) else found


def start_moment(cell: Cell) -> dt.datetime:
    """A moment at which something starts; a day alone means its 00:00."""
    found = moment(cell)
    return dt.datetime(found.year, found.month, found.day) if isinstance(found, DateAlone) else found


def day(cell: Cell) -> dt.date:
    """A day; a time beside it, other than 00:00, raises `Wrong`."""
    found = moment(cell)
    is_past_midnight = found.time() != MIDNIGHT
    if is_past_midnight or (isinstance(cell, str) and "24:00" in cell):
        raise Wrong(_("A day without a time is expected."))
    return found.date()


def time_of_day(cell: Cell) -> dt.timedelta:
    """A time from 00:00 to 24:00, as the span since midnight. Raises `Wrong`."""
    if not isinstance(cell, Num):
        words = words_of(cell)
        return (
            _time_of_text(words) if ":" in words or "时" in words or "点" in words else fraction(Num(words))
        )
    return fraction(cell)


def fraction(cell: Num) -> dt.timedelta:
    number = digits_of(cell)
    if cell.look.kind in {"percent", "day"} or not 0 <= number <= 1:
        raise Wrong(_("This is not a time. Write it like 08:30 or 24:00."))
    return dt.timedelta(milliseconds=int((number * DAY_MILLISECONDS).quantize(Decimal(1))))


_MONTH_TEXT = re.compile(r"(\d{4})\s*[-/.年]?\s*(\d{1,2})\s*月?\Z")


def month(cell: Cell) -> Month:
    """A month: `2026-09`, `2026年9月`, 202609, or the first day of one. Raises `Wrong`."""
    if isinstance(cell, Num) and cell.look.kind == "number" and len(cell.digits) != 6:
        raise Wrong(_not_a_month())
    found = _MONTH_TEXT.match(words_of(cell)) if not _is_day(cell) else None
    try:
        if found:
            year, number = int(found[1]), int(found[2])
        else:
            first = day(cell)
            year, number = first.year, first.month if first.day == 1 else 0
        if not FIRST_YEAR <= year <= LAST_YEAR:
            raise Wrong(_not_a_month())
        return Month(year, number)
    except (ValueError, Wrong):
        raise Wrong(_not_a_month()) from None


def _is_day(cell: Cell) -> bool:
    return isinstance(cell, Num) and cell.look.kind in {"day", "moment"}


def _not_a_month() -> str:
    return _("This is not a month. Write it like 2026-09.")
