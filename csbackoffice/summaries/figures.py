"""The figures of a week or month of some people, each with one query however many records there are."""

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from django.db.models import Count, Exists, F, OuterRef, Q, Sum

from attendance.reading import readings
from common.money import ZERO
from common.month import Month
from csbackoffice.summaries.spans import Span
from performance.models import Metric, Order, Refund, Score, ServiceMetric
from performance.showing import SHOWN
from staff.models import AccountBinding, Employee, Group, Terms
from tickets.models import Complaint, Ticket


@dataclass(frozen=True)
class Scope:
    """Whose figures: a group's people, or everybody (group None)."""

    group: Group | None
    span: Span

    @property
    def people(self) -> Any:
        """Those employed in the span, of the group at its end."""
        rows = Employee.objects.employed_between(self.span.first, self.span.last)
        if self.group is None:
            return rows
        members = Terms.objects.in_force(self.span.last).filter(group=self.group)
        return rows.filter(pk__in=members.values("employee"))


def held(people: Any, day: str) -> Any:
    """A condition: one of these people had the account on the day in this column."""
    bound = AccountBinding.objects.filter(
        account=OuterRef("account"), employee__in=people, from_on__lte=OuterRef(day)
    )
    return Exists(bound.filter(Q(to_on__isnull=True) | Q(to_on__gte=OuterRef(day))))


def sales(scope: Scope) -> tuple[Decimal, int]:
    """(net of refunds made in the span, orders paid in it) on the accounts that the people had."""
    people, span = scope.people.values("pk"), scope.span
    sold = Order.objects.filter(
        held(people, "paid_on"), paid_on__gte=span.first, paid_on__lte=span.last
    ).aggregate(total=Sum("amount"), many=Count("pk"))
    back = Refund.objects.filter(
        held(people, "paid_on"), refunded_at__gte=span.since, refunded_at__lt=span.until
    ).aggregate(total=Sum("amount"))
    return (sold["total"] or ZERO) - (back["total"] or ZERO), sold["many"]


def metric(scope: Scope, name: Metric) -> tuple[int, int]:
    """(sum of numerators, sum of denominators)."""
    rows = ServiceMetric.objects.filter(
        employee__in=scope.people.values("pk"),
        metric=name,
        on__gte=scope.span.first,
        on__lte=scope.span.last,
    )
    sums = rows.aggregate(n=Sum("numerator"), d=Sum("denominator"))
    return sums["n"] or 0, sums["d"] or 0


def tickets(scope: Scope) -> dict[str, Any]:
    """Tickets opened in the span: how many, replied to, resolved, reopened."""
    rows = Ticket.objects.filter(
        opened_at__gte=scope.span.since, opened_at__lt=scope.span.until, merged_into__isnull=True
    )
    if scope.group:
        rows = rows.filter(owner__in=scope.people.values("pk"))
    return rows.aggregate(
        many=Count("pk"),
        resolved=Count("resolution_minutes"),
        replied=Count("first_reply_minutes"),
        minutes=Sum("first_reply_minutes"),
    )


def complaints(scope: Scope) -> tuple[int, int, Any]:
    """(registered, founded, the id of the most frequent cause)."""
    rows = Complaint.objects.filter(registered_at__gte=scope.span.since, registered_at__lt=scope.span.until)
    if scope.group:
        rows = rows.filter(agent__in=scope.people.values("pk"))
    counted = rows.aggregate(many=Count("pk"), founded=Count("pk", filter=Q(is_founded=True)))
    causes = rows.filter(cause__isnull=False).order_by().values("cause").annotate(n=Count("pk"))
    first = causes.order_by("-n", "cause").first()
    return counted["many"], counted["founded"], first["cause"] if first else None


def attendance(scope: Scope) -> dict[str, int]:
    """{"all", "late", "early", "missed", "absent", "leave"}: shifts that are over, and what they were."""
    people: Sequence[Employee] = list(scope.people.order_by("pk"))
    found = {name: 0 for name in ("all", "late", "early", "missed", "absent", "leave")}
    now, month = dt.datetime.now(), Month.of(scope.span.first)
    while people and month.first <= scope.span.last:
        days = max(scope.span.first, month.first), min(scope.span.last, month.last)
        for reads in readings(people, month, *days).values():
            for read in (one for one in reads if not one.is_open(now)):
                found["all"] += 1
                for mark in set(read.marks) & found.keys():
                    found[mark] += 1
        month = month.next
    return found


def moved(scope: Scope) -> tuple[int, int, int]:
    """(people at the end, came, left)."""
    span = scope.span
    return (
        scope.people.employed_between(span.last, span.last).count(),
        scope.people.filter(hired_on__gte=span.first, hired_on__lte=span.last).count(),
        scope.people.filter(left_on__gte=span.first, left_on__lte=span.last).count(),
    )


def scores(scope: Scope, month: Month) -> tuple[int, Decimal | None]:
    """(people with a published score, their mean)."""
    rows = Score.objects.filter(
        employee__in=scope.people.values("pk"), month=month, status__in=SHOWN
    ).aggregate(many=Count("pk"), total=Sum(F("score")))
    many = rows["many"]
    return many, (Decimal(rows["total"]) / many if many else None)
