"""The service desk in a real browser: what changes by itself, what is kept, what is carried on, what is linked."""

import datetime as dt
from typing import Any

import pytest
from django.urls import reverse
from playwright.sync_api import expect

from csbackoffice.periodic import bring_what_is_open
from performance.models import ConductEntry
from tests.browser.visiting import log_in
from tests.factories import (
    fresh,
    make_article,
    make_company,
    make_complaint,
    make_handover,
    make_question,
    make_ticket,
    make_visit,
)
from tickets.models import Ticket
from tickets.services import tickets as services

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]


def test_the_list_shows_new_and_changed_tickets_without_reloading(new_page: Any) -> None:
    shop = make_company()
    first = make_ticket(shop.agent, customer_name="first buyer")
    page = new_page(locale="en")
    page.clock.install()
    log_in(page, shop.agent)
    page.goto(reverse("tickets:tickets"))
    page.check("input[name=pick]")

    make_ticket(shop.agent, customer_name="second buyer")
    services.change_status(first, "paused", by=shop.leader.user)
    page.clock.run_for(16_000)
    page.get_by_text("second buyer").wait_for()
    page.locator(f"#ticket-{first.pk}").get_by_text("waiting for the customer").wait_for()
    assert page.locator(f"#ticket-{first.pk} input[name=pick]").is_checked()


def test_a_draft_is_kept_colleagues_are_seen_and_an_article_goes_into_the_reply(new_page: Any) -> None:
    shop = make_company()
    ticket = make_ticket(shop.agent, problem="乳胶枕怎么清洗")
    article = make_article(title="乳胶枕的清洗", body="不能水洗，通风晾干。")
    agent, leader = log_in(new_page(locale="en"), shop.agent), log_in(new_page(locale="en"), shop.leader)
    here = reverse("tickets:ticket", args=[ticket.pk])

    agent.goto(here)
    agent.get_by_role("button", name="Put into the reply").click()
    agent.get_by_text("Draft kept").wait_for()
    leader.goto(here)
    leader.get_by_text("is answering this").wait_for()
    agent.goto(here)
    assert agent.input_value("#id_text") == article.body
    assert fresh(article).read == 1

    agent.get_by_role("button", name="Reply to the customer").click()
    agent.locator(".timeline-entry.is-reply").wait_for()
    expect(agent.locator("#id_text")).to_have_value("")


def test_every_long_text_is_there_again_after_the_page_was_closed(new_page: Any) -> None:
    """The reply and the note are kept by the server at the next look, other forms by the browser."""
    shop = make_company()
    ticket = make_ticket(shop.agent)
    complaint = make_complaint(shop.agent, state="answering", is_founded=False)
    visit = make_visit(shop.agent, reason="member")
    question = make_question(shop.agent)
    page = log_in(new_page(locale="en"), shop.agent)
    places = (
        (reverse("tickets:ticket", args=[ticket.pk]), "[name=text]"),
        (reverse("tickets:complaint_step", args=[complaint.pk, "answer"]), "[name=text]"),
        (reverse("tickets:visit", args=[visit.pk]), "[name=note] >> nth=0"),
        (reverse("tickets:question", args=[question.pk]), "main [name=text]"),
        (reverse("tickets:new"), "[name=problem]"),
        (reverse("tickets:new_complaint"), "[name=about]"),
        (reverse("tickets:report"), "main [name=text]"),
        (reverse("tickets:ask"), "[name=text]"),
        (reverse("tickets:new_review"), "[name=text]"),
    )
    for address, field in places:
        one = page.context.new_page()
        one.goto(address)
        one.locator(field).press_sequentially("half a sentence")
        one.close()
    for address, field in places:
        one = page.context.new_page()
        one.goto(address)
        assert one.locator(field).input_value() == "half a sentence", address
        one.close()


def test_many_are_changed_with_the_keyboard_and_taken_back(new_page: Any) -> None:
    shop = make_company()
    for _number in range(3):
        make_ticket(shop.agent)
    page = log_in(new_page(locale="en"), shop.leader)
    page.goto(reverse("tickets:tickets"))
    page.check("[name=everything]")
    page.select_option("#bulk [name=status]", "closed")
    page.get_by_role("button", name="Do it").click()
    page.get_by_text("3 tickets changed.").wait_for()
    page.keyboard.press("z")
    page.get_by_text("3 tickets are as before.").wait_for()
    assert set(Ticket.objects.values_list("status", flat=True)) == {"open"}


def test_the_next_shift_finds_the_open_complaint_in_its_handover(new_page: Any) -> None:
    shop = make_company()
    complaint = make_complaint(shop.agent, number="TS20261122-001")
    make_complaint(shop.agent, number="TS20261122-002", state="closed")
    now = dt.datetime.now()
    handover = make_handover(shop.day, opened_at=now, ends_at=now, incoming_at=now)
    bring_what_is_open(now)

    page = log_in(new_page(locale="en"), shop.leader)
    page.goto(reverse("attendance:handover", args=[handover.pk]))
    page.locator(f"a[href='{reverse('tickets:complaint', args=[complaint.pk])}']").first.wait_for()
    assert "TS20261122-002" not in page.content()


def test_a_founded_complaint_leads_to_a_conduct_entry_and_both_name_the_other(new_page: Any) -> None:
    shop = make_company()
    complaint = make_complaint(
        shop.agent, agent=shop.agent, state="acting", is_founded=True, department="service"
    )
    page = log_in(new_page(locale="en"), shop.supervisor)
    here = reverse("tickets:complaint", args=[complaint.pk])
    page.goto(here)
    page.get_by_role("link", name="Record a conduct entry").click()
    page.click("main form.form-card button[type=submit]")
    page.get_by_text("is recorded").wait_for()
    entry = ConductEntry.objects.get()

    page.goto(here)
    page.get_by_text("conduct entry recorded").wait_for()
    page.locator(f"a[href='{reverse('performance:entry', args=[entry.pk])}']").first.click()
    page.locator(f"a[href='{here}']").first.wait_for()
    assert (entry.employee, entry.incident) == (shop.agent, complaint.number)
