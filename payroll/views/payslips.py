"""Payslips: one's own, a supervisor's people's, everybody's for the pay office."""

import datetime as dt
from typing import Any

from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from common.access import Role, roles_only
from common.month import Month
from common.pages import list_page
from payroll import disputing, filters, showing, tables
from payroll.models import Payslip, PayslipSeen
from payroll.paydays import paydays_of
from payroll.views.parts import READING
from payroll.wording import code_name


@require_safe
@roles_only(*Role)
def my_payslips(request: HttpRequest) -> HttpResponse:
    """One's own payslips, the latest month first; only what is approved, the pay office's own too."""
    rows = visible(request).final().filter(employee=request.user.employee_id).order_by("-run__month")
    return list_page(request, rows, None, tables.MyPayslipTable, title=_("My payslips"))


@require_safe
@roles_only(Role.SUPERVISOR, *READING)
def payslips(request: HttpRequest) -> HttpResponse:
    """Payslips of the people one sees, over the months."""
    rows = visible(request).order_by("-run__month", "employee_no")
    found = filters.MonthsPayslipFilters
    return list_page(request, rows, found, tables.MonthsPayslipTable, title=_("Payslips"))


def visible(request: HttpRequest) -> "QuerySet[Any]":
    return Payslip.objects.visible_to(request.user).select_related("run").defer("facts")


@require_safe
@roles_only(*Role)
def payslip(request: HttpRequest, month: Month, employee_no: str) -> HttpResponse:
    """One payslip: every line with its formula, its reason and the records behind it."""
    rows = Payslip.objects.visible_to(request.user).select_related("run", "employee")
    slip = get_object_or_404(rows, run__month=month, employee_no=employee_no)
    own = Payslip.objects.visible_to(request.user).filter(employee=slip.employee).select_related("run")
    context = showing.shown(slip) | {
        "earlier": own.filter(run__month__lt=month).order_by("-run__month").first(),
        "later": own.filter(run__month__gt=month).order_by("run__month").first(),
        "sees_run": request.user.role in READING,
        **own_steps(request, slip),
    }
    return render(request, "payroll/payslip.html", context)


def own_steps(request: HttpRequest, slip: Payslip) -> dict[str, Any]:
    """What the person paid may do with an approved payslip, and what was said about it."""
    is_own = slip.employee_id == request.user.employee_id and slip.run.is_locked
    objections = slip.disputes.visible_to(request.user).select_related("line", "adjustment")
    return {
        "is_own": is_own,
        "seen": PayslipSeen.objects.filter(payslip=slip).first(),
        "disputes": [(code_name(row.line.code) if row.line else "", row) for row in objections],
        "dates": paydays_of(slip.run) if slip.run.is_locked else None,
        "why_not": disputing.why_not_disputable(slip, dt.date.today()) if is_own else "",
    }
