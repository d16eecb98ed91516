"""One's own scorecard, one score with everything behind it, and objections to it."""

import datetime as dt
from functools import partial

from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from common.access import roles_only
from common.pages import list_page
from performance import mine, showing
from performance.filters import AppealFilters
from performance.forms import DecisionForm
from performance.models import DECIDERS, Appeal, Mark, Score
from performance.services import appeals as appeal_services
from performance.services import assessments as services
from performance.services.appeals import why_not_neutral
from performance.tables import AppealTable
from performance.views.parts import BEHIND, EVERYBODY, FLOOR, save, take_step
from staff.requests import person_of


def visible_score(request: HttpRequest, pk: int) -> Score:
    """A score that this person may see; not one's own draft."""
    rows = Score.objects.visible_to(request.user).select_related(
        "employee", "assessment__group", "assessment__version__template"
    )
    return get_object_or_404(rows.exclude(status="draft", employee=request.user.employee_id), pk=pk)


@require_safe
@roles_only(*EVERYBODY)
def score(request: HttpRequest, pk: int) -> HttpResponse:
    """One score: each part with its measure, and the records behind it."""
    context = showing.page_of_score(visible_score(request, pk), request.user)
    return render(request, "performance/score.html", context)


@require_safe
@roles_only(*FLOOR)
def my_scorecard(request: HttpRequest) -> HttpResponse:
    """Today's score, what costs points, what is pending, the trend, and how far it is to the next medal."""
    person_of(request)
    return render(request, "performance/my_scorecard.html", mine.page_of(request.user, dt.date.today()))


@require_POST
@roles_only(*FLOOR)
def acknowledge(request: HttpRequest, pk: int) -> HttpResponse:
    """Accept one's own score."""
    shown = get_object_or_404(Score, pk=pk, employee=request.user.employee_id)
    return take_step(
        request,
        lambda: services.acknowledge(shown, by=request.user),
        _("You have acknowledged your score."),
        "performance:score",
        pk,
    )


@require_POST
@roles_only(*FLOOR)
def appeal_mark(request: HttpRequest, pk: int) -> HttpResponse:
    """Object to one part of one's own score."""
    mark = get_object_or_404(
        Mark.objects.select_related("score__assessment", "criterion"),
        pk=pk,
        score__employee=request.user.employee_id,
    )
    return take_step(
        request,
        lambda: appeal_services.appeal_mark(mark, reason=request.POST.get("reason", ""), by=request.user),
        _("Your appeal is handed in. Somebody neutral decides it."),
        "performance:score",
        mark.score_id,
    )


@require_safe
@roles_only(*BEHIND)
def appeals(request: HttpRequest) -> HttpResponse:
    """Objections: one's own; for whoever may decide, those of everybody."""
    rows = Appeal.objects.visible_to(request.user).select_related(
        "employee", "entry", "mark__criterion", "mark__score", "decided_by__employee"
    )
    return list_page(request, rows, AppealFilters, AppealTable, title=_("Appeals"))


@require_safe
@roles_only(*BEHIND)
def appeal(request: HttpRequest, pk: int) -> HttpResponse:
    """One objection, with the form to decide it for whoever is neutral."""
    return page_of_appeal(request, visible_appeal(request, pk), None)


@require_POST
@roles_only(*DECIDERS)
def decide_appeal(request: HttpRequest, pk: int) -> HttpResponse:
    """Accept or reject."""
    shown = visible_appeal(request, pk)
    form = DecisionForm(request.POST, appeal=shown)
    decide = partial(appeal_services.decide_appeal, shown)
    if save(request, form, decide, _("The decision is recorded.")):
        return redirect("performance:appeal", pk)
    return page_of_appeal(request, shown, form)


def visible_appeal(request: HttpRequest, pk: int) -> Appeal:
    rows = Appeal.objects.visible_to(request.user).select_related(
        "employee", "entry", "mark__criterion", "mark__score__assessment", "decided_by__employee"
    )
    return get_object_or_404(rows, pk=pk)


def page_of_appeal(request: HttpRequest, shown: Appeal, form: DecisionForm | None) -> HttpResponse:
    why_not = why_not_neutral(shown, request.user)
    form = form or DecisionForm(appeal=shown)
    context = {"appeal": shown, "form": form, "why_not": why_not, **showing.about(shown, request.user)}
    return render(request, "performance/appeal.html", context)
