"""The roster with the keyboard alone, and the clock on a phone, in a real browser."""

import datetime as dt
from typing import Any

import pytest
from django.urls import reverse

from attendance.models import DraftShift, Punch, Shift
from staff.models import Employee
from tests.access.shifts import next_monday
from tests.factories import PASSWORD, make_company, make_shift

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]
DAY = dt.timedelta(days=1)


def log_in(page: Any, person: Employee) -> None:
    page.goto(reverse("login"))
    page.fill("#id_username", person.user.username)
    page.fill("#id_password", PASSWORD)
    page.click("main button[type=submit]")
    page.wait_for_url("**/")


def press(page: Any, key: str) -> None:
    """A key that changes squares, and the answer to it."""
    with page.expect_response(lambda answer: "/roster/draw/" in answer.url):
        page.keyboard.press(key)
    page.wait_for_function("document.activeElement && document.activeElement.matches('[data-day]')")


def test_a_leader_makes_next_week_with_the_keyboard_and_publishes_it(new_page: Any):
    shop = make_company()
    page = new_page(locale="en")
    log_in(page, shop.leader)
    monday = next_monday()
    page.goto(f"{reverse('attendance:roster')}?start={monday}")

    page.focus(f"tr[data-person='{shop.agent.pk}'] [data-day='{monday}']")
    for _day in range(5):
        page.keyboard.press("Shift+ArrowRight")
    press(page, "d")
    page.keyboard.press("End")
    press(page, "r")
    kinds = DraftShift.objects.order_by("on").values_list("kind", flat=True)
    assert list(kinds) == ["day"] * 6 + ["off"]

    page.keyboard.press("p")
    page.get_by_role("button", name="Publish and tell them").click()
    page.get_by_text("1 person is told").wait_for()
    assert Shift.objects.filter(employee=shop.agent).count() == 7
    assert not DraftShift.objects.exists()


def test_an_agent_clocks_in_on_a_phone_and_pages_fit(new_page: Any):
    shop = make_company()
    make_shift(shop.agent, dt.date.today())
    page = new_page(locale="en", width=390)
    log_in(page, shop.agent)
    page.goto(reverse("attendance:my_shifts"))

    page.get_by_role("button", name="Clock in").click()
    page.get_by_text("Punched at").wait_for()
    assert Punch.objects.get().source == "page"
    for name in ("roster", "my_shifts", "my_leave", "ask_leave", "ask_swap", "ask_overtime"):
        page.goto(reverse(f"attendance:{name}"))
        assert page.evaluate("document.documentElement.scrollWidth <= innerWidth"), name
