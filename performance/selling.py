"""Who sold what: a group's month and day beside the targets, accounts that nobody has, why inquiries were lost."""

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from django.db.models import Count, Exists, OuterRef, Sum

from common.money import ZERO, from_fen, rounded
from common.month import Month
from performance.models import LostInquiry, Metric, Order, SalesTarget, ServiceMetric
from performance.sales import Owners, by_account_and_day
from staff.models import AccountBinding, Employee, ServiceAccount, Terms


@dataclass
class Seller:
    """One person's month."""

    person: Employee
    net: Decimal = ZERO
    today: Decimal = ZERO
    orders: int = 0
    refunds: int = 0
    target: Decimal | None = None
    place: int = 0
    place_today: int = 0

    @property
    def completion(self) -> Decimal | None:
        return rounded(self.net * 100 / self.target) if self.target else None

    @property
    def bar(self) -> int:
        return min(max(int(self.completion or 0), 0), 100)


def sellers(people: Sequence[Employee], month: Month, day: dt.date) -> list[Seller]:
    """These people ranked by the month's net sales; a few queries, whatever the number of orders."""
    rows = {one.pk: Seller(one) for one in people}
    mine = AccountBinding.objects.filter(employee__in=rows).values("account")
    bindings = AccountBinding.objects.filter(account__in=mine).order_by()
    owners = Owners(bindings.values_list("account", "employee", "from_on", "to_on"))
    for sales in by_account_and_day(month, "paid", owners.accounts()):
        row = rows.get(owners.owner(sales.account, sales.paid_on) or 0)
        if row:
            row.net += from_fen(sales.net_fen)
            row.orders += sales.orders
            row.refunds += sales.refunds
            row.today += from_fen(sales.net_fen) if sales.paid_on == day else ZERO
    for pk, target in _targets(list(rows), month).items():
        rows[pk].target = target
    return _ranked(list(rows.values()))


def _targets(people: Sequence[int], month: Month) -> dict[int, Decimal]:
    terms = Terms.objects.in_force(month.last).filter(employee__in=people, sales_target__gt=0)
    own = dict(terms.values_list("employee", "sales_target"))
    month_rows = SalesTarget.objects.filter(month=month, employee__in=people)
    return own | dict(month_rows.values_list("employee", "amount"))


def _ranked(rows: list[Seller]) -> list[Seller]:
    """Equal sums share a place."""
    by_month = sorted((row.net for row in rows), reverse=True)
    by_day = sorted((row.today for row in rows), reverse=True)
    for row in rows:
        row.place, row.place_today = by_month.index(row.net) + 1, by_day.index(row.today) + 1
    return sorted(rows, key=lambda row: (row.place, row.person.employee_no))


def totals(rows: Sequence[Seller]) -> dict[str, Any]:
    """Sums of the group; the completion is that of the sums."""
    net = sum((row.net for row in rows), ZERO)
    target = sum((row.target or ZERO for row in rows), ZERO)
    return {
        "net": net,
        "today": sum((row.today for row in rows), ZERO),
        "target": target,
        "completion": rounded(net * 100 / target) if target else None,
    }


def unbound_accounts(month: Month) -> list[ServiceAccount]:
    """Accounts with orders of the month that nobody has today."""
    sold = Order.objects.filter(counts_in=month, account=OuterRef("pk"))
    return list(ServiceAccount.objects.unbound_on(dt.date.today()).filter(Exists(sold))[:50])


def conversion(people: Sequence[int], month: Month) -> tuple[int, int] | None:
    """(paid buyers, inquiring buyers), sums of both."""
    rows = ServiceMetric.objects.filter(employee__in=people, metric=Metric.CONVERSION)
    rows = rows.filter(on__gte=month.first, on__lte=month.last)
    sums = rows.aggregate(n=Sum("numerator"), d=Sum("denominator"))
    return (sums["n"], sums["d"]) if sums["d"] else None


def lost_by_reason(people: Sequence[int], month: Month) -> list[tuple[str, int, int]]:
    """(reason in words, how often, percent of the most frequent), the most frequent first."""
    rows = LostInquiry.objects.filter(employee__in=people, on__gte=month.first, on__lte=month.last)
    counts = dict(rows.order_by().values_list("reason").annotate(times=Count("pk")))
    most = max(counts.values(), default=1)
    ordered = sorted(counts.items(), key=lambda row: -row[1])
    return [(str(LostInquiry.Reason(reason).label), n, n * 100 // most) for reason, n in ordered]
