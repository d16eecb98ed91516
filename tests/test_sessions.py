"""Sessions: they last from the last page, not from what pages ask for by themselves; the language is the person's."""

import time
from typing import Any

import pytest
from django.conf import settings
from django.test import Client
from django.urls import reverse

from tests.factories import PASSWORD, make_company

pytestmark = pytest.mark.django_db
HTMX = {"HX-Request": "true"}


def seconds_shown(client: Client) -> int:
    page = client.get("/people/notices/").content.decode()
    return int(page.split('data-session-seconds="')[1].split('"')[0])


def test_opening_a_page_prolongs_the_session_and_a_poll_does_not(
    client: Client, monkeypatch: pytest.MonkeyPatch
):
    shop = make_company()
    begun = int(time.time())

    def later(hours: float) -> None:
        monkeypatch.setattr("csbackoffice.middleware.time.time", lambda: begun + hours * 3600)

    later(0)
    client.post(reverse("login"), {"username": shop.agent.user.username, "password": PASSWORD})
    assert seconds_shown(client) == settings.SESSION_COOKIE_AGE
    later(3)
    client.get(reverse("staff:unread_count"), headers=HTMX)
    assert client.session["renewed_at"] == begun
    assert seconds_shown(client) == settings.SESSION_COOKIE_AGE
    later(3.1)
    assert seconds_shown(client) == settings.SESSION_COOKIE_AGE - 360  # not written down at every click
    assert client.post(reverse("stay"), headers=HTMX).json() == {"seconds": settings.SESSION_COOKIE_AGE}


def test_the_language_is_the_persons_own_on_every_browser_and_else_the_browsers(client: Client):
    shop = make_company()
    english: dict[str, Any] = {"Accept-Language": "en"}
    client.force_login(shop.agent.user)

    def language(headers: dict[str, Any]) -> str:
        return str(client.get("/people/notices/", headers=headers).headers["Content-Language"])

    assert language({}) == "zh-hans"
    assert language(english) == "en"
    client.post(reverse("set_language"), {"language": "zh-hans"})
    other = Client()
    other.force_login(shop.agent.user)
    assert other.get("/people/notices/", headers=english).headers["Content-Language"] == "zh-hans"
    assert Client().get(reverse("login"), headers=english).headers["Content-Language"] == "en"
