"""Money is rounded once, half up, whatever the three numbers of a line are."""

from decimal import Decimal
from fractions import Fraction

from hypothesis import given
from hypothesis import strategies as st

from common.money import FEN, line_amount

NUMBERS = st.decimals(min_value=-999_999, max_value=999_999, places=4)


@given(NUMBERS, NUMBERS, st.one_of(st.just(Decimal(1)), st.integers(1, 31).map(Decimal)))
def test_a_line_is_the_exact_quotient_rounded_half_up(base: Decimal, times: Decimal, per: Decimal) -> None:
    exact = Fraction(base) * Fraction(times) / Fraction(per) * 100
    whole = (abs(exact) + Fraction(1, 2)).__floor__()

    amount = line_amount(base, times, per)

    assert amount == (whole if exact >= 0 else -whole) * FEN
    assert str(amount) == f"{amount:.2f}"
    assert not (amount == 0 and amount.is_signed())
