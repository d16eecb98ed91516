"""Disputes: raised on one's own payslip, listed and answered in the pay office."""

import datetime as dt
from typing import Any

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from common.access import Role, roles_only
from common.month import Month
from common.pages import list_page
from payroll import disputing, filters, tables
from payroll.forms import AnswerForm, DisputeForm
from payroll.models import Dispute, Payslip
from payroll.services import Refused
from payroll.views.parts import form_page, takes
from payroll.wording import code_name

# What is shown with a dispute.
BESIDE = ("payslip__run", "line", "employee", "adjustment", "answered_by__employee")


def own_slip(request: HttpRequest, month: Month) -> Payslip:
    """One's own approved payslip of a month; 404 where there is none."""
    rows = Payslip.objects.visible_to(request.user).final().filter(employee=request.user.employee_id)
    return get_object_or_404(rows.select_related("run", "employee"), run__month=month)


@form_page
@roles_only(*Role)
def dispute(request: HttpRequest, month: Month) -> HttpResponse:
    """Object to a line of one's own payslip (`?line=` chooses it)."""
    slip = own_slip(request, month)
    refusal = disputing.why_not_disputable(slip, dt.date.today())
    form = DisputeForm(request.POST or None, slip=slip, initial={"line": request.GET.get("line", "")})
    if takes(form, None, lambda: disputing.dispute(slip, by=request.user, **form.cleaned_data)):
        messages.success(request, _("Your objection is with the accountant; the answer appears here."))
        return redirect("payroll:payslip", month, slip.employee_no)
    context = {"form": form, "slip": slip, "refusal": refusal, "last_day": disputing.last_day(slip)}
    return render(request, "payroll/dispute.html", context)


@require_POST
@roles_only(*Role)
def confirm_seen(request: HttpRequest, month: Month) -> HttpResponse:
    """Confirm that one has seen one's payslip."""
    slip = own_slip(request, month)
    disputing.confirm_seen(slip, by=request.user)
    messages.success(request, _("Thank you: it is on record that you have seen this payslip."))
    return redirect("payroll:payslip", month, slip.employee_no)


@require_safe
@roles_only(*Role)
def disputes(request: HttpRequest) -> HttpResponse:
    """One's own disputes; everybody's for the pay office."""
    rows = Dispute.objects.visible_to(request.user).select_related(*BESIDE)
    return list_page(
        request,
        rows.defer("payslip__facts"),
        filters.DisputeFilters,
        tables.DisputeTable,
        title=_("Payslip disputes"),
    )


@form_page
@roles_only(*Role)
def answer(request: HttpRequest, pk: int) -> HttpResponse:
    """One dispute; the accountant answers it here."""
    rows = Dispute.objects.visible_to(request.user)
    row = get_object_or_404(rows.select_related(*BESIDE, "payslip__employee"), pk=pk)
    answerable = Dispute.objects.answerable_by(request.user).filter(pk=pk)
    may = row.state == Dispute.State.OPEN and answerable.exists()
    if request.method == "POST" and not may:
        raise Http404
    form = AnswerForm(request.POST or None) if may else None
    if form and form.is_valid():
        return answered(request, row, form)
    label = code_name(row.line.code) if row.line else _("A line is missing")
    return render(request, "payroll/answer_dispute.html", {"row": row, "form": form, "label": label})


def answered(request: HttpRequest, row: Dispute, form: AnswerForm) -> HttpResponse:
    """Store the answer and say what follows from it."""
    try:
        row = decided(row, by=request.user, **form.cleaned_data)
    except Refused as refused:
        messages.warning(request, str(refused))
        return redirect("payroll:answer", row.pk)
    told = _("Refused, with your reason.")
    if row.adjustment:
        told = _("Accepted: %(number)s is paid in %(month)s.")
        told = told % {"number": row.adjustment.adjustment_no, "month": row.adjustment.month}
    messages.success(request, told)
    return redirect(f"{reverse('payroll:disputes')}?state=open")


def decided(row: Dispute, *, decision: str, amount: Any, answer: str, by: Any) -> Dispute:
    if decision == "accept":
        return disputing.accept(row, amount=amount, answer=answer, by=by)
    return disputing.refuse(row, answer=answer, by=by)
