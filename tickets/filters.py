"""Filters of the lists of the service desk."""

import datetime as dt
from typing import Any

import django_filters as filters
from django import forms
from django.db.models import Exists, OuterRef, Q
from django.utils.translation import gettext_lazy as _

from common.addresses import LARGEST_KEY, key_named
from common.fields import fingerprint
from common.filters import IdsFilter, MonthFilter, TickFilter
from common.month import Month
from staff.filters import SEARCH, PersonFilter, groups_of
from staff.models import Terms
from tickets import search
from tickets.finding import COUNTED, found
from tickets.models import (
    Article,
    ArticleWords,
    Complaint,
    Customer,
    CustomerName,
    CustomerOrder,
    News,
    Platform,
    Priority,
    Promise,
    Question,
    ReturnVisit,
    Review,
    Ticket,
    TicketClock,
)
from tickets.services.complaint_review import repeated_with
from tickets.services.figures import KEPT, span_of

HIDDEN = forms.HiddenInput()
TROUBLES: dict[str, dict[str, Any]] = {
    # The very conditions by which the figures count.
    "replied": {"first_reply_minutes__isnull": False},
    "unreplied": {"first_reply_minutes__isnull": True},
    "resolved": {"resolution_minutes__isnull": False},
    "unresolved": {"resolution_minutes__isnull": True},
    "reopened": {"reopened__gt": 0},
    "rated": {"satisfaction__isnull": False},
    "unrated": {"satisfaction__isnull": True},
    "dissatisfied": {"satisfaction__lt": 4},
}


def promises_due(month: Month) -> Any:
    """Promises that were due in a month and by now."""
    first, after = span_of(month)
    return Promise.objects.filter(due_at__gte=first, due_at__lt=min(after, dt.datetime.now()))


class TicketFilters(filters.FilterSet):
    counted = COUNTED  # how far the rows that match are counted
    ids = IdsFilter()
    q = filters.CharFilter(label=_("customer, order, waybill or words"), method="search", widget=SEARCH)
    status = filters.ChoiceFilter(
        choices=[("unresolved", _("not resolved")), *Ticket.Status.choices],
        empty_label=_("all"),
        method="by_status",
        label=_("status"),
    )
    kind = filters.ChoiceFilter(choices=Ticket.Kind.choices, empty_label=_("all"))
    priority = filters.ChoiceFilter(choices=Priority.choices, empty_label=_("all"))
    employee = PersonFilter("owner", label=_("owner"))
    group = filters.ModelChoiceFilter(queryset=groups_of, empty_label=_("all groups"), label=_("group"))
    month = MonthFilter("opened_at", by="moment", label=_("opened in"))
    # On the tabs above the list; not fields of the form.
    overdue = TickFilter(method="only_overdue", widget=HIDDEN)
    free = TickFilter(method="only_free", widget=HIDDEN)
    only = filters.ChoiceFilter(
        label=_("only those that"),
        choices=[
            ("unreplied", _("were never replied to")),
            ("replied", _("were replied to")),
            ("unresolved", _("have no time of resolution")),
            ("resolved", _("have a time of resolution")),
            ("reopened", _("were reopened")),
            ("rated", _("were rated")),
            ("unrated", _("were not rated")),
            ("dissatisfied", _("were rated below 4")),
            ("missed", _("missed a time")),
        ],
        empty_label=_("all"),
        method="by_trouble",
    )
    # Reached from the figures; not fields of the form.
    product = filters.CharFilter(widget=HIDDEN)
    team = filters.NumberFilter(method="of_team", widget=HIDDEN, max_value=LARGEST_KEY - 1)
    hour = filters.NumberFilter(field_name="opened_at__hour", widget=HIDDEN, max_value=23, min_value=0)
    promised = MonthFilter(field_name="promises__due_at", method="with_promise_due", widget=HIDDEN)
    broken = MonthFilter(field_name="promises__due_at", method="with_promise_broken", widget=HIDDEN)

    class Meta:
        model = Ticket
        fields: list[str] = []

    def search(self, rows: Any, name: str, text: str) -> Any:
        tickets, self.counted = found(rows, text)
        return tickets

    def by_status(self, rows: Any, name: str, status: str) -> Any:
        return rows.unresolved() if status == "unresolved" else rows.filter(status=status)

    def only_overdue(self, rows: Any, name: str, wanted: bool) -> Any:
        return rows.overdue(dt.datetime.now()) if wanted else rows

    def by_trouble(self, rows: Any, name: str, trouble: str) -> Any:
        """Each ticket once, without `distinct`: rows that are to be changed are locked, and those cannot be."""
        if trouble == "missed":
            missed = TicketClock.objects.filter(ticket=OuterRef("pk"), missed_at__isnull=False)
            return rows.filter(Exists(missed))
        return rows.filter(**TROUBLES[trouble])

    def with_promise_due(self, rows: Any, name: str, month: Any) -> Any:
        """Tickets with a promise that was due in a month and by now."""
        return rows.filter(pk__in=promises_due(month).values("ticket"))

    def with_promise_broken(self, rows: Any, name: str, month: Any) -> Any:
        """Of those, the tickets with one that was not kept, or too late."""
        return rows.filter(pk__in=promises_due(month).exclude(KEPT).values("ticket"))

    def of_team(self, rows: Any, name: str, group: Any) -> Any:
        members = Terms.objects.in_force(dt.date.today()).filter(group=int(group)).values("employee")
        return rows.filter(owner__in=members)

    def only_free(self, rows: Any, name: str, wanted: bool) -> Any:
        return rows.filter(owner__isnull=True) if wanted else rows


