"""Pages of the dashboards: all charts of a person, one chart, the records behind a point, the workbook."""

import json
from typing import Any

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from common.access import Role, roles_only
from common.audit import record
from common.pages import list_page, wants_part
from csbackoffice.dashboards.asked import Asked, asked_of
from csbackoffice.dashboards.chart import Chart
from csbackoffice.dashboards.charts import charts_of
from csbackoffice.dashboards.drawing import drawing_of
from csbackoffice.dashboards.workbooks import workbook_of


def chart_named(request: HttpRequest, key: str) -> Chart:
    found = next((chart for chart in charts_of(request.user) if chart.key == key), None)
    if found is None:
        raise Http404
    return found


@require_safe
@roles_only(*Role)
def dashboards(request: HttpRequest) -> HttpResponse:
    """All charts that this person may see; each comes by itself as it scrolls into view."""
    asked, form = asked_of(request)
    context = {"charts": charts_of(request.user), "asked": asked, "form": form}
    return render(request, "dashboards/dashboards.html", context)


@require_safe
@roles_only(*Role)
def dashboard(request: HttpRequest, key: str) -> HttpResponse:
    """One chart with its table; only the chart for the page of all of them."""
    chart = chart_named(request, key)
    asked, form = asked_of(request)
    context = drawn(chart, asked) | {"form": form, "charts": charts_of(request.user)}
    template = "dashboards/_chart.html" if wants_part(request) else "dashboards/dashboard.html"
    return render(request, template, context)


def drawn(chart: Chart, asked: Asked) -> dict[str, Any]:
    table = chart.table(asked)
    cells = [
        (row, [(column, column.shown(value), url) for column, value, url in _cells(table, row)])
        for row in table.rows
    ]
    figures = json.dumps(drawing_of(chart, table), ensure_ascii=False)
    return {"chart": chart, "asked": asked, "table": table, "rows": cells, "figures": figures}


def _cells(table: Any, row: Any) -> Any:
    urls = [*row.urls, *[""] * (len(table.columns) - len(row.urls))]
    return zip(table.columns, row.values, urls, strict=False)


@require_safe
@roles_only(*Role)
def dashboard_rows(request: HttpRequest, key: str, at: str) -> HttpResponse:
    """The records behind one point."""
    chart = chart_named(request, key)
    asked, _form = asked_of(request)
    if chart.behind is None:
        raise Http404
    try:
        rows, table = chart.behind(asked, at)
    except ValueError as error:
        raise Http404 from error
    context = {"chart": chart, "asked": asked}
    return list_page(request, rows, None, table, "dashboards/rows.html", **context)


@require_safe
@roles_only(*Role)
def dashboard_workbook(request: HttpRequest, key: str) -> HttpResponse:
    """The table of a chart as a workbook; that it was taken is written down."""
    chart = chart_named(request, key)
    asked, _form = asked_of(request)
    response = workbook_of(chart, asked, chart.table(asked))
    record("dashboard.download", None, by=request.user, note=f"{chart.key} {asked.query}")
    return response
