"""Flags for people to decide on: absences from attendance, fines from the lines of pay; and their page."""

import datetime as dt
from collections import defaultdict
from decimal import Decimal
from typing import Any

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from attendance import flags
from attendance.flags import Flag
from attendance.leave import rules_of
from attendance.models import FlagDecision
from common.access import Role, roles_only
from common.money import ZERO
from common.month import Month
from common.templatetags.backoffice import money
from payroll.models import PayslipLine
from staff.models import SEE_EVERYBODY, Employee

# rules.md section 3: attendance fines are what lateness, early leave, missing punches and absence cost.
ATTENDANCE_FINES = ("LATE", "EARLY", "MISSED_PUNCH", "ABSENCE")
MONTHS_BACK = 12
READERS = (Role.SUPERVISOR, Role.MANAGER, Role.DIRECTOR)


def all_flags(user: Any, today: dt.date) -> list[Flag]:
    """Everything that this user may decide on; who does not see others' pay sees no fines."""
    return flags.with_decisions([*fine_flags(user, today), *flags.absence_flags(user, today)])


def fine_flags(user: Any, today: dt.date) -> list[Flag]:
    """Attendance fines at or above the limit in two months, one right after the other."""
    if user.role not in SEE_EVERYBODY:
        return []
    since = Month.of(today).plus(-MONTHS_BACK)
    rows = PayslipLine.objects.visible_to(user).filter(
        code__in=ATTENDANCE_FINES, payslip__run__month__gte=since
    )
    sums: dict[int, dict[Month, Decimal]] = defaultdict(lambda: defaultdict(lambda: ZERO))
    for person, month, amount in rows.values_list("payslip__employee", "payslip__run__month", "amount"):
        sums[person][month] += amount
    limit = rules_of(today).fines_flag
    pairs = [
        (person, month, amounts[month], amounts[month.previous])
        for person, amounts in sums.items()
        for month in sorted(amounts)
        if amounts[month] >= limit and amounts.get(month.previous, ZERO) >= limit
    ]
    people = Employee.objects.visible_to(user).in_bulk([person for person, *_rest in pairs])
    return [
        Flag(people[person], FlagDecision.Kind.FINES, str(month), _fines(month, amount, before))
        for person, month, amount, before in pairs
        if person in people
    ]


def _fines(month: Month, amount: Decimal, before: Decimal) -> str:
    return _("attendance fines of %(before)s in %(earlier)s and %(amount)s in %(month)s") % {
        "before": money(before),
        "earlier": month.previous,
        "amount": money(amount),
        "month": month,
    }


@require_safe
@roles_only(*READERS)
def show(request: HttpRequest) -> HttpResponse:
    """What has to be decided, and what was."""
    return render(request, "attendance/flags.html", {"flags": all_flags(request.user, dt.date.today())})


@require_POST
@roles_only(*READERS)
def decide(request: HttpRequest, employee_no: str, kind: str, about: str) -> HttpResponse:
    """Write a decision down."""
    asked = (employee_no, kind, about)
    found = all_flags(request.user, dt.date.today())
    flag = next((one for one in found if (one.employee.employee_no, one.kind, one.about) == asked), None)
    if flag is None:
        raise Http404
    try:
        flags.decide(flag, request.POST.get("decision", "").strip()[:300], by=request.user)
    except ValidationError as error:
        messages.error(request, " ".join(error.messages))
    else:
        messages.success(request, _("Saved."))
    return redirect("flags")
