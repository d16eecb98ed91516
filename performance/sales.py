"""What was sold in a month, on which account and day; set-based, whatever the number of orders."""

import datetime as dt
from collections import defaultdict
from collections.abc import Collection, Iterable, Iterator
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from django.db.models import BigIntegerField, Count, DateField, F, Q, QuerySet, Sum, Value
from django.db.models.functions import Cast

from common.lookups import Keys
from common.money import ZERO
from common.month import Month
from performance.models import Order, Refund
from staff.models import AccountBinding, Employee

COLUMNS = {"paid": "counts_in", "completed": "completed_counts_in"}


@dataclass(slots=True)
class DaySales:
    """Net sales of one account on one day of payment, in whole fen: there may be hundreds of thousands of them."""

    account: int
    paid_on: dt.date
    net_fen: int = 0
    orders: int = 0
    refunds: int = 0


class EarlierSales:
    """Sales of the whole company that count in a month although they were paid before it; read once."""

    def __init__(self, month: Month) -> None:
        self.month = month
        self._known: dict[str, dict[int, list[DaySales]]] = {}

    def of(self, basis: str, accounts: Iterable[int]) -> Iterator[DaySales]:
        """Those of some accounts."""
        if basis not in self._known:
            by_account = self._known[basis] = defaultdict(list)
            for sales in of_earlier_days(self.month, basis):
                by_account[sales.account].append(sales)
        if known := self._known[basis]:
            for account in accounts:
                yield from known.get(account, ())


def by_account_and_day(
    month: Month,
    basis: str,
    accounts: Collection[int],
    simple: Collection[int] = (),
    earlier: EarlierSales | None = None,
) -> Iterator[DaySales]:
    """Sales that count in a month, net of refunds, of these accounts. `basis` is "paid" or "completed".

    Of `simple` accounts the days within the month come as one, dated its first day. With `earlier`, what was paid
    before the month is not asked for again where it is known for the whole company.
    """
    known = set(simple)
    by_day = [account for account in accounts if account not in known]
    if by_day:
        yield from _summed(month, basis, Q(account__among=Keys(by_day)), F("paid_on"))
    if known:
        yield from earlier.of(basis, simple) if earlier else _before(month, basis, Keys(known))
        yield from _within(month, basis, Keys(known))


def _before(month: Month, basis: str, accounts: Keys) -> Iterator[DaySales]:
    """The days before the month by themselves."""
    before = Q(account__among=accounts, paid_on__lt=month.first)
    yield from _summed(month, basis, before, F("paid_on"))


def _within(month: Month, basis: str, accounts: Keys) -> Iterator[DaySales]:
    """Those within it as one: most orders by far need no day."""
    within = Q(account__among=accounts, paid_on__gte=month.first)
    yield from _summed(month, basis, within, Value(month.first, output_field=DateField()))


def of_earlier_days(month: Month, basis: str) -> Iterator[DaySales]:
    """Sales that count in a month although they were paid before it: late orders, refunds on earlier orders."""
    early = Q(paid_on__lt=month.first, account__isnull=False)
    orders = early & Q(is_late=True) if basis == "paid" else early
    paid_on = F("paid_on")
    yield from _merged(
        _rows(Order, month, basis, orders, paid_on), _rows(Refund, month, basis, early, paid_on)
    )


def auto_total(month: Month, basis: str) -> Decimal:
    """Net total of the orders without a service account (自动下单)."""
    column = COLUMNS[basis]
    nobody = {column: month, "account__isnull": True}
    sold = Order.objects.filter(**nobody).aggregate(total=Sum("amount"))["total"] or ZERO
    back = (
        Refund.objects.filter(order__isnull=False, **nobody).aggregate(total=Sum("amount"))["total"] or ZERO
    )
    return sold - back


def unmatched_refunds(month: Month) -> "QuerySet[Any, Any]":
    """Refunds that count in a month and whose order is not known."""
    return Refund.objects.filter(counts_in=month, order__isnull=True).order_by("refund_no")


def _summed(month: Month, basis: str, which: Q, day: Any) -> Iterator[DaySales]:
    yield from _merged(_rows(Order, month, basis, which, day), _rows(Refund, month, basis, which, day))


def _rows(model: Any, month: Month, basis: str, which: Q, day: Any) -> Any:
    """(account, day, fen, rows), read at once: behind a cursor PostgreSQL plans for the first rows only."""
    rows = model.objects.filter(which, **{COLUMNS[basis]: month}).order_by()
    sums = rows.values("account", day=day).annotate(
        fen=Cast(Sum("amount"), BigIntegerField()), rows=Count("*")
    )
    return sums.values_list("account", "day", "fen", "rows")


def _merged(orders: Any, refunds: Any) -> Iterator[DaySales]:
    found: dict[tuple[int, dt.date], DaySales] = {}
    for account, day, total, count in orders:
        found[account, day] = DaySales(account, day, total, count)
    for account, day, total, count in refunds:
        sales = found.setdefault((account, day), DaySales(account, day))
        sales.net_fen -= total
        sales.refunds += count
    yield from found.values()


def owner_of(order: Order) -> Employee | None:
    """Whose sale an order is: who had its account on the day of payment."""
    if order.account_id is None:
        return None
    held = AccountBinding.objects.in_force(order.paid_on).filter(account=order.account_id)
    bound = held.select_related("employee").first()
    return bound.employee if bound else None


@dataclass(frozen=True, slots=True)
class Bound:
    """Who had an account from when to when (None: still)."""

    employee: int
    first: dt.date
    last: dt.date | None


class Owners:
    """Whose an account was on a day."""

    def __init__(self, bindings: Any) -> None:
        """`bindings`: rows (account, employee, from_on, to_on)."""
        self._bound: dict[int, list[Bound]] = defaultdict(list)
        for account, employee, first, last in bindings:
            self._bound[account].append(Bound(employee, first, last))

    def owner(self, account: int, day: dt.date) -> int | None:
        """Employee id, or None where the account was bound to nobody."""
        for bound in self._bound.get(account, ()):
            if bound.first <= day and (bound.last is None or day <= bound.last):
                return bound.employee
        return None

    def accounts(self) -> Collection[int]:
        return self._bound.keys()

    def is_simple(self, account: int, first: dt.date, last: dt.date, people: Collection[int]) -> bool:
        """True where one of these people had the account on every day of the span."""
        return any(
            bound.employee in people and bound.first <= first and (bound.last is None or bound.last >= last)
            for bound in self._bound.get(account, ())
        )
