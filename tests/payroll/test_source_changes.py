"""Changes of records are counted by the database, and none slips in between comparison and lock."""

import datetime as dt
import re
import threading
import time
from collections.abc import Callable
from typing import Any

import pytest
from django.db import connection, transaction
from django.db.models import F
from django.test.utils import CaptureQueriesContext

from attendance.models import Leave, Shift
from common import jobs, locks
from common.models import AuditEntry, MonthLock
from common.month import Month
from payroll import changes, services, source_changes
from payroll.gather import gather
from payroll.models import Adjustment, Opening, PayrollRun, SourceChange
from payroll.notifications import CALCULATED
from payroll.planning import plan
from payroll.services import Refused, approving
from performance.models import ConductEntry, Order, Suggestion
from staff.models import Employee, Group, RuleRate, Terms
from staff.notifying import notify
from tests import factories
from tests.clients import as_
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
    assert source_changes.missing() == set()


OCTOBER = SEPTEMBER.next
FAR = dt.date(2026, 11, 20)


@pytest.mark.parametrize(
    ("write", "last_of_september", "first_of_october"),
    [
        (factories.make_punch, dt.datetime(2026, 10, 2, 23, 59), dt.datetime(2026, 10, 3)),
        (factories.make_shift, dt.date(2026, 10, 1), dt.date(2026, 10, 2)),
        (lambda person, at: make_leave(person, at), dt.datetime(2026, 10, 2, 23), dt.datetime(2026, 10, 3)),
        (factories.make_overtime, dt.date(2026, 9, 30), dt.date(2026, 10, 1)),
        (factories.make_conduct_entry, dt.date(2026, 9, 30), dt.date(2026, 10, 1)),
        (factories.make_score, SEPTEMBER, OCTOBER),
        (lambda person, month: make_adjustment(person, month), SEPTEMBER, OCTOBER),
        (lambda person, month: Opening.objects.create(employee=person, month=month), SEPTEMBER, OCTOBER),
        (
            lambda _person, at: factories.make_order(at, 50),
            dt.datetime(2026, 9, 30),
            dt.datetime(2026, 10, 1),
        ),
        (lambda person, day: make_suggestion(person, day), dt.date(2026, 9, 30), dt.date(2026, 10, 1)),
        (lambda person, day: make_terms(person, day), dt.date(2026, 9, 30), dt.date(2026, 10, 1)),
    ],
)
def test_a_record_counts_for_the_months_that_read_it_and_for_none_before(
    shop: Company, write: Callable[..., Any], last_of_september: Any, first_of_october: Any
):
    before = source_changes.mark(month=SEPTEMBER)
    later = write(shop.agent, first_of_october)
    assert source_changes.mark(month=SEPTEMBER) == before
    assert source_changes.mark(month=OCTOBER) != before
    later.delete()
    assert source_changes.mark(month=SEPTEMBER) == before
    write(shop.agent, last_of_september)
    assert source_changes.mark(month=SEPTEMBER) != before


def make_leave(person: Employee, starts_at: dt.datetime) -> Leave:
    return factories.make_leave(person, starts_at, starts_at + dt.timedelta(days=3))


def make_adjustment(person: Employee, month: Month) -> Adjustment:
    return Adjustment.objects.create(employee=person, month=month, amount=1, adjustment_no=f"T-{month}")


def make_suggestion(person: Employee, day: dt.date) -> Suggestion:
    return Suggestion.objects.create(employee=person, title="Tea", approved_on=day, award=100)


def make_terms(person: Employee, day: dt.date) -> Terms:
    return factories.make_terms(person, valid_from=day)


def test_a_record_that_moves_counts_where_it_was_and_where_it_comes_to(shop: Company):
    shift = factories.make_shift(shop.agent, FAR)
    before = source_changes.mark(month=SEPTEMBER)
    Shift.objects.filter(pk=shift.pk).update(on=dt.date(2026, 9, 10))
    there = source_changes.mark(month=SEPTEMBER)
    assert there != before
    Shift.objects.filter(pk=shift.pk).update(on=FAR)
    away = source_changes.mark(month=SEPTEMBER)
    assert away != there
    Shift.objects.filter(pk=shift.pk).update(on=FAR + dt.timedelta(days=1))
    assert source_changes.mark(month=SEPTEMBER) == away


