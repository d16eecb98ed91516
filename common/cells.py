"""Reads one cell as what it should be: an amount, a day, a number of a thing. Says in words what is wrong."""

import re
import unicodedata
from collections.abc import Callable, Mapping
from decimal import Decimal
from typing import Any

from django.utils.translation import gettext as _

from common.cell_basics import Wrong, bare_text, digits_of, refuse_no_value, words_of
from common.cell_shown import show
from common.money import FEN, LIMIT
from common.sheet_xml import Cell, Num

# What a binary fraction may be off by and still be meant as two decimals.
SLACK = Decimal("0.000001")
# Numbers of 16 digits and more have lost some of them once they stand as a number in a cell.
LOST_FROM = Decimal(10) ** 15
# The largest whole number that the database column holds.
MOST_COUNT = 2_147_483_647

Parser = Callable[[Cell], Any]

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
