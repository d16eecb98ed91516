"""What the browser draws a chart from: the very rows of its table, as plain data (static/js/charts.js)."""

from decimal import Decimal
from typing import Any

from csbackoffice.dashboards.chart import Chart, Table, Value


def drawing_of(chart: Chart, table: Table) -> dict[str, Any]:
    """Shape, labels and series; every point with its number, what the table says of it, and where it leads."""
    return {
        "shape": chart.shape,
        "labels": [row.label for row in table.rows],
        "ticks": [row.tick or row.label for row in table.rows],
        "days": [str(row.on) if row.on else "" for row in table.rows],
        "places": [row.place for row in table.rows if row.place],
        "across": list(table.across),
        "down": list(table.down),
        "series": [series for number in range(len(table.columns)) if (series := _series(table, number))],
    }


def _series(table: Table, number: int) -> dict[str, Any] | None:
    column = table.columns[number]
    if not column.drawn:
        return None
    values = [row.values[number] for row in table.rows]
    return {
        "name": column.title,
        "drawn": column.drawn,
        "kind": column.kind,
        "isRight": column.is_right,
        "tone": column.tone,
        "values": [_plain(value) for value in values],
        "texts": [column.shown(value) for value in values],
        "urls": [row.urls[number] if number < len(row.urls) else "" for row in table.rows],
    }


def _plain(value: Value) -> str | int | None:
    """Exact, as text: the browser makes a number of it for drawing alone."""
    return str(value) if isinstance(value, Decimal) else value
