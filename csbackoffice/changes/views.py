"""Pages of the change log."""

from django.http import HttpRequest, HttpResponse
from django.views.decorators.http import require_safe

from common.access import Role, roles_only
from common.models import AuditEntry
from common.pages import list_page
from csbackoffice.changes.filters import ChangeFilters
from csbackoffice.changes.tables import ChangeTable
from csbackoffice.changes.workbook import take_changes

READING = (Role.ACCOUNTANT, Role.MANAGER, Role.DIRECTOR)


@require_safe
@roles_only(*READING)
def changes(request: HttpRequest) -> HttpResponse:
    """Who changed what, the newest first."""
    rows = AuditEntry.objects.visible_to(request.user)
    return list_page(request, rows, ChangeFilters, ChangeTable, "changes/changes.html", "changes/_rows.html")


@require_safe
@roles_only(*READING)
def workbook(request: HttpRequest) -> HttpResponse:
    """What the filters let through as a workbook; that it was taken is written down."""
    rows = AuditEntry.objects.visible_to(request.user)
    found = ChangeFilters(request.GET, queryset=rows, request=request).qs
    return take_changes(found, request.GET.urlencode(), by=request.user)
