"""A month's assessment: the list, the sheet, and the steps from opening to final."""

from functools import partial
from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from common.access import Role, roles_only
from common.month import Month
from common.pages import list_page
from performance import showing
from performance.filters import AssessmentFilters
from performance.forms import MarkForm, MonthForm, OpenForm, PartForm
from performance.models import Assessment, AssessmentFill, Criterion, Mark, Score
from performance.services import assessments as services
from performance.services import filling
from performance.services.steps import Refused
from performance.tables import AssessmentTable
from performance.views.parts import MARKING, READING, form_of, form_page, save, take_step


@require_safe
@roles_only(*READING)
def scorecards(request: HttpRequest) -> HttpResponse:
    """The assessments of visible groups, newest month first."""
    rows = Assessment.objects.visible_to(request.user).with_counts()
    rows = rows.select_related("group", "version__template")
    context = {"may_open": request.user.role in MARKING, "to_fill": month_to_fill(request.user)}
    return list_page(
        request, rows, AssessmentFilters, AssessmentTable, "performance/scorecards.html", **context
    )


def month_to_fill(user: Any) -> Month | None:
    """The latest month with open assessments, for who fills all of them at once."""
    if user.role != Role.MANAGER:
        return None
    rows = Assessment.objects.filter(status=Assessment.Status.OPEN).order_by("-month")
    return rows.values_list("month", flat=True).first()


@form_page
@roles_only(*MARKING)
def open_assessment(request: HttpRequest) -> HttpResponse:
    """Begin a month for a group."""
    form = OpenForm(request.POST or None, user=request.user)
    if form.is_valid():
        try:
            opened = form.open(by=request.user)
        except Refused as refused:
            form.add_error(None, str(refused))
        else:
            return redirect("performance:assessment", opened.pk)
    return form_of(
        request, form, _("Open an assessment"), "performance:scorecards", submit_label=_("Open it")
    )


def visible(request: HttpRequest, pk: int) -> Assessment:
    rows = Assessment.objects.visible_to(request.user).select_related("group", "version__template")
    return get_object_or_404(rows, pk=pk)


@require_safe
@roles_only(*READING)
def assessment(request: HttpRequest, pk: int) -> HttpResponse:
    """The sheet of a group's month."""
    shown = visible(request, pk)
    fills = AssessmentFill.objects.filter(month=shown.month, assessment__in=[shown])
    context = {
        "assessment": shown,
        "work": fills.first(),
        "exclusions": shown.exclusions.select_related("employee"),
        "may_mark": request.user.role in MARKING,
        "may_type": shown.is_open and request.user.role in MARKING,
        **showing.sheet(shown, request.user),
    }
    return render(request, "performance/assessment.html", context)


def visible_part(request: HttpRequest, pk: int, criterion: int) -> tuple[Score, Criterion]:
    rows = Score.objects.visible_to(request.user).exclude(employee=request.user.employee_id)
    rows = rows.select_related("assessment__group", "employee")
    score = get_object_or_404(rows, pk=pk, assessment__isnull=False)
    return score, get_object_or_404(Criterion, pk=criterion, version=score.assessment.version_id)


@form_page
@roles_only(*MARKING)
def part(request: HttpRequest, pk: int, criterion: int) -> HttpResponse:
    """One part of one score: what was found, whether it applies, a remark with its evidence."""
    score, one = visible_part(request, pk, criterion)
    mark = Mark.objects.filter(score=score, criterion=one).select_related("criterion").first()
    form = PartForm(request.POST or None, criterion=one, mark=mark)
    if save(request, form, partial(services.give_mark, score, one), _("Saved.")):
        return redirect(f"{reverse('performance:assessment', args=[score.assessment_id])}#row-{score.pk}")
    context = {"form": form, "score": score, "part": one, **showing.part_of(one, mark, score)}
    return render(request, "performance/part.html", context)


@require_POST
@roles_only(*MARKING)
def give_mark(request: HttpRequest, pk: int, criterion: int) -> HttpResponse:
    """Mark one part of one score from the sheet; answers with its total."""
    score, part = visible_part(request, pk, criterion)
    form, refused = MarkForm(request.POST), ""
    try:
        if form.is_valid():
            services.give_mark(score, part, **form.cleaned_data["value"], by=request.user)
    except Refused as why:
        refused = str(why)
    refused = refused or " ".join(form.errors.get("value", []))
    context = {"score": Score.objects.get(pk=pk), "refused": refused}
    return render(request, "performance/_total.html", context)


@require_POST
@roles_only(*MARKING)
def fill_assessment(request: HttpRequest, pk: int) -> HttpResponse:
    """Fill the marks from the records, on the queue."""
    shown = visible(request, pk)

    def start() -> object:
        return filling.start_fill(shown.month, shown, by=request.user)

    return take_step(request, start, _("The marks are being filled in."), "performance:assessment", pk)


@require_POST
@roles_only(Role.MANAGER)
def fill_month(request: HttpRequest, month: str) -> HttpResponse:
    """Fill every open assessment of a month; for who sees every group."""
    form = MonthForm({"month": month})
    if not form.is_valid():
        messages.error(request, " ".join(form.errors["month"]))
        return redirect("performance:scorecards")

    def start() -> object:
        return filling.start_fill(form.cleaned_data["month"], None, by=request.user)

    return take_step(request, start, _("The marks are being filled in."), "performance:scorecards")


@require_safe
@roles_only(*READING)
def fill_progress(request: HttpRequest, pk: int) -> HttpResponse:
    """How far the last filling of an assessment is."""
    work = visible(request, pk).fills.first()
    return render(request, "performance/_fill.html", {"work": work, "assessment_pk": pk})


@require_POST
@roles_only(*MARKING)
def publish_assessment(request: HttpRequest, pk: int) -> HttpResponse:
    """Show the scores to whom they mark."""
    shown = visible(request, pk)
    done = _("%(result)s scores are published.")
    return take_step(
        request, lambda: services.publish(shown, by=request.user), done, "performance:assessment", pk
    )


@require_POST
@roles_only(*MARKING)
def finalise_assessment(request: HttpRequest, pk: int) -> HttpResponse:
    """Make final what is settled."""
    shown = visible(request, pk)
    done = _("%(result)s scores are final.")
    return take_step(
        request, lambda: services.finalise(shown, by=request.user), done, "performance:assessment", pk
    )
