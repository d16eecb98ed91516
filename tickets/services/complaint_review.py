"""The complaints of a month looked through together: causes, departments, repeats, goals, what was corrected.

Complaints count in the month in which they were registered. The founded rate is theirs over the tickets opened in the
month; satisfaction is that of the customers who said so at the return visit, and who did not say stands beside it.
"""

import datetime as dt
from collections import defaultdict
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any

from django.db import transaction
from django.db.models import Count
from django.db.models.functions import TruncMonth
from django.utils.translation import gettext as _

from common.addresses import key_named, month_named
from common.audit import record
from common.month import Month
from staff.models import Employee, User
from tickets.models import Cause, Complaint, ComplaintMonth, CorrectiveAction, Ticket
from tickets.models.complaints import Department
from tickets.rates import ComplaintRates
from tickets.services.figures import rate_of, span_of
from tickets.services.numbers import rates_of

MONTHS_BACK = 6
EARLIEST = 190002
MOST_REPEATS = 20
# What a complaint repeats, and the column that says so.
SAME = {"customer": "customer_name", "product": "product", "agent": "agent_id"}
COUNTED_BY = ("state", "is_founded", "is_satisfied", "reopened", "missed")


@dataclass
class Sums:
    """Numerators and denominators of a month."""

    month: Month
    tickets: int = 0
    complaints: int = 0
    judged: int = 0
    founded: int = 0
    closed: int = 0
    reopened: int = 0
    late: int = 0
    answered: int = 0
    satisfied: int = 0

    def count(
        self, state: str, is_founded: bool | None, is_satisfied: bool | None, reopened: int, missed: int
    ) -> None:
        """One more complaint."""
        is_closed = state == Complaint.State.CLOSED
        self.complaints += 1
        self.judged += is_founded is not None
        self.founded += is_founded is True
        self.closed += is_closed
        self.reopened += reopened > 0
        self.late += missed > 0
        self.answered += is_closed and is_satisfied is not None
        self.satisfied += is_closed and is_satisfied is True

    @property
    def founded_rate(self) -> float | None:
        return rate_of(self.founded, self.tickets)

    @property
    def satisfied_rate(self) -> float | None:
        return rate_of(self.satisfied, self.answered)

    @property
    def unanswered(self) -> int:
        """Closed without a word of the customer."""
        return self.closed - self.answered


@dataclass
class Line:
    """One cause, department, customer, product or agent: how often, how often founded, and the complaints behind it."""

    label: str
    query: str
    complaints: int = 0
    founded: int = 0


@dataclass
class Review:
    """Everything on the page of a month."""

    sums: Sums
    before: list[Sums]
    causes: list[Line]
    departments: list[Line]
    repeats: list[tuple[str, list[Line]]]
    corrections: list[CorrectiveAction]
    conclusion: ComplaintMonth | None
    repeat_days: int
    rates: ComplaintRates = field(repr=False)


def review_of(user: Any, month: Month) -> Review:
    """The visible complaints of a month; the same handful of queries however many there are."""
    rows = list(_of_month(user, month))
    rates = rates_of(ComplaintRates)
    sums, *before = sums_of(user, months_before(month))
    return Review(
        sums=sums,
        before=before,
        causes=_causes(rows, month),
        departments=_departments(rows, month),
        repeats=_repeats(user, rows, month, rates.complaint_repeat_days),
        corrections=_corrections(user, month),
        conclusion=ComplaintMonth.objects.filter(month=month).select_related("by__employee").first(),
        repeat_days=rates.complaint_repeat_days,
        rates=rates,
    )


def months_before(month: Month) -> list[Month]:
    """A month and those before it, as far as there are any."""
    back = [month]
    while len(back) < MONTHS_BACK and back[-1].number > EARLIEST:
        back.append(back[-1].previous)
    return back


def _of_month(user: Any, month: Month) -> Any:
    first, after = span_of(month)
    rows = Complaint.objects.visible_to(user).filter(registered_at__gte=first, registered_at__lt=after)
    return rows.order_by()


def sums_of(user: Any, months: list[Month]) -> list[Sums]:
    """The numbers of months, in their order; two queries however many they are."""
    found = {month: Sums(month) for month in months}
    first, after = span_of(min(months))[0], span_of(max(months))[1]
    opened = Ticket.objects.visible_to(user).filter(opened_at__gte=first, opened_at__lt=after)
    by_month = opened.filter(merged_into__isnull=True).order_by().values(month=TruncMonth("opened_at"))
    for row in by_month.annotate(many=Count("pk")):
        if (month := Month.of(row["month"])) in found:
            found[month].tickets = row["many"]
    complaints = Complaint.objects.visible_to(user).filter(registered_at__gte=first, registered_at__lt=after)
    for moment, *told in complaints.order_by().values_list("registered_at", *COUNTED_BY):
        if (month := Month.of(moment)) in found:
            found[month].count(*told)
    return [found[month] for month in months]


