"""Runs and payslips for tests of pages, without a calculation; and a month that can be calculated for real."""

import datetime as dt
from decimal import Decimal
from typing import Any

from django.core.files.base import ContentFile

from common.month import Month
from payroll import stored
from payroll.models import PayrollExport, PayrollRun, Payslip, PayslipLine, RunException
from payroll.rules.facts import Facts
from staff.models import Employee
from tests import factories

SEPTEMBER = Month(2026, 9)
DONE = PayrollRun.Status.DONE


def make_run(month: Month = SEPTEMBER, state: str = "calculated", **fields: Any) -> PayrollRun:
    """A run whose one calculation is over."""
    fields = {"calculation": 1, "work_status": DONE, "calculated_at": dt.datetime(2026, 10, 2, 9)} | fields
    return PayrollRun.objects.create(month=month, state=state, **fields)


def make_payslip(employee: Employee, run: PayrollRun, net: int = 1000, **fields: Any) -> Payslip:
    """A payslip with one line of base pay."""
    terms = employee.terms_on(run.month.last)
    facts = Facts(
        employee_no=employee.employee_no,
        name=employee.name,
        role=terms.role,
        month=run.month,
        hired_on=employee.hired_on,
        confirmed_on=employee.hired_on,
    )
    values = {
        "employee_no": employee.employee_no,
        "name": employee.name,
        "group_name": terms.group.name if terms.group else "",
        "role": terms.role,
        "earnings": net,
        "deductions": 0,
        "net": net,
        "calculation": run.calculation,
        "facts": stored.dump(facts),
    }
    slip = Payslip.objects.create(run=run, employee=employee, **values | fields)
    PayslipLine.objects.create(
        payslip=slip,
        position=0,
        code="BASE",
        side="earning",
        amount=net or 1,
        base=Decimal(net or 1),
        times=Decimal(30),
        per=Decimal(30),
        because={"text": "{days} confirmed days of {length}", "numbers": {"days": "30", "length": "30"}},
    )
    return slip


def approved(run: PayrollRun) -> PayrollRun:
    """The run, locked: after this the database refuses every change of its payslips."""
    PayrollRun.objects.filter(pk=run.pk).update(state="approved")
    run.refresh_from_db()
    return run


def make_exception(
    run: PayrollRun, employee: Employee | None = None, code: str = "SCORE_MISSING", **fields: Any
) -> RunException:
    """A blocking exception about a person (or about `key=`)."""
    values = {
        "key": employee.employee_no if employee else "shop:x",
        "is_blocking": True,
        "says": {"text": "No final score of {month}.", "numbers": {"month": str(run.month)}},
    }
    return RunException.objects.create(run=run, employee=employee, code=code, **values | fields)


def make_export(run: PayrollRun, format: str = "sheet") -> PayrollExport:
    """A workbook that is ready."""
    export = PayrollExport(run=run, format=format, work_status=DONE, rows=1)
    export.file.save("any.xlsx", ContentFile(b"not really a workbook"))
    return export


def make_workable_month(shop: factories.Company, month: Month = SEPTEMBER) -> None:
    """Rosters, punches, sales and scores with which the whole company can be calculated without exceptions."""
    day = month.first + dt.timedelta(days=6)
    people = [value for value in vars(shop).values() if isinstance(value, Employee)]
    for person in people:
        shift = factories.make_shift(person, day)
        factories.make_punch(person, shift.starts_at + dt.timedelta(minutes=7))
        factories.make_punch(person, shift.ends_at)
        Employee.objects.filter(pk=person.pk).update(bank_card="6228480000000000018", bank_card_tail="0018")
    for person in (shop.agent, shop.leader, shop.stranger_agent, shop.stranger_leader):
        factories.make_score(person, month, 92)
    noon = dt.datetime.combine(day, dt.time(12))
    factories.make_order(noon, 9200, account=factories.make_account(employee=shop.agent))
    factories.make_order(noon, 100)
