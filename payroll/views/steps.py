"""Steps of a month: calculate, waive, approve, pay."""

from collections.abc import Iterator
from functools import partial
from typing import Any

from django.contrib import messages
from django.db.models import QuerySet
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.text import capfirst
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_POST

from common.access import Role, roles_only
from common.month import Month
from common.templatetags.backoffice import money
from payroll import forms, overview, reviewing, services
from payroll.models import PayrollRun, RunException
from payroll.paydays import paydays_of
from payroll.views.parts import CALCULATING, READING, attempt, form_page, run_of
from payroll.views.runs import start
from payroll.wording import say


@require_POST
@roles_only(*CALCULATING)
def calculate(request: HttpRequest, month: Month) -> HttpResponse:
    """Calculate the month anew, or one group of it."""
    shown = run_of(request, month)
    form = forms.GroupForm(request.POST)
    if not form.is_valid():
        messages.warning(request, _("There is no such group."))
        return redirect("payroll:run", month)
    return start(request, shown.month, form.cleaned_data["group"])


@form_page
@roles_only(*CALCULATING)
def waive(request: HttpRequest, month: Month, code: str) -> HttpResponse:
    """Let one exception (`?key=`), or all open ones of a code, pass with a reason."""
    shown = run_of(request, month)
    rows = open_ones(shown, code, request.GET.get("key", ""))
    form = forms.ReasonForm(request.POST or None)
    if form.is_valid():
        found, reason = rows.only("code", "key"), form.cleaned_data["reason"]
        step = partial(services.waive, shown, found, reason=reason, by=request.user)
        return attempt(request, month, _("Waived, with your reason."), step)
    context = {"form": form, "run": shown, **waiving(code, rows), "url": reverse("payroll:run", args=[month])}
    return render(request, "payroll/waive.html", context)


def open_ones(run: PayrollRun, code: str, key: str) -> "QuerySet[RunException]":
    """Blocking exceptions of a code that nobody has waived yet; 404 where there is none of the kind at all."""
    rows = overview.with_waivers(run.exceptions.filter(code=code, is_blocking=True))
    rows = rows.filter(key=key) if key else rows
    if not rows.exists():
        raise Http404
    return rows.filter(is_waived=False)


def waiving(code: str, rows: "QuerySet[RunException]") -> dict[str, Any]:
    """The question and what it is about: the first few are named, the rest counted."""
    count = rows.count()
    text = ngettext("Let %(count)s exception pass?", "Let %(count)s exceptions pass?", count)
    first = rows.select_related("employee")[: overview.SHOWN_EACH]
    named = [
        _("%(about)s: %(what)s") % {"about": one.employee or one.key, "what": say(one.says)} for one in first
    ]
    if count > len(named):
        named.append(_("and %(count)s more") % {"count": count - len(named)})
    return {
        "question": text % {"count": count},
        "consequences": named,
        "title": capfirst(overview.kind_name(code)),
    }


@form_page
@roles_only(*READING)
def review(request: HttpRequest, month: Month) -> HttpResponse:
    """The month beside the one before; whoever went through it says so."""
    shown = run_of(request, month)
    may = request.user.role in CALCULATING and shown.state == PayrollRun.State.CALCULATED
    if request.method == "POST" and request.user.role not in CALCULATING:
        raise Http404
    if request.method == "POST":
        told = _("%(month)s is reviewed.") % {"month": month}
        return attempt(request, month, told, lambda: services.review(shown, by=request.user))
    context = {"run": shown, "review": reviewing.review_of(shown), "may_review": may}
    return render(request, "payroll/review.html", context)


@form_page
@roles_only(Role.MANAGER)
def approve(request: HttpRequest, month: Month) -> HttpResponse:
    """Approve and lock the month, after saying what that means."""
    shown = run_of(request, month)
    if request.method == "POST":
        return approved(request, shown)
    context = {
        "run": shown,
        "consequences": approving(shown),
        "why_not": services.why_not_approvable(shown, request.user),
    }
    return render(request, "payroll/approve.html", context)


def approved(request: HttpRequest, run: PayrollRun) -> HttpResponse:
    """Approve at once, or say that the comparison with the records has begun."""
    told = _("%(month)s is approved and locked.")
    try:
        if services.start_approval(run, by=request.user):
            told = _(
                "The records of %(month)s are being compared; then it is approved. You may leave this page."
            )
    except services.Refused as refused:
        messages.warning(request, str(refused))
    else:
        messages.success(request, told % {"month": run.month})
    return redirect("payroll:run", run.month)


def approving(run: PayrollRun) -> list[str]:
    """What happens on approval."""
    return [
        paying(run),
        _("Everyone sees their own payslip from now on."),
        _("Records of %(month)s and before can no longer be changed; this cannot be taken back.")
        % {"month": run.month},
        _("What is found later is paid as an adjustment in a later month."),
        *passing(run.waivers.count()),
    ]


def paying(run: PayrollRun) -> str:
    sums = services.totals(run)
    text = ngettext(
        "%(count)s person gets %(net)s yuan net.", "%(count)s people get %(net)s yuan net.", sums["people"]
    )
    return text % {"count": sums["people"], "net": money(sums["net"] or 0)}


def passing(waived: int) -> Iterator[str]:
    if waived:
        text = ngettext(
            "%(count)s waived exception stays as it is.",
            "%(count)s waived exceptions stay as they are.",
            waived,
        )
        yield text % {"count": waived}


@form_page
@roles_only(Role.ACCOUNTANT)
def mark_paid(request: HttpRequest, month: Month) -> HttpResponse:
    """Record that the month was paid."""
    shown = run_of(request, month)
    form = forms.PaidForm(request.POST if "on" in request.POST else None)
    if form.is_valid() or (request.method == "POST" and "on" not in request.POST):
        told = _("%(month)s is marked as paid.") % {"month": month}
        on = form.cleaned_data["on"] if form.is_bound else None
        return attempt(request, month, told, lambda: services.mark_paid(shown, by=request.user, on=on))
    context = {"run": shown, "sums": services.totals(shown), "form": form, "dates": paydays_of(shown)}
    context["why_not"] = services.why_not_payable(shown)
    return render(request, "payroll/mark_paid.html", context)
