"""Finding: by number, prefix, pinyin; only what one may open; in as many queries however much there is."""

import datetime as dt
import re
from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import translation

from csbackoffice.finding import SOURCES, find
from csbackoffice.finding.places import ACTIONS
from staff.models import User
from tests.access.table import GET, ROLES, TABLE
from tests.factories import (
    Company,
    make_account,
    make_article,
    make_complaint,
    make_customer,
    make_employee,
    make_order,
    make_ticket,
)

pytestmark = pytest.mark.django_db
SEARCH = "/find/"


def labels(user: User, text: str, source: str) -> list[str]:
    return [
        one.label for part in find(user, text, 5) if part["source"].name == source for one in part["results"]
    ]


def test_a_ticket_is_found_by_number_order_waybill_and_chat_name_by_those_who_may_see_it(shop: Company):
    ticket = make_ticket(shop.agent, customer_name="tb_lina", order_no="2026A77", waybill_no="SF1300")
    make_ticket(shop.stranger_agent, customer_name="tb_lin", order_no="2026A78", group=shop.night)

    for text in (f"#{ticket.pk}", str(ticket.pk), "2026A", "SF13", "tb_li", "ｔｂ_ｌｉ"):
        assert labels(shop.leader.user, text, "tickets") == [str(ticket)], text
        assert labels(shop.stranger_leader.user, text, "tickets") != [str(ticket)], text
    assert labels(shop.accountant.user, "tb_li", "tickets") == []
    assert labels(shop.leader.user, "b_li", "tickets") == []  # only beginnings
    assert labels(shop.leader.user, "tb%", "tickets") == []  # no wildcards


def test_people_are_found_by_pinyin_by_those_who_may_open_them(shop: Company):
    make_employee("单雄信", group=shop.day)

    assert labels(shop.leader.user, "sxx", "people") == ["单雄信"]
    assert labels(shop.stranger_leader.user, "sxx", "people") == []
    assert labels(shop.agent.user, "sxx", "people") == []


def test_customers_complaints_orders_and_articles_are_found(shop: Company):
    make_customer(shop.agent, name="lina_88")
    make_complaint(shop.agent, number="TS2026001", order_no="2026B1")
    account = make_account(employee=shop.agent)
    make_order(dt.datetime(2026, 9, 5, 12), order_no="2026B1", account=account)
    make_article(title="Washing silk")

    assert labels(shop.leader.user, "lina", "customers") == ["lina_88"]
    assert labels(shop.leader.user, "ts2026", "complaints") == labels(shop.leader.user, "2026B", "complaints")
    assert labels(shop.leader.user, "2026B", "orders") == ["2026B1"]
    assert labels(shop.stranger_leader.user, "2026B", "orders") == []
    assert labels(shop.director.user, "silk", "articles") == ["Washing silk"]


def test_pages_are_found_by_name_pinyin_and_initials_by_those_whose_they_are(shop: Company):
    with translation.override("zh-hans"):
        for text in ("排班", "paiban", "pb"):
            assert "排班" in labels(shop.leader.user, text, "pages")
            assert "排班" not in labels(shop.accountant.user, text, "pages")
    with translation.override("en"):
        assert "Roster" in labels(shop.leader.user, "rost", "pages")


def test_an_action_is_offered_to_those_whom_its_page_lets_in():
    opened = {
        row.name: {role for role in ROLES if row.statuses[role] == 200} for row in TABLE if row.method == GET
    }
    for action in ACTIONS:
        assert {str(role) for role in action.roles} <= opened[action.url_name], action.url_name


def test_a_search_costs_the_same_among_many(shop: Company):
    def queries(text: str) -> int:
        with CaptureQueriesContext(connection) as captured:
            find(shop.leader.user, text, 5)
        return len(captured)

    def fill(number: int) -> None:
        make_ticket(shop.agent, customer_name=f"zw{number}", order_no=f"zw{number}")
        make_customer(shop.agent, name=f"zw{number}")
        make_employee(f"张伟{number}", group=shop.day)

    fill(0)
    queries("zw")  # the first one also asks for the role
    few = queries("zw")
    for number in range(1, 12):
        fill(number)
    assert queries("zw") == few
    assert len(labels(shop.leader.user, "zw", "tickets")) == 5


def plan_of(rows: Any) -> str:
    return str(rows.explain())


@pytest.mark.parametrize("column", ["order_no", "waybill_no", "customer_name"])
def test_beginnings_are_answered_from_an_index(column: str):
    from tickets.models import Ticket

    rows = Ticket.objects.filter(**{f"{column}__begins": "2026"}).order_by().values("pk")
    if connection.vendor == "sqlite":
        assert "SEARCH" in plan_of(rows) and "SCAN" not in plan_of(rows)
    else:
        with connection.cursor() as cursor:
            cursor.execute("SET LOCAL enable_seqscan = off")
        assert "_like" in plan_of(rows)


def test_the_search_page_works_without_script_and_answers_the_palette_a_part(client: Client, shop: Company):
    ticket = make_ticket(shop.agent, order_no="2026A77")
    client.force_login(shop.agent.user)

    page = client.get(SEARCH, {"q": "2026A"}).content.decode()
    part = client.get(SEARCH, {"q": "2026A"}, headers={"HX-Request": "true"}).content.decode()

    assert reverse("tickets:ticket", args=[ticket.pk]) in page and "<html" in page
    assert reverse("tickets:ticket", args=[ticket.pk]) in part and "<html" not in part
    assert client.get(SEARCH, {"q": "<b>%_\\"}).status_code == 200
    assert client.get(SEARCH, {"q": "9" * 300}).status_code == 200


def test_what_was_opened_lately_is_offered_again_as_long_as_one_may_open_it(client: Client, shop: Company):
    mine, other = (
        make_ticket(shop.agent, customer_name="first"),
        make_ticket(shop.agent, customer_name="second"),
    )
    client.force_login(shop.agent.user)
    for ticket in (mine, other, mine):
        client.get(reverse("tickets:ticket", args=[ticket.pk]))
    client.get(reverse("tickets:ticket", args=[other.pk + 1000]))  # there is none

    def recent() -> list[str]:
        return re.findall(r"#\d+ (\w+)", client.get(SEARCH).content.decode())

    assert recent() == ["first", "second"]
    make_other = {"owner": shop.stranger_agent, "opened_by": None, "first_owner": None, "group": shop.night}
    type(mine).objects.filter(pk=mine.pk).update(**make_other)
    assert recent() == ["second"]


def test_every_source_of_records_offers_what_was_opened_lately():
    names = {source.page[0] for source in SOURCES if source.known}
    assert {"staff:person", "tickets:ticket", "tickets:customer"} <= names
