"""A month's sales counted on the queue, so that rankings over everybody are read and not worked out."""

import datetime as dt
from collections import defaultdict
from collections.abc import Mapping
from typing import Any

from django.db import IntegrityError, transaction
from django.db.models import Max, Sum
from django.utils.translation import gettext as _

from common import audit, jobs
from common.models import TrackedWork
from common.money import to_fen
from common.month import Month
from performance.models import (
    CountedSales,
    Metric,
    Order,
    Refund,
    SalesCount,
    SalesTarget,
    ServiceMetric,
)
from performance.sales import Owners, by_account_and_day
from performance.services.steps import Refused
from staff.models import AccountBinding, Terms

AGAIN_AFTER = dt.timedelta(minutes=5)
ANYWAY_AFTER = dt.timedelta(hours=1)
# A company of this size or smaller is added up while one waits.
LIVE_PEOPLE = 300
Sums = dict[int, list[int]]


@transaction.atomic
def start_count(month: Month, *, by: Any) -> SalesCount:
    """Have a month counted. Raises Refused for one that is ahead, and while it is being counted."""
    if month.first > dt.date.today():
        raise Refused(_("%(month)s has not begun.") % {"month": month})
    try:
        with transaction.atomic():  # one counting of a month at once: the database refuses a second
            work = SalesCount.objects.create(month=month, seen=latest_sales())
    except IntegrityError as error:
        said = _("%(month)s is being counted already; wait a moment.")
        raise Refused(said % {"month": month}) from error
    if by is not None:
        audit.record("sales counted", work, by=by, note=str(month))
    jobs.start(work)
    return work


def count_due(now: dt.datetime) -> int:
    """Have this month and the one before counted where something came in; how many. For the clock."""
    if Terms.objects.in_force(now.date()).count() <= LIVE_PEOPLE:
        return 0
    month = Month.of(now.date())
    started = 0
    for one in (month, month.previous):
        if _is_due(one, now):
            start_count(one, by=None)
            started += 1
    return started


def _is_due(month: Month, now: dt.datetime) -> bool:
    last: SalesCount | None = _of(month).first()
    if last is None:
        return True
    if not last.is_over:
        return False
    age = now - (last.finished_at or last.queued_at)
    return age > ANYWAY_AFTER or (age > AGAIN_AFTER and last.seen != latest_sales())


def _of(month: Month) -> Any:
    return SalesCount.objects.filter(month=month)


def latest_sales() -> str:
    """The newest order and refund; another pair means that something came in."""
    newest = (model.objects.aggregate(newest=Max("pk"))["newest"] or 0 for model in (Order, Refund))
    return ":".join(map(str, newest))


def count(work: SalesCount) -> None:
    """Add the month up by person, group and day, and store the sums instead of those before."""
    people, days = _by_person(work.month)
    groups = _groups(work.month)
    with transaction.atomic():
        CountedSales.objects.filter(count=work).delete()
        sums = [_row(work, None, people, groups)]
        sums += [_row(work, day, of_day, groups) for day, of_day in days.items()]
        _add_targets(sums[0], groups, work.month)
        CountedSales.objects.bulk_create(sums)
        _of(work.month).filter(work_status=TrackedWork.Status.DONE).delete()
        work.finish()


def _by_person(month: Month) -> tuple[Sums, dict[dt.date, Sums]]:
    """({employee id: sums} of the month, the same of each day on which orders were paid)."""
    bindings = AccountBinding.objects.filter(from_on__lte=month.last).order_by()
    owners = Owners(bindings.values_list("account", "employee", "from_on", "to_on"))
    people: Sums = defaultdict(lambda: [0, 0, 0])
    days: dict[dt.date, Sums] = defaultdict(lambda: defaultdict(lambda: [0, 0, 0]))
    for sales in by_account_and_day(month, "paid", owners.accounts()):
        person = owners.owner(sales.account, sales.paid_on)
        if person:
            _add(people[person], sales.net_fen, sales.orders, sales.refunds)
            if month.first <= sales.paid_on <= month.last:
                _add(days[sales.paid_on][person], sales.net_fen, sales.orders, sales.refunds)
    return people, days


def _add(sums: list[int], *more: int) -> None:
    for place, value in enumerate(more):
        sums[place] += value


def _groups(month: Month) -> dict[int, int]:
    """{employee id: group id} at the end of the month."""
    last = min(month.last, dt.date.today())
    return dict(Terms.objects.in_force(last).filter(group__isnull=False).values_list("employee", "group"))


def _row(work: SalesCount, on: dt.date | None, people: Sums, groups: Mapping[int, int]) -> CountedSales:
    by_group: Sums = defaultdict(lambda: [0, 0, 0, 0])
    for person, sums in people.items():
        if person in groups:
            _add(by_group[groups[person]], *sums)
    return CountedSales(count=work, on=on, people=_in_columns(people), groups=dict(by_group))


def _in_columns(people: Sums) -> dict[str, list[int]]:
    columns = zip(*people.values(), strict=True) if people else ((), (), ())
    return {"ids": list(people)} | dict(zip(("net", "orders", "refunds"), map(list, columns), strict=True))


def _add_targets(row: CountedSales, groups: Mapping[int, int], month: Month) -> None:
    """The targets of each group, and how many of those who asked have bought."""
    terms = Terms.objects.in_force(month.last).filter(sales_target__gt=0)
    targets: dict[int, Any] = dict(terms.values_list("employee", "sales_target"))
    targets |= dict(SalesTarget.objects.filter(month=month).values_list("employee", "amount"))
    for person, amount in targets.items():
        if person in groups:
            row.groups.setdefault(groups[person], [0, 0, 0, 0])[3] += to_fen(amount)
    asked = ServiceMetric.objects.filter(metric=Metric.CONVERSION, on__gte=month.first, on__lte=month.last)
    sums = asked.aggregate(n=Sum("numerator"), d=Sum("denominator"))
    row.paid, row.inquiring = sums["n"] or 0, sums["d"] or 0
