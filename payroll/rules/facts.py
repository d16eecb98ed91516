"""What is known of one person for one month; frozen, and stored with the payslip."""

import datetime as dt
from collections.abc import Iterator
from dataclasses import dataclass
from decimal import Decimal
from fractions import Fraction

from common.kept import kept
from common.money import ZERO
from common.month import Month

SELLERS = frozenset({"agent", "leader"})
MANAGEMENT = frozenset({"supervisor", "manager", "director"})


@dataclass(frozen=True, slots=True)
class Pay:
    """A person's own base pay (or fixed pay) from `first` to `last`; None: the rule book's base, or no fixed pay."""

    first: dt.date
    last: dt.date
    amount: Decimal | None = None


@dataclass(frozen=True, slots=True)
class ShiftFact:
    """A rostered shift with consequences. `late` and `early` in whole minutes; `unpaid` is a part of the shift."""

    id: int
    on: dt.date
    late: int = 0
    early: int = 0
    is_absent: bool = False
    is_missed: bool = False
    unpaid: Fraction = Fraction(0)


@dataclass(frozen=True, slots=True)
class Share:
    """A part of a pool: what `total` brings each of `people` participants. `pool` is "auto" or "supervisor"."""

    pool: str
    name: str
    total: Decimal
    people: int
    amount: Decimal


@dataclass(frozen=True, slots=True)
class ConductFact:
    """A conduct entry; `points` of its item (below 0: lost), `amount` for fines and compensation."""

    id: int
    on: dt.date
    kind: str
    item: str
    points: int
    count: int
    amount: Decimal | None = None


@dataclass(frozen=True, slots=True)
class OvertimeFact:
    """Approved overtime of one day; `kind` is workday, rest_day or holiday."""

    id: int
    on: dt.date
    hours: Decimal
    kind: str


@dataclass(frozen=True, slots=True)
class SuggestionFact:
    """An award for a suggestion approved this month."""

    id: int
    title: str
    award: Decimal


@dataclass(frozen=True, slots=True)
class AdjustmentFact:
    """A correction paid this month."""

    id: int
    number: str
    amount: Decimal


@dataclass(frozen=True, slots=True)
class ApprenticeFact:
    """An apprentice's first final score; `id` is the score's."""

    id: int
    name: str
    score: Decimal


@dataclass(frozen=True)
class Facts:
    """One person, one month. Amounts in yuan; days as dates."""

    employee_no: str
    name: str
    role: str
    month: Month
    hired_on: dt.date
    confirmed_on: dt.date
    left_on: dt.date | None = None
    # Base pay of agents and leaders, fixed pay of the others, over all days of the month.
    pay: tuple[Pay, ...] = ()
    is_participant: bool = False
    rostered: int = 0
    attended: int = 0
    shifts: tuple[ShiftFact, ...] = ()
    own_sales: Decimal = ZERO
    orders: int = 0
    refunds: int = 0
    shares: tuple[Share, ...] = ()
    base_carry_in: Decimal = ZERO
    carry_in: Decimal = ZERO
    score: Decimal | None = None
    score_id: int = 0
    conduct: tuple[ConductFact, ...] = ()
    overtime: tuple[OvertimeFact, ...] = ()
    suggestions: tuple[SuggestionFact, ...] = ()
    adjustments: tuple[AdjustmentFact, ...] = ()
    apprentices: tuple[ApprenticeFact, ...] = ()

    @property
    def is_seller(self) -> bool:
        """Agent or leader: has base pay, may take part in commission."""
        return self.role in SELLERS

    @property
    def is_management(self) -> bool:
        return self.role in MANAGEMENT

    @kept
    def last_day(self) -> dt.date:
        """The last day of the month on which the person can be employed."""
        return min(self.left_on or self.month.last, self.month.last)

    @kept
    def confirmed_from(self) -> dt.date:
        """The first day of the month that can be a confirmed day."""
        return max(self.confirmed_on, self.hired_on, self.month.first)

    @kept
    def confirmed_days(self) -> int:
        return max((self.last_day - self.confirmed_from).days + 1, 0)

    @property
    def trial_days(self) -> int:
        """Days of the month on which the person is employed and not yet confirmed."""
        first = max(self.hired_on, self.month.first)
        last = min(self.confirmed_on - dt.timedelta(days=1), self.last_day)
        return max((last - first).days + 1, 0)

    @property
    def left_by_end(self) -> bool:
        return self.left_on is not None and self.left_on <= self.month.last

    @kept
    def commission_base(self) -> Decimal:
        """What commission is worked out from: own sales, shares, and what was carried in."""
        return self.own_sales + sum((share.amount for share in self.shares), Decimal(0)) + self.base_carry_in

    def is_confirmed(self, day: dt.date) -> bool:
        return day >= self.confirmed_on

    def confirmed_pay(self, base_salary: Decimal = ZERO) -> Iterator[tuple[int, Decimal]]:
        """(days, pay a month) over the confirmed days; days without pay are left out."""
        for part in self.pay:
            days = (min(part.last, self.last_day) - max(part.first, self.confirmed_from)).days + 1
            amount = self._amount(part, base_salary)
            if days > 0 and amount:
                yield days, amount

    def pay_on(self, day: dt.date, base_salary: Decimal = ZERO) -> Decimal:
        """Base (or fixed) pay that holds on a day; before the first terms, the first."""
        held = [part for part in self.pay if part.first <= day] or list(self.pay[:1])
        return self._amount(held[-1], base_salary) if held else ZERO

    def _amount(self, part: Pay, base_salary: Decimal) -> Decimal:
        if part.amount is not None:
            return part.amount
        return base_salary if self.is_seller else ZERO
