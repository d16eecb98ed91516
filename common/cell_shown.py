"""A cell as a person sees it in a spreadsheet program; for messages and marked copies."""

from decimal import Context, Decimal, InvalidOperation

from common import cell_days
from common.cell_basics import Wrong
from common.sheet_xml import Cell, Fault, Flag, Formula, Num

SHOWN_DIGITS = 15
SHOWN_DIGITS_OF = Context(prec=SHOWN_DIGITS)


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
            return str(cell_days.fraction(cell))
        if cell.look.kind in {"day", "moment"}:
            found = cell_days.of_serial(cell)
            return (
                f"{found:%Y-%m-%d}"
                if isinstance(found, cell_days.DateAlone)
                else f"{found:%Y-%m-%d %H:%M:%S}"
            )
    except Wrong:
        pass
    return _as_on_screen(cell.digits)


def _as_on_screen(digits: str) -> str:
    """Fifteen digits, as the spreadsheet program shows them; the file keeps the noise of the binary fraction too."""
    try:
        number = Decimal(digits)
    except InvalidOperation:
        return digits
    if not number.is_finite() or len(number.as_tuple().digits) <= SHOWN_DIGITS:
        return digits
    plain = SHOWN_DIGITS_OF.plus(number).normalize(SHOWN_DIGITS_OF)
    return f"{plain:f}" if -10 < plain.adjusted() < 21 else str(plain)
