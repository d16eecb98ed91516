"""A month of pay in a real browser, worked out by a real worker: calculate, watch, read a payslip, take the sheet."""

import io
from collections.abc import Callable
from typing import Any

import openpyxl
import pytest

from payroll import services
from tests.browser.visiting import fits, log_in
from tests.factories import make_company
from tests.payroll.build import SEPTEMBER, make_workable_month

pytestmark = pytest.mark.browser
LONG = 60_000


def test_the_accountant_works_out_a_month_and_explains_it(worker: Callable[..., Any], new_page: Any) -> None:
    shop = make_company()
    make_workable_month(shop)
    worker()
    page = log_in(new_page(locale="en"), shop.accountant)

    page.get_by_role("link", name="Payroll months").first.click()
    page.locator("#id_month").fill("2026-09")
    page.get_by_role("button", name="Calculate").click()
    page.get_by_text("Last calculated").wait_for(timeout=LONG)
    page.locator(".month-step.is-done", has_text="Calculated").wait_for()

    page.get_by_role("link", name=shop.agent.name, exact=True).click()
    payslip = page.locator(".payslip").first
    assert "9,225.00 × 0.03" in payslip.inner_text()
    assert "7 minutes late" in payslip.inner_text()
    payslip.get_by_role("link", name="1 order").click()
    assert "9,200.00" in page.locator("#list").inner_text()

    page.goto("/payroll/2026-09/")
    page.get_by_role("button", name="Payroll sheet").click()
    ready = page.get_by_role("button", name="Download: Payroll sheet")
    ready.wait_for(timeout=LONG)
    with page.expect_download() as download:
        ready.click()
    sheet = openpyxl.load_workbook(io.BytesIO(download.value.path().read_bytes())).active
    names = [row[2] for row in sheet.iter_rows(min_row=4, values_only=True)]
    assert shop.agent.name in names


def test_a_payslip_fits_a_telephone_in_both_languages(new_page: Any, transactional_db: None) -> None:
    shop = make_company()
    make_workable_month(shop)
    services.calculate_now(SEPTEMBER)
    for locale in ("zh-CN", "en"):
        page = log_in(new_page(locale=locale, width=390, height=844), shop.accountant)
        for address in (
            "/payroll/",
            "/payroll/2026-09/",
            f"/payroll/2026-09/payslips/{shop.agent.employee_no}/",
        ):
            page.goto(address)
            assert fits(page), address
