"""Reads one cell as what it should be: an amount, a day, a number of a thing. Says in words what is wrong."""

import datetime as dt
import re
import unicodedata
from collections.abc import Callable, Mapping
from decimal import Decimal, InvalidOperation
from typing import Any

from django.utils.translation import gettext as _

from common.money import FEN, LIMIT
from common.month import Month
from common.sheet_xml import Cell, Fault, Flag, Formula, Num

# What a binary fraction may be off by and still be meant as two decimals.
SLACK = Decimal("0.000001")
FIRST_YEAR, LAST_YEAR = 1990, 2100
# Numbers of 16 digits and more have lost some of them once they stand as a number in a cell.
LOST_FROM = Decimal(10) ** 15
SERIAL_START = dt.datetime(1899, 12, 30)
DAY_MILLISECONDS = 86_400_000
MIDNIGHT = dt.time()
# The largest whole number that the database column holds.
MOST_COUNT = 2_147_483_647

Parser = Callable[[Cell], Any]


class Wrong(Exception):
    """A cell does not hold what it should; the message says what would be right."""


def is_blank(cell: Cell) -> bool:
    """Nothing, or nothing that a person can see."""
    return cell is None or (isinstance(cell, str) and not cell.strip(_INVISIBLE))


_INVISIBLE = " \t\r\n\xa0\u3000\ufeff\u200b\u200e\u200f"
_TEXT_FORMULA = re.compile(r'="([^"]*)"\Z')


def refuse_no_value(cell: Cell) -> None:
    """Raise `Wrong` for formulas, error values and TRUE/FALSE."""
    if isinstance(cell, Formula):
        raise Wrong(_("This is a formula. Paste its value instead."))
    if isinstance(cell, Fault):
        raise Wrong(_("This is an error value. Write the value itself."))
    if isinstance(cell, Flag):
        raise Wrong(_("TRUE or FALSE is no value for this column."))


def bare_text(text: str) -> str:
    """Take off what exports put around a text: blanks, tabs, a byte order mark, `="…"`, a leading apostrophe."""
    text = text.strip(_INVISIBLE)
    if text[:1] in "='‘’" and text:
        quoted = _TEXT_FORMULA.match(text)
        text = (quoted[1] if quoted else text.lstrip("'‘’")).strip(_INVISIBLE)
    return text


def words_of(cell: Cell) -> str:
    """A text, with full-width letters, digits and signs made plain; for everything that is not kept as written."""
    refuse_no_value(cell)
    if isinstance(cell, Num):
        return cell.digits
    return unicodedata.normalize("NFKC", bare_text(str(cell))).strip()


def digits_of(cell: Num) -> Decimal:
    """The exact number of a number cell. Raises `Wrong` for what is no number."""
    try:
        number = Decimal(cell.digits)
    except InvalidOperation:
        raise Wrong(_("This is not a number.")) from None
    if not number.is_finite() or number.adjusted() > 30:
        raise Wrong(_("This is not a number."))
    return number


# Texts and numbers of things


def text(most: int) -> Parser:
    """Any text of at most `most` characters."""

    def parse(cell: Cell) -> str:
        refuse_no_value(cell)
        found = _shown(cell) if isinstance(cell, Num) else bare_text(str(cell))
        return _not_longer(found, most)

    return parse


def _not_longer(found: str, most: int) -> str:
    if len(found) > most:
        raise Wrong(_("This is longer than %(most)s characters. Shorten it.") % {"most": most})
    if not found.isprintable() and any(
        unicodedata.category(sign) in {"Cc", "Cs"} for sign in found if sign not in "\t\r\n"
    ):
        raise Wrong(_("This contains characters that cannot be printed. Type it again."))
    return found


def _shown(cell: Num) -> str:
    if cell.look.kind in {"day", "time", "moment"}:
        return show(cell)
    return number_of_thing(cell)


def number_of_thing(cell: Num) -> str:
    """The digits of an employee number, order number or card that stands as a number. Raises `Wrong`."""
    if cell.look.kind in {"day", "time", "moment"}:
        raise Wrong(_("This is a date, not a number. Format the cell as text and type it again."))
    number = digits_of(cell)
    if abs(number) >= LOST_FROM or number != number.to_integral_value():
        raise Wrong(_lost())
    return str(int(number)).zfill(cell.look.zeros)


def _lost() -> str:
    return _(
        "The number has lost digits (it stood as a number or in scientific notation). Take it from the original "
        "file, as text."
    )


_SCIENTIFIC = re.compile(r"\d+(\.\d+)?e\+\d+\Z|\d(\.\d+)?e\d{1,3}\Z", re.IGNORECASE)


def key(most: int, *, never_scientific: bool = False) -> Parser:
    """What identifies something: an employee number, an order number; kept as written."""

    def parse(cell: Cell) -> str:
        if isinstance(cell, str):
            if cell.isalnum() and cell.isascii() and len(cell) <= most and not never_scientific:
                return cell
            found = bare_text(cell)
            if never_scientific and _SCIENTIFIC.match(found):
                raise Wrong(_lost())
            return _not_longer(found, most)
        refuse_no_value(cell)
        assert isinstance(cell, Num)
        return _not_longer(number_of_thing(cell), most)

    return parse