def test_an_order_counts_from_the_earlier_of_its_two_months(shop: Company):
    order = factories.make_order(dt.datetime(2026, 11, 2), 50)
    before = source_changes.mark(month=OCTOBER)
    Order.objects.filter(pk=order.pk).update(completed_counts_in=Month(2026, 12))
    assert source_changes.mark(month=OCTOBER) == before
    Order.objects.filter(pk=order.pk).update(completed_counts_in=OCTOBER)
    assert source_changes.mark(month=OCTOBER) != before


def test_what_no_month_reads_and_what_changes_no_row_counts_for_none(shop: Company):
    before = source_changes.mark(month=SEPTEMBER)
    Suggestion.objects.create(employee=shop.agent, title="Tea", status=Suggestion.Status.SUBMITTED)
    Group.objects.filter(name="there is no such group").update(name="x")
    assert source_changes.mark(month=SEPTEMBER) == before


@pytest.mark.parametrize(
    "use",
    [
        lambda shop: as_(shop.agent),
        lambda shop: notify(CALCULATED, [shop.agent.pk], says="Hello"),
        lambda shop: factories.make_ticket(),
    ],
)
def test_whoever_logs_in_is_told_something_or_serves_customers_changes_no_record(
    shop: Company, use: Callable[[Company], Any]
):
    before = source_changes.mark()
    use(shop)
    assert source_changes.mark() == before


def test_the_counts_stay_few_and_forgetting_moves_every_mark(monkeypatch: pytest.MonkeyPatch, shop: Company):
    monkeypatch.setattr(source_changes, "MOST_ROWS", 5)
    monkeypatch.setattr(source_changes, "KEPT_ROWS", 2)
    for hour in range(2):
        SourceChange.objects.bulk_create(SourceChange(source="any") for _ in range(20))
        before = marks()
        source_changes.forget_old()
        assert SourceChange.objects.count() < 6
        factories.make_punch(shop.agent, NOON + dt.timedelta(hours=hour))
        assert not set(before) & set(marks())


def marks() -> list[source_changes.Mark]:
    some = source_changes.OF_POOLS
    return [source_changes.mark(), source_changes.mark(some), source_changes.mark(some, SEPTEMBER)]


def after_comparison(
    monkeypatch: pytest.MonkeyPatch, write: Callable[[int], Any], is_large: bool = False
) -> list[int]:
    """Let something be written after each comparison; how many there were."""
    compared: list[int] = []
    honest = approving.refuse_if_changed
    monkeypatch.setattr(approving, "APPROVED_AT_ONCE", 0 if is_large else 500)

    def compare_and_write(*given: Any) -> None:
        honest(*given)
        compared.append(len(compared) + 1)
        write(compared[-1])

    monkeypatch.setattr(approving, "refuse_if_changed", compare_and_write)
    return compared


@pytest.mark.parametrize("is_large", [False, True])
def test_a_record_that_changes_between_comparison_and_lock_is_noticed(
    shop: Company, monkeypatch: pytest.MonkeyPatch, is_large: bool
):
    run = ready(shop)
    after_comparison(
        monkeypatch, lambda _time: factories.make_conduct_entry(shop.agent, NOON.date()), is_large
    )
    with pytest.raises(Refused, match="Agent"):
        services.approve(run, by=shop.manager.user)
    assert locks.locked_through() is None and factories.fresh(run).state == "reviewed"


@pytest.mark.parametrize("is_large", [False, True])
def test_what_is_written_for_another_month_does_not_make_it_compare_again(
    shop: Company, monkeypatch: pytest.MonkeyPatch, is_large: bool
):
    run = ready(shop)
    later = NOON + dt.timedelta(days=40)
    compared = after_comparison(monkeypatch, lambda _time: factories.make_punch(shop.agent, later), is_large)
    services.approve(run, by=shop.manager.user)
    assert compared == [1] and locks.locked_through() == SEPTEMBER


