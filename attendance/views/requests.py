"""What waits for an answer, and what one asks for oneself: leave, overtime, missing punches, swaps."""

import datetime as dt
from collections.abc import Callable
from typing import Any

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import FileResponse, Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from attendance import leave as leaves
from attendance import overtime, proofs, punches
from attendance import swap as swaps
from attendance.forms import requests as forms
from attendance.models import Leave, LeaveGrant, OvertimeRequest, PunchCorrection, Swap
from attendance.waiting import waiting_for
from common.access import Role, roles_only
from common.audit import record
from staff.requests import PersonRequest, person_of

DECIDERS = (Role.LEADER, Role.SUPERVISOR, Role.MANAGER, Role.DIRECTOR)
form_page = require_http_methods(["GET", "HEAD", "POST"])


@require_safe
@roles_only(*DECIDERS)
def waiting(request: PersonRequest) -> HttpResponse:
    """Everything that waits for an answer of this person, and what is on its way."""
    return render(request, "attendance/requests.html", {"waiting": waiting_for(request.user)})


def answer(request: PersonRequest, decide: Callable[[bool, str], Any]) -> HttpResponse:
    """Take a yes or no, say what came of it, and go back to where it was pressed."""
    form = forms.AnswerForm(request.POST)
    if not form.is_valid():
        messages.error(request, _("Press approve or refuse."))
        return back(request)
    try:
        decide(form.is_yes, form.cleaned_data["reason"])
    except ValidationError as error:
        messages.error(request, " ".join(error.messages))
    else:
        messages.success(request, _("Approved.") if form.is_yes else _("Refused."))
    return back(request)


def back(request: PersonRequest) -> HttpResponse:
    """To the page that waits for answers, or to one's own."""
    decides = request.user.role in DECIDERS and request.POST.get("from") != "mine"
    return redirect("attendance:requests" if decides else "attendance:my_shifts")


# Leave


@require_safe
@roles_only(*Role)
def my_leave(request: PersonRequest) -> HttpResponse:
    """What is left, what was asked for, and the way to ask."""
    me, year = person_of(request), dt.date.today().year
    context = {
        "balances": [(Leave.Kind(kind).label, one) for kind, one in leaves.balances(me, year).items()],
        "rows": leaves_of(request),
        "requests": OvertimeRequest.objects.filter(employee=me)[:20],
    }
    return render(request, "attendance/my_leave.html", context)


def leaves_of(request: PersonRequest) -> list[tuple[Leave, bool, str]]:
    """One's own leaves, the latest first: whether one may take it back, and who has to decide next."""
    own = list(Leave.objects.filter(employee=person_of(request)).order_by("-starts_at")[:40])
    routes = leaves.routes(own)
    return [(leave, leaves.may_take_back(leave, request.user), next_role(routes[leave.pk])) for leave in own]


def next_role(route: leaves.Route) -> str:
    return str(Role(route.next).label) if route.next else ""


@form_page
@roles_only(*Role)
def ask_leave(request: PersonRequest) -> HttpResponse:
    """Ask for leave."""
    form = forms.LeaveForm(request.POST or None, request.FILES or None)
    if form.is_valid() and tried(
        form, lambda told: leaves.ask(person_of(request), leaves.Asked(**told), by=request.user)
    ):
        messages.success(request, _("Your leave is asked for."))
        return redirect("attendance:my_leave")
    return asking(request, form, _("Ask for leave"), "attendance:my_leave")


def tried(form: Any, act: Callable[[dict[str, Any]], Any]) -> bool:
    """Do it with what the form says; a refusal becomes an error of the form."""
    try:
        act(form.cleaned_data)
    except ValidationError as error:
        form.add_error(None, error)
        return False
    return True


def asking(request: PersonRequest, form: Any, title: str, cancel: str, **context: Any) -> HttpResponse:
    context |= {"form": form, "title": title, "cancel_url": reverse(cancel), "submit_label": _("Send")}
    return render(request, "staff/form.html", context)


def visible_leave(request: PersonRequest, pk: int) -> Leave:
    return get_object_or_404(
        Leave.objects.visible_to(request.user).select_related("employee", "proof"), pk=pk
    )


