"""A payslip on a telephone and on paper: compact, one page, confirmed with one press, and nobody else's."""

import datetime as dt
import re
from collections.abc import Callable
from typing import Any

import pytest

from payroll import services
from payroll.models import PayslipSeen
from tests import factories
from tests.browser.visiting import fits, log_in
from tests.factories import Company, make_company
from tests.payroll.build import SEPTEMBER, approved, make_workable_month

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]
PAGE = re.compile(rb"/Type\s*/Page\b")


def late_on(shop: Company, days: int) -> None:
    """A month in which the agent was late on many days: a long payslip."""
    make_workable_month(shop)
    for number in range(days):
        shift = factories.make_shift(shop.agent, SEPTEMBER.first + dt.timedelta(days=number + 7))
        factories.make_punch(shop.agent, shift.starts_at + dt.timedelta(minutes=number + 1))
        factories.make_punch(shop.agent, shift.ends_at)
    approved(services.calculate_now(SEPTEMBER))


@pytest.mark.parametrize(("format", "days"), [("A5", 10), ("A4", 22)])
def test_a_payslip_is_one_page_of_paper(format: str, days: int, new_page: Callable[..., Any]) -> None:
    shop = make_company()
    late_on(shop, days)
    for locale in ("zh-CN", "en"):
        page = log_in(new_page(locale=locale), shop.agent)
        page.goto(f"/payroll/{SEPTEMBER}/payslips/{shop.agent.employee_no}/")
        assert page.locator(".pay-side.is-deduction .pay-line").count() == days + 1
        assert len(PAGE.findall(page.pdf(format=format))) == 1


def test_ones_own_payslip_is_read_and_confirmed_on_a_telephone_and_nobody_elses(
    new_page: Callable[..., Any],
) -> None:
    shop = make_company()
    late_on(shop, 3)
    page = log_in(new_page(locale="zh-CN", width=390, height=844), shop.agent)
    page.goto("/payroll/mine/")
    page.get_by_role("link", name=str(SEPTEMBER)).first.click()

    assert fits(page)
    heights = page.locator(".pay-line").evaluate_all("rows => rows.map(row => row.offsetHeight)")
    assert sorted(heights)[len(heights) // 2] <= 90, "a line of pay is a few lines of text"
    page.get_by_role("button", name="我已看过这张工资条").click()
    page.get_by_text(re.compile("已于 .+ 确认")).wait_for()
    assert PayslipSeen.objects.get().payslip.employee == shop.agent

    answer = page.goto(f"/payroll/{SEPTEMBER}/payslips/{shop.leader.employee_no}/")
    assert answer.status == 404
