"""The pages of payroll: who may do what, what is told in words, and that people cost no queries."""

import datetime as dt
from collections.abc import Callable
from typing import Any

import pytest
from django.core.files.storage import default_storage
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from common import jobs
from common.models import AuditEntry, TrackedWork
from common.month import Month
from payroll import services
from payroll.models import Adjustment, BankTemplate, PayrollExport, PayrollRun, RunException, Waiver
from tests import factories
from tests.clients import as_
from tests.factories import Company
from tests.payroll.build import (
    SEPTEMBER,
    approved,
    make_exception,
    make_export,
    make_payslip,
    make_run,
    make_workable_month,
)

pytestmark = pytest.mark.django_db


def url(name: str, *parts: Any) -> str:
    return reverse(f"payroll:{name}", args=parts)


def told(response: Any) -> str:
    """What the messages of the page that follows say."""
    return " ".join(str(message) for message in response.context["messages"])


# Calculating


def test_pressing_calculate_twice_gives_one_calculation_and_says_so(shop: Company):
    accountant = as_(shop.accountant)

    first = accountant.post(url("runs"), {"month": "2026-09"}, follow=True)
    second = accountant.post(url("runs"), {"month": "2026-09"}, follow=True)

    assert PayrollRun.objects.get().calculation == 1
    assert "2026-09 is being calculated." in told(first)
    assert "being calculated already" in told(second)


def test_a_month_that_has_not_begun_is_refused_in_words(shop: Company):
    future = Month.of(dt.date.today()).next
    response = as_(shop.accountant).post(url("runs"), {"month": str(future)})

    assert f"{future} has not begun yet" in response.content.decode()
    assert not PayrollRun.objects.exists()


def test_a_locked_month_is_not_calculated_again(shop: Company):
    factories.lock_month(SEPTEMBER)
    run = make_run(state="approved")

    response = as_(shop.manager).post(url("calculate", SEPTEMBER), follow=True)

    assert "is locked" in told(response)
    assert factories.fresh(run).calculation == 1


def test_one_group_can_be_calculated_alone(shop: Company):
    make_run()
    as_(shop.accountant).post(url("calculate", SEPTEMBER), {"group": shop.day.pk})

    assert PayrollRun.objects.get().group == shop.day


def test_the_progress_asks_again_until_the_results_are_there(shop: Company):
    run = make_run(state="draft", work_status=TrackedWork.Status.RUNNING)
    accountant = as_(shop.accountant)

    working = accountant.get(url("progress", SEPTEMBER))
    PayrollRun.objects.filter(pk=run.pk).update(state="calculated", work_status=TrackedWork.Status.DONE)
    over = accountant.get(url("progress", SEPTEMBER))

    assert "every 2s" in working.content.decode() and "HX-Refresh" not in working.headers
    assert "every 2s" not in over.content.decode() and over.headers["HX-Refresh"] == "true"


def test_a_calculation_that_failed_says_why_and_can_be_repeated(shop: Company):
    make_run(state="draft", work_status=TrackedWork.Status.FAILED, failure="KeyError: 'x'")

    page = as_(shop.accountant).get(url("run", SEPTEMBER)).content.decode()

    assert "KeyError" in page and "every 2s" not in page and "Calculate again" in page


# Exceptions


def test_one_exception_or_all_of_a_code_are_waived_with_a_reason(shop: Company):
    run = make_run()
    for person in (shop.agent, shop.leader, shop.stranger_agent):
        make_exception(run, person)
    make_exception(run, code="ACCOUNT_UNBOUND")
    accountant, waive = as_(shop.accountant), url("waive", SEPTEMBER, "SCORE_MISSING")

    accountant.post(f"{waive}?key={shop.agent.employee_no}", {"reason": "was abroad"})
    assert [row.key for row in Waiver.objects.all()] == [shop.agent.employee_no]

    refused = accountant.post(waive, {"reason": ""})
    assert refused.status_code == 200 and Waiver.objects.count() == 1

    accountant.post(waive, {"reason": "no scores this month"})
    accountant.post(waive, {"reason": "again"})
    assert Waiver.objects.count() == 3
    assert {one.code for one in services.open_exceptions(run)} == {"ACCOUNT_UNBOUND"}
    assert AuditEntry.objects.filter(action="payroll.waive").count() == 3


