"""Getting about in a real browser: the palette, what one is told, what one typed, the first steps of a company."""

from collections.abc import Callable
from typing import Any

import pytest
from django.urls import reverse

from csbackoffice.first_login import make_first_login
from staff import notices
from staff.models import Employee, User
from tests.browser.visiting import log_in
from tests.factories import PASSWORD, make_company, make_employee, make_ticket

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]


def test_the_palette_finds_a_person_by_initials_and_goes_there_by_keyboard(page: Any):
    shop = make_company()
    wanted = make_employee("单雄信", group=shop.day)
    log_in(page, shop.manager)

    page.keyboard.press("Control+k")
    page.keyboard.type("sxx")
    page.locator("#palette a[aria-selected=true]", has_text="单雄信").wait_for()
    page.keyboard.press("Enter")
    page.wait_for_url(f"**{reverse('staff:person', args=[wanted.employee_no])}")

    page.keyboard.press("Control+k")  # offered again, without a word
    page.locator("#palette a[aria-selected=true]", has_text="单雄信").wait_for()
    page.keyboard.press("ArrowDown")
    assert "单雄信" not in page.locator("#palette a[aria-selected=true]").inner_text()
    page.keyboard.type("sxx")
    page.keyboard.press("Escape")  # closes at the first press, whatever is typed
    page.wait_for_selector("#palette", state="hidden")


def test_without_script_the_search_is_a_page(browser: Any, live_server: Any):
    shop = make_company()
    ticket = make_ticket(shop.agent, order_no="2026A77")
    context = browser.new_context(base_url=live_server.url, java_script_enabled=False, locale="en")
    page = context.new_page()
    log_in(page, shop.agent)

    page.get_by_role("link", name="Search").first.click()
    page.fill("#find", "2026A")
    page.get_by_role("main").get_by_role("button", name="Search").click()
    page.get_by_role("link", name=f"#{ticket.pk}").click()
    page.wait_for_url(f"**{reverse('tickets:ticket', args=[ticket.pk])}")
    context.close()


def test_keys_go_to_pages_are_listed_and_can_be_switched_off(new_page: Callable[..., Any]):
    shop = make_company()
    page = new_page(locale="en")
    log_in(page, shop.agent)

    page.keyboard.press("g")
    page.keyboard.press("t")
    page.wait_for_url(f"**{reverse('tickets:tickets')}")
    page.keyboard.press("?")
    assert "Roster" in page.locator("#keys").inner_text()
    page.get_by_label("Single keys do something").uncheck()
    page.keyboard.press("Escape")
    page.keyboard.press("?")
    assert page.locator("#keys").is_hidden()


def test_a_person_is_told_reads_it_and_the_counter_goes_down(new_page: Callable[..., Any]):
    shop = make_company()
    for title in ("Double Eleven", "New Year"):
        notices.put_up(by=shop.leader.user, title=title, text="…", group=shop.day)
    page = new_page(locale="en", width=390)
    log_in(page, shop.agent)

    bell = page.get_by_role("link", name="Notifications").first
    assert "2" in bell.inner_text()
    bell.click()
    page.get_by_role("button", name="Mark as read: New on the board: New Year").click()
    page.locator("#unread-narrow", has_text="1").wait_for(state="attached")
    page.get_by_role("button", name="New on the board: Double Eleven").first.click()
    page.wait_for_url("**/people/notices/*/")
    assert page.locator("#unread-narrow").inner_text().strip() == ""


def test_what_was_typed_is_there_again_after_the_session_ended_and_gone_once_it_was_sent(
    new_page: Callable[..., Any],
):
    shop = make_company()
    page = new_page(locale="en")
    log_in(page, shop.manager)
    form = reverse("staff:new_notice")

    page.goto(form)
    page.fill("#id_title", "Double Eleven")
    page.fill("#id_text", "All leave is stopped.")
    page.context.clear_cookies(name="sessionid")  # the session is over
    page.click("main button[type=submit]")
    page.wait_for_url("**/login/**")
    page.fill("#id_username", shop.manager.user.username)
    page.fill("#id_password", PASSWORD)
    page.click("main button[type=submit]")
    page.wait_for_url(f"**{form}")
    page.get_by_text("is here again").wait_for()
    assert page.input_value("#id_text") == "All leave is stopped."

    page.click("main form.form-card button[type=submit]")
    page.wait_for_url("**/people/notices/*/")
    page.goto(form)
    assert page.input_value("#id_title") == ""
    assert page.get_by_text("is here again").count() == 0


