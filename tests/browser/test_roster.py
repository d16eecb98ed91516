"""The roster with the keyboard alone, and the clock on a phone, in a real browser."""

import datetime as dt
from typing import Any

import pytest
from django.urls import reverse

from attendance.models import DraftShift, Punch, Shift
from staff.models import Employee
from tests.access.shifts import next_monday
from tests.browser.visiting import fits, log_in
from tests.factories import Company, make_company, make_employee, make_shift

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]
DAY = dt.timedelta(days=1)


class Keyboard:
    """Presses keys and counts them; nothing else touches the page."""

    def __init__(self, page: Any) -> None:
        self.page, self.presses = page, 0

    def press(self, *keys: str) -> None:
        for key in keys:
            self.page.keyboard.press(key)
            self.presses += 1

    def change(self, key: str) -> None:
        """A key that changes squares, and the answer to it."""
        with self.page.expect_response(lambda answer: "/roster/" in answer.url):
            self.press(key)
        self.page.locator(".htmx-request, .htmx-swapping, .htmx-settling").first.wait_for(state="detached")


def make_team(shop: Company) -> list[Employee]:
    """Eight people, this week by day and by night."""
    team = [shop.leader, shop.agent, *(make_employee(group=shop.day) for _number in range(6))]
    monday = next_monday() - 7 * DAY
    for number, person in enumerate(team):
        for place in range(7):
            rests = place == number % 7
            kind = "off" if rests else "night" if number % 2 else "day"
            make_shift(person, monday + place * DAY, kind)
    return team


def test_a_leader_makes_next_week_with_twenty_keys(new_page: Any):
    shop = make_company()
    team = make_team(shop)
    page = new_page(locale="en")
    log_in(page, shop.leader)
    page.goto(reverse("attendance:roster"))
    keys, monday = Keyboard(page), next_monday()

    keys.press("w")  # this week again, as a draft of the next
    page.get_by_text("Copied from the week of").wait_for()
    page.wait_for_load_state()
    keys.press("ArrowDown")
    assert page.evaluate("document.activeElement.dataset.day") == str(monday)
    for _day in range(6):
        keys.press("Shift+ArrowRight")
    keys.change("n")
    keys.press("End")
    keys.change("r")
    keys.press("ArrowDown", "Home")
    keys.change("d")
    mine = DraftShift.objects.filter(employee=shop.agent).order_by("on")
    assert list(mine.values_list("kind", flat=True)) == ["night"] * 6 + ["off"]

    keys.press("p")
    page.get_by_role("button", name="Publish and tell them").wait_for()
    keys.press("Enter")
    page.get_by_text("8 people are told").wait_for()

    assert keys.presses <= 20, "two minutes of somebody who needs six seconds for each"
    assert not DraftShift.objects.exists()
    assert Shift.objects.filter(employee__in=team, on__gte=monday, on__lte=monday + 6 * DAY).count() == 8 * 7


def test_squares_that_the_mouse_was_dragged_over_get_one_shift(new_page: Any):
    shop, monday = make_company(), next_monday()
    page = new_page(locale="en")
    log_in(page, shop.leader)
    page.goto(f"{reverse('attendance:roster')}?start={monday}")

    def square(person: Employee, day: dt.date) -> Any:
        return page.locator(f"tr[data-person='{person.pk}'] [data-day='{day}']")

    square(shop.agent, monday).hover()
    page.mouse.down()
    square(shop.leader, monday + 2 * DAY).hover()
    page.mouse.up()
    with page.expect_response(lambda answer: "/roster/draw/" in answer.url):
        page.get_by_role("button", name="Night shift").click()

    drawn = DraftShift.objects.filter(employee__in=[shop.agent, shop.leader], kind="night")
    assert drawn.count() == DraftShift.objects.count() == 6


def test_next_week_rotated_by_one_key_is_published_by_two_more(new_page: Any):
    shop = make_company()
    team = make_team(shop)
    page = new_page(locale="en")
    log_in(page, shop.leader)
    page.goto(reverse("attendance:roster"))
    keys = Keyboard(page)

    keys.press("]")
    page.wait_for_url(f"**start={next_monday()}*")
    keys.change("a")
    page.get_by_text("everybody gets a rest day in turn").wait_for()
    keys.press("p")
    page.get_by_role("button", name="Publish and tell them").wait_for()
    keys.press("Enter")
    page.get_by_text("8 people are told").wait_for()

    assert keys.presses == 4
    week = Shift.objects.filter(on__gte=next_monday(), on__lte=next_monday() + 6 * DAY)
    for person in team:
        assert week.filter(employee=person).count() == 7
        assert week.filter(employee=person, kind="off").exists()


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
        assert fits(page), name
