"""A password that somebody else gave opens no page until its owner has chosen another."""

import pytest
from django.test import Client
from django.urls import reverse

from common.models import AuditEntry
from csbackoffice.first_login import make_first_login
from staff import people
from staff.models import User
from tests.factories import PASSWORD, Company, make_company

pytestmark = pytest.mark.django_db
HERE = "/password/"
OWN = "meadow lantern 47"


@pytest.fixture
def shop() -> Company:
    return make_company()


def logged_in(username: str, password: str) -> Client:
    client = Client(headers={"accept-language": "en"})
    assert client.login(username=username, password=password)
    return client


def choose(client: Client, given: str, new: str) -> str:
    """What is said after the form was sent; the address it led to where it was taken."""
    fields = {"old_password": given, "new_password1": new, "new_password2": new}
    answer = client.post(HERE, fields)
    return answer.headers["Location"] if answer.status_code == 302 else answer.content.decode()


def test_a_given_password_opens_no_page_before_another_is_chosen(shop: Company):
    username, given = people.set_password(shop.agent, by=shop.manager.user)
    client = logged_in(username, given)
    for address in ("/", "/tickets/", "/find/?q=1", reverse("staff:notifications")):
        assert client.get(address).headers["Location"] == HERE
    assert client.post(reverse("desk_clock")).headers["Location"] == HERE

    assert choose(client, given, OWN) == reverse("password_change_done")

    assert client.get("/").status_code == client.get("/tickets/").status_code == 200
    entry = AuditEntry.objects.latest("pk")
    assert (entry.action, entry.by, entry.target_id) == (
        "password changed",
        shop.agent.user,
        str(shop.agent.pk),
    )
    assert not entry.changes


def test_a_part_of_a_page_sends_the_whole_page_there(shop: Company):
    username, given = people.set_password(shop.agent, by=shop.manager.user)

    answer = logged_in(username, given).get(reverse("staff:unread_count"), headers={"HX-Request": "true"})

    assert answer.status_code == 200
    assert answer.headers["HX-Redirect"] == HERE


def test_log_out_the_language_and_the_health_address_stay_open(shop: Company):
    username, given = people.set_password(shop.agent, by=shop.manager.user)
    client = logged_in(username, given)

    assert client.get("/healthz").headers["Content-Type"] == "application/json"
    assert client.post("/language/", {"language": "zh-hans", "next": HERE}).headers["Location"] == HERE
    page = client.get(HERE).content.decode()
    assert 'lang="zh-Hans"' in page and 'action="/logout/"' in page
    assert "hx-get" not in page and "/tickets/" not in page
    assert client.post("/logout/").headers["Location"] == reverse("login")


def test_the_given_password_is_not_chosen_again(shop: Company):
    username, given = people.set_password(shop.agent, by=shop.manager.user)
    client = logged_in(username, given)

    assert "Choose another one" in choose(client, given, given)
    assert client.get("/").headers["Location"] == HERE


def test_the_first_login_of_an_empty_company_is_asked_too():
    client = logged_in("admin", given := make_first_login())
    assert client.get("/").headers["Location"] == HERE

    choose(client, given, OWN)

    assert client.get("/").status_code == 200
    assert AuditEntry.objects.latest("pk").by == User.objects.get()


def test_whoever_chose_their_own_is_led_nowhere_and_changes_it_when_they_like(shop: Company):
    client = logged_in(shop.agent.user.username, PASSWORD)
    assert client.get("/").status_code == 200
    assert "Choose your own password" not in client.get(HERE).content.decode()

    assert choose(client, PASSWORD, OWN) == reverse("password_change_done")
    assert client.get("/").status_code == 200