@pytest.mark.parametrize(
    ("code", "place"),
    [
        ("SCORE_MISSING", "/performance/scores/?employee={no}&amp;month=2026-09"),
        ("ROSTER_MISSING", "/attendance/shifts/?employee={no}&amp;month=2026-09"),
        ("TERMS_MISSING", "/people/person/{no}/"),
        ("ACCOUNT_UNBOUND", "/people/accounts/?q=shop%3Ax"),
        ("NET_CARRIED", "/payroll/2026-09/payslips/{no}/"),
        ("APPEAL_OPEN", "/performance/appeals/?employee={no}&amp;status=open"),
        ("APPEAL_OPEN", "/performance/conduct/?employee={no}&amp;month=2026-09"),
    ],
)
def test_an_exception_leads_to_the_place_where_it_is_mended(code: str, place: str, shop: Company):
    person = None if code == "ACCOUNT_UNBOUND" else shop.agent
    make_exception(make_run(), person, code)

    page = as_(shop.accountant).get(url("run", SEPTEMBER)).content.decode()

    assert f'href="{place.format(no=shop.agent.employee_no)}"' in page


def test_a_long_list_of_exceptions_is_shown_in_part_and_whole_on_its_own_page(shop: Company):
    run = make_run()
    for number in range(12):
        make_exception(run, key=f"shop:{number:02}", code="ACCOUNT_UNBOUND")
    accountant = as_(shop.accountant)

    page = accountant.get(url("run", SEPTEMBER)).content.decode()
    whole = accountant.get(url("exceptions", SEPTEMBER, "ACCOUNT_UNBOUND")).content.decode()

    assert "All 12" in page and "shop:11" not in page
    assert "shop:11" in whole


# Approving and paying


def test_the_manager_approves_what_is_ready_and_the_accountant_pays(shop: Company):
    make_workable_month(shop)
    run = services.calculate_now(SEPTEMBER, by=shop.accountant.user)
    services.waive(run, services.open_exceptions(run), reason="test", by=shop.accountant.user)
    services.review(run, by=shop.accountant.user)
    manager, accountant = as_(shop.manager), as_(shop.accountant)

    asked = manager.get(url("approve", SEPTEMBER)).content.decode()
    assert "9 people get" in asked and "cannot be taken back" in asked
    assert "is not approved" in told(accountant.post(url("mark_paid", SEPTEMBER), follow=True))

    manager.post(url("approve", SEPTEMBER))
    assert factories.fresh(run).state == "approved"
    accountant.post(url("mark_paid", SEPTEMBER))
    assert factories.fresh(run).state == "paid"


def test_open_exceptions_stand_in_the_way_and_are_named(shop: Company):
    run = make_run(pools_of_all=[])
    make_payslip(shop.agent, run)
    make_exception(run, shop.agent)
    manager = as_(shop.manager)

    page = manager.get(url("run", SEPTEMBER)).content.decode()
    assert "has open exceptions" in page and url("approve", SEPTEMBER) not in page
    assert "has open exceptions" in told(manager.post(url("approve", SEPTEMBER), follow=True))
    assert factories.fresh(run).state == "calculated"


# Payslips


def test_ones_own_payslip_is_seen_once_the_month_is_approved(shop: Company):
    run = make_run()
    slip = make_payslip(shop.agent, run)
    page = url("payslip", SEPTEMBER, slip.employee_no)

    def seen() -> dict[str, bool]:
        who = ("agent", "leader", "supervisor", "manager", "accountant", "director", "stranger_supervisor")
        return {name: as_(getattr(shop, name)).get(page).status_code == 200 for name in who}

    assert [name for name, sees in seen().items() if sees] == [
        "supervisor",
        "manager",
        "accountant",
        "director",
    ]
    assert "Not approved yet" in as_(shop.accountant).get(page).content.decode()
    assert not list(as_(shop.agent).get(url("my_payslips")).context["rows"])

    PayrollRun.objects.update(state="approved")
    assert [name for name, sees in seen().items() if sees] == [
        "agent",
        "supervisor",
        "manager",
        "accountant",
        "director",
    ]
    assert "Not approved yet" not in as_(shop.accountant).get(page).content.decode()
    assert list(as_(shop.agent).get(url("my_payslips")).context["rows"]) == [slip]


