"""Who sold what: people and groups ranked by month and day beside their targets; accounts that nobody has."""

import bisect
import datetime as dt
import heapq
from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from django.db.models import Count, Exists, OuterRef, Sum

from common.money import ZERO, from_fen, rounded
from common.month import Month
from performance.models import (
    CountedSales,
    LostInquiry,
    Metric,
    Order,
    SalesCount,
    SalesTarget,
    ServiceMetric,
)
from performance.sales import Owners, by_account_and_day
from staff.models import AccountBinding, Employee, Group, ServiceAccount, Terms

# Of a large company; who wants to see somebody else chooses the group.
PEOPLE_SHOWN, GROUPS_SHOWN = 50, 100


@dataclass
class Sold:
    """What was sold in a month and on a day of it, and the place among the others."""

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


@dataclass
class Seller(Sold):
    """One person."""

    person: Employee | None = None


@dataclass
class Team(Sold):
    """One group: sums of its people; the completion is that of the sums."""

    group: Group | None = None


@dataclass
class Ranking:
    """People and groups ranked, and the sums over all of them; `counted_at` where they were counted in advance."""

    rows: list[Seller]
    teams: list[Team]
    total: Sold
    people: int
    groups: int = 0
    counted_at: dt.datetime | None = None


def live(people: Sequence[Employee], month: Month, day: dt.date) -> Ranking:
    """These people ranked, added up now; a few queries, whatever the number of orders."""
    rows = sellers(people, month, day)
    groups = groups_on(month, [one.pk for one in people])
    names = Group.objects.in_bulk({group for group in groups.values() if group})
    teams: dict[int, Team] = {}
    total = Sold()
    for row in rows:
        group = groups.get(row.person.pk) if row.person else None
        team = teams.setdefault(group, Team(group=names[group])) if group else None
        for sums in (total, team) if team else (total,):
            add(sums, row)
    ranked_teams = ranked(list(teams.values()), _name_of_group)
    return Ranking(rows, ranked_teams, total, len(rows), len(ranked_teams))


def add(sums: Sold, row: Sold) -> None:
    sums.net, sums.today = sums.net + row.net, sums.today + row.today
    sums.orders, sums.refunds = sums.orders + row.orders, sums.refunds + row.refunds
    if row.target:
        sums.target = (sums.target or ZERO) + row.target


def sellers(people: Sequence[Employee], month: Month, day: dt.date) -> list[Seller]:
    """These people ranked by the month's net sales."""
    rows = {one.pk: Seller(person=one) for one in people}
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
    for pk, target in targets(list(rows), month).items():
        rows[pk].target = target
    return ranked(list(rows.values()), _name_of_seller)


def targets(people: Collection[int], month: Month) -> dict[int, Decimal]:
    """{employee id: target}: that of the month, else that of the terms of pay."""
    terms = Terms.objects.in_force(month.last).filter(employee__in=people, sales_target__gt=0)
    own = dict(terms.values_list("employee", "sales_target"))
    month_rows = SalesTarget.objects.filter(month=month, employee__in=people)
    return own | dict(month_rows.values_list("employee", "amount"))


def groups_on(month: Month, people: Collection[int]) -> dict[int, int | None]:
    """{employee id: group id} at the end of the month."""
    last = min(month.last, dt.date.today())
    return dict(Terms.objects.in_force(last).filter(employee__in=people).values_list("employee", "group"))


def _name_of_seller(row: Any) -> str:
    return str(row.person.employee_no)


def _name_of_group(row: Any) -> str:
    return str(row.group.name)


def ranked(rows: list[Any], name: Callable[[Any], str]) -> list[Any]:
    """Equal sums share a place."""
    by_month = places([row.net for row in rows])
    by_day = places([row.today for row in rows])
    for row in rows:
        row.place, row.place_today = by_month[row.net], by_day[row.today]
    return sorted(rows, key=lambda row: (row.place, name(row)))


def places(sums: Sequence[Any]) -> dict[Any, int]:
    """{sum: its place, the largest first}."""
    found: dict[Any, int] = {}
    for place, value in enumerate(sorted(sums, reverse=True), 1):
        found.setdefault(value, place)
    return found


def totals(rows: Sequence[Seller]) -> dict[str, Any]:
    """Sums of several people; the completion is that of the sums."""
    total = Sold()
    for row in rows:
        add(total, row)
    return {
        "net": total.net,
        "today": total.today,
        "target": total.target or ZERO,
        "completion": total.completion,
    }


# Counted in advance