def test_a_large_month_is_compared_again_outside_the_lock_until_nothing_of_it_is_written_meanwhile(
    shop: Company, monkeypatch: pytest.MonkeyPatch
):
    run = ready(shop)

    def rename(time: int) -> None:
        if time < approving.COMPARISONS:
            Group.objects.filter(pk=shop.day.pk).update(name=f"Other {time}")

    compared = after_comparison(monkeypatch, rename, is_large=True)
    services.approve(run, by=shop.manager.user)
    assert compared == [1, 2, 3] and locks.locked_through() == SEPTEMBER
    assert factories.fresh(run).chain_hash


def test_a_large_month_whose_records_do_not_stand_still_is_refused_in_words(
    shop: Company, monkeypatch: pytest.MonkeyPatch
):
    run = ready(shop)
    same = {"name": shop.day.name}
    compared = after_comparison(
        monkeypatch, lambda _time: Group.objects.filter(pk=shop.day.pk).update(**same), is_large=True
    )
    with pytest.raises(Refused, match="being changed just now.*try again"):
        services.approve(run, by=shop.manager.user)
    assert len(compared) == approving.COMPARISONS
    assert locks.locked_through() is None and factories.fresh(run).state == "reviewed"
    assert not AuditEntry.objects.filter(action="payroll.approve").exists()


def test_a_calculation_between_comparison_and_lock_is_compared_too(
    shop: Company, monkeypatch: pytest.MonkeyPatch
):
    run = ready(shop)

    def calculate(time: int) -> None:
        if time == 1:
            PayrollRun.objects.filter(pk=run.pk).update(calculation=F("calculation") + 1)

    compared = after_comparison(monkeypatch, calculate, is_large=True)
    services.approve(run, by=shop.manager.user)
    assert compared == [1, 2]


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


class Elsewhere:
    """A second connection, of a thread of its own: it opens a transaction, writes, waits to be let go, and commits."""

    def __init__(self, *steps: Callable[[], Any]) -> None:
        self.trouble: Exception | None = None
        self.has_written, self.may_end = threading.Event(), threading.Event()
        self.thread = threading.Thread(target=self._write, args=steps)

    def __enter__(self) -> "Elsewhere":
        self.thread.start()
        assert self.has_written.wait(20)
        return self

    def __exit__(self, *_error: Any) -> None:
        self.may_end.set()
        self.thread.join(30)

    def _write(self, first: Callable[[], Any], then: Callable[[], Any] = int) -> None:
        try:
            with transaction.atomic():
                first()
                self.has_written.set()
                self.may_end.wait(30)
                then()
        except Exception as error:  # noqa: BLE001  what it is, is looked at below
            self.trouble = error
        finally:
            self.has_written.set()
            connection.close()


