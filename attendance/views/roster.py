"""The roster: look at it, make it, publish it; coverage; calendar feed."""

import datetime as dt
from dataclasses import dataclass
from typing import Any

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from attendance import roster
from attendance.forms import roster as forms
from attendance.models import CoverageNeed
from attendance.roster_grid import Grid, Span, grid_of, planned_words
from attendance.roster_people import (
    MAKERS,
    WITHOUT_GROUP,
    groups_seen,
    may_make,
    may_see_without_group,
    members,
)
from common.access import Role, roles_only
from common.pages import wants_part
from common.templatetags.backoffice import day as day_words
from staff.models import Employee, Group
from staff.requests import PersonRequest


@dataclass(frozen=True)
class Place:
    """Which roster an address is about: the group (or nobody's), the days, and whether one makes it."""

    group: Group | None
    span: Span
    may_make: bool
    groups: list[Group]
    has_none: bool

    @property
    def key(self) -> str:
        return str(self.group.pk) if self.group else WITHOUT_GROUP

    @property
    def address(self) -> str:
        """The page itself."""
        query = f"?group={self.key}&view={self.span.view}&start={self.span.first}"
        return reverse("attendance:roster") + query

    def people(self) -> dict[int, Employee]:
        return {one.pk: one for one in members(self.group, self.span.first, self.span.last)}

    def grid(self) -> Grid:
        return grid_of(self.group, self.span, with_drafts=self.may_make)


def place_of(request: PersonRequest, sent: Any) -> Place | None:
    """The roster that an address or a form names; None for somebody who has no group. 404 for a stranger's."""
    groups = list(groups_seen(request.user))
    span = Span.of(sent.get("view", ""), sent.get("start", ""), dt.date.today())
    wanted, has_none = sent.get("group", ""), may_see_without_group(request.user)
    if wanted == WITHOUT_GROUP and has_none:
        return Place(None, span, may_make(request.user, None), groups, has_none)
    if not wanted:
        group = _usual_group(request, groups)
        return Place(group, span, may_make(request.user, group), groups, has_none) if group else None
    group = next((one for one in groups if str(one.pk) == wanted), None)
    if group is None:
        raise Http404
    return Place(group, span, may_make(request.user, group), groups, has_none)


def _usual_group(request: PersonRequest, groups: list[Group]) -> Group | None:
    """One's own group first, else the first that one sees."""
    person = request.user.employee
    terms = person.terms_on(dt.date.today()) if person else None
    own = next((one for one in groups if terms and one.pk == terms.group_id), None)
    return own or next(iter(groups), None)


def made_by(request: PersonRequest) -> Place:
    """The roster that a form changes; 404 for who does not make it."""
    place = place_of(request, request.POST)
    if place is None or not place.may_make:
        raise Http404
    return place


@require_safe
@roles_only(*Role)
def show(request: PersonRequest) -> HttpResponse:
    """A week or a month of a group."""
    place = place_of(request, request.GET)
    if place is None:
        return render(request, "attendance/roster_none.html")
    return shown(request, place)


def shown(request: PersonRequest, place: Place, refused: str = "", said: str = "") -> HttpResponse:
    """The page, or only its grid for htmx; a refusal stands above the grid and nothing has changed."""
    grid = place.grid()
    form = forms.CellsForm(people=[row.person for row in grid.rows], span=place.span)
    context = {"place": place, "grid": grid, "refused": refused, "said": said, "form": form}
    part = wants_part(request)
    return render(request, "attendance/_roster.html" if part else "attendance/roster.html", context)


def answered(request: PersonRequest, place: Place, said: str = "", refused: str = "") -> HttpResponse:
    """After a change: the grid for htmx, else back to the page."""
    if wants_part(request):
        return shown(request, place, refused, said)
    messages.add_message(request, messages.ERROR if refused else messages.SUCCESS, refused or said)
    return redirect(place.address)


def first_sentence(error: ValidationError) -> str:
    return " ".join(error.messages)


