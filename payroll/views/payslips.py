"""Payslips: one's own, a supervisor's people's, everybody's for the pay office."""

from typing import Any

from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from common.access import Role, roles_only
from common.month import Month
from common.pages import list_page
from payroll import filters, showing, tables
from payroll.models import Payslip
from payroll.views.parts import READING


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
    }
    return render(request, "payroll/payslip.html", context)
