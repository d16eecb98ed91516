"""The demo company's September and October, by three people in a browser: run, approved, paid, disputed, corrected.

Then what a changed rule book would have done to the months that are over, as chart and as tables.
"""

import datetime as dt
import io
from collections.abc import Callable
from decimal import Decimal
from typing import Any

import openpyxl
import pytest

from common.locks import locked_through
from common.month import Month
from csbackoffice.demo.fill import fill
from csbackoffice.demo.logins import PASSWORD
from csbackoffice.demo.plan import Plan
from payroll.models import LOCKED, Dispute, PayrollRun, Payslip, PayslipLine
from payroll.replaying import locked_runs, replay
from payroll.services import calculate_now
from tests.browser.visiting import log_in

pytestmark = pytest.mark.browser
LONG = 40_000
SEPTEMBER, OCTOBER, NOVEMBER = Month(2026, 9), Month(2026, 10), Month(2026, 11)


@pytest.fixture
def demo(transactional_db: None) -> None:
    """A small demo company with two complete months and the third under way, of which no pay is worked out."""
    fill(Plan(employees=16, months=2, orders_per_day=2, today=dt.date(2026, 11, 22)))


@pytest.fixture
def as_(new_page: Callable[..., Any]) -> Callable[[str], Any]:
    """A browser window of somebody of the demo company."""

    def open_page(username: str) -> Any:
        page = new_page(locale="en")
        page.set_default_timeout(LONG)
        return log_in(page, username, PASSWORD)

    return open_page


def test_september_and_october_are_paid_disputed_and_corrected_in_november(
    worker: Callable[..., Any], demo: None, as_: Callable[[str], Any]
) -> None:
    worker()
    accountant, manager, agent = as_("accountant"), as_("manager"), as_("agent")

    for month in (SEPTEMBER, OCTOBER):
        calculate(accountant, month)
        waive_what_is_open(accountant, month)
        review(accountant, month)
        approve(manager, month)
        net = take_bank_file(accountant, month)
        assert net == PayrollRun.objects.get(month=month).net
        pay(accountant, month)
        confirm_and_object(agent, month)
    assert locked_through() == OCTOBER

    answer_all(accountant)
    agent.goto(f"/payroll/{SEPTEMBER}/payslips/{own_slip(SEPTEMBER).employee_no}/")
    assert "You are right" in agent.locator("main").inner_text()

    calculate(accountant, NOVEMBER)
    corrected = PayslipLine.objects.get(payslip=own_slip(NOVEMBER), code="ADJUST_PLUS")
    assert corrected.amount == 2
    accountant.goto(f"/payroll/{NOVEMBER}/payslips/{own_slip(NOVEMBER).employee_no}/")
    accountant.get_by_role("link", name="2 adjustments").click()
    told = accountant.locator("#list").inner_text()
    assert "2026-09" in told and "2026-10" in told and "You are right" in told
    assert all(replay(run).is_same for run in locked_runs())


def calculate(page: Any, month: Month) -> None:
    page.goto("/payroll/")
    page.locator("#id_month").fill(str(month))
    page.get_by_role("button", name="Calculate").click()
    page.locator(".month-step.is-done", has_text="Calculated").wait_for()


def waive_what_is_open(page: Any, month: Month) -> None:
    """The demo company has a refund of an unknown order each month; nothing else stands in the way."""
    page.goto(f"/payroll/{month}/")
    while page.get_by_role("link", name="Waive", exact=False).count():
        page.get_by_role("link", name="Waive", exact=False).first.click()
        page.locator("#id_reason").fill("Asked the shop: a refund of another shop")
        page.get_by_role("button", name="Waive").click()
        page.wait_for_url(f"**/payroll/{month}/")


def review(page: Any, month: Month) -> None:
    page.goto(f"/payroll/{month}/")
    page.get_by_role("link", name="Review").click()
    page.get_by_role("button", name="I have reviewed it").click()
    page.get_by_text(f"{month} is reviewed.").wait_for()


def approve(page: Any, month: Month) -> None:
    page.goto(f"/payroll/{month}/")
    page.get_by_role("link", name="Approve").click()
    page.get_by_role("button", name="Approve and lock").click()
    page.get_by_text(f"{month} is approved and locked.").wait_for()


