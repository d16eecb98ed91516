"""The main job of performance in a real browser: a month marked, published, appealed, decided."""

import datetime as dt
from decimal import Decimal
from typing import Any

import pytest
from django.urls import reverse
from playwright.sync_api import expect

from common import jobs
from common.month import Month
from csbackoffice.presets import install
from performance.models import Assessment, AssessmentFill, ConductEntry, Metric, Score, ServiceMetric
from tests.browser.visiting import fits, log_in
from tests.factories import Company, make_company

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]
MONTH = Month.of(dt.date.today()).previous


def make_records(shop: Company) -> None:
    for person in (shop.agent, shop.leader):
        person.terms.update(sales_target=100)
        for metric, top, below in (
            (Metric.FIRST_RESPONSE, 550, 10),
            (Metric.RESOLUTION, 95, 100),
            (Metric.SATISFACTION, 98, 100),
        ):
            told = {"metric": metric, "numerator": top, "denominator": below}
            ServiceMetric.objects.create(employee=person, on=MONTH.first, **told)


def test_a_month_is_marked_by_keyboard_published_appealed_and_decided(new_page: Any):
    install()
    shop = make_company()
    make_records(shop)
    page = log_in(new_page(locale="en"), shop.supervisor)

    page.goto(reverse("performance:open_assessment"))
    page.select_option("#id_group", str(shop.day.pk))
    page.get_by_role("button", name="Open").click()
    page.get_by_role("button", name="Fill from the records").click()
    page.get_by_text("The marks are being filled in.").wait_for()
    jobs.run_now(AssessmentFill.objects.get())
    sheet = reverse("performance:assessment", args=[Assessment.objects.get().pk])
    page.goto(sheet)
    type_down(page, "业务知识", ["-", "-"])
    type_down(page, "团队协作", ["80", "101"])
    page.get_by_text("101 is not between 0 and 100.").wait_for()
    type_down(page, "团队协作", ["81", "90"])
    page.goto(sheet)
    page.get_by_role("button", name="Publish").click()
    page.get_by_text("2 scores are published.").wait_for()

    score = Score.objects.get(employee=shop.agent)
    before = score.score
    agent = log_in(new_page(locale="en", width=390), shop.agent)
    agent.goto(reverse("performance:my_scorecard"))
    agent.get_by_role("link", name="accept it or appeal").click()
    row = agent.locator("tr", has_text="首次响应")
    row.get_by_text("Appeal this part").click()
    row.locator("textarea").fill("The platform was down for two hours.")
    row.get_by_role("button", name="Appeal").click()
    agent.get_by_text("Your appeal is handed in").wait_for()

    page.goto(reverse("performance:appeals"))
    page.locator("tbody a").first.click()
    page.get_by_text("somebody else decides").wait_for()
    other = log_in(new_page(locale="en"), shop.stranger_supervisor)
    other.goto(reverse("performance:appeals") + "?status=open")
    other.locator("tbody a").first.click()
    other.get_by_label("accept the appeal").check()
    other.fill("#id_points", "15")
    other.fill("#id_answer", "The log shows it.")
    other.get_by_role("button", name="Decide").click()
    other.get_by_text("The decision is recorded.").wait_for()

    score.refresh_from_db()
    assert (before, score.score) == (Decimal("67.33"), Decimal("75.67"))  # junior has become bronze
    assert score.status == Score.Status.PUBLISHED  # other parts can still be appealed


def type_down(page: Any, criterion: str, values: list[str]) -> None:
    """Type into a column from its top, Enter after each."""
    inputs = page.locator(f'input[aria-label$="{criterion}"]')
    inputs.first.focus()
    for value in values:
        with page.expect_response(lambda answer: "/marks/" in answer.url):
            page.keyboard.press("Control+A")
            page.keyboard.type(value)
            page.keyboard.press("Enter")


def test_conduct_is_recorded_with_a_few_keys(new_page: Any):
    install()
    shop = make_company()
    page = log_in(new_page(locale="en"), shop.leader)
    page.goto(reverse("performance:record_conduct"))
    keys = [*shop.agent.employee_no, "Tab", *"news", "Tab", "Enter"]  # person, item, usual count

    for key in keys:
        page.keyboard.press(key)
    page.get_by_text("is recorded.").wait_for()

    assert len(keys) <= 14
    assert ConductEntry.objects.get().item == "OFFICE_IDLE"
    expect(page.locator("#id_employee")).to_be_focused()  # ready for the next one
    agent = log_in(new_page(locale="en", width=390), shop.agent)
    agent.goto(reverse("performance:my_scorecard"))
    agent.get_by_role("link", name="newspapers").wait_for()


def test_pages_fit_a_phone(new_page: Any):
    install()
    shop = make_company()
    page = log_in(new_page(width=390), shop.manager)

    for name in (
        "sales",
        "metrics",
        "scorecards",
        "conduct",
        "inspections",
        "exams",
        "training",
        "lost",
        "discipline",
        "mentors",
        "suggestions",
        "my_scorecard",
        "templates",
    ):
        page.goto(reverse(f"performance:{name}"))
        assert fits(page), name
