"""The first step of a run: who is paid, what is shared over everybody, and who is worked out with whom."""

import datetime as dt
from collections import Counter, defaultdict
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from decimal import Decimal
from typing import Any

from django.db.models import Q

from common.bulk import chunks
from common.dated import words
from common.lookups import Keys
from common.money import from_fen
from common.month import Month
from payroll.people import Books, Person, ids_to_pay, people
from payroll.problems import Problem, problem
from payroll.rules.facts import Share
from performance.sales import (
    DaySales,
    EarlierSales,
    Owners,
    auto_total,
    by_account_and_day,
    of_earlier_days,
    unmatched_refunds,
)
from performance.sharing import Split, split
from staff.models import AccountBinding, ServiceAccount, Terms

SHARD_PEOPLE = 650
MOST_ACCOUNTS = 5000


@dataclass(frozen=True)
class Pool:
    """Money that participants share; of some groups, or (None) of the whole company."""

    kind: str
    name: str
    split: Split
    groups: frozenset[int] | None

    def share(self, person: Person) -> Share | None:
        """What a participant gets of it; None where the person takes no part."""
        if not person.is_participant or (self.groups is not None and person.group not in self.groups):
            return None
        amount = self.split.share(person.employee_no)
        return Share(self.kind, self.name, self.split.total, self.split.people, amount) if amount else None

    def stored(self) -> dict[str, Any]:
        """As it is kept on the run."""
        return {
            "kind": self.kind,
            "name": self.name,
            "total": str(self.split.total),
            "people": self.split.people,
            "each": str(self.split.each),
            "through": self.split.through,
            "groups": sorted(self.groups) if self.groups is not None else None,
        }

    @classmethod
    def load(cls, row: dict[str, Any]) -> "Pool":
        groups = frozenset(row["groups"]) if row["groups"] is not None else None
        parts = Split(Decimal(row["total"]), row["people"], Decimal(row["each"]), row["through"])
        return cls(row["kind"], row["name"], parts, groups)


def pools_by_group(pools: Sequence[Pool], persons: Iterable[Person]) -> dict[int | None, list[Pool]]:
    """{group id: the pools that its participants share}, so that nobody asks a hundred supervisors' pools."""
    groups = {person.group for person in persons}
    return {
        group: [pool for pool in pools if pool.groups is None or group in pool.groups] for group in groups
    }


@dataclass
class Plan:
    """What a run is made of."""

    pools: list[Pool] = field(default_factory=list)
    problems: list[Problem] = field(default_factory=list)
    shards: list[list[int]] = field(default_factory=list)


def plan(month: Month, group: int | None = None, books: Books | None = None) -> Plan:
    """Pools over everybody, company-wide problems, and the shards (of one group, if asked for)."""
    books = books or Books(month)
    ids = ids_to_pay(month)
    known = {person.id: person for person, _why, _pk in people(month, ids, books) if person}
    made = Plan()
    made.pools += _auto_pool(month, books, known, made.problems)
    supervisors = _supervisors(month, books, known)
    made.pools += _supervisor_pools(month, books, known, supervisors, made.problems)
    made.problems += _nobodys_sales(month, books, known | supervisors)
    made.problems += _refunds_without_order(month)
    made.shards = _shards(ids, known, group)
    return made


def _auto_pool(
    month: Month, books: Books, known: dict[int, Person], problems: list[Problem]
) -> Iterator[Pool]:
    total = auto_total(month, books.book(None).basis)
    takers = [person.employee_no for person in known.values() if person.is_participant]
    if total and takers:
        yield Pool("auto", "", split(total, takers), None)
    elif total:
        says = words("Auto orders of {total} and nobody who shares them.")
        problems.append(problem("POOL_WITHOUT_PARTICIPANTS", "auto", says, total=total))


