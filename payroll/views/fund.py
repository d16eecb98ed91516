"""The activity fund: statement, asking, deciding, receipts."""

from django.contrib import messages
from django.http import FileResponse, Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from common.access import roles_only
from common.pages import list_page
from payroll import fund as activity_fund
from payroll import tables
from payroll.forms import DecisionForm, SpendingForm
from payroll.models import FundEntry, FundSpending
from payroll.models.fund import FUND_READERS
from payroll.views.parts import form_page, takes


@require_safe
@roles_only(*FUND_READERS)
def fund(request: HttpRequest) -> HttpResponse:
    """What came in and went out, with what waits for approval."""
    rows = FundEntry.objects.visible_to(request.user).select_related("run", "by__employee", "spending")
    asked = FundSpending.objects.visible_to(request.user).exclude(state=FundSpending.State.APPROVED)
    context = {
        "statement": activity_fund.statement(),
        "asked": asked.select_related("by__employee", "decided_by__employee")[:50],
        "may_decide": request.user.role in activity_fund.DECIDING,
    }
    return list_page(request, rows, None, tables.FundTable, "payroll/fund.html", **context)


@form_page
@roles_only(*FUND_READERS)
def spend(request: HttpRequest) -> HttpResponse:
    """Ask for money of the fund."""
    form = SpendingForm(request.POST or None, request.FILES or None)
    if takes(form, "receipt", lambda: activity_fund.ask(by=request.user, **form.cleaned_data)):
        messages.success(request, _("Somebody else approves it; then it is booked."))
        return redirect("payroll:fund")
    return render(request, "payroll/spend.html", {"form": form, "cancel_url": reverse("payroll:fund")})


@form_page
@roles_only(*activity_fund.DECIDING)
def decide_spending(request: HttpRequest, pk: int) -> HttpResponse:
    """Approve or refuse a spending."""
    rows = FundSpending.objects.visible_to(request.user).select_related("by__employee")
    row = get_object_or_404(rows, pk=pk)
    form = DecisionForm(request.POST or None)
    if takes(form, None, lambda: activity_fund.decide(row, by=request.user, **form.cleaned_data)):
        return redirect("payroll:fund")
    context = {"form": form, "row": row, "cancel_url": reverse("payroll:fund")}
    return render(request, "payroll/decide_spending.html", context)


@require_safe
@roles_only(*FUND_READERS)
def receipt(request: HttpRequest, pk: int) -> HttpResponse:
    """The receipt of a spending, as a file."""
    row = get_object_or_404(FundSpending.objects.visible_to(request.user), pk=pk)
    if not row.receipt or not row.receipt.storage.exists(row.receipt.name):
        raise Http404
    return FileResponse(row.receipt.open(), as_attachment=True, filename=row.receipt_name)
