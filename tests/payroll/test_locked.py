"""A locked month does not change: refused by service and by the database itself."""

import datetime as dt
import importlib
from collections.abc import Callable

import pytest
from django.core.management import call_command
from django.db import DatabaseError, OperationalError, connection, transaction
from rq import Worker

import common.triggers
from common import locks, starting
from common.models import MonthLock
from common.month import Month
from common.triggers import Trigger
from common.worker import PayrollWorker
from csbackoffice.management.commands import reconcile
from payroll import apps, services, source_changes, triggers
from payroll.models import PayrollRun, Payslip, PayslipLine
from tests.factories import make_employee

SEPTEMBER = Month(2026, 9)
pytestmark = [pytest.mark.django_db, pytest.mark.postgres]


@pytest.fixture
def run() -> PayrollRun:
    make_employee()
    run = services.calculate_now(SEPTEMBER)
    services.waive(run, services.open_exceptions(run), reason="a test", by=None)
    return services.approve(run, by=None, today=dt.date(2026, 10, 2))


def test_every_trigger_is_there() -> None:
    assert triggers.missing() == set()


def test_tables_can_be_rebuilt_because_the_triggers_step_aside_and_come_back() -> None:
    apps.remove_triggers(plan=[])
    assert triggers.missing() == set(), "nothing is to be changed"
    apps.remove_triggers(plan=["a migration"])
    assert bool(triggers.missing()) == (connection.vendor == "sqlite")
    apps.install_triggers()
    assert triggers.missing() == set()


def test_a_trigger_that_cannot_be_made_takes_no_other_away() -> None:
    broken = Trigger("payroll_payslip", "payroll_payslip_broken", ("CREATE TRIGGER no such statement",))
    with pytest.raises(DatabaseError), transaction.atomic():
        common.triggers.install([*triggers._all("default"), broken])
    assert triggers.missing() == set()


def start_web() -> None:
    importlib.reload(importlib.import_module("csbackoffice.wsgi"))


def start_worker() -> None:
    PayrollWorker.__new__(PayrollWorker).work()


def start_reconciler() -> None:
    call_command("reconcile", once=True)


@pytest.mark.parametrize("start", [start_web, start_worker, start_reconciler])
def test_triggers_that_a_failed_migration_left_away_come_back_when_a_process_starts(
    start: Callable[[], None], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(Worker, "work", lambda _self: True)
    monkeypatch.setattr(reconcile, "one_round", int)
    triggers.remove()
    source_changes.remove()
    start()
    assert triggers.missing() == source_changes.missing() == set()


def test_a_process_starts_although_the_database_is_away(monkeypatch: pytest.MonkeyPatch) -> None:
    asked = []

    def ask() -> None:
        asked.append(True)
        raise OperationalError("no route to host")

    monkeypatch.setattr(starting, "FIRST", [ask])
    start_web()
    assert asked


def sql(statement: str) -> Callable[[], object]:
    def execute() -> object:
        with connection.cursor() as cursor:
            return cursor.execute(statement)

    return execute


def line(position: int) -> PayslipLine:
    numbers = {"amount": 1, "base": 1, "times": 1, "per": 1}
    return PayslipLine(payslip=Payslip.objects.get(), position=position, code="X", side="earning", **numbers)


@pytest.mark.parametrize(
    "change",
    [
        lambda: Payslip.objects.update(name="x"),
        lambda: PayslipLine.objects.update(position=7),
        lambda: PayslipLine.objects.all().delete(),
        lambda: Payslip.objects.all()._raw_delete("default"),
        lambda: line(9).save(),
        lambda: PayslipLine.objects.bulk_create([line(9)]),
        lambda: Payslip.objects.get().save(),
        lambda: Payslip.objects.get().delete(),
        lambda: PayslipLine.objects.first().save(),
        lambda: PayslipLine.objects.first().delete(),
        lambda: PayrollRun.objects.update(state="calculated"),
        lambda: PayrollRun.objects.update(month=Month(2026, 8)),
        lambda: PayrollRun.objects.update(numbers={}),
        lambda: PayrollRun.objects.update(net=1),
        lambda: PayrollRun.objects.all()._raw_delete("default"),
        lambda: MonthLock.objects.all().delete(),
        lambda: MonthLock.objects.update(month=SEPTEMBER.previous.number),
        sql("DELETE FROM common_monthlock"),
        sql("UPDATE payroll_payslip SET facts = '{}'"),
        sql("DELETE FROM payroll_payslipline"),
    ],
)
def test_the_database_refuses_to_change_it(run: PayrollRun, change: Callable[[], object]) -> None:
    before = list(PayslipLine.objects.values())
    with pytest.raises(DatabaseError, match="locked"), transaction.atomic():
        change()
    assert list(PayslipLine.objects.values()) == before
    assert locks.locked_through() == SEPTEMBER
    assert services.mark_paid(run, by=None).state == "paid"


def test_an_open_month_still_changes_and_only_the_next_one_is_open(run: PayrollRun) -> None:
    assert locks.locked_through() == SEPTEMBER
    assert locks.first_open(Month(2026, 7)) == Month(2026, 10)
    october = services.calculate_now(Month(2026, 10))
    assert october.payslips.update(name="x") == 1
