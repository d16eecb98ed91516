"""Groups beside their goals; for those who see all of them also the sums, against the month before."""

import datetime as dt
from decimal import Decimal
from typing import Any

from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from common.dated import MissingNumber, read_numbers
from common.month import Month
from common.templatetags.backoffice import money
from csbackoffice.desk.parts import FIGURES, Figure, Part
from csbackoffice.group_figures import GroupMonth, months_of_groups, summed
from performance.sales import auto_total
from staff.rulebooks import company_numbers
from tickets.rates import ComplaintRates
from tickets.services import figures as service_figures
from tickets.services.figure_cards import cards


def goals(month: Month) -> ComplaintRates | None:
    """What the rule book aims at; None where the numbers are not entered yet."""
    try:
        return read_numbers(ComplaintRates, company_numbers(month))
    except MissingNumber:
        return None


def content(user: Any) -> dict[str, Any] | None:
    """Each group with its sales, response, satisfaction and founded complaints; their sums where there are several."""
    today = dt.date.today()
    month = Month.of(today)
    rows = months_of_groups(user, month, today)
    if not rows:
        return None
    aims = goals(month)
    return {
        "rows": [judged(row, aims) for row in rows],
        "total": judged(summed(rows), aims) if len(rows) > 1 else None,
        "month": month,
        "satisfaction_goal": percent(aims.satisfaction_goal) if aims else "",
        "complaint_goal": percent(aims.complaint_rate_goal) if aims else "",
        "day_share": round(today.day * 100 / month.length),
    }


def judged(row: GroupMonth, aims: ComplaintRates | None) -> dict[str, Any]:
    """A row with what misses its goal marked."""
    rate = row.tickets.founded_rate
    return {
        "month": row,
        "founded": percent(rate) if rate is not None else "",
        "is_founded_high": bool(aims and rate is not None and Decimal(rate) > aims.complaint_rate_goal),
        "is_satisfaction_low": bool(
            aims and row.satisfied_rate is not None and row.satisfied_rate < aims.satisfaction_goal
        ),
    }


def percent(rate: Decimal | float) -> str:
    return f"{Decimal(rate) * 100:.2f}%"


def service(user: Any) -> dict[str, Any]:
    """The month's service figures against the month before."""
    month = Month.of(dt.date.today())
    now, before = service_figures.totals_compared(user, month)
    shown = [_of_card(card, month) for card in cards(now, before, month)]
    return {"figures": shown}


def _of_card(card: Any, month: Month) -> Figure:
    url = f"{reverse(f'tickets:{card.behind.page}')}?{card.behind.query}"
    left_out = card.beside.words if card.beside and card.beside.many else ""
    against = str(month.previous) if card.change else ""
    return Figure(
        card.label,
        card.value,
        url,
        card.icon,
        "",
        left_out,
        card.change,
        card.trend,
        card.is_good,
        against,
    )


def sales(user: Any) -> dict[str, Any]:
    """The company's sales of the month: against target, today, auto orders, the month before."""
    today = dt.date.today()
    month = Month.of(today)
    total = summed(months_of_groups(user, month, today))
    auto = auto_total(month, "paid")
    url = f"{reverse('performance:sales')}?month_shown={month}"
    orders = reverse("performance:orders")
    done = f"{total.completion}%" if total.completion is not None else "—"
    hint = _("target %(target)s") % {"target": money(total.target)} if total.target else _("no target is set")
    return {
        "figures": [
            Figure(_("Net sales of the groups"), money(total.net), url, "chart-line", hint=hint),
            Figure(
                _("Target reached"),
                done,
                url,
                "target",
                hint=_("day %(day)s of %(length)s") % {"day": today.day, "length": month.length},
            ),
            Figure(_("Today"), money(total.today), f"{url}&day_shown={today}", "calendar-event"),
            Figure(_("Auto orders"), money(auto), f"{orders}?month={month}&kind=auto", "shopping-cart"),
        ]
    }


GOALS = Part(
    "goals", gettext_lazy("Groups against their goals"), "target", content, "performance:sales", True
)
SERVICE = Part("service", gettext_lazy("Service"), "headset", service, "tickets:figures", True, FIGURES)
SALES = Part("sales", gettext_lazy("Sales"), "chart-line", sales, "performance:sales", True, FIGURES)
