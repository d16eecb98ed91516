"""The list of months, and the page of one month."""

from typing import Any

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils.text import capfirst
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from common import locks
from common.access import Role, roles_only
from common.month import Month
from common.pages import list_page, wants_part
from payroll import filters, forms, overview, services, tables
from payroll import sources as records
from payroll.models import ApprovalWork, PayrollRun
from payroll.views import exports
from payroll.views.parts import CALCULATING, READING, attempt, form_page, run_of


@form_page
@roles_only(*READING)
def runs(request: HttpRequest) -> HttpResponse:
    """All months, and a form to calculate one."""
    may = request.user.role in CALCULATING
    if request.method == "POST" and not may:
        raise Http404
    form = forms.MonthForm(request.POST or None, initial={"month": str(forms.last_complete_month())})
    if form.is_valid():
        return start(request, form.cleaned_data["month"])
    rows = overview.runs_with_exceptions(PayrollRun.objects.visible_to(request.user))
    context = {"form": form if may else None, "first": locks.first_open(forms.last_complete_month())}
    return list_page(request, rows, None, tables.RunTable, "payroll/runs.html", **context)


@require_safe
@roles_only(*READING)
def sources(request: HttpRequest, month: Month) -> HttpResponse:
    """Whether the records of a month are complete, before it is calculated."""
    found = records.sources_of(month)
    context = {
        "month": month,
        "sources": found,
        "open": sum(not one.is_complete for one in found),
        "run": PayrollRun.objects.visible_to(request.user).filter(month=month).first(),
        "may_calculate": request.user.role in CALCULATING and locks.first_open(month) == month,
    }
    return render(request, "payroll/sources.html", context)


def start(request: HttpRequest, month: Month, group: Any = None) -> HttpResponse:
    told = _("%(month)s is being calculated. You may leave this page; it goes on.") % {"month": month}
    return attempt(request, month, told, lambda: services.start_run(month, by=request.user, group=group))


@require_safe
@roles_only(*READING)
def run(request: HttpRequest, month: Month) -> HttpResponse:
    """One month: its steps, figures, exceptions, workbooks and payslips."""
    shown = run_of(request, month)
    slips = shown.payslips.visible_to(request.user).select_related("run").defer("facts")
    context = {"run": shown} if wants_part(request) else parts_of(request, shown)
    return list_page(
        request, slips, filters.PayslipFilters, tables.PayslipTable, "payroll/run.html", **context
    )


def parts_of(request: HttpRequest, run: PayrollRun) -> dict[str, Any]:
    """What the page of a month shows around its payslips, and what this person may do there."""
    working, kinds = overview.is_under_way(run), list(overview.kinds(run))
    return {
        "run": run,
        "working": working,
        **progress_of(run, working),
        "steps": overview.steps(run, sum(kind.open for kind in kinds if kind.is_blocking), working),
        "figures": overview.figures(run),
        "before": run.month.previous,
        "kinds": kinds,
        **own_steps(request, run),
        **exports.parts_of(request, run),
    }


def own_steps(request: HttpRequest, run: PayrollRun) -> dict[str, Any]:
    """What this person may do with the month, and what stands in the way of its approval."""
    role, approval = request.user.role, last_approval(run)
    calculates = role in CALCULATING and not run.is_locked
    approves = role == Role.MANAGER and not run.is_locked
    return {
        "group_form": forms.GroupForm() if calculates else None,
        "may_waive": calculates,
        "may_approve": approves,
        "why_not": services.why_not_approvable(run, request.user) if approves else "",
        "approval": approval,
        "approval_part": approval_progress(run, approval),
        "may_pay": role == Role.ACCOUNTANT and run.state == PayrollRun.State.APPROVED,
    }


@require_safe
@roles_only(*READING)
def progress(request: HttpRequest, month: Month) -> HttpResponse:
    """How far the calculation is; once it is over, the whole page is asked for."""
    shown = run_of(request, month)
    working = overview.is_under_way(shown)
    context = {"working": working, **progress_of(shown, working)}
    response = HttpResponse(render_to_string("_progress.html", context, request))
    if not working:
        response["HX-Refresh"] = "true"
    return response


@require_safe
@roles_only(*READING)
def approving(request: HttpRequest, month: Month) -> HttpResponse:
    """How far the comparison before an approval is; once it is over, the whole page is asked for."""
    shown = run_of(request, month)
    work = shown.approvals.first()
    response = HttpResponse(render_to_string("_progress.html", approval_progress(shown, work), request))
    if work is None or work.is_over:
        response["HX-Refresh"] = "true"
    return response


def approval_progress(run: PayrollRun, work: ApprovalWork | None) -> dict[str, Any]:
    """What _progress.html needs of an approval in background."""
    return {
        "label": _("The records are being compared; then the month is approved."),
        "url": reverse("payroll:approving", args=[run.month]),
        "running": work is not None and not work.is_over,
        "done": work.done_steps if work else 0,
        "total": work.all_steps if work else 0,
        "stage": "",
        "failure": work.failure if work else "",
    }


def last_approval(run: PayrollRun) -> ApprovalWork | None:
    """The approval under way, or why the last one failed; what came of it before the last calculation says nothing."""
    work = run.approvals.first()
    if run.is_locked or work is None:
        return None
    is_old = work.is_over and run.calculated_at is not None and work.queued_at < run.calculated_at
    return None if is_old else work


def progress_of(run: PayrollRun, working: bool) -> dict[str, Any]:
    """What _progress.html needs."""
    done, total = services.progress(run)
    failures = [] if working else services.failures(run)
    return {
        "label": _("Calculating %(month)s") % {"month": run.month},
        "url": reverse("payroll:progress", args=[run.month]),
        "running": working,
        "done": done,
        "total": total,
        "stage": _("parts of the company worked out") if total else _("planning"),
        "failure": failures[0] if failures else "",
        "failures": failures,
    }


@require_safe
@roles_only(*READING)
def exceptions(request: HttpRequest, month: Month, code: str) -> HttpResponse:
    """Every exception of one code."""
    shown = run_of(request, month)
    rows = overview.with_waivers(shown.exceptions.filter(code=code)).select_related("employee", "run")
    may_waive = request.user.role in CALCULATING and not shown.is_locked
    context = {
        "run": shown,
        "code": code,
        "title": capfirst(overview.kind_name(code)),
        "may_waive": may_waive,
    }
    context["open"] = rows.filter(is_waived=False, is_blocking=True).count() if may_waive else 0
    table = tables.WaivableExceptionTable if may_waive else tables.ExceptionTable
    return list_page(request, rows, filters.ExceptionFilters, table, "payroll/exceptions.html", **context)
