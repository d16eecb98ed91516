"""Attendance: the month sheet of a group, and one shift explained."""

import datetime as dt
import io
from typing import Any

from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.utils.http import content_disposition_header
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from attendance.models import Punch, Shift
from attendance.reading import reading_of
from attendance.reading_sheet import day_heads, legend, sheet_of, total_heads
from attendance.reading_words import steps
from attendance.roster_people import WITHOUT_GROUP, may_see_without_group, members
from attendance.sheet_export import export_sheet
from common.access import Role, roles_only
from common.addresses import chosen_month
from common.month import Month
from staff.models import SEE_EVERYBODY, Employee, Group
from staff.requests import PersonRequest

XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
READERS = (Role.LEADER, Role.SUPERVISOR, *SEE_EVERYBODY)


@require_safe
@roles_only(*READERS)
def sheet(request: PersonRequest) -> HttpResponse:
    """A month of a group: a person a row, a day a column, totals."""
    shown = shown_of(request)
    context = {"heads": day_heads(shown["month"]), "total_heads": total_heads(), "legend": legend()}
    return render(request, "attendance/readings.html", shown | context)


@require_safe
@roles_only(*READERS)
def export(request: PersonRequest) -> HttpResponse:
    """The same as a workbook."""
    shown = shown_of(request)
    name = str(shown["group"] or _("People without a group"))
    content = io.BytesIO()
    export_sheet(shown["rows"], shown["month"], name, content, by=request.user)
    response = HttpResponse(content.getvalue(), content_type=XLSX)
    file_name = f"{_('Attendance')} {name} {shown['month']}.xlsx"
    response.headers["Content-Disposition"] = content_disposition_header(True, file_name) or ""
    response.headers["Cache-Control"] = "no-store"
    return response


def shown_of(request: PersonRequest) -> dict[str, Any]:
    """What page and workbook show: the group and month of the address, and the rows."""
    groups = list(Group.objects.visible_to(request.user))
    has_none = may_see_without_group(request.user)
    group = chosen_group(request, groups, has_none)
    month = chosen_month(request.GET)
    people = list(people_of(request.user, group, month)) if group or has_none else []
    context: dict[str, Any] = {"groups": groups, "group": group, "has_none": has_none, "month": month}
    return context | {"rows": sheet_of(people, month)}


def chosen_group(request: PersonRequest, groups: list[Group], has_none: bool) -> Group | None:
    """The group of the address; None for the people without one. 404 for a stranger's."""
    wanted = request.GET.get("group", "")
    if wanted == WITHOUT_GROUP and has_none:
        return None
    found = next((one for one in groups if str(one.pk) == wanted), None)
    if wanted and found is None:
        raise Http404
    return found or next(iter(groups), None)


def people_of(user: Any, group: Group | None, month: Month) -> Any:
    return members(group, month.first, month.last) & Employee.objects.visible_to(user)


@require_safe
@roles_only(*Role)
def reading(request: PersonRequest, pk: int) -> HttpResponse:
    """One shift explained: which punches, which leave, which minute."""
    shift = get_object_or_404(Shift.objects.visible_to(request.user).select_related("employee"), pk=pk)
    read = reading_of(shift)
    if read is None:
        raise Http404
    punches = Punch.objects.filter(employee=shift.employee, punched_at__in=read.punches)
    context = {"shift": shift, "read": read, "steps": list(steps(read)), "punches": punches}
    context["is_open"] = read.is_open(dt.datetime.now())
    context["is_own"] = shift.employee_id == request.user.employee_id
    return render(request, "attendance/reading.html", context)