def digits_text(most: int) -> Parser:
    """A card, ID or phone number: blanks and hyphens inside are dropped; never in scientific notation."""
    as_key = key(200, never_scientific=True)

    def parse(cell: Cell) -> str:
        found = re.sub(r"[\s-]", "", unicodedata.normalize("NFKC", as_key(cell)))
        return _not_longer(found, most)

    return parse


def key_list(most: int) -> Parser:
    """Several names separated by `;`, each once, in the order given."""

    def parse(cell: Cell) -> tuple[str, ...]:
        refuse_no_value(cell)
        whole = number_of_thing(cell) if isinstance(cell, Num) else bare_text(str(cell))
        names = [bare_text(name) for name in re.split("[;；]", whole)]
        return tuple(dict.fromkeys(_not_longer(name, most) for name in names if name))

    return parse


def choice(meanings: Mapping[str, Any]) -> Parser:
    """One of a few words, Chinese or English; `meanings` is {word: value}."""
    known = {_folded(word): value for word, value in meanings.items()}
    listed = " / ".join(meanings)

    def parse(cell: Cell) -> Any:
        found = known.get(_folded(words_of(cell)))
        if found is None:
            raise Wrong(_("This must be one of: %(words)s") % {"words": listed})
        return found

    return parse


def _folded(word: str) -> str:
    return re.sub(r"[\s_-]", "", unicodedata.normalize("NFKC", word)).casefold()


# Amounts and numbers

_PLAIN_NUMBER = re.compile(r"[+-]?(\d{1,3}(,\d{3})+|\d+)?(\.\d+)?\Z")


def exact_number(cell: Cell) -> Decimal:
    """A number in a cell or in a text such as `￥1,234.50` or `1234.5元`. Raises `Wrong`."""
    if isinstance(cell, Num):
        if cell.look.kind != "number":
            raise Wrong(_("A number is expected; the cell shows a date or a percentage."))
        return digits_of(cell)
    found = words_of(cell).replace("\N{MINUS SIGN}", "-")
    found = re.sub(r"^([+-]?)\s*(?:[¥$]|cny|rmb)?\s*([+-]?)", r"\1\2", found, flags=re.IGNORECASE)
    found = re.sub(r"\s*(元|cny)\Z", "", found).strip()
    if not _PLAIN_NUMBER.match(found) or not any(sign.isdigit() for sign in found) or len(found) > 40:
        raise Wrong(_("This is not a number. Write it like 1234.50."))
    return Decimal(found.replace(",", ""))


def amount(cell: Cell) -> Decimal:
    """Yuan with at most two decimals. Raises `Wrong`."""
    number = exact_number(cell)
    if abs(number) > LIMIT:
        raise Wrong(_("The amount is beyond %(limit)s.") % {"limit": f"{LIMIT:,}"})
    rounded = number.quantize(FEN)
    slack = SLACK if isinstance(cell, Num) else 0
    if abs(rounded - number) > slack:
        raise Wrong(_("At most two decimals are allowed."))
    return rounded + 0  # no minus zero


def amount_between(least: str | None, most: str | None, says: Callable[[], str]) -> Parser:
    """An amount within limits, both included; `says` tells the limits in words."""
    low, high = (None if limit is None else Decimal(limit) for limit in (least, most))

    def parse(cell: Cell) -> Decimal:
        found = amount(cell)
        if (low is not None and found < low) or (high is not None and found > high):
            raise Wrong(says())
        return found

    return parse


def count(cell: Cell) -> int:
    """A whole number above 0. Raises `Wrong`."""
    number = exact_number(cell)
    if not 0 < number <= MOST_COUNT or number != number.to_integral_value():
        raise Wrong(_("This must be a whole number above 0."))
    return int(number)


# Days and times


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
        found = _of_serial(cell)
    else:
        found = _of_text(words_of(cell))
    if not FIRST_YEAR <= found.year <= LAST_YEAR:
        raise Wrong(
            _("The year must be from %(first)s to %(last)s.") % {"first": FIRST_YEAR, "last": LAST_YEAR}
        )
    return found


def _of_serial(cell: Num) -> dt.datetime:
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
        return _of_serial(Num(words))
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
            _time_of_text(words) if ":" in words or "时" in words or "点" in words else _fraction(Num(words))
        )
    return _fraction(cell)


def _fraction(cell: Num) -> dt.timedelta:
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


# What a person sees


def show(cell: Cell) -> str:
    """The value as it stood, for messages: dates as dates, formulas as formulas."""
    if cell is None:
        return ""
    if isinstance(cell, Num):
        return _show_number(cell)
    if isinstance(cell, Flag):
        return "TRUE" if cell.is_true else "FALSE"
    return str(cell[0]) if isinstance(cell, Fault | Formula) else cell


def _show_number(cell: Num) -> str:
    try:
        if cell.look.kind == "time":
            return str(_fraction(cell))
        if cell.look.kind in {"day", "moment"}:
            found = _of_serial(cell)
            return f"{found:%Y-%m-%d}" if isinstance(found, DateAlone) else f"{found:%Y-%m-%d %H:%M:%S}"
    except Wrong:
        pass
    return cell.digits
