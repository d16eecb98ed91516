"""The shift desk on a phone: an agent writes a plan and hands over, the next one takes over."""

import datetime as dt
from typing import Any

import pytest
from django.urls import reverse

from attendance.models import PlanItem
from staff.models import Employee
from tests.factories import (
    PASSWORD,
    fresh,
    make_company,
    make_employee,
    make_handover,
    make_handover_item,
    make_shift,
    make_user,
)

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]


def log_in(page: Any, person: Employee) -> None:
    page.goto(reverse("login"))
    page.fill("#id_username", person.user.username)
    page.fill("#id_password", PASSWORD)
    page.click("main button[type=submit]")
    page.wait_for_url("**/")


def test_an_agent_writes_a_plan_hands_over_and_the_next_one_takes_over(new_page: Any):
    shop, today = make_company(), dt.date.today()
    mate = make_employee("Mate", group=shop.day)
    make_user(mate)
    make_shift(shop.agent, today)
    handover = make_handover(shop.day, today)
    make_handover_item(handover, "Parcel is lost", owner=shop.agent)
    phone = new_page(locale="en", width=390)
    log_in(phone, shop.agent)

    phone.goto(reverse("attendance:work_plans"))
    mine = f"#plan-{shop.agent.pk}"
    phone.fill(f"{mine} input[name=says]", "Call the courier")
    phone.check(f"{mine} input[name=is_urgent]")
    phone.press(f"{mine} input[name=says]", "Enter")
    phone.get_by_role("button", name="Done: Call the courier").click()
    phone.get_by_role("button", name="Not done yet: Call the courier").wait_for()
    assert PlanItem.objects.get().status == "done"

    phone.goto(reverse("attendance:handover", args=[handover.pk]))
    assert phone.evaluate("document.documentElement.scrollWidth <= innerWidth")
    phone.get_by_role("button", name="Save and sign off").click()
    phone.get_by_text("no next step").wait_for()
    phone.fill("#id_items-0-next_step", "Ask the courier again")
    phone.get_by_role("button", name="Save and sign off").click()
    phone.get_by_text("it waits for the next shift").wait_for()

    other = new_page(locale="en", width=390)
    log_in(other, mate)
    other.goto(reverse("attendance:handovers"))
    other.locator(".now-card").first.click()
    other.get_by_role("button", name="I take over everything").click()
    other.get_by_text("The handover is frozen now").wait_for()
    assert fresh(handover).acknowledged_by == mate
