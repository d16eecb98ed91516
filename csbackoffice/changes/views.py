"""Pages of the change log."""

from typing import Any

from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse
from django.views.decorators.http import require_safe

from common.access import Role, roles_only
from common.models import AuditEntry
from common.pages import list_page
from csbackoffice.changes.filters import ChangeFilters
from csbackoffice.changes.tables import ChangeTable
from csbackoffice.changes.workbook import take_changes
from performance.calibrating import hidden_from
from performance.models import Inspection

READING = (Role.ACCOUNTANT, Role.MANAGER, Role.DIRECTOR)


def visible(user: Any) -> "QuerySet[AuditEntry]":
    """All that one may read; without the points of sheets with which one is being compared."""
    hidden = hidden_from(user)
    rows = AuditEntry.objects.visible_to(user)
    kind, ids = Inspection._meta.label_lower, [str(pk) for pk in hidden]
    return rows.exclude(target_kind=kind, target_id__in=ids) if ids else rows


@require_safe
@roles_only(*READING)
def changes(request: HttpRequest) -> HttpResponse:
    """Who changed what, the newest first."""
    rows = visible(request.user)
    return list_page(request, rows, ChangeFilters, ChangeTable, "changes/changes.html", "changes/_rows.html")


@require_safe
@roles_only(*READING)
def workbook(request: HttpRequest) -> HttpResponse:
    """What the filters let through as a workbook; that it was taken is written down."""
    found = ChangeFilters(request.GET, queryset=visible(request.user), request=request).qs
    return take_changes(found, request.GET.urlencode(), by=request.user)
