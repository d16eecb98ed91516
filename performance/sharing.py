"""Pools → shares to the fen; pure.

Source: company rules, rules.md section 2 “Sales”: everyone gets total ÷ n cut to the fen, and the left-over fen go one
each to the first in order of employee number (as text). Nothing is lost or made.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal

from common.money import FEN, ZERO, from_fen, to_fen


@dataclass(frozen=True, slots=True)
class Split:
    """A total split over `people`: `each`, and one fen more (or less) for those up to employee number `through`."""

    total: Decimal
    people: int
    each: Decimal
    through: str

    def share(self, employee_no: str) -> Decimal:
        """What a participant gets. Only to be asked of participants."""
        extra = FEN if employee_no <= self.through else ZERO
        return self.each + (extra if self.total >= 0 else -extra)


def split(total: Decimal, employee_nos: Sequence[str]) -> Split:
    """Split a total over participants. A negative total is minus the split of its absolute value.

    Raises ValueError where there is nobody to share.
    """
    if not employee_nos:
        raise ValueError("a pool needs at least one participant")
    each, left = divmod(abs(to_fen(total)), len(employee_nos))
    through = sorted(employee_nos)[left - 1] if left else ""
    return Split(total, len(employee_nos), from_fen(each if total >= 0 else -each), through)
