"""Walks the table of tests/access/table.py: every address, every kind of person, every method."""

import datetime as dt
from collections.abc import Iterator
from typing import Any

import pytest
from django.db import connection, transaction
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import URLPattern, URLResolver, get_resolver, resolve, reverse

from csbackoffice.navigation import NAVIGATION
from staff.models import User
from tests.access.table import GET, OPEN_TO_ALL, OPEN_TO_ANY_LOGIN, POST, ROLES, TABLE, Row
from tests.factories import Company, fresh, make_employee, make_user

pytestmark = pytest.mark.django_db
REFUSED = {404, 405}
each_row = pytest.mark.parametrize("row", TABLE, ids=str)
# A GET may keep the session going, and record that somebody looked or took a file with them.
MAY_BE_WRITTEN = ("django_session", "common_auditentry")


def names_of_the_project() -> set[str]:
    return set(_names(get_resolver(), ""))


def _names(resolver: URLResolver, space: str) -> Iterator[str]:
    for entry in resolver.url_patterns:
        if isinstance(entry, URLResolver):
            yield from _names(entry, space + (f"{entry.namespace}:" if entry.namespace else ""))
        elif isinstance(entry, URLPattern):
            yield space + (entry.name or f"(no name: {entry.pattern})")


def test_every_address_of_the_project_has_a_row_and_every_row_an_address():
    in_table = {row.name for row in TABLE}

    without_row, without_address = names_of_the_project() - in_table, in_table - names_of_the_project()
    assert not without_row, f"add to tests/access/table.py: {', '.join(sorted(without_row))}"
    assert not without_address, f"no longer in the project: {', '.join(sorted(without_address))}"


def test_no_row_stands_twice():
    rows = [str(row) for row in TABLE]

    assert sorted(rows) == sorted(set(rows))


def test_the_navigation_shows_nobody_a_page_that_they_may_not_open():
    opened = {
        row.name: {role for role in ROLES if row.statuses[role] == 200} for row in TABLE if row.method == GET
    }
    for entry in (entry for group in NAVIGATION for entry in group.entries):
        if entry.url_name in opened:
            assert set(entry.roles) <= opened[entry.url_name], entry.url_name


@each_row
def test_each_kind_of_person_gets_what_the_table_says(row: Row, shop: Company):
    url, form = address(row, shop), row.send(shop)

    found = {who: ask(row.method, url, person_of(shop, who), form) for who in row.statuses}

    assert found == row.statuses


@each_row
def test_the_anonymous_are_sent_to_the_log_in_page(row: Row, shop: Company):
    response = Client().generic(row.method, address(row, shop))

    to_login = response.status_code == 302 and response.headers["Location"].startswith(reverse("login"))
    assert to_login or row.name in OPEN_TO_ALL


@each_row
def test_people_who_have_left_find_nothing(row: Row, shop: Company):
    if row.name in OPEN_TO_ALL | OPEN_TO_ANY_LOGIN:
        return
    former = make_user(make_employee("Former", role="manager", left_on=dt.date(2026, 2, 1)))
    nobody = make_user(username="nobody")
    url, form = address(row, shop), row.send(shop)

    assert ask(row.method, url, former, form) == 404
    assert ask(row.method, url, nobody, form) == 404


@pytest.mark.parametrize("row", [row for row in TABLE if row.method == GET], ids=str)
def test_looking_changes_nothing(row: Row, shop: Company):
    url = address(row, shop)
    for who, status in row.statuses.items():
        client = client_of(person_of(shop, who))

        with CaptureQueriesContext(connection) as queries:
            client.get(url)

        assert status == 404 or changes_in(queries) == []


@pytest.mark.parametrize("name", sorted({row.name for row in TABLE}))
def test_a_method_without_a_row_is_refused(name: str, shop: Company):
    rows = [row for row in TABLE if row.name == name]
    missing = {GET, POST, "PUT", "PATCH", "DELETE"} - {row.method for row in rows}
    url = address(rows[0], shop)
    who_may_open = next(who for row in rows for who, status in row.statuses.items() if status != 404)

    for method in missing:
        found = {who: ask(method, url, person_of(shop, who), {}) for who in ("agent", who_may_open)}
        assert set(found.values()) <= REFUSED or takes_as_post(name, method), f"{method}: {found}"


@pytest.mark.parametrize("row", [row for row in TABLE if row.method == POST], ids=str)
def test_a_change_without_the_token_is_refused(row: Row, shop: Company):
    url, form = address(row, shop), row.send(shop)
    for who, status in row.statuses.items():
        if status == 404:
            continue
        client = client_of(person_of(shop, who), enforce_csrf_checks=True)
        assert client.post(url, form).status_code == 403, who


def takes_as_post(name: str, method: str) -> bool:
    """Django's own form views take PUT for POST."""
    view = resolve(reverse(name)).func if name in OPEN_TO_ALL | OPEN_TO_ANY_LOGIN else None
    return method == "PUT" and view is not None and view.__module__.startswith("django.contrib.auth")


def address(row: Row, shop: Company) -> str:
    return reverse(row.name, kwargs=row.of(shop))


def person_of(shop: Company, who: str) -> User:
    return getattr(shop, who).user


def client_of(user: User, **options: Any) -> Client:
    client = Client(**options)
    client.force_login(fresh(user))
    return client


def ask(method: str, url: str, user: User, form: dict[str, Any]) -> int:
    """The status that a person gets; what the request changed is taken back."""
    with transaction.atomic():
        client = client_of(user)
        response = client.post(url, form) if method == POST else client.generic(method, url)
        transaction.set_rollback(True)
    return response.status_code


def changes_in(queries: CaptureQueriesContext) -> list[str]:
    """SQL that writes, but for what any request may write."""
    written = [query["sql"] for query in queries if query["sql"].split()[0] in {"INSERT", "UPDATE", "DELETE"}]
    return [sql for sql in written if not any(table in sql for table in MAY_BE_WRITTEN)]
