"""The pay of the demo company: months paid, disputed and corrected, a fund that is spent, a change that is drafted."""

import datetime as dt
from decimal import Decimal

from django.core.files.uploadedfile import SimpleUploadedFile

from common.dated import DAY
from csbackoffice.demo.plan import Plan
from payroll import disputing, drafting, fund
from payroll.models import Dispute, FundEntry, PayrollRun, Payslip, PayslipSeen
from payroll.paydays import paydays_of
from payroll.services import approve, calculate_now, mark_paid, review
from staff.models import RuleBook, User

# The smallest thing that is a PDF; the demo has no paper of its own.
RECEIPT = b"%PDF-1.4\n1 0 obj<</Type/Catalog/Pages 2 0 R>>endobj 2 0 obj<</Type/Pages/Count 0/Kids[]>>endobj\n%%EOF\n"
SEEN_SHARE = 4


def work_out_pay(plan: Plan) -> None:
    """The complete months but the last are paid; the last one is calculated and waits for approval."""
    accountant, manager = (User.objects.get(username=name) for name in ("accountant", "manager"))
    for month in plan.complete:
        run = calculate_now(month, by=accountant)
        if month != plan.complete[-1]:
            review(run, by=accountant)
            paid = approve(run, by=manager, today=plan.today)
            paid = mark_paid(paid, by=accountant, on=paydays_of(paid).payday)
            _confirm(paid)
            _dispute(paid, accountant)
            _date_back(paid)
    _spend(plan)
    _draft(plan)


def _confirm(run: PayrollRun) -> None:
    """Most people say that they have seen their payslip."""
    at = dt.datetime.combine(paydays_of(run).payday, dt.time(18, 5))
    slips = run.payslips.order_by("employee_no").values_list("pk", flat=True)
    PayslipSeen.objects.bulk_create(
        PayslipSeen(payslip_id=pk, at=at) for number, pk in enumerate(slips) if number % SEEN_SHARE
    )


def _dispute(run: PayrollRun, accountant: User) -> None:
    """The agent of the demo objects to a fine on payday, and is right."""
    agent = User.objects.get(username="agent")
    slip = Payslip.objects.filter(run=run, employee=agent.employee_id).select_related("run").first()
    line = slip.lines.filter(side="deduction").first() if slip else None
    if slip is None or line is None:
        return
    reason = "当天系统故障，打卡机无法使用，组长可以证明。"
    row = disputing.dispute(slip, line, reason=reason, by=agent, today=paydays_of(run).payday)
    disputing.accept(row, amount=line.amount, answer="核实当天打卡机确有故障，予以补发。", by=accountant)


def _date_back(run: PayrollRun) -> None:
    """Each step on the day on which it would have been taken, not all on the day on which the demo was made."""
    payday = paydays_of(run).payday
    worked_out, decided = payday - 4 * DAY, payday - 3 * DAY
    PayrollRun.objects.filter(pk=run.pk).update(
        calculated_at=dt.datetime.combine(worked_out, dt.time(10, 12)),
        reviewed_at=dt.datetime.combine(worked_out, dt.time(15, 40)),
        approved_at=dt.datetime.combine(decided, dt.time(9, 5)),
        paid_at=dt.datetime.combine(payday, dt.time(11, 30)),
    )
    FundEntry.objects.filter(run=run).update(on=decided)
    Dispute.objects.filter(payslip__run=run).update(
        at=dt.datetime.combine(payday, dt.time(19, 20)),
        answered_at=dt.datetime.combine(payday + DAY, dt.time(10, 30)),
    )


def _spend(plan: Plan) -> None:
    """A birthday cake, approved; a trip that waits."""
    supervisor, manager = (User.objects.get(username=name) for name in ("supervisor", "manager"))
    balance = fund.statement().balance
    for purpose, share, is_approved in (("员工生日蛋糕", "0.2", True), ("团队秋游", "0.4", False)):
        amount = (balance * Decimal(share)).quantize(Decimal(1))
        if amount > 0:
            receipt = SimpleUploadedFile(f"{purpose}.pdf", RECEIPT)
            row = fund.ask(on=plan.today, amount=amount, purpose=purpose, receipt=receipt, by=supervisor)
            if is_approved:
                fund.decide(row, is_approved=True, answer="同意", by=manager)


def _draft(plan: Plan) -> None:
    """The manager would like gentler lateness and a better commission."""
    manager = User.objects.get(username="manager")
    book = RuleBook.objects.get(is_default=True)
    reason = "减轻迟到处罚，提高提成，留住老员工。"
    draft = drafting.begin_draft(book, starts=plan.current.next, reason=reason, by=manager)
    for name, value in (("late_cap", "30"), ("commission_rate", "0.032")):
        draft = drafting.set_number(draft, name, value, by=manager)
