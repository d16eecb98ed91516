"""Pages of tickets: the list, a new one, one with its timeline, and what can be done with it."""

from typing import Any

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import FileResponse, Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from common.access import Role, roles_only
from tickets.filters import TicketFilters
from tickets.forms.tickets import SayForm, StatusForm, TicketForm
from tickets.forms.working import ViewForm
from tickets.models import Attachment, Promise, Ticket
from tickets.pages import long_list
from tickets.services import talking
from tickets.services import tickets as services
from tickets.services.upkeep import KEEPING
from tickets.services.working import led_groups, own_views, watched_since
from tickets.showing import about
from tickets.steps import STEPS, is_unknown
from tickets.tables import TicketTable

SERVING = (Role.AGENT, Role.LEADER, Role.SUPERVISOR, Role.MANAGER)
READING = (*SERVING, Role.DIRECTOR)
form_page = require_http_methods(["GET", "HEAD", "POST"])


@require_safe
@roles_only(*READING)
def tickets(request: HttpRequest) -> HttpResponse:
    """Tickets of visible people, and those that nobody owns yet."""
    views = own_views(request.user)
    default = next((view for view in views if view.is_default), None)
    if default and default.query and not request.GET:
        return redirect(f"{request.path}?{default.query}")
    rows = Ticket.objects.visible_to(request.user).filter(merged_into__isnull=True).select_related("owner")
    context = {"views": views, "view_form": ViewForm(user=request.user), **list_of(request.user)}
    return long_list(request, rows, TicketFilters, TicketTable, "tickets/tickets.html", **context)


def list_of(user: Any) -> dict[str, Any]:
    """What stands around the list: what this person may do with it, and since when it is watched for changes."""
    return {
        "may_open": user.role in SERVING,
        "keeps": user.role in KEEPING,
        "led_groups": led_groups(user),
        "statuses": Ticket.Status.choices,
        "now": watched_since(),
    }


@form_page
@roles_only(*SERVING)
def new(request: HttpRequest) -> HttpResponse:
    """Write down a ticket."""
    form = TicketForm(request.POST or None, initial=request.GET.dict())
    if form.is_valid():
        ticket, to_shift = opened(form.cleaned_data, request.user)
        messages.success(request, _("Ticket %(ticket)s is open.") % {"ticket": ticket})
        if to_shift:
            done(request, lambda: services.assign_to_shift(ticket, by=request.user))
        return still_seen(request, Ticket, ticket.pk, "ticket")
    return render(request, "tickets/new.html", {"form": form})


def opened(said: dict[str, Any], user: Any) -> tuple[Ticket, bool]:
    """Open a ticket; whether it goes to somebody on shift. Nobody there leaves it to nobody, and that is said."""
    to = said.pop("to") or "me"
    owner = {"owner": user.employee if to == "me" else None}
    ticket = services.open_ticket(by=user, **owner, **said, is_order_unknown=is_unknown(said["order_no"]))
    return ticket, to == "shift"


def ticket_of(request: HttpRequest, pk: int) -> Ticket:
    rows = Ticket.objects.visible_to(request.user).select_related("owner", "group", "customer", "merged_into")
    return get_object_or_404(rows, pk=pk)


@form_page
@roles_only(*READING)
def ticket(request: HttpRequest, pk: int) -> HttpResponse:
    """One ticket; those who serve customers move it on."""
    ticket = ticket_of(request, pk)
    may_change = request.user.role in SERVING
    if request.method == "POST" and not may_change:
        raise Http404
    form = StatusForm(request.POST or None, initial={"status": ticket.status})
    if form.is_valid() and done(
        request, lambda: services.change_status(ticket, form.cleaned_data["status"], by=request.user)
    ):
        return redirect("tickets:ticket", pk)
    context = {"form": form, "may_change": may_change}
    context |= about(ticket, request.user, request.GET.get("events", ""))
    return render(request, "tickets/ticket.html", context)


def done(request: HttpRequest, act: Any, form: Any = None) -> bool:
    """Do it; a refusal becomes a message, or an error of the form."""
    try:
        act()
    except ValidationError as refusal:
        if form is not None:
            form.add_error(None, refusal)
        else:
            messages.error(request, " ".join(refusal.messages))
        return False
    return True


@require_POST
@roles_only(*SERVING)
def say(request: HttpRequest, pk: int) -> HttpResponse:
    """Reply, note, or write down what the customer answered."""
    ticket = ticket_of(request, pk)
    form = SayForm(request.POST, request.FILES)
    shown = None if ticket.merged_into_id else form  # a merged ticket's page has no form that could say it
    if form.is_valid() and done(request, lambda: said(ticket, form.cleaned_data, request.user), shown):
        return redirect("tickets:ticket", pk)
    status = StatusForm(initial={"status": ticket.status})
    context = about(ticket, request.user) | {"say": form, "form": status, "may_change": True}
    return render(request, "tickets/ticket.html", context)


def said(ticket: Ticket, words: dict[str, Any], user: Any) -> None:
    common = {"by": user, "file": words["file"]}
    if words["kind"] == "reply":
        talking.reply(ticket, words["text"], then=words["then"], **common)
    elif words["kind"] == "customer":
        talking.customer_wrote(ticket, words["text"], **common)
    else:
        talking.add_note(ticket, words["text"], **common)


@form_page
@roles_only(*SERVING)
def step(request: HttpRequest, pk: int, step: str) -> HttpResponse:
    """The form of one step (promise, assign, escalate, …), and doing it."""
    ticket, chosen = ticket_of(request, pk), STEPS.get(step)
    if chosen is None:
        raise Http404
    form = chosen.form_for(ticket, request.POST or None, request.FILES or None)
    if form.is_valid() and done(request, lambda: chosen.do(ticket, form.cleaned_data, request.user), form):
        return still_seen(request, Ticket, ticket.merged_into_id or pk, "ticket")
    return render(request, "tickets/step.html", {"ticket": ticket, "form": form, "step": chosen})


@require_POST
@roles_only(*SERVING)
def keep(request: HttpRequest, pk: int) -> HttpResponse:
    """What was promised is done."""
    promise = get_object_or_404(Promise.objects.visible_to(request.user).select_related("ticket"), pk=pk)
    services.keep_promise(promise, by=request.user)
    return redirect("tickets:ticket", promise.ticket_id)


def still_seen(request: HttpRequest, model: Any, pk: int, name: str) -> HttpResponse:
    """The page of a record; the list and a word about it where it was given to somebody whose work one does not see."""
    if model.objects.visible_to(request.user).filter(pk=pk).exists():
        return redirect(f"tickets:{name}", pk)
    messages.info(request, _("Done. It belongs to others now and is not among yours any more."))
    return redirect(f"tickets:{name}s")


@require_safe
@roles_only(*READING)
def file(request: HttpRequest, pk: int) -> HttpResponse:
    """An attachment, to be saved and never shown inside the page."""
    found = get_object_or_404(Attachment.objects.visible_to(request.user), pk=pk)
    if not found.file.storage.exists(found.file.name):
        raise Http404
    return FileResponse(found.file.open("rb"), as_attachment=True, filename=found.name)
