"""A list of a million rows: counted only as far as somebody reads, sorted by an index."""

from typing import Any

from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.cache import patch_vary_headers
from django_tables2 import RequestConfig

from common.pages import LimitedPaginator, wants_part
from tickets.finding import COUNTED


def long_list(
    request: HttpRequest, rows: "QuerySet[Any]", filters: Any, table: Any, template: str, **context: Any
) -> HttpResponse:
    """Answer a long list as common.pages.list_page does, without counting all of it."""
    filterset = filters(request.GET, queryset=rows, request=request)
    shown = table(filterset.qs, template_name="_table.html")
    shown.counted = getattr(filterset, "counted", COUNTED)
    RequestConfig(request, paginate={"paginator_class": LimitedPaginator}).configure(shown)
    context |= {"table": shown, "filter": filterset, "rows": filterset.qs}
    response = render(request, "tickets/_rows.html" if wants_part(request) else template, context)
    patch_vary_headers(response, ("HX-Request",))
    return response
