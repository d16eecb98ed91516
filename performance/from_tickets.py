"""What the tickets say about service, by person and day: four queries, whatever their number.

- first response: business seconds from a ticket to its first reply, over first replies; on the day of the reply, of
  whoever wrote it
- average reply interval: the same of every reply that a customer waited for
- resolution: tickets of the day that are answered or closed, over those opened; of their owner
- satisfaction: tickets resolved on the day that were rated 4 or 5, over those rated
- founded complaints: complaints registered on the day and found to be so, over the tickets of the day

Source: reference/service-practice.md 3.1, rules.md section 4.
"""

import datetime as dt
from collections import defaultdict
from collections.abc import Iterable
from typing import Any

from django.db.models import Case, Count, F, OuterRef, Q, Subquery, Sum, When
from django.db.models.functions import Coalesce, TruncDate

from performance.models import Metric
from tickets.models import Complaint, Ticket, TicketClock, TicketEvent
from tickets.services.figures import SATISFIED_FROM

Key = tuple[int, dt.date, str]
Sums = dict[Key, list[int]]
# A reply stops its clock a moment before it is written down.
WRITTEN_WITHIN = dt.timedelta(minutes=1)


def figures(first: dt.date, last: dt.date) -> dict[Key, tuple[int, int]]:
    """{(employee id, day, metric): (numerator, denominator)} of a span, both days included."""
    span = dt.datetime.combine(first, dt.time()), dt.datetime.combine(last + dt.timedelta(days=1), dt.time())
    found: Sums = defaultdict(lambda: [0, 0])
    _add_replies(found, span)
    _add_tickets(found, span)
    _add_ratings(found, span)
    _add_complaints(found, span)
    return {key: (numerator, denominator) for key, (numerator, denominator) in found.items()}


def _add(found: Sums, metric: str, rows: Iterable[tuple[int, dt.date, int, int]]) -> None:
    for person, day, numerator, denominator in rows:
        sums = found[person, day, metric]
        sums[0], sums[1] = sums[0] + numerator, sums[1] + denominator


def _add_replies(found: Sums, span: tuple[dt.datetime, dt.datetime]) -> None:
    """A clock that nobody's reply stopped (the ticket was closed, or merged) says nothing about answering."""
    replies = TicketEvent.objects.filter(
        ticket=OuterRef("ticket"),
        kind=TicketEvent.Kind.REPLY,
        at__gte=OuterRef("finished_at"),
        at__lt=OuterRef("finished_at") + WRITTEN_WITHIN,
    )
    kinds = TicketClock.Kind
    rows = TicketClock.objects.filter(
        # The index of changes finds the tickets; a clock cannot stop without its ticket changing.
        ticket__changed_at__gte=span[0],
        kind__in=[kinds.FIRST_REPLY, kinds.NEXT_REPLY],
        finished_at__gte=span[0],
        finished_at__lt=span[1],
    ).annotate(who=Subquery(replies.order_by("at").values("by__employee")[:1]), day=TruncDate("finished_at"))
    sums = rows.filter(who__isnull=False).order_by().values("who", "day", "kind")
    counted = list(
        sums.annotate(n=Sum("used_seconds"), d=Count("pk")).values_list("who", "day", "n", "d", "kind")
    )
    _add(found, Metric.REPLY_INTERVAL, (row[:4] for row in counted))
    _add(found, Metric.FIRST_RESPONSE, (row[:4] for row in counted if row[4] == kinds.FIRST_REPLY))


def _add_tickets(found: Sums, span: tuple[dt.datetime, dt.datetime]) -> None:
    opened = Ticket.objects.filter(opened_at__gte=span[0], opened_at__lt=span[1], owner__isnull=False)
    rows = opened.filter(merged_into__isnull=True).annotate(day=TruncDate("opened_at")).order_by()
    resolved = Count("pk", filter=Q(status__in=Ticket.RESOLVED))
    counted = list(
        rows.values("owner", "day").annotate(n=resolved, d=Count("pk")).values_list("owner", "day", "n", "d")
    )
    _add(found, Metric.RESOLUTION, counted)
    _add(found, Metric.COMPLAINTS, ((who, day, 0, many) for who, day, _solved, many in counted))


def _add_ratings(found: Sums, span: tuple[dt.datetime, dt.datetime]) -> None:
    rated = Ticket.objects.filter(
        changed_at__gte=span[0],
        resolved_at__gte=span[0],
        resolved_at__lt=span[1],
        satisfaction__isnull=False,
        owner__isnull=False,
    )
    satisfied = Count("pk", filter=Q(satisfaction__gte=SATISFIED_FROM))
    rows = rated.annotate(day=TruncDate("resolved_at")).order_by().values("owner", "day")
    sums = rows.annotate(n=satisfied, d=Count("pk"))
    _add(found, Metric.SATISFACTION, sums.values_list("owner", "day", "n", "d"))


def _add_complaints(found: Sums, span: tuple[dt.datetime, dt.datetime]) -> None:
    """Of the person who was found responsible, else of whom the customer named."""
    founded = Complaint.objects.filter(registered_at__gte=span[0], registered_at__lt=span[1], is_founded=True)
    whose: Any = Coalesce(F("responsible"), F("agent"))
    rows = founded.annotate(
        who=Case(When(department__in=["", "service"], then=whose)), day=TruncDate("registered_at")
    )
    sums = rows.filter(who__isnull=False).order_by().values("who", "day").annotate(n=Count("pk"))
    _add(
        found,
        Metric.COMPLAINTS,
        ((who, day, many, 0) for who, day, many in sums.values_list("who", "day", "n")),
    )
