"""Pages of what keeps the desk in order: hours of service, special days, reply templates, scripts, causes."""

import datetime as dt
from typing import Any

from django.contrib import messages
from django.db.models import Count
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from common.access import Role, roles_only
from common.pages import list_page
from tickets import festivals
from tickets.forms import upkeep as forms
from tickets.models import Cause, ReplyTemplate, ServiceCalendar, SpecialDay, VisitScript
from tickets.services import hours
from tickets.services import upkeep as services
from tickets.tables import TemplateTable
from tickets.views.tickets import SERVING, done, form_page

KEEPING = (Role.SUPERVISOR, Role.MANAGER, Role.DIRECTOR)


def form_answer(request: HttpRequest, form: Any, title: str, back: str, **more: Any) -> HttpResponse:
    return render(request, "tickets/form.html", {"form": form, "title": title, "back": back, **more})


@require_safe
@roles_only(*KEEPING)
def upkeep(request: HttpRequest) -> HttpResponse:
    """Everything that is kept in order, with the hours of today and the special days to come."""
    causes = Cause.objects.annotate(many=Count("complaints")).select_related("parent")
    scripts = VisitScript.objects.order_by("pk")
    context = {"scripts": scripts, "branches": branches(list(causes)), **hours_page(dt.date.today())}
    return render(request, "tickets/upkeep.html", context)


def hours_page(today: dt.date) -> dict[str, Any]:
    """The hours that hold and those that are to come."""
    calendars = ServiceCalendar.objects.all()
    return {
        "calendars": [
            (row, hours.week_on(row, today), row.weeks.filter(valid_from__gt=today)) for row in calendars
        ],
        "days": SpecialDay.objects.filter(on__gte=today).select_related("calendar"),
        "today": today,
        "may_add": bool(forms.free_platforms()),
        "festivals": festivals.coming(today),
    }


def branches(causes: list[Cause]) -> list[tuple[Cause, list[Cause]]]:
    """The tree of causes, headings with what is under them."""
    tops = [cause for cause in causes if cause.parent_id is None]
    return [(top, [cause for cause in causes if cause.parent_id == top.pk]) for top in tops]


HOME = "tickets:upkeep"


@form_page
@roles_only(*KEEPING)
def change_hours(request: HttpRequest, pk: int) -> HttpResponse:
    """Another week of service from a day on."""
    calendar = get_object_or_404(ServiceCalendar, pk=pk)
    form = forms.HoursForm(request.POST or None, week=hours.week_on(calendar, dt.date.max))
    if form.is_valid():
        said = (form.week(), form.cleaned_data["valid_from"], form.cleaned_data["reason"])
        if done(request, lambda: hours.change_hours(calendar, *said, by=request.user), form):
            return redirect(HOME)
    return form_answer(request, form, str(calendar), reverse(HOME))


@form_page
@roles_only(*KEEPING)
def add_hours(request: HttpRequest) -> HttpResponse:
    """Hours of their own for a platform that went by the company's."""
    if not forms.free_platforms():
        raise Http404
    form = forms.NewHoursForm(request.POST or None, week=["08:00-24:00"] * 7)
    if form.is_valid():
        said = {name: form.cleaned_data[name] for name in ("platform", "name", "reason")}
        if done(request, lambda: hours.add_calendar(by=request.user, week=form.week(), **said), form):
            return redirect(HOME)
    return form_answer(request, form, _("Hours of a platform"), reverse(HOME))


@form_page
@roles_only(*KEEPING)
def add_special_days(request: HttpRequest) -> HttpResponse:
    """Days with other hours; a sales festival comes with its days and hours."""
    festival = festivals.named(request.GET.get("festival", ""), dt.date.today())
    form = forms.SpecialDaysForm(request.POST or None, initial=festival)
    if form.is_valid():
        said = {
            name: form.cleaned_data[name]
            for name in ("calendar", "first", "last", "name", "periods", "reason")
        }
        if done(request, lambda: hours.name_special_days(by=request.user, **said), form):
            return redirect(HOME)
    return form_answer(request, form, _("Special days"), reverse(HOME))


