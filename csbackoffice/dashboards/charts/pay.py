"""Pay by kind over the months, from the stored lines of approved months."""

from typing import Any
from urllib.parse import urlencode

from django.db.models import Sum
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from common.access import Role
from csbackoffice.dashboards.asked import Asked
from csbackoffice.dashboards.chart import MONEY, STACK, Chart, Column, Row, Table
from payroll.models import Payslip, PayslipLine
from payroll.rules.rule import all_codes
from payroll.wording import code_name

KEY = "pay"
READERS = frozenset({Role.SUPERVISOR, Role.MANAGER, Role.ACCOUNTANT, Role.DIRECTOR})


def slips(asked: Asked) -> Any:
    """Approved payslips of the period; a group's are those that name it."""
    months = {"run__month__gte": asked.first, "run__month__lte": asked.last}
    rows = Payslip.objects.visible_to(asked.user).final().filter(**months)
    return rows.filter(group_name=asked.group.name) if asked.group else rows


def make(asked: Asked) -> Table:
    lines = PayslipLine.objects.filter(payslip__in=slips(asked)).order_by()
    sums = {
        (month, code): amount
        for month, code, amount in lines.values_list("payslip__run__month", "code").annotate(
            sum=Sum("amount")
        )
    }
    months = sorted({month for month, _code in sums})
    codes = [(code, one) for code, one in all_codes().items() if any((m, code) in sums for m in months)]
    signs = {code: -1 if one.side == "deduction" else 1 for code, one in codes}
    rows = []
    for month in months:
        values = [sums[month, code] * signs[code] if (month, code) in sums else None for code, _one in codes]
        total = sum(value for value in values if value is not None)
        urls = [list_url(asked, month, code) for code, _one in codes]
        rows.append(Row(str(month), [*values, total], [*urls, list_url(asked, month)]))
    columns = [Column(code_name(code), MONEY, STACK) for code, _one in codes]
    return Table([*columns, Column(_("net, before what is carried"), MONEY)], rows)


def list_url(asked: Asked, month: Any, code: str = "") -> str:
    """The payslips of a month that have a line of this kind."""
    parts = {"month": str(month), "code": code, "group": asked.group.name if asked.group else ""}
    return f"{reverse('payroll:payslips')}?{urlencode({name: text for name, text in parts.items() if text})}"


CHART = Chart(
    KEY,
    gettext_lazy("Pay by kind"),
    gettext_lazy("Earnings above the line, deductions below it; approved months only."),
    "coins",
    READERS,
    gettext_lazy("month"),
    make,
    is_wide=True,
)