@require_safe
@roles_only(*Role)
def show_leave(request: PersonRequest, pk: int) -> HttpResponse:
    """One leave: its chain, its proof, what can be done with it."""
    leave = visible_leave(request, pk)
    route = leaves.route_of(leave)
    context = {
        "leave": leave,
        "steps": [str(Role(role).label) for role in route.steps],
        "next": next_role(route),
        "decisions": leave.decisions.all(),
        "may_decide": route.may_decide(request.user),
        "proof_form": forms.ProofForm(),
    }
    return render(request, "attendance/leave.html", context | rights_on(leave, request.user))


def rights_on(leave: Leave, user: Any) -> dict[str, bool]:
    """What this user may do with a leave beside deciding."""
    return {
        "may_take_back": leaves.may_take_back(leave, user),
        "may_see_proof": may_see_proof(leave, user),
        "may_attach": leave.status == "pending" and leave.employee_id == user.employee_id,
    }


def may_see_proof(leave: Leave, user: Any) -> bool:
    """Whose it is and who decides; a leader sees the leave and not the doctor's note."""
    return leave.proof is not None and (
        leave.employee_id == user.employee_id or user.role in (Role.SUPERVISOR, Role.MANAGER, Role.DIRECTOR)
    )


@require_POST
@roles_only(*DECIDERS)
def decide_leave(request: PersonRequest, pk: int) -> HttpResponse:
    leave = visible_leave(request, pk)
    return answer(request, lambda yes, why: leaves.decide(leave, yes, why, by=request.user))


@require_POST
@roles_only(*Role)
def withdraw_leave(request: PersonRequest, pk: int) -> HttpResponse:
    leave = visible_leave(request, pk)
    if not leaves.may_take_back(leave, request.user) and leave.employee_id != request.user.employee_id:
        raise Http404
    taken_back(
        request, lambda: leaves.withdraw(leave, by=request.user, reason=request.POST.get("reason", "")[:300])
    )
    return redirect("attendance:leave", leave.pk)


def taken_back(request: PersonRequest, act: Callable[[], Any]) -> None:
    try:
        act()
    except ValidationError as error:
        messages.error(request, " ".join(error.messages))
    else:
        messages.success(request, _("Taken back."))


@require_POST
@roles_only(*Role)
def attach(request: PersonRequest, pk: int) -> HttpResponse:
    """The proof of one's own leave."""
    own = Leave.objects.visible_to(request.user).filter(employee=person_of(request))
    leave = get_object_or_404(own, pk=pk)
    form = forms.ProofForm(request.POST, request.FILES)
    if form.is_valid() and tried(
        form, lambda told: leaves.attach_proof(leave, told["proof"], by=request.user)
    ):
        messages.success(request, _("The proof is attached."))
    else:
        messages.error(request, " ".join(str(error) for errors in form.errors.values() for error in errors))
    return redirect("attendance:leave", pk)


@require_safe
@roles_only(*Role)
def proof(request: PersonRequest, pk: int) -> FileResponse:
    """The proof as a file; that somebody else took it is written down."""
    leave = visible_leave(request, pk)
    if not may_see_proof(leave, request.user):
        raise Http404
    assert leave.proof is not None
    if leave.employee_id != request.user.employee_id:
        record("proof of leave read", leave, by=request.user)
    file = leave.proof.file.open("rb")
    kind = proofs.kind_of(file.read(16))
    file.seek(0)
    response = FileResponse(file, as_attachment=True, filename=leave.proof.name)
    response.headers["Content-Type"] = kind[1] if kind else "application/octet-stream"
    response.headers["Cache-Control"] = "no-store"
    return response


@form_page
@roles_only(Role.MANAGER)
def grant_leave(request: PersonRequest) -> HttpResponse:
    """Give somebody days of annual or compensatory leave."""
    form = forms.GrantForm(request.POST or None, instance=LeaveGrant())
    if form.is_valid() and tried(form, lambda told: leaves.grant(by=request.user, **told)):
        messages.success(request, _("Saved."))
        return redirect("attendance:requests")
    return asking(request, form, _("Give days of leave"), "attendance:requests")


# Overtime


@form_page
@roles_only(*Role)
def ask_overtime(request: PersonRequest) -> HttpResponse:
    """Ask for overtime."""
    form = forms.OvertimeForm(request.POST or None, instance=OvertimeRequest(employee=person_of(request)))
    if form.is_valid() and tried(
        form, lambda told: overtime.ask(person_of(request), by=request.user, **told)
    ):
        messages.success(request, _("Your overtime is asked for."))
        return redirect("attendance:my_leave")
    return asking(request, form, _("Ask for overtime"), "attendance:my_leave")


