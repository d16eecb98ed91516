"""From the start page alone each kind of person finds the jobs of their day, and decides in place."""

import datetime as dt
from pathlib import Path
from typing import Any

import pytest
from django.urls import reverse

from attendance.models import Leave
from common.month import Month
from csbackoffice.presets import install
from payroll.models import PayrollRun
from performance.models import Metric, ServiceMetric
from tests.browser.visiting import fits, log_in
from tests.factories import (
    Company,
    fresh,
    make_account,
    make_company,
    make_handover,
    make_leave,
    make_note,
    make_notice,
    make_order,
    make_shift,
    make_ticket,
)

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]
NOW = dt.datetime.now().replace(microsecond=0)
TODAY = NOW.date()
HOUR = dt.timedelta(hours=1)

# What a person does every day, and the words of the start page that lead there: (link, the page it opens).
JOBS: dict[str, list[tuple[str, str]]] = {
    "agent": [
        ("My shifts", "attendance:my_shifts"),
        ("My leave", "attendance:my_leave"),
        ("Tickets", "tickets:tickets"),
        ("Handovers", "attendance:handovers"),
        ("Work plans", "attendance:work_plans"),
        ("Knowledge", "tickets:knowledge"),
        ("My scorecard", "performance:my_scorecard"),
        ("My payslips", "payroll:my_payslips"),
        ("My pay to date", "payroll:my_preview"),
        ("Notices", "staff:notices"),
    ],
    "leader": [
        ("Waits for me", "waiting"),
        ("Live", "attendance:live"),
        ("Roster", "attendance:roster"),
        ("Work plans", "attendance:work_plans"),
        ("Tickets", "tickets:tickets"),
        ("Conduct and appeals", "performance:conduct"),
        ("Dashboards", "dashboards"),
        ("Summaries", "summaries"),
    ],
    "supervisor": [
        ("Waits for me", "waiting"),
        ("Live", "attendance:live"),
        ("Complaints", "tickets:complaints"),
        ("Scorecards", "performance:scorecards"),
        ("Sales", "performance:sales"),
        ("Flags", "flags"),
        ("Summaries", "summaries"),
    ],
    "manager": [
        ("Waits for me", "waiting"),
        ("Payroll months", "payroll:runs"),
        ("Rule book", "staff:rulebooks"),
        ("Flags", "flags"),
        ("People", "staff:people"),
        ("Service figures", "tickets:figures"),
        ("Dashboards", "dashboards"),
    ],
    "accountant": [
        ("Payroll months", "payroll:runs"),
        ("Payslip disputes", "payroll:disputes"),
        ("Adjustments", "payroll:adjustments"),
        ("Activity fund", "payroll:fund"),
        ("Working days", "payroll:calendar"),
        ("Imports", "imports"),
    ],
    "director": [
        ("Dashboards", "dashboards"),
        ("Summaries", "summaries"),
        ("Payroll months", "payroll:runs"),
        ("Rule book", "staff:rulebooks"),
        ("People", "staff:people"),
    ],
}


@pytest.fixture
def shop() -> Company:
    install()
    shop = make_company()
    make_shift(shop.agent, TODAY, starts_at=NOW - HOUR, ends_at=NOW + 8 * HOUR)
    make_note(shop.agent)
    make_ticket(shop.agent, due_at=NOW - HOUR)
    make_notice(shop.manager.user)
    make_handover(shop.day, TODAY - dt.timedelta(days=1), state="signed", signed_off_by=shop.leader)
    return shop


@pytest.mark.parametrize("who", list(JOBS))
def test_each_daily_job_is_found_from_the_start_page(who: str, new_page: Any, shop: Company):
    page = log_in(new_page(locale="en"), getattr(shop, who))

    for words, name in JOBS[who]:
        page.goto("/")
        page.get_by_role("navigation", name="Pages").get_by_role("link", name=words, exact=True).click()
        page.wait_for_url(f"**{reverse(name)}*")
        assert page.locator("h1").is_visible()


def test_an_agent_begins_the_day_on_the_desk(new_page: Any, shop: Company):
    page = log_in(new_page(locale="en", width=390), shop.agent)

    page.get_by_role("heading", name="What to do next").wait_for()
    page.get_by_role("button", name="Clock in").click()
    page.get_by_role("button", name="Clock out").wait_for()
    page.get_by_role("button", name="Done: Call the courier").click()
    page.get_by_role("button", name="Not done yet: Call the courier").wait_for()
    notice = page.locator(".part-notices li")
    notice.get_by_role("button").click()
    notice.wait_for(state="detached")
    page.locator("#part-pay .big-value").wait_for()
    assert fits(page)
    page.get_by_role("link", name="Take the handover").click()
    page.wait_for_url("**/handovers/*/")

    assert shop.agent.punches.count() == 1


