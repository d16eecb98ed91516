"""Money in yuan as exact `Decimal`; the one place that rounds."""

from decimal import ROUND_HALF_UP, Context, Decimal
from fractions import Fraction

FEN = Decimal("0.01")
ZERO = Decimal("0.00")
# No line of pay comes near this; what does is broken input, and the database column holds it with room to spare.
LIMIT = Decimal("999999999999.99")
_WIDE = Context(prec=50, rounding=ROUND_HALF_UP)
_EXACT = Context(prec=100, rounding=ROUND_HALF_UP)

Exact = Decimal | Fraction | int


def rounded(amount: Exact, places: int = 2) -> Decimal:
    """Round an exact number half up (away from zero) to `places` decimals.

    Raises ValueError where the amount is beyond any real pay.
    """
    over, under = amount.as_integer_ratio()
    return _half_up(over, under, places)


def line_amount(base: Exact, times: Exact, per: Exact) -> Decimal:
    """`base × times ÷ per` in exact arithmetic, rounded once to the fen."""
    if per == 1 and type(base) is Decimal and type(times) is Decimal:
        return _product(base, times)
    (base_over, base_under), (times_over, times_under) = base.as_integer_ratio(), times.as_integer_ratio()
    per_over, per_under = per.as_integer_ratio()
    return _half_up(base_over * times_over * per_under, base_under * times_under * per_over, 2)


def _product(base: Decimal, times: Decimal) -> Decimal:
    """Most lines are divided by nothing; 100 digits hold every product that is not far beyond any pay."""
    result = _EXACT.multiply(base, times).quantize(FEN, context=_EXACT) + ZERO  # no −0.00
    if abs(result) > LIMIT:
        raise ValueError(f"{result} is more than any pay can be")
    return result


def _half_up(over: int, under: int, places: int) -> Decimal:
    """over ÷ under, half up; whole numbers all the way, because a month has a hundred thousand lines."""
    if under < 0:
        over, under = -over, -under
    whole = (abs(over) * 10**places * 2 + under) // (2 * under)
    result = Decimal(whole if over >= 0 else -whole).scaleb(-places, _WIDE)
    if abs(result) > LIMIT:
        raise ValueError(f"{result} is more than any pay can be")
    return result


def to_fen(amount: Decimal) -> int:
    """Whole fen of a yuan amount. Raises ValueError where it has more than two decimals."""
    scaled = amount.scaleb(2, _WIDE)
    fen = int(scaled)
    if fen != scaled:
        raise ValueError(f"{amount} has more than two decimals")
    return fen


def from_fen(fen: int) -> Decimal:
    """Yuan with two decimals of whole fen."""
    return Decimal(int(fen)).scaleb(-2, _WIDE)
