"""What every reader of a cell asks first: is there anything, is it a value, what are its words or digits."""

import re
import unicodedata
from decimal import Decimal, InvalidOperation

from django.utils.translation import gettext as _

from common.sheet_xml import Cell, Fault, Flag, Formula, Num


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
