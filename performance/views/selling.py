"""Sales against targets, and service metrics."""

from decimal import Decimal

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from common.access import Role, roles_only
from performance import forms, selling, wording
from performance.services import measures
from performance.views.parts import EVERYBODY, FLOOR, MARKING, form_of, form_page, save


@require_safe
@roles_only(*EVERYBODY)
def sales(request: HttpRequest) -> HttpResponse:
    """A group's month: who sold what against which target, the day's ranking, conversion and lost inquiries."""
    form = forms.SalesForm(request.GET or None, user=request.user)
    month, people = form.month(), form.people()
    rows = selling.sellers(people, month, form.day(month))
    ids = [one.pk for one in people]
    context = {
        "form": form,
        "month": month,
        "day": form.day(month),
        "rows": rows,
        "totals": selling.totals(rows),
        "conversion": said(selling.conversion(ids, month)),
        "lost": selling.lost_by_reason(ids, month),
        "unbound": selling.unbound_accounts(month) if request.user.role == Role.MANAGER else [],
        "may_set": request.user.role in MARKING,
        "may_note": request.user.role in FLOOR,
    }
    return render(request, "performance/sales.html", context)


def said(sums: tuple[int, int] | None) -> str:
    return wording.value("conversion", Decimal(sums[0]), Decimal(sums[1])) if sums else ""


@form_page
@roles_only(*MARKING)
def set_target(request: HttpRequest) -> HttpResponse:
    """A person's sales target for a month."""
    form = forms.TargetForm(request.POST or None, user=request.user, initial=request.GET.dict())
    if save(request, form, measures.set_target, _("The target is set.")):
        return redirect("performance:sales")
    return form_of(request, form, _("Sales target"), "performance:sales")


@form_page
@roles_only(*FLOOR)
def note_lost(request: HttpRequest) -> HttpResponse:
    """Why somebody who asked did not buy."""
    form = forms.LostForm(request.POST or None)
    if save(request, form, measures.note_lost, _("Noted.")):
        return redirect("performance:note_lost")
    return form_of(request, form, _("Lost inquiry"), "performance:sales")
