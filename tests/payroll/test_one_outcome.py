"""Bad input and bad moments: whatever two people do at once or twice, there is one outcome, told clearly."""

import datetime as dt
import threading
import time
from collections.abc import Callable
from decimal import Decimal
from functools import partial
from typing import Any

import pytest
from django.core.management import CommandError, call_command
from django.db import connection
from django.utils import translation

from common.models import AuditEntry
from common.month import Month
from payroll import chain, fund, services
from payroll.models import FundEntry, FundSpending, PayrollExport, PayrollRun, RunException
from payroll.services import Refused
from staff.models import RuleBook, RuleRate
from tests import factories
from tests.factories import Company, make_company
from tests.payroll.build import SEPTEMBER, make_workable_month
from tests.payroll.test_pages import as_, told, url


def at_once(*steps: Callable[[], Any]) -> list[str]:
    """What each of some steps, begun at the same moment on connections of their own, came to: "" or the refusal."""
    gate, outcomes = threading.Barrier(len(steps)), [""] * len(steps)

    def take(place: int, step: Callable[[], Any]) -> None:
        with translation.override("en"):
            gate.wait()
            try:
                step()
            except Exception as error:  # noqa: BLE001  what it is, is compared below
                outcomes[place] = f"{'' if isinstance(error, Refused) else type(error).__name__}{error}"
            finally:
                connection.close()

    threads = [threading.Thread(target=take, args=parts) for parts in enumerate(steps)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(60)
    return outcomes


@pytest.mark.django_db(transaction=True)
@pytest.mark.postgres
def test_two_people_who_press_calculate_at_once_make_one_calculation() -> None:
    shop = make_company()
    make_workable_month(shop)
    outcomes = at_once(
        lambda: services.start_run(SEPTEMBER, by=shop.accountant.user, enqueue=False),
        lambda: services.start_run(SEPTEMBER, by=shop.manager.user, enqueue=False),
    )

    assert sorted(outcomes) == ["", "2026-09 is being calculated already; wait until it is done."]
    run = PayrollRun.objects.get()
    assert run.calculation == 1 and run.calculators == [run.requested_by_id]
    assert AuditEntry.objects.filter(action="payroll.calculate").count() == 1


@pytest.mark.django_db(transaction=True)
@pytest.mark.postgres
def test_two_who_approve_or_pay_at_once_do_it_once() -> None:
    shop = make_company()
    make_workable_month(shop)
    run = services.calculate_now(SEPTEMBER)
    services.waive(run, services.open_exceptions(run), reason="test", by=None)
    approved = at_once(*[lambda: services.approve(run, by=None)] * 2)
    assert min(approved) == "" and max(approved).startswith("2026-09 is locked"), approved
    assert FundEntry.objects.count() == 1

    paid = at_once(*[lambda: services.mark_paid(run, by=shop.accountant.user, on=dt.date(2026, 10, 15))] * 2)
    assert sorted(paid) == ["", "2026-09 was paid already."]
    assert AuditEntry.objects.filter(action="payroll.pay").count() == 1


@pytest.mark.django_db(transaction=True)
@pytest.mark.postgres
def test_who_presses_calculate_while_somebody_approves_finds_the_month_locked(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    shop = make_company()
    make_workable_month(shop)
    run = services.calculate_now(SEPTEMBER)
    services.waive(run, services.open_exceptions(run), reason="test", by=None)
    approving, honest, pressed = threading.Event(), chain.hash_of, []

    def hash_slowly(run: PayrollRun) -> str:
        approving.set()
        time.sleep(0.5)  # long enough for the other one to come to the row of the month
        pressed.append(services.fresh(run).calculation)
        return honest(run)

    def calculate() -> None:
        approving.wait(20)
        services.start_run(SEPTEMBER, by=shop.accountant.user, enqueue=False)

    monkeypatch.setattr(chain, "hash_of", hash_slowly)
    outcomes = at_once(lambda: services.approve(run, by=None), calculate)
    assert outcomes[0] == "" and outcomes[1].startswith("2026-09 is locked"), outcomes
    after = services.fresh(run)
    assert (after.state, after.calculation, pressed) == ("approved", 1, [1])
    assert after.chain_hash == honest(after)


@pytest.mark.django_db(transaction=True)
@pytest.mark.postgres
def test_a_workbook_asked_for_twice_at_once_is_made_once_and_the_second_is_told_so() -> None:
    shop = make_company()
    make_workable_month(shop)
    run = services.calculate_now(SEPTEMBER)
    sheet, lines = PayrollExport.Format.SHEET, PayrollExport.Format.LINES
    askers = [shop.accountant.user, shop.manager.user]
    outcomes = at_once(*[partial(services.start_export, run, sheet, by=asker) for asker in askers])
    already = "“payroll sheet” of 2026-09 is being made already; it appears under “Workbooks”."
    assert sorted(outcomes) == ["", already]
    assert PayrollExport.objects.count() == AuditEntry.objects.filter(action="payroll.export").count() == 1
    services.start_export(run, lines, by=shop.accountant.user)
    PayrollExport.objects.update(work_status=PayrollExport.Status.DONE)
    services.start_export(run, sheet, by=shop.accountant.user)
    assert PayrollExport.objects.count() == 3


@pytest.mark.django_db(transaction=True)
@pytest.mark.postgres
def test_spendings_decided_at_once_are_all_decided_and_never_spend_more_than_there_is() -> None:
    shop = make_company()
    FundEntry.objects.create(amount=100, note="Fines")
    asked = [
        FundSpending.objects.create(amount=60, purpose=f"Cake {n}", by=shop.supervisor.user) for n in range(6)
    ]

    def decide(row: FundSpending, by: Any) -> Callable[[], Any]:
        return lambda: fund.decide(row, is_approved=True, answer="", by=by)

    bosses = [shop.manager.user, shop.director.user]
    outcomes = at_once(*[decide(row, bosses[place % 2]) for place, row in enumerate(asked)])
    assert sorted(outcomes) == ["", *["The fund holds 40.00 yuan; 60.00 cannot be spent of it."] * 5]
    assert fund.statement().balance == 40


@pytest.mark.django_db
def test_paying_twice_and_paying_what_is_not_approved_is_refused_in_words() -> None:
    shop = make_company()
    make_workable_month(shop)
    run = services.calculate_now(SEPTEMBER)
    accountant = as_(shop.accountant)
    pay = {"on": "2026-10-15"}
    assert "2026-09 is not approved" in told(accountant.post(url("mark_paid", SEPTEMBER), pay, follow=True))
    services.waive(run, services.open_exceptions(run), reason="test", by=None)
    services.approve(run, by=None)
    assert "marked as paid" in told(accountant.post(url("mark_paid", SEPTEMBER), pay, follow=True))
    later = {"on": "2026-10-20"}
    assert "was paid already" in told(accountant.post(url("mark_paid", SEPTEMBER), later, follow=True))
    assert PayrollRun.objects.get().paid_on == dt.date(2026, 10, 15)


@pytest.mark.django_db
def test_a_month_ahead_is_refused_on_the_page_by_the_service_and_by_the_command() -> None:
    shop = make_company()
    ahead = Month.of(dt.date.today()).next
    page = as_(shop.accountant).post(url("runs"), {"month": str(ahead)})
    assert "has not begun yet" in page.content.decode()
    with pytest.raises(Refused), translation.override("en"):
        services.start_run(ahead, by=shop.accountant.user)
    with pytest.raises(CommandError) as refused:
        call_command("run_payroll", str(ahead), "--inline")
    assert refused.value.returncode == 1 and not PayrollRun.objects.exists()


@pytest.mark.django_db
def test_a_month_before_all_rules_is_refused_and_no_month_is_too_odd_for_a_page() -> None:
    shop = make_company()
    accountant = as_(shop.accountant)
    page = accountant.post(url("runs"), {"month": "1900-01"})
    assert "too far back" in page.content.decode() and not PayrollRun.objects.exists()
    for month in ("1900-01", "9998-12"):
        assert accountant.get(url("sources", Month.parse(month))).status_code == 200
    assert accountant.get("/payroll/2026-13/sources/").status_code == 404


@pytest.mark.django_db
def test_a_number_that_is_not_there_fails_those_under_its_book_and_names_it() -> None:
    shop = make_company()
    make_workable_month(shop)
    book = RuleBook.objects.get(is_default=True)
    RuleRate.objects.filter(book=book, name="late_rate").delete()
    run = services.calculate_now(SEPTEMBER)

    failed = RunException.objects.filter(run=run, code="CALCULATION_FAILED")
    assert failed.count() == run.people + failed.count() and failed.exists()
    assert all("late_rate" in one.says["numbers"]["why"] for one in failed)
    with pytest.raises(Refused):
        services.approve(run, by=None)


@pytest.mark.django_db
@pytest.mark.parametrize("amount", [None, Decimal(0)])
def test_fixed_pay_that_is_empty_or_0_is_asked_about(amount: Decimal | None, shop: Company) -> None:
    shop.supervisor.terms.update(fixed_salary=amount)
    run = services.calculate_now(SEPTEMBER)
    asked = run.exceptions.get(code="TERMS_MISSING")
    assert asked.employee == shop.supervisor and asked.is_blocking
    services.waive(run, [asked], reason="a partner without pay", by=shop.manager.user)
    assert asked.code not in set(services.open_exceptions(run).values_list("code", flat=True))


@pytest.fixture
def shop() -> Company:
    shop = make_company()
    factories.make_shift(shop.supervisor, dt.date(2026, 9, 7))
    return shop