def counted(user: Any, month: Month, day: dt.date) -> Ranking | None:
    """Everybody ranked from the sums of the latest counting; None where the month was not counted yet."""
    count = SalesCount.objects.filter(month=month, work_status="done").first()
    if count is None:
        return None
    of = {row.on: row for row in CountedSales.objects.filter(count=count, on=day)}
    whole = CountedSales.objects.get(count=count, on__isnull=True)
    everybody, today = whole.people, of[day].people if day in of else {"ids": [], "net": []}
    shown = _first_people(user, everybody, today)
    total = Sold(
        net=from_fen(sum(everybody["net"])),
        today=from_fen(sum(today["net"])),
        orders=sum(everybody["orders"]),
        refunds=sum(everybody["refunds"]),
    )
    target = sum(sums[3] for sums in whole.groups.values())
    total.target = from_fen(target) if target else None
    teams = _counted_teams(user, whole.groups, of[day].groups if day in of else {})
    for pk, amount in targets([row.person.pk for row in shown if row.person], month).items():
        next(row for row in shown if row.person and row.person.pk == pk).target = amount
    return Ranking(shown, teams[:GROUPS_SHOWN], total, len(everybody["ids"]), len(teams), count.finished_at)


Columns = Mapping[str, list[int]]


def _first_people(user: Any, month: Columns, today: Columns) -> list[Seller]:
    """The first of the month, with their place among everybody; of visible people only."""
    ids, nets = month["ids"], month["net"]
    by_month, by_day = sorted(nets), sorted(today["net"])
    sold = dict(zip(today["ids"], today["net"], strict=True))
    order = heapq.nlargest(PEOPLE_SHOWN * 2, range(len(ids)), key=nets.__getitem__)
    seen = Employee.objects.visible_to(user)
    people = {one.pk: one for one in seen.filter(pk__in=[ids[at] for at in order])}
    rows = []
    for at in [at for at in order if ids[at] in people][:PEOPLE_SHOWN]:
        person, on_day = people[ids[at]], sold.get(ids[at])
        row = Seller(from_fen(nets[at]), from_fen(on_day or 0), person=person)
        row.orders, row.refunds = month["orders"][at], month["refunds"][at]
        row.place = _place(nets[at], by_month)
        row.place_today = len(by_day) + 1 if on_day is None else _place(on_day, by_day)
        rows.append(row)
    return rows


def _place(value: int, rising: Sequence[int]) -> int:
    """1 for the largest; equal sums share a place."""
    return len(rising) - bisect.bisect_right(rising, value) + 1


def _counted_teams(user: Any, month: Mapping[str, list[int]], today: Mapping[str, list[int]]) -> list[Team]:
    names = {str(one.pk): one for one in Group.objects.visible_to(user)}
    teams = [
        Team(
            from_fen(net),
            from_fen(today.get(pk, [0])[0]),
            orders,
            refunds,
            from_fen(target) if target else None,
            group=names[pk],
        )
        for pk, (net, orders, refunds, target) in month.items()
        if pk in names
    ]
    return ranked(teams, _name_of_group)


# Beside the ranking


def unbound_accounts(month: Month) -> list[ServiceAccount]:
    """Accounts with orders of the month that nobody has today."""
    sold = Order.objects.filter(counts_in=month, account=OuterRef("pk"))
    return list(ServiceAccount.objects.unbound_on(dt.date.today()).filter(Exists(sold))[:50])


def conversion(people: Collection[int], month: Month) -> tuple[int, int] | None:
    """(paid buyers, inquiring buyers), sums of both."""
    rows = ServiceMetric.objects.filter(employee__among=list(people), metric=Metric.CONVERSION)
    rows = rows.filter(on__gte=month.first, on__lte=month.last)
    sums = rows.aggregate(n=Sum("numerator"), d=Sum("denominator"))
    return (sums["n"], sums["d"]) if sums["d"] else None


def conversion_of_all(month: Month) -> tuple[int, int] | None:
    """The same of everybody, as it was counted."""
    rows = CountedSales.objects.filter(
        count__month=month, count__work_status="done", on__isnull=True, inquiring__gt=0
    )
    # The sums of everybody stand in the same row; they are not read for two numbers.
    return rows.values_list("paid", "inquiring").first()


def lost_by_reason(people: Collection[int] | None, month: Month) -> list[tuple[str, str, int, int]]:
    """(reason, in words, how often, percent of the most frequent), the most frequent first; None: of everybody."""
    rows = LostInquiry.objects.filter(on__gte=month.first, on__lte=month.last)
    rows = rows if people is None else rows.filter(employee__among=list(people))
    counts = dict(rows.order_by().values_list("reason").annotate(times=Count("pk")))
    most = max(counts.values(), default=1)
    ordered = sorted(counts.items(), key=lambda row: -row[1])
    return [(reason, str(LostInquiry.Reason(reason).label), n, n * 100 // most) for reason, n in ordered]
