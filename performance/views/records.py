"""An order with everything about it; a person's record; who stands where; evidence; conduct about a record."""

import datetime as dt

from django.http import FileResponse, Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from common.access import roles_only
from performance import about as abouts
from performance import order_page, records
from performance.models import ConductEntry, Evidence, Order
from performance.services import conduct as services
from performance.services.steps import Refused
from performance.views.parts import EVERYBODY, LEADING, READING, take_step
from staff.models import Employee


@require_safe
@roles_only(*EVERYBODY)
def order(request: HttpRequest, pk: int) -> HttpResponse:
    """One order: whose sale it is, what was given back, and what happened about it."""
    rows = Order.objects.visible_to(request.user).select_related("account")
    shown = get_object_or_404(rows, pk=pk)
    return render(request, "performance/order.html", order_page.page_of(shown, request.user))


@require_safe
@roles_only(*EVERYBODY)
def about(request: HttpRequest, kind: str, pk: int) -> HttpResponse:
    """The conduct recorded about a ticket, complaint or order; a part of its page."""
    found = abouts.about(kind, pk, request.user)
    if found is None:
        raise Http404
    names = records.item_names()
    entries = [(names.get(one.item, one.item), one) for one in abouts.entries_about(found, request.user)]
    may_record = request.user.role in LEADING
    context = {"about": found, "entries": entries, "may_record": may_record}
    return render(request, "performance/_about.html", context)


@require_safe
@roles_only(*EVERYBODY)
def record(request: HttpRequest, employee_no: str) -> HttpResponse:
    """A person's record."""
    person = get_object_or_404(Employee.objects.visible_to(request.user), employee_no=employee_no)
    context = records.page_of(person, request.user)
    may_record = request.user.role in LEADING and person.pk != request.user.employee_id
    return render(request, "performance/record.html", context | {"may_record": may_record})


@require_safe
@roles_only(*READING)
def discipline(request: HttpRequest) -> HttpResponse:
    """Demerits and points lost of visible people over a year, and what comes next for whom."""
    rows = records.discipline(request.user, dt.date.today())[:200]
    steps = records.steps(rows, records.item_names())
    shown = [(row, steps.get(row.person.pk, [])) for row in rows]
    return render(request, "performance/discipline.html", {"rows": shown})


@require_POST
@roles_only(*EVERYBODY)
def add_evidence(request: HttpRequest, pk: int) -> HttpResponse:
    """Hang a file on an entry: whoever leads the person, or the person."""
    entry = get_object_or_404(ConductEntry.objects.visible_to(request.user), pk=pk)
    file = request.FILES.get("file")
    if entry.employee_id != request.user.employee_id and request.user.role not in LEADING:
        raise Http404

    def add() -> Evidence:
        if file is None:
            raise Refused(_("Choose a file first."))
        return services.add_evidence(entry, file, by=request.user)

    return take_step(request, add, _("“%(result)s” is added."), "performance:entry", pk)


@require_safe
@roles_only(*EVERYBODY)
def evidence(request: HttpRequest, pk: int) -> FileResponse:
    """A file, to be saved and never shown inside the page."""
    found = get_object_or_404(Evidence.objects.visible_to(request.user).distinct(), pk=pk)
    return FileResponse(found.file.open("rb"), as_attachment=True, filename=found.name)
