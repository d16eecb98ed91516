"""Filters of handovers, their book, and proposed entries."""

from typing import Any

import django_filters as filters
from django import forms
from django.db.models import Q, QuerySet
from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _

from attendance.models import ConductProposal, Handover, HandoverItem
from common.filters import IdsFilter, MonthFilter, TickFilter
from staff.filters import SEARCH, GroupFilter, PersonFilter
from staff.models import Group


def desk_groups(request: HttpRequest | None) -> "QuerySet[Group]":
    """The groups whose handovers one reads: those one runs, and one's own."""
    return Group.objects.on_desk_of(request.user) if request else Group.objects.none()


class ProposalFilters(filters.FilterSet):
    ids = IdsFilter()
    month = MonthFilter("on")
    employee = PersonFilter()
    group = GroupFilter()
    item = filters.ChoiceFilter(choices=ConductProposal.Item.choices, empty_label=_("all"))
    state = filters.ChoiceFilter(choices=ConductProposal.State.choices, empty_label=_("all"))

    class Meta:
        model = ConductProposal
        fields: list[str] = []


class HandoverFilters(filters.FilterSet):
    ids = IdsFilter()
    on = filters.DateFilter(label=_("date"), widget=forms.DateInput())
    group = filters.ModelChoiceFilter(label=_("group"), queryset=desk_groups, empty_label=_("all groups"))
    state = filters.ChoiceFilter(
        label=_("status"),
        method="in_state",
        choices=[
            ("open", _("being written")),
            ("signed", _("signed off")),
            ("acknowledged", _("acknowledged")),
        ],
        empty_label=_("all"),
    )

    class Meta:
        model = Handover
        fields: list[str] = []

    def in_state(self, rows: Any, name: str, state: str) -> Any:
        return rows.filter(
            signed_off_at__isnull=state == "open", acknowledged_at__isnull=state != "acknowledged"
        )


class BookFilters(filters.FilterSet):
    ids = IdsFilter()
    on = filters.DateFilter("handover__on", label=_("date"), widget=forms.DateInput())
    month = MonthFilter("handover__on")
    person = PersonFilter("owner", label=_("owner"))
    customer = filters.CharFilter(
        label=_("customer"), field_name="customer", lookup_expr="icontains", widget=SEARCH
    )
    q = filters.CharFilter(label=_("words"), method="with_words", widget=SEARCH)
    group = filters.ModelChoiceFilter(
        "handover__group", label=_("group"), queryset=desk_groups, empty_label=_("all groups")
    )
    kind = filters.ChoiceFilter(choices=HandoverItem.Kind.choices, empty_label=_("all kinds"))
    is_open = TickFilter(label=_("only open ones"), method="only_open")

    class Meta:
        model = HandoverItem
        fields: list[str] = []

    def with_words(self, rows: Any, name: str, text: str) -> Any:
        return rows.filter(
            Q(says__icontains=text) | Q(next_step__icontains=text) | Q(customer__icontains=text)
        )

    def only_open(self, rows: Any, name: str, wanted: bool) -> Any:
        """Of a matter that was carried, the latest copy alone."""
        return rows.not_closed().filter(carried_to__isnull=True) if wanted else rows
