"""Filters of orders, refunds, scores, conduct and suggestions."""

from typing import Any

import django_filters as filters
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from common.filters import IdsFilter, MonthFilter, PlainSelect, ThisMonthFirst, TickFilter
from common.month import Month
from performance.models import (
    Appeal,
    Assessment,
    ConductEntry,
    ConductItem,
    Inspection,
    LostInquiry,
    Metric,
    Order,
    Refund,
    Score,
    ServiceMetric,
    Sitting,
    Standard,
    Suggestion,
)
from staff.filters import SEARCH, GroupFilter, PersonFilter, groups_of
from staff.models import Employee


class SalesFilters(ThisMonthFirst):
    """Orders or refunds: by number, month counted in, account, whoever had the account, late or not."""

    ids = IdsFilter()
    month = MonthFilter("counts_in", by="month", label=_("counts in"))
    order_no = filters.CharFilter(label=_("order number"), widget=SEARCH)
    account = filters.CharFilter(label=_("service account"), field_name="account__name", widget=SEARCH)
    employee = filters.CharFilter(label=_("person (number)"), method="of_person", widget=SEARCH)
    kind = filters.ChoiceFilter(
        label=_("kind"),
        choices=[("bound", _("with a service account")), ("auto", _("auto orders"))],
        empty_label=_("all"),
        method="by_kind",
    )
    is_late = TickFilter(label=_("only late ones"), method="only_late")

    def of_person(self, rows: Any, name: str, number: str) -> Any:
        """Sales on a person's accounts while they had them."""
        return rows.held_by(Employee.objects.filter(employee_no=number))

    def by_kind(self, rows: Any, name: str, kind: str) -> Any:
        return rows.filter(account__isnull=kind == "auto")

    def only_late(self, rows: Any, name: str, wanted: bool) -> Any:
        return rows.filter(is_late=True) if wanted else rows


class OrderFilters(SalesFilters):
    class Meta:
        model = Order
        fields: list[str] = []


class RefundFilters(SalesFilters):
    unmatched = TickFilter(label=_("only of unknown orders"), method="only_unmatched")

    class Meta:
        model = Refund
        fields: list[str] = []

    def only_unmatched(self, rows: Any, name: str, wanted: bool) -> Any:
        return rows.filter(order__isnull=True) if wanted else rows


class ScoreFilters(filters.FilterSet):
    ids = IdsFilter()
    month = MonthFilter("month", by="month")
    employee = PersonFilter()
    group = GroupFilter()
    status = filters.ChoiceFilter(choices=Score.Status.choices, empty_label=_("all"))

    class Meta:
        model = Score
        fields: list[str] = []


class ConductFilters(filters.FilterSet):
    ids = IdsFilter()
    month = MonthFilter("counts_in", by="month", label=_("counts in"))
    employee = PersonFilter()
    group = GroupFilter()
    incident = filters.CharFilter(label=_("incident"), widget=SEARCH)
    kind = filters.ChoiceFilter(
        label=_("kind"),
        choices=[
            ("lost", _("points lost")),
            ("earned", _("points earned")),
            ("demerit", _("demerits")),
            ("money", _("money")),
            ("steps", _("reminders and warnings")),
        ],
        empty_label=_("all"),
        method="by_kind",
    )
    status = filters.ChoiceFilter(choices=ConductEntry.Status.choices, empty_label=_("all"))

    class Meta:
        model = ConductEntry
        fields: list[str] = []

    def by_kind(self, rows: Any, name: str, kind: str) -> Any:
        items = ConductItem.objects.values("code")
        which = {
            "lost": Q(item__in=items.filter(points__lt=0)),
            "earned": Q(item__in=items.filter(points__gt=0)),
            "demerit": Q(item__startswith="DEMERIT_"),
            "money": Q(item__in=items.filter(kind__in=["hygiene", "no_plan", "fine", "compensation"])),
            "steps": Q(stage__gt=""),
        }
        return rows.filter(which[kind])