FINDINGS: dict[str, dict[str, Any]] = {
    "answered": {"state": Complaint.State.CLOSED, "is_satisfied__isnull": False},
    "unanswered": {"state": Complaint.State.CLOSED, "is_satisfied__isnull": True},
    "reopened": {"reopened__gt": 0},
    "late": {"missed__gt": 0},
}


class ComplaintFilters(filters.FilterSet):
    ids = IdsFilter()
    q = filters.CharFilter(label=_("number, customer or order"), method="search", widget=SEARCH)
    state = filters.ChoiceFilter(
        choices=[("going_on", _("not closed")), *Complaint.State.choices],
        empty_label=_("all"),
        method="by_state",
        label=_("state"),
    )
    founded = filters.ChoiceFilter(
        field_name="is_founded",
        label=_("founded"),
        choices=[("True", _("yes")), ("False", _("no"))],
        empty_label=_("all"),
    )
    employee = PersonFilter("agent", label=_("agent concerned"))
    product = filters.CharFilter(label=_("product"), lookup_expr="icontains")
    month = MonthFilter("registered_at", by="moment", label=_("registered in"))
    overdue = TickFilter(label=_("only overdue ones"), method="only_overdue")
    # Reached from the monthly review; not fields of the form.
    cause = filters.CharFilter(method="of_cause", widget=HIDDEN)
    department = filters.CharFilter(method="of_department", widget=HIDDEN)
    only = filters.ChoiceFilter(
        choices=[(name, name) for name in FINDINGS], method="by_finding", widget=HIDDEN
    )
    # `2026-09-customer-12`: of the customer of complaint 12, within the days of the rule book up to the month's end.
    repeated = filters.CharFilter(method="repeated_with", widget=HIDDEN)
    # Reached from a complaint: `customer-12`, the others of the customer of complaint 12.
    like = filters.CharFilter(method="others_like", widget=HIDDEN)

    class Meta:
        model = Complaint
        fields: list[str] = []

    def search(self, rows: Any, name: str, text: str) -> Any:
        return rows.filter(Q(number__icontains=text) | Q(customer_name__icontains=text) | Q(order_no=text))

    def others_like(self, rows: Any, name: str, text: str) -> Any:
        what, _dash, number = text.partition("-")
        key = key_named(number) if what in {"customer", "product", "agent"} else None
        complaint = rows.filter(pk=key).first() if key is not None else None
        return rows.others_like(complaint, what) if complaint else rows.none()

    def repeated_with(self, rows: Any, name: str, text: str) -> Any:
        return repeated_with(rows, text)

    def of_cause(self, rows: Any, name: str, cause: str) -> Any:
        if not cause.isdecimal():
            return rows.filter(cause__isnull=True)
        key = key_named(cause)
        return rows.none() if key is None else rows.filter(cause=key)

    def of_department(self, rows: Any, name: str, department: str) -> Any:
        return rows.filter(department="" if department == "none" else department)

    def by_finding(self, rows: Any, name: str, finding: str) -> Any:
        return rows.filter(**FINDINGS[finding])

    def by_state(self, rows: Any, name: str, state: str) -> Any:
        return rows.going_on() if state == "going_on" else rows.filter(state=state)

    def only_overdue(self, rows: Any, name: str, wanted: bool) -> Any:
        return rows.overdue(dt.datetime.now()) if wanted else rows


