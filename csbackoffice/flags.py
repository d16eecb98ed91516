"""Flags for people to decide on: absences from attendance, fines from the lines of pay; and their page."""

import datetime as dt
from collections import defaultdict
from decimal import Decimal
from typing import Any

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.db.models import QuerySet, Sum
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop
from django.views.decorators.http import require_POST, require_safe

from attendance import flags
from attendance.deciders import run_group, with_role
from attendance.flags import Flag
from attendance.leave import rules_of
from attendance.models import FlagDecision
from attendance.notifications import FLAG
from common.access import Role, roles_only
from common.addresses import month_named
from common.models import Heartbeat
from common.month import Month
from common.templatetags.backoffice import money
from payroll.models import PayslipLine
from staff.models import SEE_EVERYBODY, Employee, Terms
from staff.notifying import notify

# rules.md section 3: attendance fines are what lateness, early leave, missing punches and absence cost.
ATTENDANCE_FINES = ("LATE", "EARLY", "MISSED_PUNCH", "ABSENCE")
SUM_OF_MONTH = ("payslip__employee", "payslip__run__month", "sum")
LOOKED = "flags looked for"
READERS = (Role.SUPERVISOR, Role.MANAGER, Role.DIRECTOR)


def all_flags(user: Any, today: dt.date, month: Month | None = None) -> list[Flag]:
    """What this user may decide on, of the last months or of one; who does not see others' pay sees no fines."""
    fines = []
    if user.role in SEE_EVERYBODY:
        fines = fine_flags(PayslipLine.objects.visible_to(user), today, month)
    absences = flags.absence_flags(Employee.objects.visible_to(user), today, month)
    return flags.with_decisions([*fines, *absences])


def fine_flags(lines: "QuerySet[PayslipLine]", today: dt.date, month: Month | None = None) -> list[Flag]:
    """Attendance fines among these lines of payslips at or above the limit in two months, one right after the other."""
    span = flags.span_of(today, month)
    limit = rules_of(today).fines_flag
    rows = lines.filter(code__in=ATTENDANCE_FINES).order_by()
    rows = rows.filter(payslip__run__month__gte=span.first.previous, payslip__run__month__lte=span.last)
    months = rows.values("payslip__employee", "payslip__run__month").annotate(sum=Sum("amount"))
    sums: dict[int, dict[Month, Decimal]] = defaultdict(dict)
    for person, month, amount in months.filter(sum__gte=limit).values_list(*SUM_OF_MONTH):
        sums[person][month] = amount
    pairs = [
        (person, month, amounts[month], amounts[month.previous])
        for person, amounts in sums.items()
        for month in sorted(amounts)
        if month.previous in amounts
    ]
    people = Employee.objects.in_bulk([person for person, *_rest in pairs])
    return [
        Flag(people[person], FlagDecision.Kind.FINES, str(month), _fines(month, amount, before))
        for person, month, amount, before in pairs
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
    """What has to be decided, and what was: of the last months, or of the one that is asked for."""
    month, today = month_asked(request), dt.date.today()
    context = {"flags": all_flags(request.user, today, month), "month": month, "this_month": Month.of(today)}
    return render(request, "attendance/flags.html", context)


def month_asked(request: HttpRequest) -> Month | None:
    """The month of the address; None where it names none that can have flags."""
    month = month_named(request.GET.get("month", ""))
    return month if month and month <= Month.of(dt.date.today()) else None


@require_POST
@roles_only(*READERS)
def decide(request: HttpRequest, employee_no: str, kind: str, about: str) -> HttpResponse:
    """Write a decision down."""
    asked, month = (employee_no, kind, about), month_asked(request)
    found = all_flags(request.user, dt.date.today(), month)
    flag = next((one for one in found if (one.employee.employee_no, one.kind, one.about) == asked), None)
    if flag is None:
        raise Http404
    try:
        flags.decide(flag, request.POST.get("decision", "").strip()[:300], by=request.user)
    except ValidationError as error:
        messages.error(request, " ".join(error.messages))
    else:
        messages.success(request, _("Saved."))
    return redirect(f"{reverse('flags')}?month={month}" if month else "flags")


def tell_flags(now: dt.datetime) -> int:
    """Once a day, tell those who decide what is to be decided; nobody hears of a flag twice. Returns how many flags."""
    today = dt.datetime.combine(now.date(), dt.time())
    _beat, is_new = Heartbeat.objects.get_or_create(name=LOOKED, defaults={"at": now})
    if not is_new and not Heartbeat.objects.filter(name=LOOKED, at__lt=today).update(at=now):
        return 0
    people = Employee.objects.employed_between(now.date(), now.date())
    fines = fine_flags(PayslipLine.objects.filter(payslip__employee__in=people), now.date())
    found = [*fines, *flags.absence_flags(people, now.date())]
    undecided = [flag for flag in flags.with_decisions(found) if flag.decided is None]
    for flag in undecided:
        _tell(flag)
    return len(undecided)


def _tell(flag: Flag) -> None:
    person = flag.employee.pk
    above = [*with_role(Role.MANAGER, [person]), *with_role(Role.DIRECTOR, [person])]
    if flag.kind != FlagDecision.Kind.FINES:  # a supervisor sees no pay of others
        group = (
            Terms.objects.in_force(dt.date.today()).filter(employee=person).values_list("group", flat=True)
        )
        above += [pk for pk in run_group(group.first(), with_leader=False) if pk != person]
    notify(
        FLAG,
        above,
        says=gettext_noop("To decide: %(person)s, %(what)s."),
        words={"person": flag.employee.name, "what": FlagDecision.Kind(flag.kind).label},
        url=reverse("flags"),
        once=f"flag:{person}:{flag.kind}:{flag.about}",
    )
