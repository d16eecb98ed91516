"""A complaint from registration to the closed return visit, in a real browser, by the roles it needs."""

import datetime as dt
from typing import Any

import pytest
from django.urls import reverse

from tests.browser.visiting import fits, log_in
from tests.factories import make_company, make_ticket
from tickets.models import Complaint
from tickets.services import visits

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]


def step(
    page: Any, complaint: Complaint, link: str, fields: dict[str, str], ticks: tuple[str, ...] = ()
) -> None:
    """Open a step of the complaint by its button, fill in the form and send it."""
    here = reverse("tickets:complaint", args=[complaint.pk])
    page.goto(here)
    page.get_by_role("link", name=link).first.click()
    for name, value in fields.items():
        field = page.locator(f"[name={name}]").first
        field.select_option(value) if field.evaluate("e => e.tagName") == "SELECT" else field.fill(value)
    for selector in ticks:
        page.check(selector)
    page.click("main form.form-card button[type=submit]")
    page.wait_for_url(f"**{here}")


def test_a_complaint_is_carried_to_its_closed_return_visit(
    new_page: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(visits, "rest_hours", lambda: ())
    shop = make_company()
    ticket = make_ticket(shop.agent)
    agent, leader = log_in(new_page(locale="en"), shop.agent), log_in(new_page(locale="en"), shop.leader)
    supervisor, manager = (
        log_in(new_page(locale="en"), shop.supervisor),
        log_in(new_page(locale="en", width=390), shop.manager),
    )

    agent.goto(reverse("tickets:ticket", args=[ticket.pk]))
    agent.get_by_role("link", name="Register a complaint").click()
    agent.fill("[name=about]", "The parcel was wet.")
    agent.click("main form.form-card button[type=submit]")
    agent.get_by_text("is registered").wait_for()
    complaint = Complaint.objects.get()

    step(agent, complaint, "Tell the customer it has arrived", {"text": "We have it."})
    because = {"judged_because": "Photos show it.", "department": "logistics"}
    step(supervisor, complaint, "Judge", because, ("[name=is_founded][value=True]",))
    cause = {"found_out": "Thin bag.", "cause": str(cause_of("carrier_damage"))}
    step(leader, complaint, "Write down the cause", cause)
    step(agent, complaint, "Propose a solution", {"remedy": "replacement", "text": "A new one"})
    step(agent, complaint, "Propose a solution", {"remedy": "refund", "text": "Money back"})
    today = dt.date.today().isoformat()
    choice = {"because": "Quickest.", "action": "Send it", "owner": shop.agent.employee_no, "due_on": today}
    step(leader, complaint, "Choose a solution", choice, ("[name=proposal] >> nth=0",))
    step(agent, complaint, "Done", {"outcome": "Sent."})
    step(agent, complaint, "Answer the customer", {"text": "It is on its way."})

    manager.goto(reverse("tickets:visit", args=[complaint.visits.get().pk]))
    for choice_of in (
        "q_settled][value=yes",
        "q_speed][value='5'",
        "q_attitude][value='5'",
        "is_satisfied][value=True",
    ):
        manager.check(f"[name={choice_of}]")
    manager.get_by_role("button", name="The visit is done").click()
    manager.locator(".chips .badge", has_text="satisfied").wait_for()
    complaint.refresh_from_db()
    assert complaint.state == "closed"


def cause_of(code: str) -> int:
    from tickets.models import Cause

    return Cause.objects.get(code=code).pk


def test_keys_and_the_palette_work_and_the_desk_fits_a_phone(new_page: Any) -> None:
    shop = make_company()
    ticket = make_ticket(shop.agent)
    page = log_in(new_page(locale="en"), shop.agent)
    page.goto(reverse("tickets:tickets"))
    page.keyboard.press("j")
    page.keyboard.press("x")
    assert page.locator("input[name=pick]").is_checked()
    page.keyboard.press("Enter")
    page.wait_for_url(f"**{reverse('tickets:ticket', args=[ticket.pk])}")

    page.keyboard.press("Control+k")
    page.locator("#palette input").fill("Knowl")
    page.locator("#palette a[aria-selected=true]", has_text="Knowledge").wait_for()
    page.keyboard.press("Enter")
    page.wait_for_url(f"**{reverse('tickets:knowledge')}")
    page.keyboard.press("?")
    page.locator("#keys[open]").wait_for()

    phone = log_in(new_page(locale="en", width=390), shop.agent)
    for address in (
        reverse("tickets:tickets"),
        reverse("tickets:ticket", args=[ticket.pk]),
        reverse("tickets:figures"),
    ):
        phone.goto(address)
        assert fits(phone), address