@require_POST
@roles_only(*MAKERS)
def draw(request: PersonRequest) -> HttpResponse:
    """Put a shift on the chosen squares."""
    place = made_by(request)
    people = place.people()
    form = forms.CellsForm(request.POST, people=list(people.values()), span=place.span)
    if not form.is_valid():
        return answered(request, place, refused=form.first_error())
    try:
        roster.draft_cells(people, form.cleaned_data["wanted"], by=request.user)
    except ValidationError as error:
        return answered(request, place, refused=first_sentence(error))
    return answered(request, place)


@require_POST
@roles_only(*MAKERS)
def arrange(request: PersonRequest, how: str) -> HttpResponse:
    """One press for the whole page: copy the week, rotate, discard."""
    place = made_by(request)
    act = {"copy": copied, "rotate": rotated, "discard": discarded}.get(how)
    if act is None:
        raise Http404
    try:
        return act(request, place)
    except ValidationError as error:
        return answered(request, place, refused=first_sentence(error))


def rotated(request: PersonRequest, place: Place) -> HttpResponse:
    roster.rotate_days(place.people(), place.span.days, by=request.user, group=place.group)
    return answered(request, place, said=_("Rotated: everybody gets a rest day in turn."))


def discarded(request: PersonRequest, place: Place) -> HttpResponse:
    roster.discard(place.people(), place.span.days, by=request.user)
    return answered(request, place, said=_("The draft is discarded."))


def copied(request: PersonRequest, place: Place) -> HttpResponse:
    """Copy the shown week and go on to the next one."""
    monday = place.span.first
    roster.copy_week(place.people(), monday, by=request.user)
    coming = Span.of("week", str(place.span.next), dt.date.today())
    there = Place(place.group, coming, place.may_make, place.groups, place.has_none)
    return answered(request, there, said=_("Copied from the week of %(day)s.") % {"day": day_words(monday)})


@require_http_methods(["GET", "HEAD", "POST"])
@roles_only(*MAKERS)
def publish(request: PersonRequest) -> HttpResponse:
    """Who will be told what; then copy the draft into the roster and tell them."""
    place = place_of(request, request.POST or request.GET)
    if place is None or not place.may_make:
        raise Http404
    people = place.people()
    if request.method == "POST":
        return published(request, place, people)
    drafts = roster.drafts_of(people, place.span.days)
    told = [
        (people[pk], [(day, planned_words(planned, day)) for day, planned in changes])
        for pk, changes in sorted(drafts.items(), key=lambda one: people[one[0]].employee_no)
    ]
    context = {"place": place, "told": told, "troubles": place.grid().troubles}
    return render(request, "attendance/roster_publish.html", context)


def published(request: PersonRequest, place: Place, people: dict[int, Employee]) -> HttpResponse:
    try:
        count = roster.publish(people, place.span.days, by=request.user, group=place.group)
    except ValidationError as error:
        messages.error(request, first_sentence(error))
        return redirect(place.address)
    text = ngettext("Published; %(count)s person is told.", "Published; %(count)s people are told.", count)
    messages.success(request, text % {"count": count})
    return redirect(place.address)


@require_http_methods(["GET", "HEAD", "POST"])
@roles_only(*MAKERS)
def coverage(request: PersonRequest) -> HttpResponse:
    """Planned heads an hour against need an hour; who makes the roster says the need."""
    place = place_of(request, request.POST or request.GET)
    if place is None or not place.may_make or place.group is None:
        raise Http404
    form = forms.NeedForm(request.POST or None, instance=CoverageNeed(group=place.group))
    if form.is_valid():
        roster.add_need(form.save(commit=False), by=request.user)
        return redirect(f"{reverse('attendance:coverage')}?group={place.key}&start={place.span.first}")
    context = {"place": place, "grid": place.grid(), "form": form}
    context["needs"] = CoverageNeed.objects.filter(group=place.group)
    return render(request, "attendance/roster_coverage.html", context)


@require_POST
@roles_only(*MAKERS)
def drop_need(request: PersonRequest, pk: int) -> HttpResponse:
    """Take a need away."""
    need = get_object_or_404(CoverageNeed.objects.visible_to(request.user), pk=pk)
    group = need.group_id
    roster.drop_need(need, by=request.user)
    return redirect(f"{reverse('attendance:coverage')}?group={group}")
