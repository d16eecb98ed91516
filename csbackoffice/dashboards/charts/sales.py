"""Net sales of each month against the target."""

from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from common.access import Role
from common.money import ZERO
from common.month import Month
from csbackoffice.dashboards.asked import Asked
from csbackoffice.dashboards.chart import (
    BAR,
    COUNT,
    LINE,
    MONEY,
    PERCENT,
    Chart,
    Column,
    Row,
    Table,
    rows_url,
    share,
)
from csbackoffice.dashboards.tables import SellerTable
from csbackoffice.sold import Sold, sold

KEY = "sales"


def sellers(asked: Asked, month: Month) -> list[Sold]:
    """Whoever sold or should have sold, of the people asked for; the most first."""
    people = list(asked.people.employed_between(month.first, month.last).order_by("employee_no"))
    found = [row for row in sold(people, month) if row.target or row.orders or row.net]
    return sorted(found, key=lambda row: -row.net)


def make(asked: Asked) -> Table:
    rows = []
    for month in asked.months():
        found = sellers(asked, month)
        net = sum((row.net for row in found), ZERO)
        target = sum((row.target for row in found if row.target), ZERO)
        orders = sum(row.orders for row in found)
        values = (net, target or None, share(net, target, 2), orders)
        rows.append(Row(str(month), values, (rows_url(KEY, asked, str(month)),) * 4))
    columns = (
        Column(_("net sales"), MONEY, BAR),
        Column(_("target"), MONEY, LINE),
        Column(_("target reached"), PERCENT),
        Column(_("orders"), COUNT),
    )
    return Table(columns, rows)


def behind(asked: Asked, at: str) -> tuple[Any, Any]:
    """The people of a month with what each sold."""
    month = Month.parse(at)
    rows = [{"seller": row, "month": month} for row in sellers(asked, month)]
    return rows, SellerTable


CHART = Chart(
    KEY,
    gettext_lazy("Sales against target"),
    gettext_lazy("Net sales (orders less refunds) of each month beside the sum of the targets."),
    "chart-line",
    frozenset(Role),
    gettext_lazy("month"),
    make,
    behind=behind,
)
