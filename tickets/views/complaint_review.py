"""The page of a month's complaints, and what was concluded."""

import datetime as dt

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from common.access import Role, roles_only
from common.addresses import chosen_month
from common.audit import record
from tickets.complaint_sheets import review_file
from tickets.forms.complaints import ConclusionForm
from tickets.services import complaint_review as services
from tickets.views.tickets import READING

CONCLUDING = (Role.SUPERVISOR, Role.MANAGER)


@require_safe
@roles_only(*READING)
def review_month(request: HttpRequest) -> HttpResponse:
    """Causes, departments, repeats, goals and corrections of a month; as a file the same lines."""
    month = chosen_month(request.GET)
    review = services.review_of(request.user, month)
    if "file" in request.GET:
        record("complaints of a month downloaded", None, by=request.user, note=str(month))
        return review_file(month, review)
    told = {"conclusion": review.conclusion.conclusion} if review.conclusion else None
    form = ConclusionForm(initial=told) if request.user.role in CONCLUDING else None
    months = [review.sums, *review.before]
    context = {"month": month, "month_text": str(month), "months": months, "today": dt.date.today()}
    context |= {"review": review, "form": form}
    return render(request, "tickets/complaint_review.html", context)


@require_POST
@roles_only(*CONCLUDING)
def conclude_month(request: HttpRequest) -> HttpResponse:
    """Write down what was concluded from a month's complaints."""
    month, form = chosen_month(request.POST), ConclusionForm(request.POST)
    if form.is_valid():
        services.conclude(month, form.cleaned_data["conclusion"], by=request.user)
        messages.success(request, _("The conclusion for %(month)s is written down.") % {"month": month})
    else:
        messages.error(request, _("Write the conclusion before you save it, in at most 5000 characters."))
    return redirect(f"{reverse('tickets:complaint_review')}?month={month}")
