"""Lists of what sales and marks rest on."""

from django.http import HttpRequest, HttpResponse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from common.access import Role, roles_only
from common.pages import list_page
from performance import filters, tables
from performance.models import Order, Refund, Score, Suggestion


@require_safe
@roles_only(*Role)
def orders(request: HttpRequest) -> HttpResponse:
    """Orders on accounts of visible people."""
    rows = Order.objects.visible_to(request.user).select_related("account")
    return list_page(request, rows, filters.OrderFilters, tables.OrderTable, title=_("Orders"))


@require_safe
@roles_only(*Role)
def refunds(request: HttpRequest) -> HttpResponse:
    """Refunds of those orders."""
    rows = Refund.objects.visible_to(request.user).select_related("account", "order")
    return list_page(request, rows, filters.RefundFilters, tables.RefundTable, title=_("Refunds"))


@require_safe
@roles_only(*Role)
def scores(request: HttpRequest) -> HttpResponse:
    """Marks by month; a draft is not yet the business of whom it marks."""
    own_draft = {"status": Score.Status.DRAFT, "employee": request.user.employee_id}
    rows = Score.objects.visible_to(request.user).exclude(**own_draft).select_related("employee")
    return list_page(request, rows, filters.ScoreFilters, tables.ScoreTable, title=_("Scores"))


@require_safe
@roles_only(*Role)
def suggestions(request: HttpRequest) -> HttpResponse:
    """Approved suggestions and their awards."""
    rows = Suggestion.objects.visible_to(request.user).select_related("employee")
    return list_page(request, rows, filters.SuggestionFilters, tables.SuggestionTable, title=_("Suggestions"))
