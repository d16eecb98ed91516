"""What a month says about many people: sales, targets, metrics, points lost; one query a kind, whatever the number."""

import datetime as dt
from collections import defaultdict
from collections.abc import Collection, Mapping
from dataclasses import dataclass, field
from decimal import Decimal
from fractions import Fraction
from typing import Any

from django.db.models import Count, Sum

from common.dated import in_force
from common.money import ZERO, from_fen, rounded
from common.month import Month
from performance.members import Member
from performance.models import (
    ColleagueRating,
    ConductEntry,
    ConductItem,
    Criterion,
    Inspection,
    Metric,
    SalesTarget,
    ServiceMetric,
    Sitting,
)
from performance.sales import Owners, by_account_and_day
from performance.scoring import MISSING, Measure
from staff.models import AccountBinding

Ratio = tuple[Decimal, Decimal]
ONE = Decimal(1)


@dataclass
class Found:
    """The measures of a month by employee id."""

    sales: Mapping[int, Decimal] = field(default_factory=dict)
    targets: Mapping[int, Decimal] = field(default_factory=dict)
    metrics: Mapping[tuple[int, str], Ratio] = field(default_factory=dict)
    lost: Mapping[int, Mapping[str, int]] = field(default_factory=dict)
    inspected: Mapping[int, Ratio] = field(default_factory=dict)
    exams: Mapping[int, Ratio] = field(default_factory=dict)
    colleagues: Mapping[int, Decimal] = field(default_factory=dict)


def find(month: Month, members: Mapping[int, Member], bases: Mapping[int | None, str]) -> Found:
    """Everything at once. `bases` says by group id whether an order counts when paid or when completed."""
    return Found(
        sales=own_sales(month, members, bases),
        targets=targets(month, members),
        metrics=metric_sums(month, members),
        lost=points_lost(month, members),
        inspected=inspected(month, members),
        exams=exam_marks(month, members),
        colleagues=by_colleagues(month),
    )


def measure(criterion: Criterion, person: int, found: Found) -> Measure:
    """What was found for a criterion that is scored from records."""
    kind = Criterion.Kind
    if criterion.kind == kind.DEDUCTION:
        return Measure(Decimal(_lost(found.lost.get(person, {}), criterion.items)), ONE)
    if criterion.kind == kind.INSPECTION:
        return _ratio(found.inspected.get(person))
    if criterion.kind == kind.EXAM:
        return _ratio(found.exams.get(person))
    if criterion.kind == kind.RATING:
        return Measure(given=found.colleagues.get(person))
    if criterion.metric == Metric.SALES_TARGET:
        target = found.targets.get(person)
        return Measure(found.sales.get(person, ZERO), target) if target else MISSING
    return _ratio(found.metrics.get((person, criterion.metric)))


def _ratio(found: Ratio | None) -> Measure:
    return Measure(*found) if found else MISSING


def _lost(by_item: Mapping[str, int], items: str) -> int:
    beginnings = tuple(part.strip() for part in items.split(",") if part.strip()) or ("",)
    return sum(points for item, points in by_item.items() if item.startswith(beginnings))


def own_sales(
    month: Month, members: Mapping[int, Member], bases: Mapping[int | None, str]
) -> dict[int, Decimal]:
    """{employee id: net sales on confirmed days}, by whoever had the account on the day of payment."""
    bindings = AccountBinding.objects.filter(from_on__lte=month.last).order_by()
    bindings = bindings.filter(account__in=_accounts_of(members)) if len(members) <= 2000 else bindings
    owners = Owners(bindings.values_list("account", "employee", "from_on", "to_on"))
    fen: dict[int, int] = defaultdict(int)
    for basis in {bases.get(one.group, bases[None]) for one in members.values()}:
        for sales in by_account_and_day(month, basis, owners.accounts()):
            one = members.get(owners.owner(sales.account, sales.paid_on) or 0)
            if one and bases.get(one.group, bases[None]) == basis and _counts(one, month, sales.paid_on):
                fen[one.id] += sales.net_fen
    return {pk: from_fen(total) for pk, total in fen.items()}


