"""Conduct: the list, quick entry, one entry with its appeal."""

from functools import partial
from urllib.parse import urlencode

from django.db.models import OuterRef, QuerySet, Subquery
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from common.access import roles_only
from common.pages import list_page
from performance import showing
from performance.filters import ConductFilters
from performance.forms import ConductForm
from performance.models import ConductEntry, ConductItem
from performance.services import appeals as appeal_services
from performance.services import conduct as services
from performance.tables import ConductTable
from performance.views.parts import EVERYBODY, FLOOR, LEADING, READING, form_page, save, take_step
from tickets.models import Complaint


def in_words(rows: "QuerySet[ConductEntry]") -> "QuerySet[ConductEntry]":
    """Annotate the item in the reader's language, and its points, as they held on the day."""
    items = ConductItem.objects.filter(code=OuterRef("item"), valid_from__lte=OuterRef("on"))
    name = "name_zh" if (get_language() or "zh").startswith("zh") else "name_en"
    latest = items.order_by("-valid_from")
    return rows.annotate(
        item_name=Subquery(latest.values(name)[:1]), points=Subquery(latest.values("points")[:1])
    )


@require_safe
@roles_only(*EVERYBODY)
def conduct(request: HttpRequest) -> HttpResponse:
    """Entries of conduct, with the item in words."""
    rows = in_words(ConductEntry.objects.visible_to(request.user).select_related("employee"))
    role = request.user.role
    context = {"may_record": role in LEADING, "sees_discipline": role in READING}
    return list_page(request, rows, ConductFilters, ConductTable, "performance/conduct.html", **context)


@form_page
@roles_only(*LEADING)
def record_conduct(request: HttpRequest) -> HttpResponse:
    """Quick entry: person, item, Enter; the form stays for the next one."""
    form = ConductForm(
        request.POST or None, request.FILES or None, user=request.user, initial=request.GET.dict()
    )
    if save(request, form, services.record_conduct, _("%(result)s is recorded.")):
        return redirect(request.get_full_path())
    return render(request, "performance/record_conduct.html", {"form": form})


@require_safe
@roles_only(*LEADING)
def record_from_complaint(request: HttpRequest, pk: int) -> HttpResponse:
    """Quick entry with everything that a founded complaint says, linked to it by its number."""
    complaint = get_object_or_404(Complaint.objects.visible_to(request.user), pk=pk)
    person = complaint.responsible or complaint.agent
    said = {
        "employee": person.employee_no if person else "",
        "code": "DEMERIT_COMPLAINT",
        "incident": complaint.number,
        "evidence": str(complaint),
    }
    return redirect(f"{reverse('performance:record_conduct')}?{urlencode(said)}")


@require_safe
@roles_only(*EVERYBODY)
def entry(request: HttpRequest, pk: int) -> HttpResponse:
    """One entry: what happened, who recorded it, what became of it."""
    rows = in_words(ConductEntry.objects.visible_to(request.user))
    shown = get_object_or_404(rows.select_related("employee", "recorded_by__employee"), pk=pk)
    context = {"entry": shown, **showing.page_of_entry(shown, request.user)}
    return render(request, "performance/entry.html", context)


@require_POST
@roles_only(*FLOOR)
def appeal_entry(request: HttpRequest, pk: int) -> HttpResponse:
    """Object to an entry about oneself."""
    shown = get_object_or_404(ConductEntry, pk=pk, employee=request.user.employee_id)
    appeal = partial(
        appeal_services.appeal_entry, shown, reason=request.POST.get("reason", ""), by=request.user
    )
    done = _("Your appeal is handed in. Somebody neutral decides it.")
    return take_step(request, appeal, done, "performance:entry", pk)