def _supervisor_pools(
    month: Month,
    books: Books,
    known: dict[int, Person],
    supervisors: dict[int, Person],
    problems: list[Problem],
) -> Iterator[Pool]:
    sold = net_sales(month, supervisors)
    takers: dict[int | None, list[str]] = defaultdict(list)
    for person in known.values():
        if person.is_participant:
            takers[person.group].append(person.employee_no)
    for pk, sales in sorted(sold.items(), key=lambda row: supervisors[row[0]].employee_no):
        if sales.net:
            yield from _supervisor_pool(supervisors[pk], sales.net, books, takers, problems)


def _supervisors(month: Month, books: Books, known: dict[int, Person]) -> dict[int, Person]:
    """Those who have a payslip and those who left earlier: refunds on their orders still lower their pool."""
    ever = Terms.objects.filter(role="supervisor", valid_from__lte=month.last).order_by()
    others = set(ever.values_list("employee", flat=True)) - set(known)
    found = {person.id: person for person, _why, _pk in people(month, others, books) if person}
    return {pk: person for pk, person in (known | found).items() if person.role == "supervisor"}


def _supervisor_pool(
    person: Person,
    total: Decimal,
    books: Books,
    takers: Mapping[int | None, Sequence[str]],
    problems: list[Problem],
) -> Iterator[Pool]:
    groups = frozenset(books.groups_run_by(person.id, person.last_day))
    if own := [number for group in groups for number in takers.get(group, ())]:
        yield Pool("supervisor", person.name, split(total, own), groups)
    elif groups:
        says = words("Own sales of {total}, and nobody in the groups shares them.")
        problems.append(
            problem("POOL_WITHOUT_PARTICIPANTS", person.employee_no, says, person.id, total=total)
        )
    else:
        says = words("Own sales of {total}, but no group to share them.")
        problems.append(problem("SALES_WITHOUT_GROUP", person.employee_no, says, person.id, total=total))


@dataclass(slots=True)
class Sales:
    """A person's own net sales that count, and those that earn no commission."""

    net_fen: int = 0
    uncommissioned_fen: int = 0
    orders: int = 0
    refunds: int = 0

    def add(self, sales: DaySales, counts: bool) -> None:
        if counts:
            self.net_fen += sales.net_fen
            self.orders += sales.orders
            self.refunds += sales.refunds
        else:
            self.uncommissioned_fen += sales.net_fen

    @property
    def net(self) -> Decimal:
        return from_fen(self.net_fen)

    @property
    def uncommissioned(self) -> Decimal:
        return from_fen(self.uncommissioned_fen)


def net_sales(
    month: Month, persons: dict[int, Person], earlier: EarlierSales | None = None
) -> dict[int, Sales]:
    """{employee id: own sales} of these people, who may share accounts with others over time."""
    accounts = AccountBinding.objects.filter(employee__among=Keys(persons)).values("account")
    owners = _owners(AccountBinding.objects.filter(account__in=accounts))
    simple = _simple_accounts(month, owners, persons)
    found: dict[int, Sales] = defaultdict(Sales)
    for basis in {person.book.basis for person in persons.values()}:
        for sales in by_account_and_day(month, basis, owners.accounts(), simple, earlier):
            person = persons.get(owners.owner(sales.account, sales.paid_on) or 0)
            if person and person.book.basis == basis:
                found[person.id].add(sales, _earns(person, sales.paid_on))
    return found


def _simple_accounts(month: Month, owners: Owners, persons: dict[int, Person]) -> list[int]:
    """Accounts of one owner all month, who sells on every day of it or on none."""
    steady = {
        pk
        for pk, person in persons.items()
        if not person.has_confirmed_day or (_earns(person, month.first) and _earns(person, month.last))
    }
    return [pk for pk in owners.accounts() if owners.is_simple(pk, month.first, month.last, steady)]


def _earns(person: Person, day: dt.date) -> bool:
    return person.role in {"agent", "leader", "supervisor"} and person.sells(day)


def _owners(bindings: Any) -> Owners:
    return Owners(bindings.order_by().values_list("account", "employee", "from_on", "to_on"))


