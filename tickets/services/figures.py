"""Figures of the service desk: numerators and denominators side by side, and what every average leaves out."""

import datetime as dt
from collections import defaultdict
from dataclasses import dataclass, fields
from typing import Any
from urllib.parse import urlencode

from django.db.models import Case, Count, F, IntegerField, OuterRef, Q, Subquery, Sum, Value, When
from django.db.models.functions import ExtractHour
from django.db.models.lookups import GreaterThan
from django.utils.translation import gettext as _

from common.month import Month
from staff.models import Employee, Group, Terms
from tickets.models import Complaint, Promise, Ticket
from tickets.models.tickets import seen_by

SATISFIED_FROM = 4
NOBODY = "—"
BY = ("person", "group", "kind", "product", "hour")


@dataclass
class Figures:
    """Sums over tickets that were opened in a span; every rate is one of them over another."""

    tickets: int = 0
    replied: int = 0
    reply_minutes: int = 0
    resolved: int = 0
    resolution_minutes: int = 0
    reopened: int = 0
    rated: int = 0
    satisfied: int = 0
    promises: int = 0
    promises_kept: int = 0
    promised: int = 0  # tickets with a promise that was due
    broken: int = 0  # of them, those with one that was not kept in time
    complaints: int = 0
    founded: int = 0
    closed: int = 0  # complaints
    visited: int = 0  # of them, those whose customer said how satisfied they are
    visit_satisfied: int = 0

    def add(self, **more: int | None) -> None:
        for name, value in more.items():
            setattr(self, name, getattr(self, name) + (value or 0))

    def plus(self, other: "Figures") -> None:
        self.add(**{part.name: getattr(other, part.name) for part in fields(other)})

    @property
    def unreplied(self) -> int:
        return self.tickets - self.replied

    @property
    def unresolved(self) -> int:
        return self.tickets - self.resolved

    @property
    def unrated(self) -> int:
        return self.tickets - self.rated

    @property
    def mean_reply(self) -> float | None:
        return rate_of(self.reply_minutes, self.replied)

    @property
    def mean_resolution(self) -> float | None:
        return rate_of(self.resolution_minutes, self.resolved)

    @property
    def reopened_rate(self) -> float | None:
        return rate_of(self.reopened, self.tickets)

    @property
    def kept_rate(self) -> float | None:
        return rate_of(self.promises_kept, self.promises)

    @property
    def satisfied_rate(self) -> float | None:
        return rate_of(self.satisfied, self.rated)

    @property
    def unvisited(self) -> int:
        """Closed complaints whose customer said nothing."""
        return self.closed - self.visited

    @property
    def visit_satisfied_rate(self) -> float | None:
        return rate_of(self.visit_satisfied, self.visited)

    @property
    def founded_rate(self) -> float | None:
        return rate_of(self.founded, self.tickets)


def rate_of(top: int, bottom: int) -> float | None:
    """One number over another; None where there is nothing to divide by."""
    return top / bottom if bottom else None


@dataclass
class Row:
    """One line of the table: its label, the filter that opens its tickets, its figures."""

    label: str
    query: str
    figures: Figures


@dataclass
class Desk:
    """The tickets, promises and complaints that somebody sees, whatever the month; who they see is asked for once."""

    tickets: Any
    promises: Any
    complaints: Any

    @classmethod
    def seen_by(cls, user: Any) -> "Desk":
        """As far as somebody may see them. A merged ticket is nowhere; its promises went with the matter."""
        condition, promises = seen_by(user), Promise.objects.all()
        if condition:
            # Compared with a number: each promise of a month looks for its ticket. A join would read all the tickets.
            own = Ticket.objects.filter(condition, pk=OuterRef("ticket")).values("pk")[:1]
            promises = promises.filter(GreaterThan(Subquery(own), 0))
        tickets = Ticket.objects.filter(condition, merged_into__isnull=True)
        return cls(tickets, promises, Complaint.objects.visible_to(user))


def figures_of(user: Any, month: Month, by: str) -> tuple[Figures, list[Row]]:
    """(sums, one row for each person, group, kind, product or hour) of the visible tickets opened in a month."""
    return _sums_and_rows(Desk.seen_by(user), month, by)


def compared(user: Any, month: Month, by: str) -> tuple[Figures, list[Row], Figures]:
    """The same, and the sums of the month before."""
    desk = Desk.seen_by(user)
    return *_sums_and_rows(desk, month, by), _totals(desk, month.previous)


def totals_compared(user: Any, month: Month) -> tuple[Figures, Figures]:
    """The sums alone, of a month and of the one before it."""
    desk = Desk.seen_by(user)
    return _totals(desk, month), _totals(desk, month.previous)


def _sums_and_rows(desk: Desk, month: Month, by: str) -> tuple[Figures, list[Row]]:
    parts = _parts(desk, month, by)
    total = Figures()
    for part in parts.values():
        total.plus(part)
    return total, _rows(parts, by)


def _totals(desk: Desk, month: Month) -> Figures:
    total = Figures()
    for rows, measures in _summed(desk, span_of(month)):
        sums = rows.order_by().aggregate(**_prefixed(measures))
        total.add(**{name: sums[f"n_{name}"] for name in measures})
    return total


def span_of(month: Month) -> tuple[dt.datetime, dt.datetime]:
    """(first moment of a month, first moment after it)."""
    first, after = month.first, month.last + dt.timedelta(days=1)
    return dt.datetime.combine(first, dt.time()), dt.datetime.combine(after, dt.time())


