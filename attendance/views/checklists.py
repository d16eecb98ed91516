"""Checklists of a day, and their templates."""

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from attendance import checklists
from attendance.desk_forms import ChecklistForm
from attendance.models import Checklist, ChecklistPoint
from attendance.views.desk import asked_day, asked_group, attempt, day_and_group, fault_of
from common.access import Role, roles_only
from common.pages import wants_part
from staff.models import Group
from staff.requests import PersonRequest

FLOOR = (Role.AGENT, Role.LEADER, Role.SUPERVISOR, Role.MANAGER)
WRITING = (Role.SUPERVISOR, Role.MANAGER)


@require_safe
@roles_only(*FLOOR)
def day(request: PersonRequest) -> HttpResponse:
    """The lists of a group on a day, with who ticked what when."""
    context = day_and_group(request)
    if context["group"]:
        context["lists"] = checklists.due_lists([context["group"]], context["on"], request.user)
    context["may_write"] = request.user.role in WRITING
    return render(request, "attendance/checklists/day.html", context)


@require_POST
@roles_only(*FLOOR)
def tick(request: PersonRequest, pk: int) -> HttpResponse:
    """Tick a point, or take one's own tick back."""
    point = get_object_or_404(ChecklistPoint.objects.select_related("checklist"), pk=pk)
    group, _groups = asked_group(request)
    wanted = get_object_or_404(Group.objects.on_desk_of(request.user), pk=group.pk if group else 0)
    on = asked_day(request)
    if not wants_part(request):
        attempt(request, checklists.tick, point, wanted, on)
        return redirect(f"{reverse('attendance:checklists')}?on={on}&group={wanted.pk}")
    fault = fault_of(checklists.tick, point, wanted, on, by=request.user)
    lists = checklists.due_lists([wanted], on, request.user)
    due = next((one for one in lists if one.checklist.pk == point.checklist_id), None)
    return render(request, "attendance/checklists/_list.html", {"due": due, "fault": fault})


@require_safe
@roles_only(*WRITING)
def templates(request: PersonRequest) -> HttpResponse:
    """All templates, those out of use last."""
    rows = Checklist.objects.order_by("-is_active", "due_minute", "name").prefetch_related("points")
    return render(request, "attendance/checklists/templates.html", {"checklists": rows})


@require_http_methods(["GET", "HEAD", "POST"])
@roles_only(*WRITING)
def write(request: PersonRequest, pk: int | None = None) -> HttpResponse:
    """Change a template, or make a new one."""
    checklist = get_object_or_404(Checklist, pk=pk) if pk else Checklist()
    form = ChecklistForm(request.POST or None, instance=checklist)
    if form.is_valid():
        checklists.write_checklist(form.save(commit=False), form.points(), by=request.user)
        messages.success(request, _("Saved."))
        return redirect("attendance:checklist_templates")
    title = checklist.name if pk else _("New checklist")
    context = {"form": form, "title": title, "cancel_url": reverse("attendance:checklist_templates")}
    return render(request, "attendance/checklists/write.html", context)
