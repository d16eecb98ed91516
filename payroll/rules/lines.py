"""A line of pay and what it is made of."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from decimal import Decimal
from enum import StrEnum

from common.dated import Text, words
from common.money import line_amount

__all__ = ["Because", "Code", "Line", "Side", "Text", "because", "words"]


class Side(StrEnum):
    """Which way a line moves pay."""

    EARNING = "earning"
    DEDUCTION = "deduction"


@dataclass(frozen=True)
class Code:
    """A kind of pay line: its code, its name, its place among the columns of the payroll sheet.

    `covered` is its place in the order in which earnings cover deductions (rules.md section 2); a code that goes to
    the activity fund comes after all others, in the order of the columns.
    """

    code: str
    label: Text
    side: Side
    place: int
    to_fund: bool = False
    covered: int = 0

    @property
    def cover_order(self) -> tuple[bool, int]:
        return (self.to_fund, self.place if self.to_fund else self.covered)


# Not frozen, though nobody changes them: a month makes a hundred thousand of each, in half the time.
@dataclass(slots=True)
class Because:
    """A reason in words with its numbers, kept apart so that it can be read in any language."""

    text: Text
    numbers: Mapping[str, str] = field(default_factory=dict)


def because(text: Text, **numbers: object) -> Because:
    """Put a reason together; the names of the numbers stand in braces in the text."""
    return Because(text, {name: str(value) for name, value in numbers.items()})


@dataclass(slots=True)
class Line:
    """`base × times ÷ per`, three exact numbers, rounded once to the fen.

    `sources` names the records behind it: {kind: ids}.
    """

    code: Code
    base: Decimal
    times: Decimal
    per: Decimal
    why: Because
    sources: Mapping[str, tuple[int, ...]] = field(default_factory=dict)
    amount: Decimal = field(init=False)

    def __post_init__(self) -> None:
        self.amount = line_amount(self.base, self.times, self.per)
