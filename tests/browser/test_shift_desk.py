"""The shift desk on a phone: an agent writes a plan and hands over, the next one takes over."""

import datetime as dt
from typing import Any

import pytest
from django.urls import reverse

from attendance import handovers, plans
from attendance.models import Handover, PlanItem
from tests.browser.visiting import fits, log_in
from tests.factories import (
    fresh,
    make_company,
    make_employee,
    make_handover,
    make_handover_item,
    make_shift,
    make_user,
)

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]


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
    assert fits(phone)
    phone.get_by_role("button", name="Save and sign off").click()
    phone.get_by_text("no next step").wait_for()
    phone.get_by_label("Next step").first.fill("Ask the courier again")
    phone.get_by_role("button", name="Save and sign off").click()
    phone.get_by_text("it waits for the next shift").wait_for()

    other = new_page(locale="en", width=390)
    log_in(other, mate)
    other.goto(reverse("attendance:handovers"))
    other.locator(".now-card").first.click()
    other.get_by_role("button", name="I take over everything").click()
    other.get_by_text("The handover is frozen now").wait_for()
    assert fresh(handover).acknowledged_by == mate


QUARTER_MINUTE = 16_000


def test_a_whole_shift_on_two_phones_while_the_supervisors_live_page_follows(new_page: Any):
    shop, now = make_company(), dt.datetime.now()
    mate = make_employee("Mate", group=shop.day)
    make_user(mate)
    begins, ends = now - dt.timedelta(minutes=20), now + dt.timedelta(minutes=20)
    today = begins.date()
    make_shift(shop.agent, today, starts_at=begins, ends_at=ends)
    make_shift(mate, ends.date(), "night", starts_at=ends, ends_at=ends + dt.timedelta(hours=7))

    live = new_page(locale="en")
    live.clock.install()
    log_in(live, shop.supervisor)
    live.goto(reverse("attendance:live"))
    live.evaluate("window.neverReloaded = true")
    section(live, "Not here yet").get_by_text("Agent").wait_for()

    phone = new_page(locale="en", width=390)
    log_in(phone, shop.agent)
    phone.goto(reverse("attendance:my_shifts"))
    phone.get_by_role("button", name="Clock in").click()
    phone.get_by_text("Punched at").wait_for()
    live.clock.run_for(QUARTER_MINUTE)
    section(live, "On shift").get_by_text("Agent").wait_for()
    assert section(live, "Not here yet").count() == 0

    phone.goto(reverse("attendance:work_plans"))
    mine = f"#plan-{shop.agent.pk}"
    phone.fill(f"{mine} input[name=says]", "Call the courier")
    phone.press(f"{mine} input[name=says]", "Enter")
    phone.get_by_role("button", name="Done: Call the courier").wait_for()

    handover = handovers.open_due_handovers(now)[0]
    phone.goto(reverse("attendance:handovers"))
    phone.locator(".now-card").first.click()
    phone.get_by_text("Call the courier").first.wait_for()
    phone.get_by_role("button", name="Save and sign off").click()
    phone.get_by_text("it waits for the next shift").wait_for()

    Handover.objects.update(overdue_at=now - dt.timedelta(minutes=1))
    live.clock.run_for(QUARTER_MINUTE)
    section(live, "Handovers that nobody took over").wait_for()

    other = new_page(locale="en", width=390)
    log_in(other, mate)
    other.goto(reverse("attendance:handover", args=[handover.pk]))
    assert fits(other)
    other.get_by_role("button", name="I take over everything").click()
    other.get_by_text("The handover is frozen now").wait_for()
    live.clock.run_for(QUARTER_MINUTE)
    section(live, "Handovers that nobody took over").wait_for(state="detached")

    other.get_by_role("button", name="Settled").click()
    other.get_by_text("closed").first.wait_for()
    assert PlanItem.objects.get().status == "done"
    assert live.evaluate("window.neverReloaded")


def section(page: Any, title: str) -> Any:
    return page.locator("#live section", has=page.get_by_role("heading", name=title, exact=True))


def test_a_board_follows_the_others_but_never_takes_away_what_one_is_writing(new_page: Any):
    shop, today = make_company(), dt.date.today()
    make_shift(shop.agent, today)
    board = new_page(locale="en")
    board.clock.install()
    log_in(board, shop.leader)
    board.goto(reverse("attendance:work_plans"))
    plans.add_note(shop.agent, today, says="Count the parcels", by=shop.agent.user)
    board.clock.run_for(QUARTER_MINUTE)
    board.get_by_text("Count the parcels").wait_for()

    mine = f"#plan-{shop.leader.pk} input[name=says]"
    board.fill(mine, "Half a sentence")
    plans.add_note(shop.agent, today, says="Write to the shop", by=shop.agent.user)
    board.clock.run_for(QUARTER_MINUTE)
    assert board.input_value(mine) == "Half a sentence"
    board.press(mine, "Enter")
    board.get_by_role("button", name="Done: Half a sentence").wait_for()
    board.locator("h1").click()
    board.clock.run_for(QUARTER_MINUTE)
    board.get_by_text("Write to the shop").wait_for()
