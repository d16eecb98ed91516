"""Lists of what attendance is read from."""

from django.http import HttpResponse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from attendance import filters, tables
from attendance.models import Leave, Overtime, Punch, Shift
from common.access import Role, roles_only
from common.pages import list_page
from staff.requests import PersonRequest


@require_safe
@roles_only(*Role)
def shifts(request: PersonRequest) -> HttpResponse:
    """Who is rostered when."""
    rows = Shift.objects.visible_to(request.user).select_related("employee")
    return list_page(request, rows, filters.ShiftFilters, tables.ShiftTable, title=_("Shifts"))


@require_safe
@roles_only(*Role)
def punches(request: PersonRequest) -> HttpResponse:
    """Who punched when."""
    rows = Punch.objects.visible_to(request.user).select_related("employee")
    return list_page(request, rows, filters.PunchFilters, tables.PunchTable, title=_("Punches"))


@require_safe
@roles_only(*Role)
def leaves(request: PersonRequest) -> HttpResponse:
    """Who is away when, and whether it is approved."""
    rows = Leave.objects.visible_to(request.user).select_related("employee")
    return list_page(request, rows, filters.LeaveFilters, tables.LeaveTable, title=_("Leave"))


@require_safe
@roles_only(*Role)
def overtime(request: PersonRequest) -> HttpResponse:
    """Overtime by day."""
    rows = Overtime.objects.visible_to(request.user).select_related("employee")
    return list_page(request, rows, filters.OvertimeFilters, tables.OvertimeTable, title=_("Overtime"))
