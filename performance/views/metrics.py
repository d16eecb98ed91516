"""Service metrics: by person and day, rates of teams, taken from tickets or entered."""

import datetime as dt
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from common.access import Role, roles_only
from common.month import Month
from common.pages import list_page
from performance import filters, forms, service_figures
from performance.models import ServiceMetric
from performance.services import measures
from performance.services import metrics as services
from performance.tables import MetricTable
from performance.views.parts import BEHIND, LEADING, MARKING, form_of, form_page, save, take_step


@require_safe
@roles_only(*BEHIND)
def metrics(request: HttpRequest) -> HttpResponse:
    """Metrics by person and day; above them the rates of everything that the filters leave, and of each team."""
    rows = ServiceMetric.objects.visible_to(request.user).select_related("employee", "account")
    chosen: Any = filters.MetricFilters(request.GET.copy(), queryset=rows, request=request)
    month = chosen.month_shown() or Month.of(dt.date.today())
    rates = service_figures.rates_of(chosen.qs)
    role = request.user.role
    context = {
        "rates": rates,
        "teams": service_figures.by_team(chosen.qs, rates, month) if role != Role.AGENT else [],
        "month": month,
        "may_enter": role in LEADING,
        "may_take": role in MARKING,
    }
    return list_page(request, rows, filters.MetricFilters, MetricTable, "performance/metrics.html", **context)


@require_POST
@roles_only(*MARKING)
def take_metrics(request: HttpRequest) -> HttpResponse:
    """Take the open days of a month from the tickets now."""
    form = forms.MonthForm(request.POST)
    month = form.cleaned_data["month"] if form.is_valid() else Month.of(dt.date.today())
    done = _("Taken from the tickets; %(result)s figures changed.")
    response = take_step(
        request, lambda: services.take_month(month, by=request.user), done, "performance:metrics"
    )
    return redirect(f"{response.headers['Location']}?month={month}")


@form_page
@roles_only(*LEADING)
def enter_metric(request: HttpRequest) -> HttpResponse:
    """One metric of one person's day."""
    form = forms.MetricForm(request.POST or None, user=request.user, initial={"on": dt.date.today()})
    if save(request, form, measures.enter_metric, _("Saved.")):
        return redirect("performance:metrics")
    return form_of(request, form, _("Enter a metric"), "performance:metrics")