def _accounts_of(members: Mapping[int, Member]) -> Any:
    return AccountBinding.objects.filter(employee__in=list(members)).values("account")


def _counts(member: Member, month: Month, day: dt.date) -> bool:
    return member.confirmed_on <= day and (day <= member.last_on or member.last_on == month.last)


def targets(month: Month, members: Mapping[int, Member]) -> dict[int, Decimal]:
    """{employee id: sales target}: that of the month, else that of the terms of pay."""
    own = {pk: one.sales_target for pk, one in members.items() if one.sales_target}
    return own | dict(SalesTarget.objects.filter(month=month).values_list("employee", "amount"))


def metric_sums(month: Month, people: Collection[int]) -> dict[tuple[int, str], Ratio]:
    """{(employee id, metric): (sum of numerators, sum of denominators)}; of few people only theirs is read."""
    rows = ServiceMetric.objects.filter(on__gte=month.first, on__lte=month.last).order_by()
    sums = _only(rows, people).values("employee", "metric").annotate(n=Sum("numerator"), d=Sum("denominator"))
    return {
        (row["employee"], row["metric"]): (Decimal(row["n"]), Decimal(row["d"])) for row in sums if row["d"]
    }


def _only(rows: Any, people: Collection[int]) -> Any:
    return rows.filter(employee__in=list(people)) if len(people) <= 2000 else rows


def points_lost(month: Month, people: Collection[int]) -> dict[int, dict[str, int]]:
    """{employee id: {item: points lost}} of entries that count in the month and are not under appeal."""
    points = catalogue()
    found: dict[int, dict[str, int]] = defaultdict(lambda: defaultdict(int))
    standing = (ConductEntry.Status.RECORDED, ConductEntry.Status.UPHELD)
    rows = ConductEntry.objects.filter(counts_in=month, status__in=standing, stage="").order_by()
    for person, item, on, count in _only(rows, people).values_list("employee", "item", "on", "count"):
        held = in_force(points.get(item, []), on)
        if held and held < 0:
            found[person][item] += -held * count
    return found


def catalogue() -> dict[str, list[tuple[dt.date, int]]]:
    """{item: [(from-date, points)]} of everything that is counted in points."""
    found: dict[str, list[tuple[dt.date, int]]] = defaultdict(list)
    rows = ConductItem.objects.filter(kind=ConductItem.Kind.POINTS).order_by("valid_from")
    for code, since, points in rows.values_list("code", "valid_from", "points"):
        found[code].append((since, points))
    return found


def inspected(month: Month, people: Collection[int]) -> dict[int, Ratio]:
    """{employee id: (points got, points possible)} of finished inspections; calibrations never count."""
    rows = Inspection.objects.filter(on__gte=month.first, on__lte=month.last, is_calibration=False)
    rows = _only(rows.filter(done_at__isnull=False).order_by(), people)
    sums = rows.values("employee").annotate(n=Sum("got"), d=Sum("possible"))
    return {row["employee"]: (Decimal(row["n"]), Decimal(row["d"])) for row in sums if row["d"]}


def exam_marks(month: Month, people: Collection[int]) -> dict[int, Ratio]:
    """{employee id: (marks, full marks)} of the month's exams that were sat."""
    rows = Sitting.objects.filter(exam__on__gte=month.first, exam__on__lte=month.last, mark__isnull=False)
    sums = _only(rows.order_by(), people).values("employee").annotate(n=Sum("mark"), d=Sum("exam__full_mark"))
    return {row["employee"]: (row["n"], Decimal(row["d"])) for row in sums if row["d"]}


def by_colleagues(month: Month) -> dict[int, Decimal]:
    """{employee id: mean of what colleagues gave, to two decimals}."""
    rows = ColleagueRating.objects.filter(month=month).order_by().values("employee")
    return {
        row["employee"]: rounded(Fraction(row["total"]) / row["times"])
        for row in rows.annotate(total=Sum("given"), times=Count("pk"))
    }