def take_bank_file(page: Any, month: Month) -> Decimal | int:
    """Have the bank file made, take it, and add its amounts up."""
    page.goto(f"/payroll/{month}/")
    page.get_by_role("button", name="Bank batch pay", exact=True).click()
    page.locator("#id_purpose").fill(f"Pay of {month}")
    page.get_by_role("button", name="Make the file").click()
    ready = page.get_by_role("button", name="Download: Bank batch pay")
    ready.wait_for()
    with page.expect_download() as download:
        ready.click()
    sheet = openpyxl.load_workbook(io.BytesIO(download.value.path().read_bytes())).active
    rows = list(sheet.iter_rows(min_row=3, values_only=True))
    assert all(isinstance(row[1], str) and row[1].isdigit() for row in rows)
    return sum(Decimal(f"{row[3]:.2f}") for row in rows)


def pay(page: Any, month: Month) -> None:
    page.goto(f"/payroll/{month}/")
    page.get_by_role("link", name="Mark as paid").click()
    page.get_by_role("button", name="Yes, it is paid").click()
    page.get_by_text(f"{month} is marked as paid.").wait_for()


def confirm_and_object(page: Any, month: Month) -> None:
    page.goto("/payroll/mine/")
    page.get_by_role("link", name=str(month)).first.click()
    page.get_by_role("button", name="I have seen this payslip").click()
    page.get_by_text("Confirmed as seen on").wait_for()
    page.get_by_role("link", name="Object to this line").first.click()
    page.locator("#id_reason").fill("A yuan is missing")
    page.get_by_role("button", name="Send to the accountant").click()
    page.get_by_text("Your objection is with the accountant").wait_for()


def answer_all(page: Any) -> None:
    for row in Dispute.objects.order_by("pk"):
        page.goto("/payroll/disputes/?state=open")
        page.locator(f'#list a[href="/payroll/disputes/{row.pk}/"]').first.click()
        page.get_by_label("Accept: correct it in the next open month").check()
        page.locator("#id_amount").fill("1")
        page.locator("#id_answer").fill("You are right, a yuan was missing")
        page.get_by_role("button", name="Answer").click()
        page.get_by_text(f"is paid in {NOVEMBER}").wait_for()
    assert set(Dispute.objects.values_list("state", flat=True)) == {Dispute.State.ACCEPTED}


def own_slip(month: Month) -> Payslip:
    return Payslip.objects.get(run__month=month, employee__user__username="agent")


def test_a_changed_rule_book_shows_what_it_would_have_done(
    worker: Callable[..., Any], demo: None, as_: Callable[[str], Any]
) -> None:
    for month in (SEPTEMBER, OCTOBER):
        calculate_now(month)
    worker()
    page = as_("director")
    page.goto("/people/rulebooks/")
    page.get_by_role("link", name="网店客服").first.click()
    page.get_by_role("link", name="Change numbers").click()
    page.locator("#id_starts").fill("2026-12")
    page.locator("#id_reason").fill("Keep those who sell well")
    page.get_by_role("button", name="Begin the draft").click()
    page.select_option("#id_name", "commission_rate")
    page.locator("#id_value").fill("0.04")
    page.get_by_role("button", name="Set").click()
    page.locator("#id_first").fill("2026-09")
    page.locator("#id_last").fill("2026-10")

    page.get_by_role("button", name="Try it").click()
    page.get_by_role("heading", name="Net pay by month").wait_for()

    page.locator("[data-bars] svg").wait_for()
    text = page.locator("main").inner_text()
    for part in ("By group", "By pay line", "People whose pay would differ", "2026-09", "2026-10", "Total"):
        assert part in text, part
    commission = page.locator("tr", has_text="Commission").first.locator("td").all_inner_texts()
    before, after, change = (float(cell.replace(",", "")) for cell in commission)
    assert before > 0 and round(change, 2) == round(after - before, 2)
    assert abs(after - before * 4 / 3) < 1
    assert not PayrollRun.objects.filter(state__in=LOCKED).exists()
