"""Where the month of pay stands: its steps, exceptions, disputes, files, the fund, what pay costs."""

import datetime as dt
from decimal import Decimal
from typing import Any

from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from common.dated import MissingNumber
from common.money import rounded
from common.month import Month
from common.templatetags.backoffice import MINUS, day, moment, money
from csbackoffice.desk.parts import FIGURES, Figure, Part
from payroll import fund, overview
from payroll.models import Dispute, PayrollExport, PayrollRun
from payroll.paydays import paydays_of

State = PayrollRun.State


def current(user: Any) -> PayrollRun | None:
    """The run that is being worked on: the first that is not paid, else the latest."""
    rows = PayrollRun.objects.visible_to(user).select_related(
        "reviewed_by__employee", "approved_by__employee"
    )
    return rows.exclude(state=State.PAID).order_by("month").first() or rows.first()


def month(user: Any) -> dict[str, Any]:
    """The steps of the month in work; without any run, the way to begin."""
    run = current(user)
    if run is None:
        return {"run": None, "month": Month.of(dt.date.today()).previous}
    working, count = overview.is_under_way(run), overview.open_count(run)
    kinds = [kind for kind in overview.kinds(run) if kind.open]
    try:
        dates: Any = paydays_of(run)
        told = {"payday": dates.payday, "deadline": dates.deadline}
    except MissingNumber:
        told = {}
    return {"run": run, "steps": overview.steps(run, count, working), "kinds": kinds, **told}


def papers(user: Any) -> dict[str, Any]:
    """Disputes, files and the fund, each with what waits."""
    disputes = Dispute.objects.visible_to(user)
    open_ones = disputes.filter(state=Dispute.State.OPEN)
    oldest = open_ones.order_by("at").values_list("at", flat=True).first()
    stands = fund.statement()
    waiting = _("%(amount)s waits for approval") % {"amount": money(stands.waiting)} if stands.waiting else ""
    return {
        "figures": [
            Figure(
                _("Open disputes"),
                open_ones.count(),
                f"{reverse('payroll:disputes')}?state=open",
                "messages",
                hint=_("oldest of %(day)s") % {"day": day(oldest.date())} if oldest else _("none waits"),
            ),
            Figure(
                _("Activity fund"), money(stands.balance), reverse("payroll:fund"), "moneybag", hint=waiting
            ),
            *_files(user),
        ]
    }


def _files(user: Any) -> list[Figure]:
    """The last workbook of the latest month that has any."""
    last = PayrollExport.objects.visible_to(user).select_related("run").first()
    if last is None:
        return [Figure(_("Files"), _("none yet"), reverse("payroll:runs"), "file-spreadsheet")]
    url = reverse("payroll:exports", args=[last.run.month])
    label = _("Files of %(month)s") % {"month": last.run.month}
    count = PayrollExport.objects.visible_to(user).filter(run=last.run).count()
    hint = _("last: %(what)s, %(at)s") % {"what": last.get_format_display(), "at": moment(last.queued_at)}
    return [Figure(label, count, url, "file-spreadsheet", hint=hint)]


def cost(user: Any) -> dict[str, Any] | None:
    """What pay cost in the last two months that were worked out."""
    runs = PayrollRun.objects.visible_to(user).filter(earnings__isnull=False).order_by("-month")[:2]
    if not runs:
        return None
    now, before = runs[0], runs[1] if len(runs) > 1 else None
    url = reverse("payroll:run", args=[now.month])
    per_head = rounded(Decimal(now.earnings or 0) / now.people) if now.people else None
    figures = [
        Figure(
            _("Earnings"), money(now.earnings), url, "coins", **_against(now, before, "earnings", down=True)
        ),
        Figure(_("Net pay"), money(now.net), url, "wallet", **_against(now, before, "net", down=None)),
        Figure(
            _("Deductions"),
            money(now.deductions),
            url,
            "receipt-refund",
            **_against(now, before, "deductions", down=True),
        ),
        Figure(
            _("Earnings a head"),
            money(per_head),
            url,
            "user-circle",
            hint=ngettext("%(count)s person", "%(count)s people", now.people or 0)
            % {"count": now.people or 0},
        ),
    ]
    return {"figures": figures, "note": f"{now.month} · {now.get_state_display()}"}


def _against(now: Any, before: Any, name: str, *, down: bool | None) -> dict[str, Any]:
    """The change of a sum against the month before; `down`: whether less is better."""
    if before is None or not getattr(before, name):
        return {}
    change = getattr(now, name) - getattr(before, name)
    share = rounded(abs(change) * 100 / getattr(before, name), 1)
    sign = "+" if change > 0 else MINUS if change < 0 else "±"
    trend = "up" if change > 0 else "down" if change < 0 else "flat"
    good = None if down is None or not change else (change < 0) == down
    return {"change": f"{sign}{share}%", "trend": trend, "good": good, "before": str(before.month)}


MONTH = Part("month", gettext_lazy("Where the month stands"), "report-money", month, "payroll:runs")
PAPERS = Part("papers", gettext_lazy("Disputes, fund, files"), "file-text", papers, "", False, FIGURES)
COST = Part("cost", gettext_lazy("Cost of pay"), "coins", cost, "payroll:runs", False, FIGURES)
