"""Booking what attendance proposes."""

from decimal import Decimal

from django import forms
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


class AmountForm(forms.Form):
    """The amount of a fine as it was decided; nothing for entries that have none."""

    amount = forms.DecimalField(
        required=False, min_value=Decimal("0.01"), max_value=Decimal(100_000), decimal_places=2
    )


@require_POST
@roles_only(Role.LEADER, Role.SUPERVISOR, Role.MANAGER)
def book_proposal(request: HttpRequest, pk: int) -> HttpResponse:
    """Book a proposed entry."""
    rows = ConductProposal.objects.visible_to(request.user).exclude(employee=request.user.employee_id)
    form = AmountForm(request.POST)
    if not form.is_valid():
        messages.error(request, _("Write the amount in yuan, above 0 and with at most two decimals."))
        return redirect("attendance:proposals")
    try:
        entry = book(get_object_or_404(rows, pk=pk), by=request.user, amount=form.cleaned_data["amount"])
    except (Refused, ValidationError) as refused:
        said = refused.messages if isinstance(refused, ValidationError) else [str(refused)]
        messages.error(request, " ".join(said))
    else:
        messages.success(request, _("Booked as %(entry)s.") % {"entry": entry})
    return redirect("attendance:proposals")