@pytest.mark.django_db(transaction=True)
@pytest.mark.postgres_only
def test_an_approval_does_not_wait_for_ever_behind_an_import(monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setattr(source_changes, "WAIT", 0.3)
    shop = make_company()
    run = ready(shop)
    importing = Elsewhere(lambda: factories.make_order(NOON + dt.timedelta(days=60)))
    with importing, pytest.raises(Refused, match="being written at this moment"):
        services.approve(run, by=shop.manager.user)
    assert importing.trouble is None
    assert services.approve(run, by=shop.manager.user).state == "approved"


@pytest.mark.django_db(transaction=True)
@pytest.mark.postgres_only
@pytest.mark.parametrize("days", [60, 0])
def test_a_large_month_compares_again_only_for_what_somebody_else_wrote_in_it(
    monkeypatch: pytest.MonkeyPatch, days: int
):
    shop = make_company()
    run = ready(shop)

    def write(_time: int) -> None:
        later = NOON + dt.timedelta(days=days)
        with Elsewhere(lambda: factories.make_conduct_entry(shop.agent, later.date())):
            pass

    compared = after_comparison(monkeypatch, write, is_large=True)
    if days:
        services.approve(run, by=shop.manager.user)
        assert compared == [1] and locks.locked_through() == SEPTEMBER
    else:
        with pytest.raises(Refused, match="records of Agent changed"):  # by the second comparison
            services.approve(run, by=shop.manager.user)
        assert compared == [1] and locks.locked_through() is None


@pytest.mark.django_db(transaction=True)
@pytest.mark.postgres_only
def test_a_writer_is_never_the_one_who_loses_to_an_approval(monkeypatch: pytest.MonkeyPatch):
    """It has asked for the lock of months and goes on to the row of the month, which the approval holds meanwhile."""
    monkeypatch.setattr(source_changes, "WAIT", 2.5)  # longer than PostgreSQL lets a circle stand
    shop = make_company()
    run = ready(shop)
    honest = source_changes.hold

    def hold() -> None:
        writer.may_end.set()
        honest()

    monkeypatch.setattr(source_changes, "hold", hold)
    writer = Elsewhere(
        lambda: locks.first_open(SEPTEMBER),
        lambda: PayrollRun.objects.select_for_update().get(pk=run.pk) and factories.make_order(NOON),
    )
    with writer, pytest.raises(Refused, match="being written at this moment"):
        services.approve(run, by=shop.manager.user)
    assert writer.trouble is None and Order.objects.filter(paid_at=NOON).exists()


@pytest.mark.django_db(transaction=True)
@pytest.mark.postgres_only
def test_what_an_approval_has_written_is_checked_before_everybody_waits(monkeypatch: pytest.MonkeyPatch):
    """Somebody clocks in, their row in hand, while everybody is told of the approval: it waits for neither of them."""
    shop = make_company()
    run = ready(shop)
    honest, was_let_go = source_changes._held, []

    def held() -> bool:
        was_let_go.append(clocking.may_end.is_set())
        return honest()

    monkeypatch.setattr(source_changes, "_held", held)
    clocking = Elsewhere(lambda: Employee.objects.select_for_update().get(pk=shop.agent.pk))
    with clocking:
        threading.Timer(0.5, clocking.may_end.set).start()
        services.approve(run, by=shop.manager.user)
    assert clocking.trouble is None and locks.locked_through() == SEPTEMBER
    assert was_let_go and all(was_let_go)


# Read for pay and yet not counted, and why.
NOT_COUNTED = {
    "payroll_payrollrun": "its own row is held by the approval, and a new calculation is seen by its number",
    "payroll_payslip": "this month's change with a calculation only, those of the month before are locked",
    "payroll_runexception": "as the payslips",
    "common_monthlock": "only an approval writes it, and the months are approved in order",
}
TABLE = re.compile(r'(?:FROM|JOIN)\s+"(\w+)"')


def test_every_table_that_pay_is_worked_out_from_is_counted(shop: Company):
    run = ready(shop)
    make_a_record_of_every_kind(shop)
    with CaptureQueriesContext(connection) as asked:
        assert changes.what_changed(run)
        plan(SEPTEMBER)
        gather(SEPTEMBER, Employee.objects.values_list("pk", flat=True), [])
    read = {table for query in asked for table in TABLE.findall(query["sql"])}
    assert read - set(NOT_COUNTED) <= set(source_changes.SOURCES)
    assert set(source_changes.SOURCES) <= read, "nothing is counted in vain"


def make_a_record_of_every_kind(shop: Company) -> None:
    """What leads gathering down each of its ways: an apprentice, refunds, sales of nobody, what is carried in."""
    Employee.objects.filter(pk=shop.agent.pk).update(mentor=shop.leader.pk)
    account, nobodys = factories.make_account(employee=shop.supervisor), factories.make_account()
    for order in (
        factories.make_order(NOON, 500, account=account),
        factories.make_order(NOON, 5, account=nobodys),
    ):
        factories.make_refund(order, NOON)
    factories.make_conduct_entry(shop.agent, NOON.date())
    make_leave(shop.agent, NOON)
    factories.make_overtime(shop.agent, NOON.date())
    make_suggestion(shop.agent, NOON.date())
    make_adjustment(shop.agent, SEPTEMBER)
    Opening.objects.create(employee=shop.agent, month=SEPTEMBER)