class ReviewFilters(filters.FilterSet):
    ids = IdsFilter()
    q = filters.CharFilter(label=_("customer, order or words"), method="search", widget=SEARCH)
    mark = filters.ChoiceFilter(choices=Review.Mark.choices, empty_label=_("all"))
    state = filters.ChoiceFilter(choices=Review.State.choices, empty_label=_("all"))
    employee = PersonFilter("owner", label=_("followed up by"))
    month = MonthFilter("found_at", by="moment", label=_("found in"))

    class Meta:
        model = Review
        fields: list[str] = []

    def search(self, rows: Any, name: str, text: str) -> Any:
        return rows.filter(Q(customer_name__icontains=text) | Q(order_no=text) | Q(text__icontains=text))


class VisitFilters(filters.FilterSet):
    ids = IdsFilter()
    q = filters.CharFilter(label=_("customer or order"), method="search", widget=SEARCH)
    state = filters.ChoiceFilter(choices=ReturnVisit.State.choices, empty_label=_("all"))
    reason = filters.ChoiceFilter(choices=ReturnVisit.Reason.choices, empty_label=_("all"))
    employee = PersonFilter("visitor", label=_("visited by"))
    month = MonthFilter("due_at", by="moment", label=_("due in"))

    class Meta:
        model = ReturnVisit
        fields: list[str] = []

    def search(self, rows: Any, name: str, text: str) -> Any:
        return rows.filter(Q(customer_name__icontains=text) | Q(order_no=text))


class CustomerFilters(filters.FilterSet):
    ids = IdsFilter()
    q = filters.CharFilter(label=_("chat name, order or whole phone number"), method="search", widget=SEARCH)
    platform = filters.ChoiceFilter(choices=Platform.choices, empty_label=_("all"))
    employee = PersonFilter("agent", label=_("looked after by"))
    member = TickFilter(label=_("only members"), method="only_members")
    uncontacted = TickFilter(label=_("first contact overdue"), method="only_uncontacted")
    month = MonthFilter("added_at", by="moment", label=_("added in"))

    class Meta:
        model = Customer
        fields: list[str] = []

    def search(self, rows: Any, name: str, text: str) -> Any:
        """Names by their beginning, which an index finds; orders and phones exactly."""
        named = CustomerName.objects.filter(name__startswith=text).values("customer")
        ordered = CustomerOrder.objects.filter(order_no=text).values("customer")
        return rows.filter(Q(pk__in=named) | Q(pk__in=ordered) | Q(phone_print=fingerprint(text)))

    def only_members(self, rows: Any, name: str, wanted: bool) -> Any:
        return rows.filter(is_member=True) if wanted else rows

    def only_uncontacted(self, rows: Any, name: str, wanted: bool) -> Any:
        return rows.uncontacted(dt.date.today()) if wanted else rows


class QuestionFilters(filters.FilterSet):
    q = filters.CharFilter(label=_("words"), field_name="text", lookup_expr="icontains", widget=SEARCH)
    state = filters.ChoiceFilter(
        label=_("answer"),
        choices=[("open", _("not answered")), ("done", _("answered"))],
        empty_label=_("all"),
        method="by_state",
    )
    month = MonthFilter("asked_at", by="moment", label=_("asked in"))

    class Meta:
        model = Question
        fields: list[str] = []

    def by_state(self, rows: Any, name: str, state: str) -> Any:
        return rows.filter(answered_at__isnull=state == "open")


class NewsFilters(filters.FilterSet):
    kind = filters.ChoiceFilter(choices=News.Kind.choices, empty_label=_("all"))
    state = filters.ChoiceFilter(
        label=_("answer"),
        choices=[("open", _("not answered")), ("done", _("answered"))],
        empty_label=_("all"),
        method="by_state",
    )
    month = MonthFilter("reported_at", by="moment", label=_("reported in"))

    class Meta:
        model = News
        fields: list[str] = []

    def by_state(self, rows: Any, name: str, state: str) -> Any:
        return rows.filter(answered_at__isnull=state == "open")


class ArticleFilters(filters.FilterSet):
    q = filters.CharFilter(label=_("words"), method="search", widget=SEARCH)
    topic = filters.CharFilter(label=_("topic"), lookup_expr="icontains")

    class Meta:
        model = Article
        fields: list[str] = []

    def search(self, rows: Any, name: str, text: str) -> Any:
        asked = search.asked(text)
        if not asked:
            return rows.filter(title__icontains=text)
        return rows.filter(pk__in=ArticleWords.objects.holding(asked).values("article"))
