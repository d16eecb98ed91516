"""Lists behind points of charts that no page of an app shows."""

from typing import Any
from urllib.parse import urlencode

import django_tables2 as tables
from django.urls import reverse
from django.utils.html import format_html
from django.utils.translation import gettext_lazy as _

from common.tables import RIGHT, MoneyColumn


def orders_of(record: dict[str, Any]) -> str:
    parts = {"month": str(record["month"]), "employee": record["seller"].person.employee_no}
    return f"{reverse('performance:orders')}?{urlencode(parts)}"


class SellerTable(tables.Table):
    """People of a month with what they sold; each name opens the orders."""

    person = tables.Column(accessor="seller__person", verbose_name=_("person"), linkify=orders_of)
    net = MoneyColumn(accessor="seller__net", verbose_name=_("net sales"))
    target = MoneyColumn(accessor="seller__target", verbose_name=_("target"))
    orders = tables.Column(accessor="seller__orders", verbose_name=_("orders"), attrs=RIGHT)
    refunds = tables.Column(accessor="seller__refunds", verbose_name=_("refunds"), attrs=RIGHT)

    caption = _("Sales of people")
    empty_icon = "chart-line"

    class Meta:
        orderable = False


class ReadTable(tables.Table):
    """Shifts of a day with how they were read."""

    person = tables.Column(verbose_name=_("person"))
    shift = tables.Column(verbose_name=_("shift"))
    says = tables.Column(verbose_name=_("how it was read"), linkify=lambda record: record["url"])

    caption = _("Shifts of the day")
    empty_icon = "clock-check"

    class Meta:
        orderable = False

    def render_says(self, value: str, record: dict[str, Any]) -> str:
        return format_html('<span class="is-bad">{}</span>', value) if record["is_trouble"] else value
