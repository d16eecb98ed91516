"""Corrections of pay."""

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from common.access import Role, roles_only
from common.pages import list_page
from payroll import filters, forms, tables
from payroll.adjusting import adjust
from payroll.models import Adjustment
from payroll.services import Refused
from payroll.views.parts import form_page


@require_safe
@roles_only(*Role)
def adjustments(request: HttpRequest) -> HttpResponse:
    """Corrections of the pay that one sees."""
    rows = Adjustment.objects.visible_to(request.user).select_related("employee")
    adds = request.user.role == Role.ACCOUNTANT
    table = tables.MakeAdjustmentTable if adds else tables.AdjustmentTable
    return list_page(
        request, rows, filters.AdjustmentFilters, table, "payroll/adjustments.html", may_add=adds
    )


@form_page
@roles_only(Role.ACCOUNTANT)
def add_adjustment(request: HttpRequest) -> HttpResponse:
    """Decide on a correction."""
    form = forms.AdjustmentForm(request.POST or None)
    if form.is_valid():
        try:
            row = adjust(by=request.user, **form.cleaned_data)
        except Refused as refused:
            form.add_error("month", str(refused))
        else:
            messages.success(request, _("%(number)s is recorded.") % {"number": row.adjustment_no})
            return redirect("payroll:adjustments")
    context = {"form": form, "cancel_url": reverse("payroll:adjustments")}
    return render(request, "payroll/add_adjustment.html", context)
