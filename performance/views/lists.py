"""Lists of what sales and marks rest on."""

import datetime as dt
from typing import Any

from django.db.models import BigIntegerField, Count, ExpressionWrapper, F, Sum
from django.http import Http404, HttpRequest, HttpResponse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from common.access import Role, roles_only
from common.month import Month
from common.pages import list_page
from performance import filters, tables
from performance.models import Order, Refund, Score
from performance.showing import SHOWN
from staff.models import Employee


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
    this_year = dt.date.today().year
    return list_page(
        request,
        rows,
        filters.ScoreFilters,
        tables.ScoreTable,
        "performance/scores.html",
        this_year=this_year,
    )


@require_safe
@roles_only(*Role)
def means(request: HttpRequest, year: int, quarter: int = 0) -> HttpResponse:
    """The mean of the published months of a quarter (0: of the year), by person."""
    if not (1900 < year < 9999 and 0 <= quarter <= 4):
        raise Http404
    first = Month(year, quarter * 3 - 2) if quarter else Month(year, 1)
    rows = with_means(Employee.objects.visible_to(request.user), first, first.plus(2 if quarter else 11))
    title = _("Q%(quarter)s %(year)s") % {"quarter": quarter, "year": year} if quarter else str(year)
    context = {"title": title, "year": year, "quarters": range(1, 5), "quarter": quarter}
    return list_page(
        request, rows, filters.MeanFilters, tables.MeanTable, "performance/means.html", **context
    )


def with_means(people: Any, first: Month, last: Month) -> Any:
    """Those with a published score in the span, with the sum and number of their scores; the best mean first."""
    told = {"scores__month__gte": first, "scores__month__lte": last, "scores__status__in": SHOWN}
    rows = people.with_terms(min(last.last, dt.date.today())).filter(**told)
    rows = rows.annotate(total=Sum("scores__score"), months=Count("scores"))
    mean = ExpressionWrapper(F("total") * 1000 / F("months"), output_field=BigIntegerField())
    return rows.order_by(mean.desc(), "employee_no")
