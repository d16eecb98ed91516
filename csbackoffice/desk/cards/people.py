"""The people: how many, who came and went, who is at risk, and the changes of the rule book."""

import datetime as dt
from typing import Any

from django.db.models import Count, Q
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from common.dated import DAY
from common.month import Month
from csbackoffice import flags
from csbackoffice.desk.parts import FIGURES, Figure, Part
from payroll.models import RuleDraft
from payroll.numbers import all_numbers
from performance.models import Score
from performance.services.steps import Refused
from performance.showing import SHOWN as PUBLISHED
from performance.showing import limits_of
from staff.filters import employed_today
from staff.models import Employee, RuleRate, ServiceAccount

RECENT = 60 * DAY
AT_MOST = 8


def headcount(user: Any) -> dict[str, Any]:
    """How many are employed, came and left this month, and service accounts that nobody has."""
    today = dt.date.today()
    month = Month.of(today)
    seen = Employee.objects.visible_to(user)
    here = employed_today(seen).filter(hired_on__lte=today)
    moved = seen.aggregate(
        came=Count("pk", filter=Q(hired_on__gte=month.first, hired_on__lte=month.last)),
        left=Count("pk", filter=Q(left_on__gte=month.first, left_on__lte=month.last)),
    )
    people = reverse("staff:people")
    turnover = reverse("dashboard", args=["turnover"])
    accounts = ServiceAccount.objects.visible_to(user).unbound_on(today).count()
    return {
        "figures": [
            Figure(_("People employed"), here.count(), people, "users"),
            Figure(_("Came this month"), moved["came"], turnover, "user-plus"),
            Figure(_("Left this month"), moved["left"], turnover, "user-off"),
            Figure(
                _("Service accounts without a person"),
                accounts,
                f"{reverse('staff:accounts')}?unbound=on",
                "headset",
            ),
        ]
    }


def at_risk(user: Any) -> dict[str, Any] | None:
    """People about whom somebody has to decide, and those below the lowest grade in two months in a row."""
    today = dt.date.today()
    open_flags = [flag for flag in flags.all_flags(user, today) if flag.decided is None]
    return {
        "flags": open_flags[:AT_MOST],
        "more": max(len(open_flags) - AT_MOST, 0),
        "low": _twice_below(user),
    }


def _twice_below(user: Any) -> list[tuple[Score, Score]]:
    """(score of the last month published, score of the month before), both below the lowest grade."""
    rows = Score.objects.visible_to(user).filter(status__in=PUBLISHED)
    last = rows.order_by("-month").values_list("month", flat=True).first()
    if last is None:
        return []
    try:
        limit = limits_of(None, last)["junior"]
    except Refused:
        return []
    before = {one.employee_id: one for one in rows.filter(month=last.previous, score__lt=limit)}
    low = rows.filter(month=last, score__lt=limit, employee__in=before).select_related("employee")
    return [(one, before[one.employee_id]) for one in low.order_by("score")[:AT_MOST]]


def rule_books(user: Any) -> dict[str, Any]:
    """Drafts that wait, and numbers that changed lately or will."""
    today = dt.date.today()
    drafts = RuleDraft.objects.visible_to(user).filter(state=RuleDraft.State.DRAFT).select_related("book")
    rates = RuleRate.objects.filter(valid_from__gte=today - RECENT, by__isnull=False).select_related("book")
    changed = [(rate, _named(rate.name)) for rate in rates.order_by("-valid_from", "name")[:AT_MOST]]
    return {"drafts": drafts[:AT_MOST], "rates": changed}


def _named(name: str) -> str:
    """What a number of a rule book is called."""
    known = all_numbers().get(name)
    return str(_(known.label)) if known else name


PEOPLE = Part("people", gettext_lazy("People"), "users", headcount, "staff:people", False, FIGURES)
RISK = Part("risk", gettext_lazy("People at risk"), "flag", at_risk, "flags", is_later=True)
RULES = Part("rules", gettext_lazy("Changes of the rule book"), "scale", rule_books, "staff:rulebooks")