def test_a_supervisors_own_payslip_waits_for_approval_too(shop: Company):
    run = make_run()
    own, of_agent = make_payslip(shop.supervisor, run), make_payslip(shop.agent, run)

    assert list(as_(shop.supervisor).get(url("payslips")).context["rows"]) == [of_agent]
    PayrollRun.objects.update(state="approved")
    assert set(as_(shop.supervisor).get(url("payslips")).context["rows"]) == {own, of_agent}


def test_a_payslip_says_how_each_amount_came_about_and_where_the_records_are(shop: Company):
    make_workable_month(shop)
    services.calculate_now(SEPTEMBER)
    number = shop.agent.employee_no

    page = as_(shop.accountant).get(url("payslip", SEPTEMBER, number)).content.decode()

    # 9,200.00 own sales and a quarter of 100.00 of auto orders
    assert "9,225.00 × 0.03" in page and "276.75" in page
    assert "9,200.00" in page and "100.00 shared by 4 people" in page
    assert "7 minutes late" in page
    shift = shop.agent.shifts.get()
    assert f"/attendance/shifts/?ids={shift.pk}" in page
    assert f"/performance/orders/?employee={number}&amp;month=2026-09" in page


def test_payslips_lead_to_the_months_before_and_after(shop: Company):
    for month in (8, 9, 10):
        make_payslip(shop.agent, make_run(Month(2026, month)))
    PayrollRun.objects.filter(month__lt=Month(2026, 10)).update(state="approved")
    page = url("payslip", SEPTEMBER, shop.agent.employee_no)

    for person, later in ((shop.agent, False), (shop.accountant, True)):
        content = as_(person).get(page).content.decode()
        assert url("payslip", Month(2026, 8), shop.agent.employee_no) in content
        assert (url("payslip", Month(2026, 10), shop.agent.employee_no) in content) == later


@pytest.mark.parametrize(
    ("query", "found"),
    [
        ("q=Agent", {"agent", "stranger_agent"}),
        ("group=Day", {"agent", "leader"}),
        ("code=BASE", {"agent", "leader", "stranger_agent"}),
        ("code=LATE", set()),
        ("outcome=zero", {"leader"}),
        ("outcome=carried", {"leader"}),
    ],
)
def test_payslips_are_filtered(query: str, found: set[str], shop: Company):
    run = make_run()
    make_payslip(shop.agent, run)
    make_payslip(shop.leader, run, 0, deductions=50, carry_out=50)
    make_payslip(shop.stranger_agent, run)

    rows = as_(shop.accountant).get(f"{url('run', SEPTEMBER)}?{query}").context["rows"]

    assert {slip.employee for slip in rows} == {getattr(shop, name) for name in found}


# Workbooks


def test_a_workbook_is_asked_for_made_and_downloaded_and_all_of_it_is_on_record(shop: Company):
    make_payslip(shop.agent, make_run())
    accountant = as_(shop.accountant)

    accountant.post(url("exports", SEPTEMBER), {"format": "sheet"})
    export = PayrollExport.objects.get()
    assert "every 2s" in accountant.get(url("exports", SEPTEMBER)).content.decode()
    assert accountant.post(url("download", export.pk)).status_code == 404

    jobs.run_now(export)
    assert "every 2s" not in accountant.get(url("exports", SEPTEMBER)).content.decode()
    file = b"".join(accountant.post(url("download", export.pk)).streaming_content)
    assert file.startswith(b"PK")
    actions = AuditEntry.objects.filter(action__startswith="payroll.").values_list("action", "by_name")
    assert {action for action, _by in actions} == {"payroll.export", "payroll.download"}
    default_storage.delete(factories.fresh(export).file.name)


