"""Filters of shifts, punches, leave and overtime: person, group, month."""

import datetime as dt
from typing import Any

import django_filters as filters
from django.utils.translation import gettext_lazy as _

from attendance.models import Leave, Overtime, Punch, Shift
from common.filters import IdsFilter, MonthFilter, ThisMonthFirst
from common.month import Month
from staff.filters import GroupFilter, PersonFilter


class ShiftFilters(ThisMonthFirst):
    ids = IdsFilter()
    month = MonthFilter("on")
    employee = PersonFilter()
    group = GroupFilter()
    kind = filters.ChoiceFilter(choices=Shift.Kind.choices, empty_label=_("all shifts"))

    class Meta:
        model = Shift
        fields: list[str] = []


class PunchFilters(ThisMonthFirst):
    ids = IdsFilter()
    month = MonthFilter("punched_at", by="moment")
    employee = PersonFilter()
    group = GroupFilter()

    class Meta:
        model = Punch
        fields: list[str] = []


class LeaveMonthFilter(MonthFilter):
    """Leave that touches the month."""

    def filter(self, rows: Any, month: Month | None) -> Any:
        if not month:
            return rows
        first, after = (dt.datetime.combine(day, dt.time()) for day in (month.first, month.next.first))
        return rows.filter(starts_at__lt=after, ends_at__gt=first)


class LeaveFilters(filters.FilterSet):
    ids = IdsFilter()
    month = LeaveMonthFilter("starts_at")
    employee = PersonFilter()
    group = GroupFilter()
    status = filters.ChoiceFilter(choices=Leave.Status.choices, empty_label=_("all"))

    class Meta:
        model = Leave
        fields: list[str] = []


class OvertimeFilters(filters.FilterSet):
    ids = IdsFilter()
    month = MonthFilter("on")
    employee = PersonFilter()
    group = GroupFilter()

    class Meta:
        model = Overtime
        fields: list[str] = []
