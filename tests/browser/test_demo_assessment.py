"""September of the demo company: a supervisor closes the assessment of ten, one mark is appealed, the medal changes.

The demo leaves the last complete month of one group to be marked. Here it is made as on a day of October, so that this
is September; a demo that is made later has September paid and locked, and a later month to be closed in its place.
Each number on the way opens the records that it came from.
"""

import datetime as dt
import re
from collections.abc import Callable
from decimal import Decimal
from typing import Any

import pytest
from django.urls import reverse

from common.month import Month
from csbackoffice.demo.fill import fill
from csbackoffice.demo.logins import PASSWORD
from csbackoffice.demo.plan import Plan
from csbackoffice.presets import install
from payroll.models import PayslipLine
from payroll.services import calculate_now
from performance.models import Score
from performance.scoring import grade
from performance.showing import limits_of
from staff.models import User
from tests.browser.visiting import log_in

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]
PLAN = Plan(today=dt.date(2026, 10, 22))
SEPTEMBER = PLAN.complete[-1]
LONG = 40_000


@pytest.fixture
def demo(transactional_db: None) -> None:
    install()
    fill(PLAN)


@pytest.fixture
def as_(new_page: Callable[..., Any]) -> Callable[..., Any]:
    """A browser window of somebody of the demo company."""

    def open_page(username: str, **window: Any) -> Any:
        page = new_page(locale="en", **window)
        page.set_default_timeout(LONG)
        return log_in(page, username, PASSWORD)

    return open_page


def medal(score: Score) -> str:
    return grade(score.score, limits_of(score.assessment.group_id, SEPTEMBER))


def test_a_supervisor_closes_september_an_agent_appeals_another_decides_and_the_medal_changes(
    demo: None, as_: Callable[..., Any]
) -> None:
    supervisor = as_("supervisor")
    close(supervisor)
    agent = User.objects.get(username="agent").employee
    score = Score.objects.get(employee=agent, month=SEPTEMBER)
    before, was = score.score, medal(score)
    lines = PayslipLine.objects.filter(payslip__employee=agent, payslip__run__month=SEPTEMBER, code="MEDAL")
    calculate_now(SEPTEMBER)

    page = as_("agent", width=390)
    page.goto(reverse("performance:my_scorecard"))
    page.get_by_role("link", name="accept it or appeal").click()
    opened = open_every_number(page)
    assert {"orders", "metrics", "exams"} <= opened
    appeal_the_weakest(page)

    supervisor.goto(reverse("performance:appeals") + "?status=open&about=mark")
    supervisor.locator("tbody a").first.click()
    supervisor.get_by_text("somebody else decides").wait_for()
    decide(as_("supervisor2"))

    score.refresh_from_db()
    # Decided, and published again: the other parts can be appealed to the end of the term.
    assert (SEPTEMBER, score.score > before, score.status) == (Month(2026, 9), True, Score.Status.PUBLISHED)
    assert (was, medal(score)) == ("bronze", "silver")
    assert not lines.exists()
    accountant = as_("accountant")
    calculate_now(SEPTEMBER)
    assert lines.get().amount == Decimal(150)
    accountant.goto(reverse("payroll:payslip", args=[SEPTEMBER, agent.employee_no]))
    accountant.get_by_role("link", name="1 score").first.click()
    accountant.locator("tbody a", has_text=str(score.score)).first.click()
    accountant.get_by_text("Where each point comes from").wait_for()
    accountant.get_by_role("link", name=re.compile("Medal")).wait_for()  # and back to the line of pay


def close(page: Any) -> None:
    """Mark the ten who lack one part by the keyboard, and publish."""
    page.goto(reverse("performance:scorecards"))
    page.locator("tbody tr", has_text=str(SEPTEMBER)).filter(has_text="being marked").locator(
        "a"
    ).first.click()
    inputs = page.locator('input[aria-label$="团队协作"]')
    assert inputs.count() == 10
    inputs.first.focus()
    for value in range(84, 94):
        with page.expect_response(lambda answer: "/marks/" in answer.url):
            page.keyboard.type(str(value))
            page.keyboard.press("Enter")
    page.reload()
    page.get_by_role("button", name="Publish").click()
    page.get_by_text("10 scores are published.").wait_for()


def open_every_number(page: Any) -> set[str]:
    """Open the records behind each part of a score; which kinds of list they were."""
    here = page.url
    cells = page.locator('td[data-label="Records"] a')
    addresses = [cells.nth(number).get_attribute("href") for number in range(cells.count())]
    for address in addresses:
        assert page.goto(address).status == 200
        if "conduct" not in address and "refunds" not in address:
            assert page.locator("tbody tr").count() > 0, address
    page.goto(here)
    return {address.split("/")[2] for address in addresses}


def appeal_the_weakest(page: Any) -> None:
    row = page.locator("tr", has_text="首次响应")
    row.get_by_text("Appeal this part").click()
    row.locator("textarea").fill("The platform was down for two hours on the 12th.")
    row.get_by_role("button", name="Appeal").click()
    page.get_by_text("Your appeal is handed in").wait_for()


def decide(page: Any) -> None:
    page.goto(reverse("performance:appeals") + "?status=open&about=mark")
    page.locator("tbody a").first.click()
    page.get_by_label("accept the appeal").check()
    page.fill("#id_points", "15")
    page.fill("#id_answer", "The log of the platform shows it.")
    page.get_by_role("button", name="Decide").click()
    page.get_by_text("The decision is recorded.").wait_for()