def test_card_numbers_leave_the_house_through_the_accountant_alone(shop: Company):
    run = make_run()
    make_payslip(shop.agent, run)

    as_(shop.accountant).post(url("exports", SEPTEMBER), {"format": "bank"})
    assert not PayrollExport.objects.exists(), "not before approval"
    PayrollRun.objects.update(state="approved")
    as_(shop.manager).post(url("exports", SEPTEMBER), {"format": "bank"})
    assert not PayrollExport.objects.exists()
    as_(shop.accountant).post(url("bank_file", SEPTEMBER), {"purpose": " "})
    assert not PayrollExport.objects.exists(), "not without a purpose"
    as_(shop.accountant).post(url("bank_file", SEPTEMBER), {"purpose": "pay September"})
    assert PayrollExport.objects.get().format == "bank"
    assert AuditEntry.objects.get(action="payroll.export").changes["purpose"] == [None, "pay September"]

    ready = make_export(run, "bank")
    people = ("agent", "supervisor", "manager", "director", "accountant")
    got = [as_(getattr(shop, who)).post(url("download", ready.pk)).status_code for who in people]
    assert got == [404, 404, 404, 404, 200]
    default_storage.delete(ready.file.name)


def test_people_left_out_of_the_bank_file_are_named(shop: Company):
    run = make_run()
    make_payslip(shop.agent, run)
    export = make_export(approved(run), "bank")
    export.left_out = [{"employee_no": "E1", "name": "Li Na", "why": "BANK_MISSING"}]
    export.save()

    page = as_(shop.accountant).get(url("run", SEPTEMBER)).content.decode()

    assert "1 person is not in the file" in page and "Li Na" in page and "no bank card" in page
    assert "Li Na" not in as_(shop.manager).get(url("run", SEPTEMBER)).content.decode()
    default_storage.delete(export.file.name)


# Adjustments


def test_the_accountant_adds_a_correction_in_an_open_month_only(shop: Company):
    factories.lock_month(SEPTEMBER)
    accountant = as_(shop.accountant)
    form = {"employee": shop.agent.employee_no, "month": "2026-10", "amount": "-50.5", "note": "paid twice"}

    locked = accountant.post(url("add_adjustment"), form | {"month": "2026-09"})
    assert "a correction can be paid from 2026-10 on" in locked.content.decode()
    assert (
        "changes nothing" in accountant.post(url("add_adjustment"), form | {"amount": "0"}).content.decode()
    )
    later = accountant.post(url("add_adjustment"), form | {"corrects": "2026-11"})
    assert "cannot come before" in later.content.decode()
    assert not Adjustment.objects.exists()

    accountant.post(url("add_adjustment"), form | {"corrects": "2026-09"})
    row = Adjustment.objects.get()
    assert (row.employee, str(row.amount), str(row.corrects)) == (shop.agent, "-50.50", "2026-09")
    entry = AuditEntry.objects.get(action="payroll.adjust")
    assert (entry.by, entry.note) == (shop.accountant.user, "paid twice")
    assert list(as_(shop.agent).get(url("adjustments")).context["rows"]) == [row]
    assert not list(as_(shop.stranger_agent).get(url("adjustments")).context["rows"])


def test_nobody_corrects_their_own_pay_and_none_so_far_ahead_that_it_is_lost(shop: Company):
    accountant = as_(shop.accountant)
    form = {"employee": shop.accountant.employee_no, "month": "2026-10", "amount": "500", "note": "for me"}
    assert "own pay" in accountant.post(url("add_adjustment"), form).content.decode()
    far = form | {"employee": shop.agent.employee_no, "month": "2206-10"}
    assert "too far ahead" in accountant.post(url("add_adjustment"), far).content.decode()
    assert not Adjustment.objects.exists()


def test_no_workbook_is_made_of_half_a_calculation(shop: Company):
    run = make_run()
    make_payslip(shop.agent, run)
    PayrollRun.objects.update(state="draft", work_status="queued")
    said = told(as_(shop.accountant).post(url("exports", SEPTEMBER), {"format": "sheet"}, follow=True))
    assert "being calculated" in said and not PayrollExport.objects.exists()


