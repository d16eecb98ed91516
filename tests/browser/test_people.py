"""People in a real browser: find somebody, look at them, have a number shown."""

from typing import Any

import pytest
from django.urls import reverse

from staff import people
from tests.browser.visiting import fits, log_in
from tests.factories import make_company

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]
CARD = "6228480000000000018"


def test_an_accountant_finds_a_person_and_has_the_card_shown(new_page: Any):
    shop = make_company()
    people.set_numbers(shop.agent, by=shop.accountant.user, bank_card=CARD)
    page = new_page(locale="en", width=390)
    log_in(page, shop.accountant)

    page.goto(reverse("staff:people") + "?q=Agent&role=agent")
    page.get_by_role("link", name="Agent", exact=True).first.click()
    assert CARD not in page.content()

    page.get_by_role("button", name="Show Bank card").click()
    page.get_by_text(CARD).wait_for()
    assert CARD not in page.url


def test_pages_fit_a_phone(new_page: Any):
    shop = make_company()
    page = new_page(width=390)
    log_in(page, shop.manager)
    person = reverse("staff:person", args=[shop.agent.employee_no])

    for address in ("/", reverse("staff:people"), person, reverse("staff:groups"), reverse("staff:accounts")):
        page.goto(address)
        assert fits(page), address
