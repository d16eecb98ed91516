"""Columns that every list uses, so that days, moments and amounts look alike everywhere."""

import datetime as dt
from decimal import Decimal
from typing import Any

import django_tables2 as tables

from common.templatetags import backoffice

RIGHT = {"th": {"class": "number"}, "td": {"class": "number"}}
ON_ONE_LINE = {"td": {"class": "text-nowrap"}}


class DayColumn(tables.Column):
    """`2026-09-05 Sat`."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **{"attrs": ON_ONE_LINE, **kwargs})

    def render(self, value: dt.date) -> str:
        return backoffice.day(value)


class MomentColumn(tables.Column):
    """`2026-09-05 Sat 14:03`."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **{"attrs": ON_ONE_LINE, **kwargs})

    def render(self, value: dt.datetime) -> str:
        return backoffice.moment(value)


class MoneyColumn(tables.Column):
    """`1,234.50`, to the right."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, attrs=RIGHT, **kwargs)

    def render(self, value: Decimal) -> str:
        return backoffice.money(value)
