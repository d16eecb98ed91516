"""Changes of records are counted by the database, and none slips in between comparison and lock."""

import datetime as dt
import threading
import time
from collections.abc import Callable
from typing import Any

import pytest
from django.db import connection, transaction

from common import jobs, locks
from common.models import MonthLock
from payroll import services, source_changes
from payroll.models import PayrollRun, SourceChange
from payroll.services import Refused, approving
from performance.models import ConductEntry
from staff.models import Employee, RuleRate
from tests import factories
from tests.factories import Company, make_company
from tests.payroll.build import SEPTEMBER, make_workable_month

pytestmark = [pytest.mark.django_db, pytest.mark.postgres, pytest.mark.usefixtures("in_english")]
NOON = dt.datetime(2026, 9, 20, 12)


def ready(shop: Company) -> PayrollRun:
    make_workable_month(shop)
    run = services.calculate_now(SEPTEMBER, by=shop.accountant.user)
    services.waive(run, services.open_exceptions(run), reason="test", by=shop.accountant.user)
    return services.review(run, by=shop.accountant.user)


@pytest.mark.parametrize(
    ("write", "is_of_pools"),
    [
        (lambda shop: factories.make_order(NOON, 50), True),
        (lambda shop: Employee.objects.filter(pk=shop.agent.pk).update(name="Other"), True),
        (lambda shop: RuleRate.objects.filter(name="late_rate").delete(), True),
        (lambda shop: factories.make_conduct_entry(shop.agent, NOON.date()), False),
        (lambda shop: factories.make_punch(shop.agent, NOON), False),
        (lambda shop: MonthLock.objects.count(), None),
    ],
)
def test_whoever_writes_records_moves_the_mark(
    shop: Company, write: Callable[[Company], Any], is_of_pools: Any
):
    before, pools = source_changes.mark(), source_changes.mark(source_changes.OF_POOLS)
    write(shop)
    assert (source_changes.mark() != before) == (is_of_pools is not None)
    assert (source_changes.mark(source_changes.OF_POOLS) != pools) == bool(is_of_pools)


def test_every_source_has_its_triggers():
    with connection.cursor() as cursor:
        names = {"postgresql": "SELECT tgname FROM pg_trigger", "sqlite": "SELECT name FROM sqlite_master"}
        cursor.execute(names[connection.vendor])
        there = {row[0] for row in cursor.fetchall()}
    assert {name for _table, name in source_changes.trigger_names(connection.vendor)} <= there


def test_the_counts_stay_few_and_forgetting_moves_the_mark(monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setattr(source_changes, "MOST_ROWS", 5)
    monkeypatch.setattr(source_changes, "KEPT_ROWS", 2)
    SourceChange.objects.bulk_create(SourceChange(source="any") for _ in range(20))
    before = source_changes.mark()
    source_changes.forget_old()
    assert SourceChange.objects.count() < 6 and source_changes.mark() != before


def test_a_record_that_changes_between_comparison_and_lock_is_noticed(shop: Company):
    run = ready(shop)
    compared_at = services.compare(run)
    factories.make_conduct_entry(shop.agent, NOON.date())
    with pytest.raises(Refused, match="Agent"):
        services.approve(run, by=shop.manager.user, compared_at=compared_at)
    assert locks.locked_through() is None and factories.fresh(run).state == "reviewed"


def test_a_record_that_changes_nothing_of_the_month_does_not_stand_in_the_way(
    shop: Company, monkeypatch: pytest.MonkeyPatch
):
    run = ready(shop)
    compared: list[PayrollRun] = []
    honest = approving.refuse_if_changed
    monkeypatch.setattr(approving, "refuse_if_changed", lambda *given: compared.append(run) or honest(*given))
    compared_at = services.compare(run)
    factories.make_punch(shop.agent, NOON + dt.timedelta(days=40))
    services.approve(run, by=shop.manager.user, compared_at=compared_at)
    assert len(compared) == 2, "once before, and once under the lock because something was written"
    assert locks.locked_through() == SEPTEMBER


def test_a_large_month_notices_what_changes_while_it_waits_for_its_worker(
    shop: Company, monkeypatch: pytest.MonkeyPatch
):
    monkeypatch.setattr(approving, "APPROVED_AT_ONCE", 0)
    run = ready(shop)
    work = services.start_approval(run, by=shop.manager.user)
    honest = services.approve

    def approve_late(*given: Any, **more: Any) -> Any:
        factories.make_conduct_entry(shop.agent, NOON.date())
        return honest(*given, **more)

    monkeypatch.setattr(services, "approve", approve_late)
    jobs.run_now(work)
    assert shop.agent.name in factories.fresh(work).refusal and factories.fresh(run).state == "reviewed"


@pytest.mark.django_db(transaction=True)
def test_who_is_writing_when_a_month_is_locked_is_waited_for_or_refused():
    """A fine is entered while the manager approves: it is in the comparison, or it finds the month locked."""
    shop = make_company()
    run = ready(shop)
    checked, written = threading.Event(), []

    def enter() -> None:
        try:
            with transaction.atomic():
                if locks.is_locked(NOON.date()):
                    return
                checked.set()
                time.sleep(0.5)
                factories.make_conduct_entry(shop.agent, NOON.date())
            written.append(True)
        finally:
            connection.close()

    writer = threading.Thread(target=enter)
    writer.start()
    assert checked.wait(20)
    with pytest.raises(Refused, match="Agent"):
        services.approve(run, by=shop.manager.user)
    writer.join(30)
    assert written and locks.locked_through() is None
    assert ConductEntry.objects.filter(on=NOON.date()).exists()


@pytest.mark.django_db(transaction=True)
@pytest.mark.postgres_only
def test_an_approval_does_not_wait_for_ever_behind_an_import(monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setattr(source_changes, "WAIT", "200ms")
    shop = make_company()
    run = ready(shop)
    holds, over = threading.Event(), threading.Event()

    def take() -> None:
        try:
            with transaction.atomic(), connection.cursor() as cursor:
                cursor.execute("LOCK TABLE common_monthlock IN SHARE ROW EXCLUSIVE MODE")
                holds.set()
                over.wait(30)
        finally:
            connection.close()

    importing = threading.Thread(target=take)
    importing.start()
    assert holds.wait(20)
    with pytest.raises(Refused, match="being written at this moment"):
        services.approve(run, by=shop.manager.user)
    over.set()
    importing.join(30)
    assert services.approve(run, by=shop.manager.user).state == "approved"
