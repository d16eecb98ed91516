"""Papers of a person that the accountant has seen."""

import datetime as dt

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _

from common.access import Role, roles_only
from payroll import papers as papers_seen
from payroll.forms import PaperForm
from payroll.services import Refused
from payroll.views.parts import form_page
from staff.models import Employee


@form_page
@roles_only(Role.ACCOUNTANT)
def papers(request: HttpRequest, employee_no: str) -> HttpResponse:
    """Bank card and ID of a person: seen when, by whom; POST ticks one."""
    person = get_object_or_404(Employee.objects.visible_to(request.user), employee_no=employee_no)
    form = PaperForm(request.POST or None)
    if form.is_valid():
        tick(request, person, **form.cleaned_data)
        return redirect("payroll:papers", employee_no)
    context = {"person": person, "papers": papers_seen.papers_of(person), "form": form}
    return render(request, "payroll/papers.html", context)


def tick(request: HttpRequest, person: Employee, *, paper: str, seen_on: dt.date) -> None:
    """Record it, or say why not."""
    try:
        papers_seen.tick(person, paper, seen_on=seen_on, by=request.user)
    except Refused as refused:
        messages.warning(request, str(refused))
    else:
        messages.success(request, _("Seen: it is on record. No picture is kept."))
