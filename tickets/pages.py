"""A list of a million rows: counted only as far as somebody reads, sorted by an index."""

from typing import Any

from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.cache import patch_vary_headers
from django.utils.functional import cached_property
from django_tables2 import RequestConfig

from common.pages import FixedPaginator, wants_part
from tickets.finding import COUNTED


class AtLeast(int):
    """A count that stopped there: `1000+`."""

    def __str__(self) -> str:
        return f"{int(self) - 1}+"


def limited_count(rows: "QuerySet[Any]", most: int = COUNTED) -> int:
    """How many rows there are, or `AtLeast` where it stopped counting."""
    many = rows.order_by()[: most + 1].count()
    return AtLeast(many) if many > most else many


class LimitedPaginator(FixedPaginator):
    """Pages of the first rows only; nobody reads page 21."""

    @cached_property
    def count(self) -> int:  # type: ignore[override]
        rows: Any = self.object_list
        return limited_count(rows.data.data, rows.table.counted)


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
