"""What people are told about pay: the kinds, and who hears of what, in the transaction in which it happens."""

import datetime as dt
from typing import Any

from django.urls import reverse
from django.utils.translation import gettext_lazy as _
from django.utils.translation import gettext_noop

from common.access import Role
from payroll.models import PAY_OFFICE, Dispute, FundSpending, PayrollRun
from staff.models import Terms
from staff.notifying import Kind, notify

OFFICE = frozenset({Role.ACCOUNTANT, Role.MANAGER})
ASKING = PAY_OFFICE | {Role.SUPERVISOR}
CALCULATED = Kind("payroll.calculated", _("A month’s pay is calculated"), "calculator", OFFICE)
TO_APPROVE = Kind(
    "payroll.to_approve", _("A month’s pay waits for approval"), "shield-check", frozenset({Role.MANAGER})
)
APPROVED = Kind("payroll.approved", _("A month’s pay is approved, or cannot be"), "lock", OFFICE)
PAYSLIP = Kind("payroll.payslip", _("My payslip is ready"), "receipt")
PAID = Kind("payroll.paid", _("My pay is on its way"), "cash")
DISPUTED = Kind("payroll.disputed", _("Somebody objects to a payslip"), "message-report", OFFICE)
ANSWERED = Kind("payroll.answered", _("My objection to a payslip is answered"), "messages")
SPENDING = Kind(
    "payroll.spending",
    _("Spending of the activity fund to be approved"),
    "moneybag",
    frozenset({Role.MANAGER, Role.DIRECTOR}),
)
DECIDED = Kind(
    "payroll.spending_decided", _("My spending of the activity fund is decided"), "moneybag", ASKING
)

KINDS: tuple[Kind, ...] = (
    CALCULATED,
    TO_APPROVE,
    APPROVED,
    PAYSLIP,
    PAID,
    DISPUTED,
    ANSWERED,
    SPENDING,
    DECIDED,
)


def people_with(*roles: str) -> list[int]:
    """Ids of the people who are in one of these roles today."""
    today = dt.date.today()
    rows = Terms.objects.in_force(today).filter(role__in=roles)
    return [row.employee_id for row in rows.select_related("employee") if row.employee.is_employed_on(today)]


def tell_calculated(run: PayrollRun) -> None:
    """Whoever pressed “calculate” need not watch; nobody is told of what a command did."""
    if run.requested_by:
        notify(
            CALCULATED,
            [run.requested_by.employee_id],
            says=gettext_noop("%(month)s is calculated: %(people)s people, %(net)s yuan net."),
            words={"month": str(run.month), "people": run.people or 0, "net": run.net or 0},
            url=reverse("payroll:run", args=[run.month]),
            once=f"{run.pk}:{run.calculation}",
        )


def tell_reviewed(run: PayrollRun) -> None:
    """Managers who may approve it."""
    own = set(run.calculators)
    managers = (
        Terms.objects.in_force(dt.date.today()).filter(role=Role.MANAGER).exclude(employee__user__in=own)
    )
    notify(
        TO_APPROVE,
        set(people_with(Role.MANAGER)) & set(managers.values_list("employee", flat=True)),
        says=gettext_noop("%(month)s is reviewed and waits for your approval."),
        words={"month": str(run.month)},
        url=reverse("payroll:run", args=[run.month]),
        once=f"{run.pk}:{run.calculation}",
    )


def tell_approved(run: PayrollRun) -> None:
    """The accountants, who pay it now, and everybody who has a payslip."""
    month = str(run.month)
    notify(
        APPROVED,
        people_with(Role.ACCOUNTANT),
        says=gettext_noop("%(month)s is approved: the bank file can be made."),
        words={"month": month},
        url=reverse("payroll:run", args=[run.month]),
        once=f"{run.pk}",
    )
    notify(
        PAYSLIP,
        run.payslips.order_by().values_list("employee", flat=True),
        says=gettext_noop("Your payslip of %(month)s is ready."),
        words={"month": month},
        url=reverse("payroll:my_payslips"),
        once=f"{run.pk}",
    )


def tell_not_approved(run: PayrollRun, refusal: str, by: Any) -> None:
    """Whoever approved a large month and went on with other work."""
    notify(
        APPROVED,
        [by.employee_id],
        says=gettext_noop("%(month)s could not be approved: %(why)s"),
        words={"month": str(run.month), "why": refusal},
        url=reverse("payroll:run", args=[run.month]),
    )


def tell_paid(run: PayrollRun, last_day: dt.date) -> None:
    """Everybody who gets something, with the last day on which they may object."""
    notify(
        PAID,
        run.payslips.filter(net__gt=0).order_by().values_list("employee", flat=True),
        says=gettext_noop("Your pay of %(month)s was paid on %(day)s; you may object until %(last)s."),
        words={"month": str(run.month), "day": run.paid_on, "last": last_day},
        url=reverse("payroll:my_payslips"),
        once=f"{run.pk}",
    )


def tell_disputed(row: Dispute) -> None:
    """Those who may answer: the accountants; of an accountant's own dispute the managers too."""
    roles = (Role.ACCOUNTANT, Role.MANAGER) if row.payslip.role == Role.ACCOUNTANT else (Role.ACCOUNTANT,)
    notify(
        DISPUTED,
        set(people_with(*roles)) - {row.employee_id},
        says=gettext_noop("%(name)s objects to the payslip of %(month)s."),
        words={"name": row.payslip.name, "month": str(row.payslip.run.month)},
        url=reverse("payroll:answer", args=[row.pk]),
        once=f"{row.pk}",
    )


def tell_answered(row: Dispute) -> None:
    """Whoever objected."""
    says = {
        Dispute.State.ACCEPTED: gettext_noop("Your objection to the payslip of %(month)s is accepted."),
        Dispute.State.REFUSED: gettext_noop("Your objection to the payslip of %(month)s is refused."),
    }[Dispute.State(row.state)]
    month = row.payslip.run.month
    url = reverse("payroll:payslip", args=[month, row.payslip.employee_no])
    notify(ANSWERED, [row.employee_id], says=says, words={"month": str(month)}, url=url, once=f"{row.pk}")


def tell_asked(row: FundSpending) -> None:
    """Those who may approve a spending, but not whoever asked."""
    notify(
        SPENDING,
        set(people_with(Role.MANAGER, Role.DIRECTOR)) - {row.by.employee_id},
        says=gettext_noop("%(name)s asks for %(amount)s yuan of the activity fund: %(purpose)s"),
        words={"name": str(row.by), "amount": row.amount, "purpose": row.purpose},
        url=reverse("payroll:decide_spending", args=[row.pk]),
        once=f"{row.pk}",
    )


def tell_decided(row: FundSpending) -> None:
    """Whoever asked for the money."""
    says = {
        FundSpending.State.APPROVED: gettext_noop("Your spending is approved: %(purpose)s"),
        FundSpending.State.REFUSED: gettext_noop("Your spending is refused: %(purpose)s"),
    }[FundSpending.State(row.state)]
    url = reverse("payroll:fund")
    notify(
        DECIDED, [row.by.employee_id], says=says, words={"purpose": row.purpose}, url=url, once=f"{row.pk}"
    )
