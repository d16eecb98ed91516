"""Lists of records: one sees those of visible people, can be led to the very rows, and rows cost no queries."""

import datetime as dt
from collections.abc import Callable
from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils.html import escape

from common.month import Month
from common.pages import ROWS_PER_PAGE
from staff.models import Employee
from tests import factories
from tests.clients import as_
from tests.factories import Company, make_company, make_employee

pytestmark = pytest.mark.django_db
TODAY = dt.date.today()
LARGEST_PAGE = 90 * 1024  # bytes, before compression, so that none comes near 100; docs/how-to/measure.md
NOON = dt.datetime.combine(TODAY, dt.time(12))


def order(person: Employee) -> Any:
    return factories.make_order(NOON, account=factories.make_account(employee=person))


RECORDS: dict[str, Callable[[Employee], Any]] = {
    "attendance:shifts": lambda person: factories.make_shift(person, TODAY),
    "attendance:punches": lambda person: factories.make_punch(person, NOON),
    "attendance:leaves": lambda person: factories.make_leave(person, NOON, NOON + dt.timedelta(hours=1)),
    "attendance:overtime": lambda person: factories.make_overtime(person, TODAY),
    "tickets:tickets": lambda person: factories.make_ticket(person),
    "performance:orders": order,
    "performance:refunds": lambda person: factories.make_refund(order(person), NOON),
    "performance:scores": lambda person: factories.make_score(person, Month.of(TODAY)),
    "performance:conduct": lambda person: factories.make_conduct_entry(person, TODAY),
    "performance:suggestions": lambda person: factories.make_suggestion(person, TODAY),
}
each_list = pytest.mark.parametrize("name", RECORDS)


def rows(client: Client, name: str, query: str = "") -> set[Any]:
    return set(client.get(f"{reverse(name)}?{query}").context["rows"])


@each_list
def test_an_empty_list_says_the_next_step_in_its_own_words(name: str, shop: Company):
    page = as_(shop.manager).get(reverse(name))
    sentence = str(escape(type(page.context["table"]).empty_text))
    assert sentence in page.content.decode()


@each_list
def test_one_sees_the_records_of_visible_people(name: str, shop: Company):
    own, other = RECORDS[name](shop.agent), RECORDS[name](shop.stranger_agent)

    assert rows(as_(shop.agent), name) == rows(as_(shop.supervisor), name) == {own}
    assert rows(as_(shop.stranger_leader), name) == {other}
    assert rows(as_(shop.manager), name) == {own, other}


@each_list
def test_a_link_leads_to_the_very_rows_and_to_no_others(name: str, shop: Company):
    first, second = RECORDS[name](shop.agent), RECORDS[name](shop.leader)
    RECORDS[name](shop.supervisor)
    stranger = RECORDS[name](shop.stranger_agent)
    ids = f"ids={first.pk},{second.pk},{stranger.pk}"

    assert rows(as_(shop.manager), name, ids) == {first, second, stranger}
    assert rows(as_(shop.supervisor), name, ids) == {first, second}
    page = as_(shop.supervisor).get(f"{reverse(name)}?{ids}").content.decode()
    assert f'<input type="hidden" name="ids" value="{ids.removeprefix("ids=")}"' in page


@each_list
def test_lists_are_narrowed_to_a_month_and_a_person(name: str, shop: Company):
    first, second = RECORDS[name](shop.agent), RECORDS[name](shop.leader)
    manager = as_(shop.manager)
    month, number = Month.of(TODAY), shop.agent.employee_no

    assert rows(manager, name, f"month={month}&employee={number}") == {first}
    assert rows(manager, name, f"month={month}") == {first, second}
    assert rows(manager, name, f"month={month.previous}&employee={number}") == set()


@each_list
def test_a_month_that_is_none_is_said(name: str, shop: Company):
    answer = as_(shop.manager).get(f"{reverse(name)}?month=soon")

    assert answer.status_code == 200
    assert "soon" in str(answer.context["filter"].errors)


@each_list
def test_queries_do_not_grow_with_rows(name: str, shop: Company):
    manager = as_(shop.manager)

    def queries() -> int:
        with CaptureQueriesContext(connection) as found:
            manager.get(reverse(name))
        return len(found)

    RECORDS[name](shop.agent)
    queries()  # some things are read once a process
    few = queries()
    for _number in range(8):
        RECORDS[name](make_employee(group=shop.day))
    assert queries() == few


@each_list
def test_a_full_list_stays_under_100_kilobytes(name: str, shop: Company):
    for _number in range(ROWS_PER_PAGE + 1):
        RECORDS[name](make_employee("欧阳娜娜", group=shop.day))

    page = as_(shop.manager).get(reverse(name)).content

    assert page.count(b"<tr") > ROWS_PER_PAGE
    assert len(page) < LARGEST_PAGE


def test_a_draft_score_is_not_shown_to_whom_it_marks(shop: Company):
    draft = factories.make_score(shop.agent, Month.of(TODAY), status="draft")

    assert rows(as_(shop.agent), "performance:scores") == set()
    assert rows(as_(shop.supervisor), "performance:scores") == {draft}


def test_sales_of_a_person_are_those_while_they_had_the_account(shop: Company):
    account = factories.make_account(employee=shop.agent, from_on=dt.date(2026, 9, 10))
    factories.make_order(dt.datetime(2026, 9, 9, 23, 59), account=account)
    mine = factories.make_order(dt.datetime(2026, 9, 10), account=account)

    found = rows(as_(shop.manager), "performance:orders", f"month=2026-09&employee={shop.agent.employee_no}")
    assert found == {mine}


def test_a_promise_in_the_past_is_refused(shop: Company):
    agent, page = as_(shop.agent), reverse("tickets:new")
    form = {"customer_name": "buyer", "problem": "broken"}
    past, coming = dt.datetime.now() - dt.timedelta(hours=1), dt.datetime.now() + dt.timedelta(hours=1)

    assert agent.post(page, form | {"promised_at": past.isoformat("T", "minutes")}).status_code == 200
    assert agent.post(page, form | {"promised_at": coming.isoformat("T", "minutes")}).status_code == 302


def test_a_number_beyond_any_key_matches_nothing() -> None:
    company = make_company()
    client = Client()
    client.force_login(company.manager.user)
    for name in RECORDS:
        assert client.get(reverse(name), {"ids": "99999999999999999999"}).status_code == 200
