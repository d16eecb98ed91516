"""What people sold in a month, added up for many at once: one row an account where one of them had it all month."""

import datetime as dt
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from django.db.models import BigIntegerField, Sum
from django.db.models.functions import Cast

from common.money import ZERO, from_fen
from common.month import Month
from performance import selling
from performance.models import Order, Refund
from performance.sales import Owners, by_account_and_day
from staff.models import AccountBinding, Employee


@dataclass
class Sold:
    """One person's month."""

    person: Employee
    net: Decimal = ZERO
    today: Decimal = ZERO
    orders: int = 0
    refunds: int = 0
    target: Decimal | None = None


def sold(people: Sequence[Employee], month: Month, day: dt.date | None = None) -> list[Sold]:
    """Each person's net sales of the month, those of orders paid on `day`, orders and target; in their order."""
    rows = {one.pk: Sold(one) for one in people}
    owners = _owners(list(rows))
    accounts = list(owners.accounts())
    simple = [one for one in accounts if owners.is_simple(one, month.first, month.last, rows.keys())]
    for sales in by_account_and_day(month, "paid", accounts, simple):
        row = rows.get(owners.owner(sales.account, sales.paid_on) or 0)
        if row:
            row.net += from_fen(sales.net_fen)
            row.orders += sales.orders
            row.refunds += sales.refunds
    if day:
        for account, fen in _of_day(month, day, accounts).items():
            row = rows.get(owners.owner(account, day) or 0)
            if row:
                row.today += from_fen(fen)
    for pk, target in selling.targets(list(rows), month).items():
        rows[pk].target = target
    return list(rows.values())


def _owners(people: Sequence[int]) -> Owners:
    mine = AccountBinding.objects.filter(employee__in=people).values("account")
    bindings = AccountBinding.objects.filter(account__in=mine).order_by()
    return Owners(bindings.values_list("account", "employee", "from_on", "to_on"))


def _of_day(month: Month, day: dt.date, accounts: Sequence[int]) -> Mapping[int, int]:
    """{account: fen} of orders paid on a day, less the refunds on them that count in the month."""
    found: dict[int, int] = {}
    for model, sign in ((Order, 1), (Refund, -1)):
        kept: Any = model
        rows = kept.objects.filter(counts_in=month, paid_on=day, account__among=accounts).order_by()
        for account, fen in rows.values_list("account").annotate(fen=Cast(Sum("amount"), BigIntegerField())):
            found[account] = found.get(account, 0) + sign * fen
    return found
