"""Columns that every list uses, so that days, moments and amounts look alike everywhere."""

import datetime as dt
from decimal import Decimal
from typing import Any

import django_tables2 as tables

from common.templatetags import backoffice

RIGHT = {"th": {"class": "number"}, "td": {"class": "number"}}
# A table with these classes takes two or three lines a row on a phone: the first cell and the sum beside it, the rest
# small below them; what says nothing there is left out.
COMPACT = {"class": "table table-vcenter card-table table-stack is-compact"}
SUM = {"th": {"class": "number"}, "td": {"class": "number is-sum"}}
WIDE_ONLY = {"td": {"class": "is-wide-only"}}
NUMBER_WIDE_ONLY = {"th": {"class": "number"}, "td": {"class": "number is-wide-only"}}
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
        super().__init__(*args, **{"attrs": RIGHT, **kwargs})

    def render(self, value: Decimal) -> str:
        return backoffice.money(value)