KEYS: dict[str, tuple[Any, Any, Any]] = {
    # How tickets, promises and complaints are told apart.
    "person": (F("owner"), F("ticket__owner"), F("agent")),
    "group": (F("owner"), F("ticket__owner"), F("agent")),
    "kind": (F("kind"), F("ticket__kind"), F("ticket__kind")),
    "product": (F("product"), F("ticket__product"), F("product")),
    "hour": (ExtractHour("opened_at"), ExtractHour("ticket__opened_at"), ExtractHour("registered_at")),
}
MEASURES = {
    "tickets": Count("pk"),
    "replied": Count("first_reply_minutes"),
    "reply_minutes": Sum("first_reply_minutes"),
    "resolved": Count("resolution_minutes"),
    "resolution_minutes": Sum("resolution_minutes"),
    "reopened": Sum(Case(When(reopened__gt=0, then=Value(1)), default=Value(0), output_field=IntegerField())),
    "rated": Count("satisfaction"),
    "satisfied": Count("pk", filter=Q(satisfaction__gte=SATISFIED_FROM)),
}


KEPT = Q(kept_at__isnull=False, missed_at__isnull=True)
OF_PROMISES = {
    "promises": Count("pk"),
    "promises_kept": Count("pk", filter=KEPT),
    "promised": Count("ticket", distinct=True),
    "broken": Count("ticket", filter=~KEPT, distinct=True),
}
CLOSED = Q(state=Complaint.State.CLOSED)
OF_COMPLAINTS = {
    "complaints": Count("pk"),
    "founded": Count("pk", filter=Q(is_founded=True)),
    "closed": Count("pk", filter=CLOSED),
    "visited": Count("pk", filter=CLOSED & Q(is_satisfied__isnull=False)),
    "visit_satisfied": Count("pk", filter=CLOSED & Q(is_satisfied=True)),
}


def _parts(desk: Desk, month: Month, by: str) -> dict[Any, Figures]:
    """{key: figures}, one query for tickets, one for promises, one for complaints."""
    found: dict[Any, Figures] = defaultdict(Figures)
    for key, (rows, measures) in zip(KEYS[by], _summed(desk, span_of(month)), strict=True):
        for row in rows.order_by().values(key=key).annotate(**_prefixed(measures)):
            found[row["key"]].add(**{name: row[f"n_{name}"] for name in measures})
    return found


def _summed(desk: Desk, span: tuple[dt.datetime, dt.datetime]) -> tuple[tuple[Any, dict[str, Any]], ...]:
    """Tickets opened, promises due by now, and complaints registered in a span, each with its measures.

    The very rows that the lists behind the figures show.
    """
    first, after = span
    return (
        (desk.tickets.filter(opened_at__gte=first, opened_at__lt=after), MEASURES),
        (desk.promises.filter(due_at__gte=first, due_at__lt=min(after, dt.datetime.now())), OF_PROMISES),
        (desk.complaints.filter(registered_at__gte=first, registered_at__lt=after), OF_COMPLAINTS),
    )


def _prefixed(measures: dict[str, Any]) -> dict[str, Any]:
    """Under names that no column has."""
    return {f"n_{name}": measure for name, measure in measures.items()}


def _rows(parts: dict[Any, Figures], by: str) -> list[Row]:
    if by == "group":
        parts = _folded(parts)
    label: Any = LABELS[by](parts)
    named = [(*label(key), figures) for key, figures in parts.items()]
    rows = [Row(name, query, figures) for name, query, figures in named]
    return rows if by == "hour" else sorted(rows, key=lambda row: (-row.figures.tickets, row.label))


def _folded(parts: dict[Any, Figures]) -> dict[Any, Figures]:
    """Figures of people as figures of the groups that they are in today."""
    groups = dict(
        Terms.objects.in_force(dt.date.today())
        .filter(employee__in=list(filter(None, parts)))
        .values_list("employee", "group")
    )
    folded: dict[Any, Figures] = defaultdict(Figures)
    for person, figures in parts.items():
        folded[groups.get(person)].plus(figures)
    return folded


def _people(parts: dict[Any, Figures]) -> Any:
    people = Employee.objects.in_bulk([key for key in parts if key])
    return lambda key: (
        (people[key].name, f"employee={people[key].employee_no}")
        if key in people
        else (_("nobody"), "free=on")
    )


def _groups(parts: dict[Any, Figures]) -> Any:
    groups = Group.objects.in_bulk([key for key in parts if key])
    return lambda key: (groups[key].name, f"team={key}") if key in groups else (_("no group"), "")


def _kinds(parts: dict[Any, Figures]) -> Any:
    labels = dict(Ticket.Kind.choices)
    return lambda key: (str(labels.get(key, NOBODY)), f"kind={key}" if key in labels else "")


def _products(parts: dict[Any, Figures]) -> Any:
    return lambda key: (key or _("no product given"), urlencode({"product": key}) if key else "")


def _hours(parts: dict[Any, Figures]) -> Any:
    for key in sorted(filter(lambda key: key is not None, list(parts))):
        parts[key] = parts.pop(key)
    return lambda key: (f"{key:02d}:00–{key + 1:02d}:00" if key is not None else NOBODY, f"hour={key}")


LABELS = {"person": _people, "group": _groups, "kind": _kinds, "product": _products, "hour": _hours}
