"""Are the records of a month complete? What can be seen before anything is calculated, each with the place to mend it.

A handful of queries that count, however many people there are. The calculation asks more closely, person by person.
"""

import datetime as dt
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from django.db.models import Exists, OuterRef, Q, QuerySet, Subquery
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from attendance.models import Leave, OvertimeRequest, PunchCorrection, Shift
from common.access import Role
from common.dated import DAY
from common.month import Month
from payroll.links import address
from performance.models import Appeal, Order, Refund, Score
from staff.models import Employee, ServiceAccount, Terms

SELLERS = (Role.AGENT, Role.LEADER)
NAMED = 5


@dataclass(frozen=True)
class Source:
    """One kind of record: how many are not as they should be, which ones come first, where they are mended."""

    label: str
    count: int
    says: str
    url: str
    place: str
    names: str = ""

    @property
    def is_complete(self) -> bool:
        return not self.count


def sources_of(month: Month) -> list[Source]:
    """The records that a month of pay is made of, in the order in which they are best mended."""
    return [*_people(month), *_attendance(month), *_sales(month), *_scores(month)]


def _named(rows: "QuerySet[Employee]", count: int) -> str:
    """The first few people in words, where there are any."""
    if not count:
        return ""
    names = ", ".join(str(person) for person in rows.order_by("employee_no")[:NAMED])
    return (
        _("%(names)s and %(count)s more") % {"names": names, "count": count - NAMED}
        if count > NAMED
        else names
    )


def _employed(month: Month) -> "QuerySet[Employee]":
    return Employee.objects.employed_between(month.first, month.last)


def _people(month: Month) -> Iterator[Source]:
    latest = Terms.objects.filter(employee=OuterRef("pk"), valid_from__lte=month.last).order_by("-valid_from")
    held = _employed(month).annotate(
        role_then=Subquery(latest.values("role")[:1]), fixed_then=Subquery(latest.values("fixed_salary")[:1])
    )
    unpaid = Q(fixed_then__isnull=True) | Q(fixed_then=0)
    lacking = held.filter(Q(role_then__isnull=True) | (~Q(role_then__in=SELLERS) & unpaid))
    count = lacking.count()
    yield Source(
        _("Terms of pay"),
        count,
        ngettext(
            "%(count)s person without terms or fixed pay",
            "%(count)s people without terms or fixed pay",
            count,
        )
        % {"count": count},
        reverse("staff:people"),
        _("People"),
        _named(lacking, count),
    )


def _attendance(month: Month) -> Iterator[Source]:
    shifts = Shift.objects.filter(employee=OuterRef("pk"), on__range=(month.first, month.last))
    off = _employed(month).filter(~Exists(shifts))
    count = off.count()
    yield Source(
        _("Roster"),
        count,
        ngettext("%(count)s person without a roster", "%(count)s people without a roster", count)
        % {"count": count},
        address("attendance:shifts", month=month),
        _("Shifts"),
        _named(off, count),
    )
    waiting = _waiting(month)
    yield Source(
        _("Attendance requests"),
        waiting,
        ngettext(
            "%(count)s leave, overtime or missing punch waits for a decision",
            "%(count)s leaves, overtimes or missing punches wait for a decision",
            waiting,
        )
        % {"count": waiting},
        address("attendance:leaves", month=month, status="pending"),
        _("Leave"),
    )


def _waiting(month: Month) -> int:
    """Requests whose decision would change the attendance of the month."""
    start = dt.datetime.combine(month.first, dt.time())
    end = dt.datetime.combine(month.last + DAY, dt.time())
    leaves = Leave.objects.filter(status=Leave.Status.PENDING, starts_at__lt=end, ends_at__gt=start)
    punches = PunchCorrection.objects.filter(status="pending", punched_at__gte=start, punched_at__lt=end)
    overtime = OvertimeRequest.objects.filter(status="pending", on__range=(month.first, month.last))
    return int(leaves.count() + punches.count() + overtime.count())


def _sales(month: Month) -> Iterator[Source]:
    none = not Order.objects.filter(counts_in=month).exists()
    yield Source(
        _("Orders"),
        int(none),
        _("No order of this month is imported."),
        address("imports"),
        _("Import a workbook"),
    )
    sold = Order.objects.filter(counts_in=month, account=OuterRef("pk"))
    accounts = ServiceAccount.objects.unbound_on(month.last).filter(Exists(sold)).count()
    yield Source(
        _("Service accounts"),
        accounts,
        ngettext(
            "%(count)s account with sales is bound to nobody at the end of the month",
            "%(count)s accounts with sales are bound to nobody at the end of the month",
            accounts,
        )
        % {"count": accounts},
        address("staff:accounts", unbound="on"),
        _("Service accounts"),
    )
    refunds = Refund.objects.filter(counts_in=month, order__isnull=True).count()
    yield Source(
        _("Refunds"),
        refunds,
        ngettext("%(count)s refund of an unknown order", "%(count)s refunds of unknown orders", refunds)
        % {"count": refunds},
        address("performance:refunds", month=month, unmatched="on"),
        _("Refunds"),
    )


def _scores(month: Month) -> Iterator[Source]:
    usable = Score.objects.filter(employee=OuterRef("pk"), month=month).exclude(status=Score.Status.DRAFT)
    sellers = _employed(month).with_terms(month.last).filter(role_on__in=SELLERS)
    unscored = sellers.filter(~Exists(usable))
    count = unscored.count()
    yield Source(
        _("Scores"),
        count,
        ngettext(
            "%(count)s person without a published score", "%(count)s people without a published score", count
        )
        % {"count": count},
        address("performance:scores", month=month),
        _("Scores"),
        _named(unscored, count),
    )
    about: Any = Q(entry__on__range=(month.first, month.last)) | Q(mark__score__month=month)
    appeals = Appeal.objects.filter(about, status=Appeal.Status.OPEN).count()
    yield Source(
        _("Appeals"),
        appeals,
        ngettext("%(count)s appeal is open", "%(count)s appeals are open", appeals) % {"count": appeals},
        address("performance:appeals", status="open"),
        _("Appeals"),
    )