def _nobodys_sales(month: Month, books: Books, known: dict[int, Person]) -> Iterator[Problem]:
    """Sales on accounts that were bound to nobody, or to someone who gets no payslip this month.

    Accounts that one paid person had all month are not looked at; orders of earlier days are looked at for all.
    """
    sold = list(_sales_to_check(month, books.book(None).basis, _odd_accounts(month, known)))
    accounts = Keys({sales.account for sales in sold})
    owners = _owners(AccountBinding.objects.filter(account__among=accounts))
    unbound: Counter[int] = Counter()
    orphaned: Counter[int] = Counter()
    for sales in sold:
        owner = owners.owner(sales.account, sales.paid_on)
        if owner is None:
            unbound[sales.account] += sales.orders + sales.refunds
        elif owner not in known:
            orphaned[owner] += sales.net_fen
    yield from _unbound_accounts(unbound)
    yield from _orphaned_sales(orphaned)


def _odd_accounts(month: Month, known: Collection[int]) -> list[int]:
    """Accounts that nobody with a payslip had from the first day of the month to the last."""
    held = AccountBinding.objects.filter(employee__among=Keys(known), from_on__lte=month.first)
    all_month = held.filter(Q(to_on__isnull=True) | Q(to_on__gte=month.last))
    odd = ServiceAccount.objects.exclude(pk__in=all_month.values("account"))
    return list(odd.order_by().values_list("pk", flat=True))


def _sales_to_check(month: Month, basis: str, odd: Sequence[int]) -> Iterator[DaySales]:
    checked = set(odd)
    for some in chunks(odd, MOST_ACCOUNTS):
        yield from by_account_and_day(month, basis, some)
    yield from (sales for sales in of_earlier_days(month, basis) if sales.account not in checked)


def _unbound_accounts(counts: Counter[int]) -> Iterator[Problem]:
    names = dict(ServiceAccount.objects.filter(pk__in=list(counts)).values_list("pk", "name"))
    says = words(
        "{rows} orders or refunds on account {account}, which was bound to nobody on the day of payment."
    )
    for account, rows in counts.items():
        yield problem("ACCOUNT_UNBOUND", names[account], says, account=names[account], rows=rows)


def _orphaned_sales(totals: Counter[int]) -> Iterator[Problem]:
    from staff.models import Employee

    numbers = dict(Employee.objects.filter(pk__in=list(totals)).values_list("pk", "employee_no"))
    for pk, fen in totals.items():
        yield uncommissioned(numbers[pk], pk, from_fen(fen))


def uncommissioned(employee_no: str, employee: int, net: Decimal) -> Problem:
    """Sales in the trial, before hire, after leaving, or of a role that earns no commission."""
    says = words("Sales of {net} in the trial, outside employment, or of a role without commission.")
    return problem("UNCOMMISSIONED", employee_no, says, employee, net=net)


def _refunds_without_order(month: Month) -> Iterator[Problem]:
    says = words("Refund {refund} of {amount} names order {order}, which is not known.")
    for refund in unmatched_refunds(month):
        numbers = {"refund": refund.refund_no, "amount": refund.amount, "order": refund.order_no}
        yield problem("REFUND_UNMATCHED", refund.refund_no, says, **numbers)


def _shards(ids: Collection[int], known: dict[int, Person], group: int | None) -> list[list[int]]:
    """Whole groups together, a few hundred people each; people without a group last."""
    by_group: dict[int, list[int]] = defaultdict(list)
    for pk in sorted(ids):
        person = known.get(pk)
        by_group[person.group or 0 if person else 0].append(pk)
    wanted = (
        [by_group[group]]
        if group is not None
        else [by_group[key] for key in sorted(by_group, key=_last_zero)]
    )
    shards: list[list[int]] = []
    for members in wanted:
        if shards and len(shards[-1]) + len(members) <= SHARD_PEOPLE:
            shards[-1] += members
        elif members:
            shards.append(list(members))
    return [part for shard in shards for part in chunks(shard, 2 * SHARD_PEOPLE)]


def _last_zero(key: int) -> tuple[bool, int]:
    return (key == 0, key)