@form_page
@roles_only(*KEEPING)
def drop_special_day(request: HttpRequest, pk: int) -> HttpResponse:
    """The usual hours after all."""
    day = get_object_or_404(SpecialDay.objects.select_related("calendar"), pk=pk)
    form = forms.ReasonForm(request.POST or None)
    if form.is_valid() and done(
        request, lambda: hours.drop_special_day(day, form.cleaned_data["reason"], by=request.user), form
    ):
        return redirect(HOME)
    return form_answer(request, form, _("Drop a special day"), reverse(HOME), intro=str(day))


# Scripts and causes


@form_page
@roles_only(*KEEPING)
def edit_script(request: HttpRequest, pk: int) -> HttpResponse:
    """What is said and asked on return visits and in surveys."""
    script = get_object_or_404(VisitScript, pk=pk)
    form = forms.ScriptForm(request.POST or None, instance=VisitScript.objects.get(pk=pk))
    rows = forms.question_rows(script, request.POST or None)
    if form.is_valid() and rows.is_valid():
        said = form.cleaned_data
        if done(request, lambda: services.write_script(script, rows.said(), by=request.user, **said), form):
            messages.success(request, _("“%(script)s” is changed.") % {"script": script})
            return redirect(HOME)
    return render(request, "tickets/script.html", {"form": form, "rows": rows, "script": script})


@form_page
@roles_only(*KEEPING)
def edit_cause(request: HttpRequest, pk: int | None = None) -> HttpResponse:
    """A new cause of complaints, or other words for one."""
    cause = get_object_or_404(Cause, pk=pk) if pk else None
    form = forms.CauseForm(request.POST or None, instance=Cause.objects.get(pk=pk) if pk else None)
    if form.is_valid() and done(
        request, lambda: services.write_cause(cause, by=request.user, **form.cleaned_data), form
    ):
        return redirect(HOME)
    return form_answer(request, form, _("Cause of complaints"), reverse(HOME))


# Reply templates


@require_safe
@roles_only(*SERVING)
def templates(request: HttpRequest) -> HttpResponse:
    """Reply templates of oneself, one's groups and everybody."""
    rows = ReplyTemplate.objects.visible_to(request.user).select_related("owner__employee", "group")
    return list_page(request, rows, None, TemplateTable, "tickets/templates.html")


@form_page
@roles_only(*SERVING)
def edit_template(request: HttpRequest, pk: int | None = None) -> HttpResponse:
    """A new reply template, or other words for one that one may change."""
    template = own_template(request, pk) if pk else None
    instance = ReplyTemplate.objects.get(pk=pk) if pk else None
    form = forms.TemplateForm(request.POST or None, instance=instance, user=request.user)
    if form.is_valid() and done(
        request, lambda: services.write_template(template, by=request.user, **form.said()), form
    ):
        return redirect("tickets:templates")
    context = {"form": form, "title": _("Reply template"), "intro": places(), "template": template}
    return render(request, "tickets/edit_template.html", context | {"back": reverse("tickets:templates")})


def places() -> str:
    named = " ".join(f"{{{name}}}" for name in services.PLACES)
    return _("Filled in from the ticket: %(places)s") % {"places": named}


def own_template(request: HttpRequest, pk: int) -> ReplyTemplate:
    template = get_object_or_404(ReplyTemplate.objects.visible_to(request.user), pk=pk)
    if not services.may_change(template, request.user):
        raise Http404
    return template


@require_POST
@roles_only(*SERVING)
def drop_template(request: HttpRequest, pk: int) -> HttpResponse:
    """Take a reply template away."""
    services.drop_template(own_template(request, pk), by=request.user)
    return redirect("tickets:templates")
