"""Sales against targets, and service metrics."""

import datetime as dt
from decimal import Decimal
from functools import partial
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from common.access import Role, roles_only
from common.pages import list_page
from performance import filters, forms, selling, wording
from performance.models import ServiceMetric
from performance.services import measures
from performance.tables import MetricTable
from performance.views.parts import EVERYBODY, FLOOR, LEADING, MARKING, form_of, form_page, save


@require_safe
@roles_only(*EVERYBODY)
def sales(request: HttpRequest) -> HttpResponse:
    """A group's month: who sold what against which target, the day's ranking, conversion and lost inquiries."""
    form = forms.SalesForm(request.GET or None, user=request.user)
    month, people = form.month(), form.people()
    rows = selling.sellers(people, month, form.day(month))
    ids = [one.pk for one in people]
    context = {
        "form": form,
        "month": month,
        "day": form.day(month),
        "rows": rows,
        "totals": selling.totals(rows),
        "conversion": said(selling.conversion(ids, month)),
        "lost": selling.lost_by_reason(ids, month),
        "unbound": selling.unbound_accounts(month) if request.user.role == Role.MANAGER else [],
        "may_set": request.user.role in MARKING,
        "may_note": request.user.role in FLOOR,
    }
    return render(request, "performance/sales.html", context)


def said(sums: tuple[int, int] | None) -> str:
    return wording.value("conversion", Decimal(sums[0]), Decimal(sums[1])) if sums else ""


@form_page
@roles_only(*MARKING)
def set_target(request: HttpRequest) -> HttpResponse:
    """A person's sales target for a month."""
    form = forms.TargetForm(request.POST or None, user=request.user, initial=request.GET.dict())
    if save(request, form, measures.set_target, _("The target is set.")):
        return redirect("performance:sales")
    return form_of(request, form, _("Sales target"), "performance:sales", people=form.people)


@form_page
@roles_only(*FLOOR)
def note_lost(request: HttpRequest) -> HttpResponse:
    """Why somebody who asked did not buy."""
    form = forms.LostForm(request.POST or None)
    if save(request, form, measures.note_lost, _("Noted.")):
        return redirect("performance:note_lost")
    return form_of(request, form, _("Lost inquiry"), "performance:sales")


@require_safe
@roles_only(*FLOOR, Role.DIRECTOR)
def metrics(request: HttpRequest) -> HttpResponse:
    """Metrics by person and day; above them the rates of everything that the filters leave."""
    rows = ServiceMetric.objects.visible_to(request.user).select_related("employee")
    data = request.GET.copy()
    narrowed: Any = filters.MetricFilters(data, queryset=rows, request=request).qs
    context = {"rates": selling.by_metric(narrowed), "may_enter": request.user.role in LEADING}
    return list_page(request, rows, filters.MetricFilters, MetricTable, "performance/metrics.html", **context)


@form_page
@roles_only(*LEADING)
def enter_metric(request: HttpRequest) -> HttpResponse:
    """One metric of one person's day."""
    form = forms.MetricForm(request.POST or None, user=request.user, initial={"on": dt.date.today()})
    if save(request, form, partial(measures.enter_metric), _("Saved.")):
        return redirect("performance:metrics")
    return form_of(request, form, _("Enter a metric"), "performance:metrics", people=form.people)
