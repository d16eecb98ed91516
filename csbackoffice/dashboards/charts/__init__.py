"""Every chart, in the order in which they are shown. To add one: a file here with a `Chart`, and its name in CHARTS."""

from typing import Any

from csbackoffice.dashboards.chart import Chart
from csbackoffice.dashboards.charts import (
    attendance,
    complaints,
    coverage,
    pay,
    sales,
    scores,
    service,
    turnover,
)

CHARTS: tuple[Chart, ...] = (
    sales.CHART,
    *service.CHARTS,
    complaints.CHART,
    coverage.CHART,
    attendance.CHART,
    *scores.CHARTS,
    turnover.CHART,
    pay.CHART,
)


def charts_of(user: Any) -> list[Chart]:
    return [chart for chart in CHARTS if user.role in chart.roles]
