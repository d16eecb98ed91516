"""The whiteboard, its notes, and the entries proposed where no plan was written."""

import datetime as dt
from typing import Any

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST, require_safe

from attendance import missing_plans, plans, proposals, whiteboard
from attendance.desk_filters import ProposalFilters
from attendance.desk_forms import NoteForm, ProgressForm
from attendance.desk_tables import ProposalTable
from attendance.models import ConductProposal, PlanItem, WorkPlan
from attendance.views.desk import asked_day, attempt, day_and_group, fault_of
from common.access import Role, roles_only
from common.pages import list_page, wants_part
from staff.models import Employee
from staff.requests import PersonRequest, person_of

BOARD = "attendance/plans/_board.html"
FLOOR = (Role.AGENT, Role.LEADER, Role.SUPERVISOR, Role.MANAGER)
LEADING = (Role.LEADER, Role.SUPERVISOR, Role.MANAGER)


@never_cache
@require_safe
@roles_only(*FLOOR)
def work_plans(request: PersonRequest) -> HttpResponse:
    """The whiteboard of a group: today's notes by person. It asks again by itself; 204 where nothing changed."""
    context = day_and_group(request)
    if context["group"]:
        context["columns"] = whiteboard.board(context["group"], context["on"], request.user)
        context["print"] = whiteboard.print_of(context["columns"])
    if wants_part(request) and context["group"]:
        is_same = request.GET.get("seen") == context["print"]
        return HttpResponse(status=204) if is_same else render(request, BOARD, context)
    context["missing"] = missing_plans.my_missing_plan(request.user.employee_id)
    context["proposed"] = ConductProposal.objects.open_for(request.user).count() if leads(request) else 0
    return render(request, "attendance/plans/board.html", context)


def leads(request: PersonRequest) -> bool:
    return request.user.role in LEADING


@require_POST
@roles_only(*FLOOR)
def add_note(request: PersonRequest, employee_no: str) -> HttpResponse:
    """Put a note on somebody's place of the board."""
    person = get_object_or_404(people_of_boards(request), employee_no=employee_no)
    form, on = NoteForm(request.POST), asked_day(request)
    if not form.is_valid():
        return column(request, person, on, " ".join(map(str, form.errors.get("says", ()))), form)
    fault = fault_of(plans.add_note, person, on, by=request.user, **form.cleaned_data)
    return column(request, person, on, fault, form if fault else None)


def people_of_boards(request: PersonRequest) -> Any:
    """People whose place on a board one may write: oneself, and whom one leads."""
    seen = Employee.objects.visible_to(request.user)
    return seen if leads(request) else seen.filter(pk=person_of(request).pk)


@require_POST
@roles_only(*FLOOR)
def note(request: PersonRequest, pk: int) -> HttpResponse:
    """Say how far a note is."""
    item = visible_note(request, pk)
    form = ProgressForm(request.POST)
    if not form.is_valid():
        fault = _("How far is it? Choose a number from 0 to 100.")
    else:
        fault = fault_of(plans.set_progress, item, by=request.user, **form.cleaned_data)
    return column(request, item.plan.employee, item.plan.on, fault)


@require_POST
@roles_only(*FLOOR)
def drop_note(request: PersonRequest, pk: int) -> HttpResponse:
    """Take a note off the board, with the reason."""
    item = visible_note(request, pk)
    fault = fault_of(plans.drop_note, item, request.POST.get("remark", ""), by=request.user)
    return column(request, item.plan.employee, item.plan.on, fault)


def visible_note(request: PersonRequest, pk: int) -> PlanItem:
    rows = PlanItem.objects.visible_to(request.user).select_related("plan__employee")
    return get_object_or_404(rows, pk=pk)


@require_POST
@roles_only(*FLOOR)
def confirm_plan(request: PersonRequest, pk: int) -> HttpResponse:
    """Say that the notes on the board are one's plan of the day."""
    plan = visible_plan(request, pk)
    return column(request, plan.employee, plan.on, fault_of(plans.confirm_plan, plan, by=request.user))


@require_POST
@roles_only(*FLOOR)
def close_day(request: PersonRequest, pk: int) -> HttpResponse:
    """End the day: the rest moves to the next shift."""
    plan = visible_plan(request, pk)
    return column(request, plan.employee, plan.on, fault_of(plans.close_day, plan, by=request.user))


def visible_plan(request: PersonRequest, pk: int) -> WorkPlan:
    return get_object_or_404(WorkPlan.objects.visible_to(request.user).select_related("employee"), pk=pk)


def column(
    request: PersonRequest, person: Employee, on: dt.date, fault: str = "", form: NoteForm | None = None
) -> HttpResponse:
    """The person's place on the board again; without htmx the whole board, and a refusal as a message."""
    if not wants_part(request):
        if fault:
            messages.error(request, fault)
        return redirect(f"{reverse('attendance:work_plans')}?on={on}")
    context = {"column": whiteboard.column(person, on, request.user), "on": on, "fault": fault, "form": form}
    return render(request, "attendance/plans/_column.html", context)


@require_safe
@roles_only(*LEADING)
def proposed(request: PersonRequest) -> HttpResponse:
    """Entries that wait for a decision, and those decided."""
    rows = ConductProposal.objects.visible_to(request.user).select_related("employee", "decided_by__employee")
    return list_page(request, rows, ProposalFilters, ProposalTable, "attendance/plans/proposals.html")


@require_POST
@roles_only(*LEADING)
def drop_proposal(request: PersonRequest, pk: int) -> HttpResponse:
    """Let a proposed entry go, with the reason."""
    proposal = get_object_or_404(ConductProposal.objects.visible_to(request.user), pk=pk)
    if proposal.employee_id == request.user.employee_id:
        raise Http404
    if attempt(request, proposals.drop, proposal, answer=request.POST.get("answer", "")):
        messages.success(request, _("Dropped: %(proposal)s.") % {"proposal": proposal})
    return redirect("attendance:proposals")
