"""Booking what attendance proposes."""

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from attendance.models import ConductProposal
from common.access import Role, roles_only
from performance.services.proposals import book
from performance.services.steps import Refused


@require_POST
@roles_only(Role.LEADER, Role.SUPERVISOR, Role.MANAGER)
def book_proposal(request: HttpRequest, pk: int) -> HttpResponse:
    """Book a proposed entry."""
    rows = ConductProposal.objects.visible_to(request.user).exclude(employee=request.user.employee_id)
    try:
        entry = book(get_object_or_404(rows, pk=pk), by=request.user)
    except (Refused, ValidationError) as refused:
        said = refused.messages if isinstance(refused, ValidationError) else [str(refused)]
        messages.error(request, " ".join(said))
    else:
        messages.success(request, _("Booked as %(entry)s.") % {"entry": entry})
    return redirect("attendance:proposals")
