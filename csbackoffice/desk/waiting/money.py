"""What waits in the pay office: spending of the fund, months to review and approve, disputes, drafts of rule books."""

from collections.abc import Iterator
from typing import Any

from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from common.access import Role
from common.templatetags.backoffice import money
from csbackoffice.desk.waiting.row import REASON, YES_OR_NO, Answer, Provider, Row, found
from payroll import fund
from payroll.models import Dispute, FundSpending, PayrollRun, RuleDraft
from payroll.wording import code_name

State = PayrollRun.State


def spendings(user: Any) -> Any:
    asked = FundSpending.objects.visible_to(user).filter(state=FundSpending.State.ASKED)
    return asked.exclude(by=user).select_related("by__employee")


def spending_rows(user: Any) -> Iterator[Row]:
    for one in spendings(user):
        says = _("%(amount)s yuan: %(purpose)s") % {"amount": money(one.amount), "purpose": one.purpose}
        url = reverse("payroll:decide_spending", args=[one.pk])
        yield Row(str(one.pk), str(one.by), says, url, "", one.at, None, YES_OR_NO, REASON)


def decide_spending(user: Any, key: str, answer: Answer) -> None:
    fund.decide(found(spendings(user), key), is_approved=answer.is_yes, answer=answer.words, by=user)


def months(user: Any, state: str, says: str) -> Iterator[Row]:
    """A month is decided on its own page, which says what follows from it."""
    for run in PayrollRun.objects.visible_to(user).filter(state=state).order_by("month"):
        total = _("%(people)s people, %(net)s yuan net") % {"people": run.people or 0, "net": money(run.net)}
        url = reverse("payroll:run", args=[run.month])
        yield Row(str(run.month), says, total, url, "", run.reviewed_at or run.calculated_at)


def to_review(user: Any) -> Iterator[Row]:
    yield from months(user, State.CALCULATED, _("Review the month"))


def to_approve(user: Any) -> Iterator[Row]:
    yield from months(user, State.REVIEWED, _("Approve the month"))


def to_pay(user: Any) -> Iterator[Row]:
    yield from months(user, State.APPROVED, _("Pay the month"))


def disputes(user: Any) -> Iterator[Row]:
    rows = Dispute.objects.visible_to(user).answerable_by(user).filter(state=Dispute.State.OPEN)
    for one in rows.select_related("employee", "line", "payslip__run").defer("payslip__facts"):
        named = code_name(one.line.code) if one.line else _("missing line")
        says = f"{one.payslip.run.month} · {named}"
        url = reverse("payroll:answer", args=[one.pk])
        yield Row(str(one.pk), one.employee.name, says, url, one.reason, one.at)


def drafts(user: Any) -> Iterator[Row]:
    rows = RuleDraft.objects.visible_to(user).filter(state=RuleDraft.State.DRAFT)
    for one in rows.select_related("book", "by__employee"):
        says = _("%(book)s from %(month)s") % {"book": one.book, "month": one.starts}
        yield Row(str(one.pk), str(one.by), says, reverse("payroll:draft", args=[one.pk]), one.reason, one.at)


SPENDING = Provider(
    "spending", gettext_lazy("Activity fund"), "moneybag", fund.DECIDING, spending_rows, decide_spending
)
PAY_OFFICE = frozenset({Role.ACCOUNTANT})
REVIEW = Provider("review", gettext_lazy("Payroll month"), "report-money", PAY_OFFICE, to_review)
APPROVAL = Provider(
    "approval", gettext_lazy("Payroll month"), "report-money", frozenset({Role.MANAGER}), to_approve
)
PAYDAY = Provider("payday", gettext_lazy("Payroll month"), "cash", PAY_OFFICE, to_pay)
DISPUTES = Provider(
    "dispute",
    gettext_lazy("Payslip dispute"),
    "messages",
    frozenset({Role.ACCOUNTANT, Role.MANAGER}),
    disputes,
)
DRAFTS = Provider("draft", gettext_lazy("Draft of a rule book"), "scale", frozenset({Role.DIRECTOR}), drafts)
