"""Sales against targets, ranked; why inquiries were lost."""

import datetime as dt

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from common.access import roles_only
from common.month import Month
from common.pages import list_page
from performance import filters, forms, sales_page, tables
from performance.models import LostInquiry
from performance.services import counting, measures
from performance.views.parts import BEHIND, EVERYBODY, FLOOR, MARKING, form_of, form_page, save, take_step


@require_safe
@roles_only(*EVERYBODY)
def sales(request: HttpRequest) -> HttpResponse:
    """A month of one group or of all: sales and targets, ranked; conversion; why inquiries were lost."""
    form = forms.SalesForm(request.GET or None, user=request.user)
    return render(request, "performance/sales.html", sales_page.page_of(request.user, form))


@require_POST
@roles_only(*sales_page.SEES_ALL)
def count_sales(request: HttpRequest) -> HttpResponse:
    """Have a month counted anew."""
    form = forms.MonthForm(request.POST)
    month = form.cleaned_data["month"] if form.is_valid() else Month.of(dt.date.today())
    done = _("The month is being counted; it takes a moment.")
    response = take_step(
        request, lambda: counting.start_count(month, by=request.user), done, "performance:sales"
    )
    return redirect(f"{response.headers['Location']}?month_shown={month}")


@form_page
@roles_only(*MARKING)
def set_target(request: HttpRequest) -> HttpResponse:
    """A person's sales target for a month."""
    form = forms.TargetForm(request.POST or None, user=request.user, initial=request.GET.dict())
    if save(request, form, measures.set_target, _("The target is set.")):
        return redirect("performance:sales")
    return form_of(request, form, _("Sales target"), "performance:sales")


@form_page
@roles_only(*FLOOR)
def note_lost(request: HttpRequest) -> HttpResponse:
    """Why somebody who asked did not buy."""
    form = forms.LostForm(request.POST or None)
    if save(request, form, measures.note_lost, _("Noted.")):
        return redirect("performance:note_lost")
    return form_of(request, form, _("Lost inquiry"), "performance:sales")


@require_safe
@roles_only(*BEHIND)
def lost(request: HttpRequest) -> HttpResponse:
    """Inquiries that came to nothing, of visible people, and why."""
    rows = LostInquiry.objects.visible_to(request.user).select_related("employee")
    return list_page(request, rows, filters.LostFilters, tables.LostTable, title=_("Lost inquiries"))