@require_POST
@roles_only(*DECIDERS)
def decide_overtime(request: PersonRequest, pk: int) -> HttpResponse:
    asked = get_object_or_404(OvertimeRequest.objects.visible_to(request.user), pk=pk)
    return answer(request, lambda yes, why: overtime.decide(asked, yes, why, by=request.user))


@require_POST
@roles_only(*Role)
def withdraw_overtime(request: PersonRequest, pk: int) -> HttpResponse:
    asked = get_object_or_404(OvertimeRequest.objects.visible_to(request.user), pk=pk)
    taken_back(request, lambda: overtime.withdraw(asked, by=request.user))
    return redirect("attendance:my_leave")


# Punches


@require_POST
@roles_only(*Role)
def clock(request: PersonRequest) -> HttpResponse:
    """Punch now."""
    try:
        punch = punches.clock(person_of(request), by=request.user)
    except ValidationError as error:
        messages.error(request, " ".join(error.messages))
    else:
        messages.success(request, _("Punched at %(time)s.") % {"time": f"{punch.punched_at:%H:%M:%S}"})
    return redirect("attendance:my_shifts")


@form_page
@roles_only(*Role)
def ask_correction(request: PersonRequest) -> HttpResponse:
    """Say when one came or went although the clock does not know."""
    day = request.GET.get("day", "")
    initial = {"punched_at": f"{day}T08:00"} if len(day) == 10 else {}
    form = forms.CorrectionForm(request.POST or None, initial=initial)
    if form.is_valid() and tried(
        form, lambda told: punches.ask_correction(person_of(request), by=request.user, **told)
    ):
        messages.success(request, _("Your request is sent."))
        return redirect("attendance:my_shifts")
    return asking(request, form, _("A punch is missing"), "attendance:my_shifts")


@require_POST
@roles_only(*DECIDERS)
def decide_correction(request: PersonRequest, pk: int) -> HttpResponse:
    asked = get_object_or_404(PunchCorrection.objects.visible_to(request.user), pk=pk)
    return answer(request, lambda yes, why: punches.decide(asked, yes, why, by=request.user))


@require_POST
@roles_only(*Role)
def withdraw_correction(request: PersonRequest, pk: int) -> HttpResponse:
    asked = get_object_or_404(PunchCorrection.objects.visible_to(request.user), pk=pk)
    taken_back(request, lambda: punches.withdraw(asked, by=request.user))
    return redirect("attendance:my_shifts")


# Swaps


@form_page
@roles_only(*Role)
def ask_swap(request: PersonRequest) -> HttpResponse:
    """Offer one's shift to a colleague."""
    me = person_of(request)
    form = forms.SwapForm(
        request.POST or None, partners=swaps.partners(me), initial={"on": request.GET.get("on", "")}
    )
    if form.is_valid() and tried(form, lambda told: swaps.ask(me, by=request.user, **told)):
        messages.success(request, _("Your colleague is asked."))
        return redirect("attendance:my_shifts")
    return asking(request, form, _("Swap a shift"), "attendance:my_shifts")


def visible_swap(request: PersonRequest, pk: int) -> Swap:
    rows = Swap.objects.visible_to(request.user).select_related("asker", "partner")
    return get_object_or_404(rows, pk=pk)


@require_POST
@roles_only(*Role)
def accept_swap(request: PersonRequest, pk: int) -> HttpResponse:
    """The partner's answer."""
    swap = visible_swap(request, pk)
    if swap.partner_id != request.user.employee_id:
        raise Http404
    return answer(request, lambda yes, why: swaps.accept(swap, yes, why, by=request.user))


@require_POST
@roles_only(*DECIDERS)
def decide_swap(request: PersonRequest, pk: int) -> HttpResponse:
    swap = visible_swap(request, pk)
    return answer(request, lambda yes, why: swaps.decide(swap, yes, why, by=request.user))


@require_POST
@roles_only(*Role)
def withdraw_swap(request: PersonRequest, pk: int) -> HttpResponse:
    swap = visible_swap(request, pk)
    taken_back(request, lambda: swaps.withdraw(swap, by=request.user))
    return redirect("attendance:my_shifts")
