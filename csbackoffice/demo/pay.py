"""The pay of the demo company: complete months are worked out, reviewed, approved and paid; the last one waits."""

from csbackoffice.demo.plan import Plan
from payroll.paydays import paydays_of
from payroll.services import approve, calculate_now, mark_paid, review
from staff.models import User


def work_out_pay(plan: Plan) -> None:
    """The complete months but the last are paid; the last one is calculated and waits for approval."""
    accountant, manager = (User.objects.get(username=name) for name in ("accountant", "manager"))
    for month in plan.complete:
        run = calculate_now(month, by=accountant)
        if month != plan.complete[-1]:
            review(run, by=accountant)
            paid = approve(run, by=manager, today=plan.today)
            mark_paid(paid, by=accountant, on=paydays_of(paid).payday)