def test_a_supervisor_decides_in_place_with_the_keyboard(new_page: Any, shop: Company):
    later = NOW + dt.timedelta(days=3)
    leave = make_leave(shop.agent, later, later + 8 * HOUR, status="pending")
    page = log_in(new_page(locale="en"), shop.supervisor)

    row = page.locator(".wait")
    row.get_by_role("button", name="Refuse").focus()
    page.keyboard.press("Enter")
    row.get_by_text("A refusal needs a reason.").wait_for()
    assert Leave.objects.get().status == "pending"
    row.locator("input[name=words]").fill("Everybody is needed that day.")
    row.get_by_role("button", name="Refuse").focus()
    page.keyboard.press("Enter")
    page.get_by_text("Decided; whoever asked sees it now.").wait_for()

    assert fresh(leave).status == "rejected"


def test_what_a_colleague_decided_meanwhile_is_said_in_its_line(new_page: Any, shop: Company):
    later = NOW + dt.timedelta(days=3)
    leave = make_leave(shop.agent, later, later + 8 * HOUR, status="pending")
    page = log_in(new_page(locale="en"), shop.supervisor)
    Leave.objects.filter(pk=leave.pk).update(status="approved")

    page.locator(".wait").get_by_role("button", name="Approve").click()

    page.locator(".wait").get_by_text("does not wait for you any more").wait_for()
    assert not page.locator("#connection-trouble").is_visible()


def test_an_accountant_finds_the_month_and_a_director_reads_all_on_one_page(new_page: Any, shop: Company):
    sums = {"people": 9, "earnings": 1000, "deductions": 100, "net": 900, "work_status": "done"}
    PayrollRun.objects.create(month=Month.of(TODAY).previous, state="calculated", calculation=1, **sums)

    page = log_in(new_page(locale="en"), shop.accountant)
    page.locator("#part-month").get_by_role("link", name=str(Month.of(TODAY).previous)).click()
    page.wait_for_url("**/payroll/*/")
    director = log_in(new_page(locale="en"), shop.director)
    for name in ("sales", "service", "goals", "cost", "people", "month", "stuck", "risk", "rules", "floor"):
        director.locator(f"#part-{name}:not([aria-busy=true])").wait_for()


def test_a_chart_is_read_and_opened_with_the_keyboard_and_prints_its_table(new_page: Any, shop: Company):
    make_order(NOW - HOUR, 500, account=make_account(employee=shop.agent))
    told = {"on": TODAY, "metric": Metric.SATISFACTION, "numerator": 9, "denominator": 10}
    ServiceMetric.objects.create(employee=shop.agent, **told)
    page = log_in(new_page(locale="en"), shop.manager)

    page.goto(reverse("dashboards"))
    # Drawn, not just there: the card has a drawing of its own (the sign of its button) before the script has run.
    page.locator("#chart-satisfaction [data-chart][data-ready]").wait_for()
    page.evaluate("dispatchEvent(new Event('beforeprint'))")
    page.locator("#chart-satisfaction details[open]").wait_for()
    page.goto(reverse("dashboard", args=["sales"]))
    chart = page.locator("[data-chart]")
    chart.locator("svg").wait_for()
    with page.expect_download() as taken:
        page.get_by_role("button", name="Picture").click()
    assert taken.value.suggested_filename.startswith("sales-")
    assert Path(taken.value.path()).read_bytes().startswith(b"\x89PNG")
    chart.focus()
    page.keyboard.press("End")
    assert "500.00" in page.locator("[aria-live=polite].visually-hidden").inner_text()
    page.keyboard.press("Enter")
    page.wait_for_url("**/dashboards/sales/rows/**")
    page.get_by_role("link", name=str(shop.agent)).wait_for()


@pytest.mark.parametrize("width", [390, 1280])
def test_desk_waiting_and_dashboards_fit_the_screen(width: int, new_page: Any, shop: Company):
    page = log_in(new_page(width=width), shop.manager)

    for address in ("/", reverse("waiting"), reverse("dashboards"), reverse("dashboard", args=["coverage"])):
        page.goto(address)
        assert fits(page), address