def test_leaving_an_unsent_form_and_logging_out_ask_first(new_page: Callable[..., Any]):
    shop = make_company()
    page = new_page(locale="en")
    asked: list[str] = []

    def stay(dialog: Any) -> None:
        asked.append(dialog.type)
        dialog.dismiss()

    page.on("dialog", stay)
    log_in(page, shop.manager)
    page.goto(reverse("staff:new_notice"))
    page.fill("#id_title", "Double Eleven")

    page.locator(".navbar-vertical a", has_text="Today").first.click()
    page.wait_for_timeout(300)
    assert page.url.endswith(reverse("staff:new_notice"))
    page.get_by_role("button", name="your account").last.click()
    page.get_by_role("button", name="Log out").last.click()
    page.wait_for_timeout(300)
    assert page.url.endswith(reverse("staff:new_notice"))
    assert asked == ["beforeunload", "confirm"]


def test_before_a_session_ends_one_is_asked_and_can_stay(new_page: Callable[..., Any], settings: Any):
    settings.SESSION_COOKIE_AGE = 120  # within the five minutes of the warning
    shop = make_company()
    page = new_page(locale="en")
    log_in(page, shop.agent)

    stay = page.get_by_role("button", name="Stay logged in")
    stay.wait_for()
    settings.SESSION_COOKIE_AGE = 3600
    stay.click()
    stay.wait_for(state="hidden")


def test_a_picker_suggests_people_by_initials(new_page: Callable[..., Any]):
    shop = make_company()
    wanted = make_employee("曾小贤", group=shop.day)
    page = new_page(locale="en")
    log_in(page, shop.leader)

    page.goto(reverse("performance:record_conduct"))
    page.fill("#id_employee", "zx")
    page.get_by_role("option", name="曾小贤").wait_for()
    page.keyboard.press("ArrowDown")
    page.keyboard.press("Enter")
    assert page.input_value("#id_employee") == f"曾小贤 {wanted.employee_no}"


def test_an_empty_company_is_led_through_its_first_steps(
    new_page: Callable[..., Any], worker: Any, tmp_path: Any
):
    worker(1)
    password = make_first_login()
    page = new_page(locale="en")
    log_in(page, User.objects.get().username, password)

    page.fill("#id_old_password", password)
    for name in ("new_password1", "new_password2"):
        page.fill(f"#id_{name}", "meadow lantern 47")
    page.get_by_role("button", name="Change password").click()
    page.get_by_role("link", name="To my desk").click()
    page.get_by_role("main").get_by_role("link", name="Go on").click()
    page.get_by_role("link", name="Name the company").click()
    page.fill("#id_name", "青禾电器")
    page.fill("#id_first_month", "2026-09")
    page.click("main button[type=submit]")
    page.get_by_role("link", name="Choose a rule book").click()
    page.click("main button[type=submit]")
    page.get_by_role("link", name="Set the times of the shifts").click()
    page.fill("#id_day_shift_start", "08:30")
    page.click("main button[type=submit]")

    for name in ("people", "month"):
        with page.expect_download() as taken:
            page.locator(f"a[href='{reverse('welcome_sample', args=[name])}']").click()
        taken.value.save_as(tmp_path / f"{name}.xlsx")
        page.goto(reverse("imports"))
        page.set_input_files("#id_file", tmp_path / f"{name}.xlsx")
        page.get_by_role("button", name="Look at it").click()
        page.get_by_role("button", name="Take it").click(timeout=60_000)
        page.get_by_text("The workbook was taken").wait_for(timeout=60_000)
        page.goto(reverse("welcome"))

    assert Employee.objects.count() == 8
    assert page.locator(".welcome-step.is-done").count() == 6
    assert "Give out logins" in page.locator(".welcome-step.is-next").inner_text()
