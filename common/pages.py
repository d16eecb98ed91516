"""What every list page does, so that its view stays a few lines."""

from typing import Any

from django.core.paginator import Paginator
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.cache import patch_vary_headers
from django.utils.functional import cached_property
from django_filters import FilterSet
from django_htmx.middleware import HtmxDetails
from django_tables2 import RequestConfig, Table

ROWS_PER_PAGE = 50


class FixedPaginator(Paginator):
    """Pages of 50 rows, whatever the address asks for (`?per_page=-1`, or a million)."""

    def __init__(self, rows: Any, _per_page: int, **kwargs: Any) -> None:
        super().__init__(rows, ROWS_PER_PAGE, **kwargs)


class AtLeast(int):
    """A count that stopped there: `1000+`."""

    def __str__(self) -> str:
        return f"{int(self) - 1}+"


def limited_count(rows: "QuerySet[Any]", most: int) -> int:
    """How many rows there are, or `AtLeast` where it stopped counting."""
    many = rows.order_by()[: most + 1].count()
    return AtLeast(many) if many > most else many


class LimitedPaginator(FixedPaginator):
    """Pages of the first rows only, for lists of a million: the table says in `counted` how far."""

    @cached_property
    def count(self) -> int:
        rows: Any = self.object_list
        return limited_count(rows.data.data, rows.table.counted)


def list_page(
    request: HttpRequest,
    rows: "QuerySet[Any]",
    filters: type[FilterSet] | None,
    table: type[Table],
    template: str = "_list_page.html",
    part: str = "_list.html",
    **context: Any,
) -> HttpResponse:
    """Answer a list: filters from the address, sorted, 50 rows a page; only the part for an htmx request.

    The template finds `table`, `filter`, `rows` (all that match) and whatever else is passed. A table with
    `counted` is counted and paged only so far.
    """
    filterset = filters(request.GET, queryset=rows, request=request) if filters else None
    if filterset:
        rows = filterset.qs
    # The request comes with RequestConfig: a table that got it here too would count its rows twice.
    shown = table(rows, template_name="_table.html")
    pages = LimitedPaginator if hasattr(shown, "counted") else FixedPaginator
    RequestConfig(request, paginate={"paginator_class": pages}).configure(shown)
    context |= {"table": shown, "filter": filterset, "rows": rows}
    response = render(request, part if wants_part(request) else template, context)
    # The same address answers a page and a part of it; the browser's cache must keep them apart.
    patch_vary_headers(response, ("HX-Request",))
    return response


def wants_part(request: HttpRequest) -> bool:
    """True for an htmx request that swaps a part; going back in the history wants the whole page."""
    htmx: HtmxDetails | None = getattr(request, "htmx", None)
    return bool(htmx and not htmx.history_restore_request and not htmx.boosted)