class SuggestionFilters(filters.FilterSet):
    ids = IdsFilter()
    month = MonthFilter("approved_on", label=_("approved in"))
    employee = PersonFilter()
    group = GroupFilter()
    status = filters.ChoiceFilter(choices=Suggestion.Status.choices, empty_label=_("all"))

    class Meta:
        model = Suggestion
        fields: list[str] = []


class AssessmentFilters(filters.FilterSet):
    month = MonthFilter("month", by="month")
    group = filters.ModelChoiceFilter(
        label=_("group"), queryset=groups_of, empty_label=_("all groups"), widget=PlainSelect
    )
    status = filters.ChoiceFilter(choices=Assessment.Status.choices, empty_label=_("all"))

    class Meta:
        model = Assessment
        fields: list[str] = []


class AppealFilters(filters.FilterSet):
    ids = IdsFilter()
    month = MonthFilter("at", by="moment")
    employee = PersonFilter()
    about = filters.ChoiceFilter(
        label=_("about"),
        choices=[("entry", _("conduct")), ("mark", _("scores"))],
        empty_label=_("all"),
        method="by_kind",
    )
    status = filters.ChoiceFilter(choices=Appeal.Status.choices, empty_label=_("all"))

    class Meta:
        model = Appeal
        fields: list[str] = []

    def by_kind(self, rows: Any, name: str, kind: str) -> Any:
        return rows.filter(**{f"{kind}__isnull": False})


class MetricFilters(ThisMonthFirst):
    ids = IdsFilter()
    month = MonthFilter("on")
    metric = filters.ChoiceFilter(choices=Metric.choices, empty_label=_("all"))
    employee = PersonFilter()
    group = GroupFilter()
    provisional = TickFilter(label=_("only provisional ones"), method="only_provisional")

    class Meta:
        model = ServiceMetric
        fields: list[str] = []

    def only_provisional(self, rows: Any, name: str, wanted: bool) -> Any:
        return rows.filter(is_final=False) if wanted else rows

    def month_shown(self) -> Month | None:
        """The month that the list is narrowed to."""
        told = self.form.cleaned_data if self.form.is_valid() else {}
        return told.get("month")


class LostFilters(ThisMonthFirst):
    ids = IdsFilter()
    month = MonthFilter("on")
    reason = filters.ChoiceFilter(choices=LostInquiry.Reason.choices, empty_label=_("all"))
    employee = PersonFilter()
    group = GroupFilter()

    class Meta:
        model = LostInquiry
        fields: list[str] = []


class InspectionFilters(filters.FilterSet):
    ids = IdsFilter()
    month = MonthFilter("on")
    employee = PersonFilter()
    group = GroupFilter()
    standard = filters.ModelChoiceFilter(
        label=_("standard"), queryset=Standard.objects.all(), empty_label=_("all")
    )
    undone = TickFilter(label=_("only open ones"), method="only_open")

    class Meta:
        model = Inspection
        fields: list[str] = []

    def only_open(self, rows: Any, name: str, wanted: bool) -> Any:
        return rows.filter(done_at__isnull=True) if wanted else rows


class SittingFilters(filters.FilterSet):
    ids = IdsFilter()
    month = MonthFilter("exam__on")
    employee = PersonFilter()
    group = GroupFilter()

    class Meta:
        model = Sitting
        fields: list[str] = []


class MeanFilters(filters.FilterSet):
    """People of a group, for quarter and year."""

    group = filters.ModelChoiceFilter(
        label=_("group"),
        queryset=groups_of,
        empty_label=_("all groups"),
        method="in_group",
        widget=PlainSelect,
    )

    class Meta:
        model = Employee
        fields: list[str] = []

    def in_group(self, rows: Any, name: str, group: Any) -> Any:
        return rows.filter(group_on=group.pk)
