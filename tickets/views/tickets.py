"""Pages of problem items."""

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from common.access import Role, roles_only
from common.pages import list_page
from tickets.filters import TicketFilters
from tickets.forms import StatusForm, TicketForm
from tickets.models import Ticket
from tickets.services import tickets as services
from tickets.tables import TicketTable

SERVING = (Role.AGENT, Role.LEADER, Role.SUPERVISOR, Role.MANAGER)
form_page = require_http_methods(["GET", "HEAD", "POST"])


@require_safe
@roles_only(*SERVING, Role.DIRECTOR)
def tickets(request: HttpRequest) -> HttpResponse:
    """Problem items of visible people, and those that nobody owns yet."""
    rows = Ticket.objects.visible_to(request.user).select_related("owner")
    may_open = request.user.role in SERVING
    return list_page(request, rows, TicketFilters, TicketTable, "tickets/tickets.html", may_open=may_open)


@form_page
@roles_only(*SERVING)
def new(request: HttpRequest) -> HttpResponse:
    """Write down a problem item."""
    form = TicketForm(request.POST or None)
    if form.is_valid():
        ticket = services.open_ticket(by=request.user, **form.cleaned_data)
        messages.success(request, _("Problem item %(ticket)s is open.") % {"ticket": ticket})
        return redirect("tickets:ticket", ticket.pk)
    return render(request, "tickets/new.html", {"form": form})


@form_page
@roles_only(*SERVING, Role.DIRECTOR)
def ticket(request: HttpRequest, pk: int) -> HttpResponse:
    """One problem item; those who serve customers move it on."""
    ticket = get_object_or_404(Ticket.objects.visible_to(request.user).select_related("owner"), pk=pk)
    may_change = request.user.role in SERVING
    if request.method == "POST" and not may_change:
        raise Http404
    form = StatusForm(request.POST or None, initial={"status": ticket.status})
    if form.is_valid():
        services.change_status(ticket, form.cleaned_data["status"], by=request.user)
        return redirect("tickets:ticket", pk)
    return render(request, "tickets/ticket.html", {"ticket": ticket, "form": form, "may_change": may_change})
