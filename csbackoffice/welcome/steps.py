"""The steps to the first month that is paid; each knows from the records whether it is done."""

import datetime as dt
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from django.urls import reverse
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from attendance.models import Punch, Shift
from common.access import Role
from common.models import AuditEntry
from common.month import Month
from csbackoffice.welcome import founding
from payroll.models import PayrollRun
from performance.models import Order
from staff.models import Company, Employee, Group, Terms


@dataclass(frozen=True)
class Step:
    """One step: what to do, where, and `is_done(first_month)`."""

    name: str
    label: Promise | str
    says: Promise | str
    button: Promise | str
    url: Callable[[Month], str]
    is_done: Callable[[Month], bool]
    samples: tuple[str, ...] = ()


def first_month() -> Month:
    """The month that the company begins with; until it says, the one that has just ended."""
    company = Company.objects.first()
    return (company and company.first_month) or Month.of(dt.date.today()).previous


def page(name: str) -> Callable[[Month], str]:
    return lambda month: reverse(name)


def page_of_month(month: Month) -> str:
    """The page of its run; before it was worked out, the page on which that begins."""
    is_there = PayrollRun.objects.filter(month=month).exists()
    return reverse("payroll:run", args=[month]) if is_there else reverse("payroll:runs")


def has_logins(month: Month) -> bool:
    """Somebody to check the pay and somebody to approve it can log in."""
    today = Terms.objects.in_force(dt.date.today()).filter(employee__user__is_active=True)
    return {Role.MANAGER, Role.ACCOUNTANT} <= set(today.values_list("role", flat=True).distinct())


def has_records(month: Month) -> bool:
    first, after = (dt.datetime.combine(day, dt.time()) for day in (month.first, month.next.first))
    punched = Punch.objects.filter(punched_at__gte=first, punched_at__lt=after)
    return punched.exists() or Order.objects.filter(counts_in=month).exists()


def reached(*states: str) -> Callable[[Month], bool]:
    """The first month's run is in one of these states."""
    return lambda month: PayrollRun.objects.filter(month=month, state__in=states).exists()


def settled(action: str) -> Callable[[Month], bool]:
    """Somebody has settled it here, or a month was worked out with what there was."""
    return lambda month: (
        AuditEntry.objects.filter(action=action).exists()
        or PayrollRun.objects.filter(state__in=CALCULATED).exists()
    )


CALCULATED, APPROVED, PAID = ("calculated", "reviewed", "approved", "paid"), ("approved", "paid"), ("paid",)

STEPS: tuple[Step, ...] = (
    Step(
        "company",
        _("Name the company"),
        _("What it is called, and the first month whose pay is worked out here."),
        _("Enter"),
        page("welcome_company"),
        lambda month: Company.objects.exclude(name="").exists(),
    ),
    Step(
        "rulebook",
        _("Choose a rule book"),
        _(
            "Four of them ship with the product. Choose the nearest; every number can be changed later, from a date."
        ),
        _("Choose"),
        page("welcome_rulebook"),
        settled(founding.BOOK_CHOSEN),
    ),
    Step(
        "shifts",
        _("Set the times of the shifts"),
        _("When the day and the night shift begin and end. Single shifts may differ in the roster."),
        _("Set"),
        page("welcome_shifts"),
        settled(founding.TIMES_SET),
    ),
    Step(
        "people",
        _("Bring in the people"),
        _(
            "A workbook with the sheets 组别 and 员工. Take the sample, replace its rows by yours, and import it."
        ),
        _("Import"),
        page("imports"),
        lambda month: Employee.objects.exists() and Group.objects.exists(),
        ("people",),
    ),
    Step(
        "logins",
        _("Give out logins"),
        _(
            "At least a manager and an accountant: open their pages under People and set a password. The others follow."
        ),
        _("People"),
        lambda month: f"{reverse('staff:people')}?role=accountant",
        has_logins,
    ),
    Step(
        "roster",
        _("Make the first roster"),
        _("Draw it group by group and publish it, or bring it in with the month's workbook."),
        _("Roster"),
        page("attendance:roster"),
        lambda month: Shift.objects.filter(on__gte=month.first).exists(),
    ),
    Step(
        "records",
        _("Bring in the first month"),
        _("Punches, leave, orders, refunds, scores: one workbook with the sheets that you have."),
        _("Import"),
        page("imports"),
        has_records,
        ("month",),
    ),
    Step(
        "calculated",
        _("Work the month out"),
        _("Once the month is over: calculate it, look at the exceptions, and mend or waive them."),
        _("To the month"),
        page_of_month,
        reached(*CALCULATED),
    ),
    Step(
        "approved",
        _("Check and approve it"),
        _("The accountant checks, the manager approves. From then on the month is locked."),
        _("To the month"),
        page_of_month,
        reached(*APPROVED),
    ),
    Step(
        "paid",
        _("Pay it"),
        _("Give the bank file to the bank and mark the month as paid. Everybody sees their payslip."),
        _("To the month"),
        page_of_month,
        reached(*PAID),
    ),
)


def progress() -> dict[str, Any]:
    """Every step with where it leads and whether it is done; `next` is the first that is not."""
    month = first_month()
    rows = [{"step": step, "url": step.url(month), "is_done": step.is_done(month)} for step in STEPS]
    left = [row for row in rows if not row["is_done"]]
    if left:
        left[0]["is_next"] = True
    return {
        "rows": rows,
        "month": month,
        "done": len(rows) - len(left),
        "all": len(rows),
        "next": left[0] if left else None,
    }


def is_over() -> bool:
    """A month is paid: the company needs no guide any more."""
    return PayrollRun.objects.filter(state="paid").exists()


def is_guided(user: Any) -> bool:
    """Whether this person is still led through the first steps."""
    return user.role == Role.MANAGER and not is_over()
