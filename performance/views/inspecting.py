"""Inspections and quality checks: drawn, filled in, fed back, and how alike inspectors judge."""

import datetime as dt
from functools import partial
from typing import Any

from django.db.models import Q
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from common.access import roles_only
from common.pages import list_page
from performance import about as abouts
from performance import calibrating, forms, judging
from performance.filters import InspectionFilters
from performance.models import Finding, Inspection, Standard
from performance.services import inspections as services
from performance.services import sampling
from performance.tables import InspectionTable
from performance.views.parts import BEHIND, LEADING, READING, form_of, form_page, save, take_step


def visible(user: Any) -> Any:
    """Inspections of visible people; of oneself, and for who inspects nobody, finished ones and no calibrations."""
    rows = Inspection.objects.visible_to(user).select_related("employee", "standard", "inspector__employee")
    told = Q(done_at__isnull=False, is_calibration=False)
    return rows.filter(told | ~Q(employee=user.employee_id) if user.role in READING else told)


@require_safe
@roles_only(*BEHIND)
def inspections(request: HttpRequest) -> HttpResponse:
    """Inspections of visible people; finished ones only for whom they are about."""
    rows = visible(request.user)
    context = {"standards": Standard.objects.all(), "may_draw": request.user.role in LEADING}
    return list_page(
        request, rows, InspectionFilters, InspectionTable, "performance/inspections.html", **context
    )


@require_POST
@roles_only(*LEADING)
def draw_inspection(request: HttpRequest, pk: int) -> HttpResponse:
    """Draw whom to inspect today by a standard."""
    standard = get_object_or_404(Standard, pk=pk)
    is_floor = standard.kind == Standard.Kind.FLOOR
    draw = services.draw_today if is_floor else sampling.draw_sample
    done = _("Drawn for %(result)s.") if is_floor else _("Conversations to check are drawn: %(result)s.")
    return take_step(request, partial(draw, standard, by=request.user), done, "performance:inspections")


@form_page
@roles_only(*LEADING)
def check_conversation(request: HttpRequest) -> HttpResponse:
    """Begin a quality check of a conversation."""
    form = forms.CheckForm(request.POST or None, user=request.user)
    if save(request, form, services.check_conversation, _("Fill in the sheet.")):
        latest = Inspection.objects.filter(inspector=request.user).latest("pk")
        return redirect("performance:inspection", latest.pk)
    title = _("Check a conversation")
    return form_of(request, form, title, "performance:inspections")


@form_page
@roles_only(*BEHIND)
def inspection(request: HttpRequest, pk: int) -> HttpResponse:
    """One sheet: filled in by whoever was drawn to inspect, read by the rest; by who is compared, afterwards."""
    shown = get_object_or_404(visible(request.user), pk=pk)
    may_fill = shown.inspector_id == request.user.pk and shown.may_be_filled
    form = forms.SheetForm(request.POST or None, inspection=shown) if may_fill else None
    if form and save(request, form, partial(services.finish_inspection, shown), _("The sheet is finished.")):
        return redirect("performance:inspection", pk)
    context = {"inspection": shown, "form": form, "is_hidden": pk in calibrating.hidden_from(request.user)}
    context["findings"] = shown.findings.select_related("item", "entry")
    context["ticket"] = abouts.ticket_link(shown.conversation, request.user)
    return render(request, "performance/inspection.html", context)


@require_POST
@roles_only(*LEADING)
def finding_to_conduct(request: HttpRequest, pk: int) -> HttpResponse:
    """Record a finding as conduct in one step."""
    seen = visible(request.user).exclude(pk__in=calibrating.hidden_from(request.user))
    rows = Finding.objects.filter(inspection__in=seen.values("pk"))
    rows = rows.select_related("inspection__employee", "item", "entry")
    finding = get_object_or_404(rows, pk=pk)
    record = partial(services.finding_to_conduct, finding, by=request.user)
    done = _("%(result)s is recorded.")
    return take_step(request, record, done, "performance:inspection", finding.inspection_id)


@require_safe
@roles_only(*READING)
def feedback(request: HttpRequest) -> HttpResponse:
    """What the inspections of the last days found, for the morning meeting."""
    since = dt.date.today() - dt.timedelta(days=7)
    days = judging.feedback(request.user, since)
    return render(request, "performance/feedback.html", {"days": days, "since": since})


@require_safe
@roles_only(*READING)
def inspectors(request: HttpRequest) -> HttpResponse:
    """How alike inspectors judge: gap in calibrations, entries that appeals overturned."""
    return render(request, "performance/inspectors.html", {"rows": judging.inspectors(request.user)})
