"""The duty roster of a week, and the inspector's points."""

import datetime as dt
from typing import Any

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from attendance import duty as duties
from attendance.desk_forms import AreaForm, InspectionForm
from attendance.models import Duty, DutyArea
from attendance.plans import members
from attendance.views.desk import asked_day, asked_group, attempt, day_and_group
from common.access import Role, roles_only
from common.dated import DAY
from staff.models import Group
from staff.requests import PersonRequest

FLOOR = (Role.AGENT, Role.LEADER, Role.SUPERVISOR, Role.MANAGER)
LEADING = (Role.LEADER, Role.SUPERVISOR, Role.MANAGER)
PLANNING = (Role.SUPERVISOR, Role.MANAGER)


@require_safe
@roles_only(*FLOOR)
def week(request: PersonRequest) -> HttpResponse:
    """Who cleans what in a week, and what was found."""
    context = week_and_group(request)
    group = context["group"]
    if group:
        context |= grid(group, context["monday"])
        context["may_lead"] = request.user.role in LEADING and leads(request, group)
        context["people"] = members(group, context["on"]) if context["may_lead"] else []
    context["may_plan"] = request.user.role in PLANNING
    return render(request, "attendance/duty/week.html", context)


def week_and_group(request: PersonRequest) -> dict[str, Any]:
    """The week of the day asked for with its neighbours, the group and the choice of groups."""
    context = day_and_group(request)
    monday = context["on"] - context["on"].weekday() * DAY
    sunday = monday + 6 * DAY
    neighbours = {"before": monday - 7 * DAY, "after": monday + 7 * DAY}
    is_today = monday <= dt.date.today() <= sunday
    return context | neighbours | {"monday": monday, "sunday": sunday, "is_today": is_today}


def leads(request: PersonRequest, group: Group) -> bool:
    return Group.objects.visible_to(request.user).filter(pk=group.pk).exists()


def grid(group: Group, monday: dt.date) -> dict[str, Any]:
    """Rows of areas and columns of days; `by_day` is the same for a phone."""
    days = [monday + number * DAY for number in range(7)]
    found = Duty.objects.filter(group=group, on__in=days).select_related(
        "employee", "area", "inspected_by__employee"
    )
    places = {(one.area_id, one.on): one for one in found}
    areas = list(DutyArea.objects.filter(is_active=True))
    rows = [{"area": area, "cells": [(day, places.get((area.pk, day))) for day in days]} for area in areas]
    return {"days": days, "rows": rows, "today": dt.date.today()}


def led_group(request: PersonRequest) -> Group:
    group, _groups = asked_group(request)
    if group is None or not leads(request, group):
        raise Http404
    return group


def to_week(group: Group, on: dt.date) -> HttpResponse:
    return redirect(f"{reverse('attendance:duty')}?on={on}&group={group.pk}")


@require_POST
@roles_only(*LEADING)
def give_out(request: PersonRequest) -> HttpResponse:
    """Fill the week by one press."""
    group, on = led_group(request), asked_day(request)
    monday = on - on.weekday() * DAY
    number = duties.give_out(group, monday, by=request.user)
    said = ngettext("%(number)s place is given out.", "%(number)s places are given out.", number)
    messages.success(request, said % {"number": number})
    return to_week(group, on)


@require_POST
@roles_only(*LEADING)
def give(request: PersonRequest, pk: int) -> HttpResponse:
    """Put somebody on an area of a day, or nobody."""
    group, on, area = led_group(request), asked_day(request), get_object_or_404(DutyArea, pk=pk)
    number = request.POST.get("employee_no", "")
    person = next((one for one in members(group, on) if one.employee_no == number), None)
    if number and person is None:
        messages.error(request, _("Nobody of this group has the number “%(number)s”.") % {"number": number})
    else:
        attempt(request, duties.give, group, area, on, person)
    return to_week(group, on)


@require_POST
@roles_only(*LEADING)
def inspect(request: PersonRequest, pk: int) -> HttpResponse:
    """Write down what the inspector found."""
    duty = get_object_or_404(Duty.objects.visible_to(request.user).select_related("group"), pk=pk)
    form = InspectionForm(request.POST)
    if not form.is_valid():
        messages.error(request, _("Write the points lost as a number from 0 to 20."))
    elif attempt(request, duties.inspect, duty, **form.cleaned_data):
        messages.success(request, _("Written down."))
    return to_week(duty.group, duty.on)


@require_safe
@roles_only(*PLANNING)
def areas(request: PersonRequest) -> HttpResponse:
    """The places that are cleaned, in the order of the roster; those out of use last."""
    rows = DutyArea.objects.order_by("-is_active", "position", "name")
    return render(request, "attendance/duty/areas.html", {"areas": rows})


@require_http_methods(["GET", "HEAD", "POST"])
@roles_only(*PLANNING)
def write_area(request: PersonRequest, pk: int | None = None) -> HttpResponse:
    """Change a place to clean, or add one."""
    area = get_object_or_404(DutyArea, pk=pk) if pk else DutyArea(position=duties.next_position())
    title = area.name or _("New area")
    form = AreaForm(request.POST or None, instance=area)
    if form.is_valid():
        duties.write_area(form.save(commit=False), by=request.user)
        messages.success(request, _("Saved."))
        return redirect("attendance:duty_areas")
    context = {"form": form, "title": title, "cancel_url": reverse("attendance:duty_areas")}
    return render(request, "attendance/duty/write_area.html", context)
