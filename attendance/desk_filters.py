"""Filters of handovers, their book, and proposed entries."""

import django_filters as filters
from django.utils.translation import gettext_lazy as _

from attendance.models import ConductProposal
from common.filters import IdsFilter, MonthFilter
from staff.filters import GroupFilter, PersonFilter


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