def _causes(rows: list[Complaint], month: Month) -> list[Line]:
    known = Cause.objects.select_related("parent").in_bulk({row.cause_id for row in rows if row.cause_id})
    return _lines(
        rows,
        lambda row: row.cause_id,
        lambda key: str(known[key]) if key else _("no cause written down yet"),
        lambda key: f"month={month}&cause={key or 'none'}",
    )


def _departments(rows: list[Complaint], month: Month) -> list[Line]:
    labels = dict(Department.choices)
    return _lines(
        rows,
        lambda row: row.department,
        lambda key: str(labels[key]) if key else _("no department named yet"),
        lambda key: f"month={month}&department={key or 'none'}",
    )


def _lines(
    rows: list[Complaint], key: Callable[[Any], Any], label: Callable[[Any], str], query: Callable[[Any], str]
) -> list[Line]:
    """One line a key, the most frequent first; those without a key at the end."""
    found: dict[Any, Line] = {}
    for row in rows:
        line = found.setdefault(key(row), Line(label(key(row)), query(key(row))))
        line.complaints += 1
        line.founded += row.is_founded is True
    order = sorted(found, key=lambda one: (not one, -found[one].complaints, found[one].label))
    return [found[one] for one in order]


def _repeats(user: Any, rows: list[Complaint], month: Month, days: int) -> list[tuple[str, list[Line]]]:
    """Customers, products and agents of this month with several complaints within so many days up to its end."""
    recent = list(_up_to_end(Complaint.objects.visible_to(user), month, days).order_by())
    people = Employee.objects.in_bulk({row.agent_id for row in rows if row.agent_id})
    return [
        (_("customers"), _repeated(rows, recent, month, "customer", str)),
        (_("products"), _repeated(rows, recent, month, "product", str)),
        (_("agents"), _repeated(rows, recent, month, "agent", lambda key: people[key].name)),
    ]


def _up_to_end(rows: Any, month: Month, days: int) -> Any:
    after = span_of(month)[1]
    return rows.filter(registered_at__gte=after - dt.timedelta(days=days), registered_at__lt=after)


def _repeated(
    rows: list[Complaint], recent: list[Complaint], month: Month, what: str, said: Callable[[Any], str]
) -> list[Line]:
    """A line opens the very complaints that it counts, those of earlier months too."""
    found: dict[Any, list[Complaint]] = defaultdict(list)
    for row in recent:
        found[getattr(row, SAME[what])].append(row)
    lines = [
        Line(
            said(key),
            f"repeated={month}-{what}-{found[key][0].pk}",
            len(found[key]),
            sum(row.is_founded is True for row in found[key]),
        )
        for key in {getattr(row, SAME[what]) for row in rows} - {None, ""}
        if len(found[key]) > 1
    ]
    return sorted(lines, key=lambda line: (-line.complaints, line.label))[:MOST_REPEATS]


def repeated_with(rows: Any, text: str) -> Any:
    """Of these complaints those that a line counts: `2026-09-customer-12`, with 12 as one of them.

    One complaint stands for all: a customer's name does not belong into an address, and a thousand keys do not fit.
    """
    months, _dash, rest = text.rpartition("-")
    months, _dash, what = months.rpartition("-")
    month, key = month_named(months), key_named(rest)
    if what not in SAME or month is None or key is None:
        return rows.none()
    recent = _up_to_end(rows, month, rates_of(ComplaintRates).complaint_repeat_days)
    one = recent.filter(pk=key).first()
    return recent.filter(**{SAME[what]: getattr(one, SAME[what])}) if one else rows.none()


def _corrections(user: Any, month: Month) -> list[CorrectiveAction]:
    """What was decided on complaints of the month, and what was to be looked at again in it."""
    visible = CorrectiveAction.objects.visible_to(user)
    of_month = visible.filter(complaint__in=_of_month(user, month).values("pk"))
    due = visible.filter(check_on__range=(month.first, month.last))
    return list((of_month | due).distinct().select_related("complaint", "owner").order_by("check_on", "pk"))


@transaction.atomic
def conclude(month: Month, conclusion: str, *, by: User) -> ComplaintMonth:
    """Write down what was concluded; a later conclusion replaces it, and the change log keeps both."""
    row, _new = ComplaintMonth.objects.get_or_create(month=month, defaults={"conclusion": ""})
    record("complaints of a month reviewed", row, by=by, changes={"conclusion": [row.conclusion, conclusion]})
    row.conclusion, row.by, row.at = conclusion, by, dt.datetime.now()
    row.save()
    return row