def test_the_name_of_a_banks_sheet_is_one_that_spreadsheets_take(shop: Company):
    columns = {"head_1": "卡号", "content_1": "card", "head_2": "户名", "content_2": "name"}
    form = {"name": "交通银行", "sheet_name": "代发/9月", "head_3": "金额", "content_3": "amount"} | columns
    accountant = as_(shop.accountant)
    assert "The name of a sheet" in accountant.post(url("add_bank_template"), form).content.decode()
    accountant.post(url("add_bank_template"), form | {"sheet_name": "代发9月"})
    assert BankTemplate.objects.get().sheet_name == "代发9月"


# Size


@pytest.mark.parametrize("name", ["runs", "run", "payslips", "exceptions", "adjustments", "my_payslips"])
def test_people_cost_no_queries(name: str, shop: Company):
    run = make_run()
    add_people(run, shop, 2)
    client, address = as_(shop.accountant), url(name, *parts_of(name))
    client.get(address)  # what every page remembers for some seconds is asked for once
    few = count(lambda: client.get(address))
    add_people(run, shop, 6)

    assert count(lambda: client.get(address)) == few


def parts_of(name: str) -> list[Any]:
    return {"run": [SEPTEMBER], "exceptions": [SEPTEMBER, "SCORE_MISSING"]}.get(name, [])


def add_people(run: PayrollRun, shop: Company, how_many: int) -> None:
    for _ in range(how_many):
        person = factories.make_employee(group=shop.day)
        make_payslip(person, run)
        make_exception(run, person)
        make_exception(run, person, "NET_CARRIED", is_blocking=False)
        Adjustment.objects.create(
            adjustment_no=person.employee_no, employee=person, month=SEPTEMBER, amount=1, note="x"
        )


def count(ask: Callable[[], Any]) -> int:
    with CaptureQueriesContext(connection) as queries:
        assert ask().status_code == 200
    return len(queries)


def test_ten_thousand_exceptions_are_shown_by_pages_and_found_by_name(shop: Company):
    run = make_run()
    RunException.objects.bulk_create(
        RunException(
            run=run, code="ACCOUNT_UNBOUND", key=f"shop:{number:05}", is_blocking=True, says={"text": "x"}
        )
        for number in range(10_000)
    )
    Waiver.objects.create(run=run, code="ACCOUNT_UNBOUND", key="shop:00007", reason="known")
    client, address = as_(shop.accountant), url("exceptions", SEPTEMBER, "ACCOUNT_UNBOUND")
    client.get(address)
    assert count(lambda: client.get(address)) < 15
    page = client.get(address).content.decode()
    assert page.count("<tr ") <= 52 and "10000 rows" in page.replace(",", "") and "Waive all 9999" in page
    found = client.get(address, {"q": "04711"}).content.decode()
    assert "shop:04711" in found and "shop:00001" not in found
    assert f"{url('waive', SEPTEMBER, 'ACCOUNT_UNBOUND')}?key=shop%3A04711" in found
    waived = client.get(address, {"open": "no"}).content.decode()
    assert "shop:00007" in waived and "known" in waived and "shop:00008" not in waived
    assert "?key=" not in as_(shop.director).get(address).content.decode()


def test_a_correction_says_on_the_payslip_what_it_corrects_and_why(shop: Company):
    make_workable_month(shop)
    row = {"employee": shop.agent, "month": SEPTEMBER, "corrects": Month(2026, 8)}
    Adjustment.objects.create(adjustment_no="J1", amount=7, note="The clock was broken", **row)
    Adjustment.objects.create(adjustment_no="J2", amount=5, note="Dispute about “Lateness” of 2026-08", **row)
    services.calculate_now(SEPTEMBER)
    page = as_(shop.accountant).get(url("payslip", SEPTEMBER, shop.agent.employee_no)).content.decode()
    assert "J1: The clock was broken (corrects 2026-08); J2: Dispute about “Lateness” of 2026-08<" in page
