"""Filters of tickets."""

import datetime as dt
from typing import Any

import django_filters as filters
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from common.filters import IdsFilter, MonthFilter, TickFilter
from staff.filters import SEARCH, PersonFilter
from tickets.models import Ticket


class TicketFilters(filters.FilterSet):
    ids = IdsFilter()
    q = filters.CharFilter(label=_("customer, order or waybill"), method="search", widget=SEARCH)
    status = filters.ChoiceFilter(choices=Ticket.Status.choices, empty_label=_("all"))
    employee = PersonFilter("owner", label=_("owner"))
    month = MonthFilter("opened_at", by="moment", label=_("opened in"))
    overdue = TickFilter(label=_("only overdue ones"), method="only_overdue")

    class Meta:
        model = Ticket
        fields: list[str] = []

    def search(self, rows: Any, name: str, text: str) -> Any:
        return rows.filter(
            Q(customer_name__icontains=text) | Q(order_no__icontains=text) | Q(waybill_no__icontains=text)
        )

    def only_overdue(self, rows: Any, name: str, wanted: bool) -> Any:
        return rows.overdue(dt.datetime.now()) if wanted else rows
