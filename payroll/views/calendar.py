"""The calendar of working days, kept by the accountant."""

import datetime as dt
import re
from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from common.access import Role, roles_only
from common.models import Holiday
from common.month import Month
from common.workdays import Workdays
from payroll import calendar_days
from payroll.forms import HolidayForm, HolidaysForm
from payroll.paydays import Paydays, month_rates
from payroll.views.parts import form_page

FIRST_YEAR, LAST_YEAR = 2000, 2100


@require_safe
@roles_only(*Role)
def calendar(request: HttpRequest) -> HttpResponse:
    """A year: its holidays, breaks and make-up workdays; working days, payday and deadline of each month."""
    year = year_of(request.GET.get("year", ""))
    workdays = Workdays()
    context = {
        "year": year,
        "is_confirmed": workdays.is_confirmed(year),
        "days": Holiday.objects.filter(day__year=year),
        "months": [month_of(Month(year, number), workdays) for number in range(1, 13)],
        "may_edit": request.user.role == Role.ACCOUNTANT,
    }
    return render(request, "payroll/calendar.html", context)


def year_of(asked: str) -> int:
    """The year that an address asks for; this one where it asks for none that there is."""
    is_year = re.fullmatch("[0-9]{4}", asked) and FIRST_YEAR <= int(asked) <= LAST_YEAR
    return int(asked) if is_year else dt.date.today().year


def month_of(month: Month, workdays: Workdays) -> dict[str, Any]:
    dates = Paydays(month.previous, month_rates(month.previous), workdays)
    return {
        "month": month,
        "count": workdays.count(month.first, month.last),
        "payday": dates.payday,
        "deadline": dates.deadline,
        "is_confirmed": dates.is_confirmed,
    }


@form_page
@roles_only(Role.ACCOUNTANT)
def edit_day(request: HttpRequest, pk: int | None = None) -> HttpResponse:
    """Add a day to the calendar, or change or remove one."""
    row = get_object_or_404(Holiday, pk=pk) if pk else None
    if row and "remove" in request.POST:
        calendar_days.remove(row, by=request.user)
        return saved(request, row.day)
    form = HolidayForm(request.POST or None, instance=row)
    if form.is_valid():
        calendar_days.keep(row, by=request.user, **form.cleaned_data)
        return saved(request, form.cleaned_data["day"])
    cancel = reverse("payroll:calendar")
    return render(request, "payroll/edit_day.html", {"form": form, "row": row, "cancel_url": cancel})


@form_page
@roles_only(Role.ACCOUNTANT)
def import_days(request: HttpRequest) -> HttpResponse:
    """Take many days at once, all or none."""
    form = HolidaysForm(request.POST or None, request.FILES or None)
    if form.is_valid():
        added, changed = calendar_days.keep_many(by=request.user, **form.cleaned_data)
        told = _("%(added)s days added, %(changed)s changed; paydays and deadlines follow at once.")
        messages.success(request, told % {"added": added, "changed": changed})
        year = form.cleaned_data["days"][0].day.year
        return redirect(f"{reverse('payroll:calendar')}?year={year}")
    context = {"form": form, "cancel_url": reverse("payroll:calendar")}
    return render(request, "payroll/import_days.html", context)


def saved(request: HttpRequest, day: dt.date) -> HttpResponse:
    messages.success(request, _("The calendar is changed; paydays and deadlines follow it at once."))
    return redirect(f"{reverse('payroll:calendar')}?year={day.year}")
