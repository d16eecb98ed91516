"""Before a month is calculated its page says which records are not complete, and leads to where they are mended."""

import datetime as dt
from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import translation

from attendance.models import Leave
from payroll.sources import sources_of
from performance.models import Appeal, Refund
from tests import factories
from tests.factories import make_company
from tests.payroll.build import SEPTEMBER, make_workable_month
from tests.payroll.test_pages import as_, url

pytestmark = pytest.mark.django_db


def counts() -> dict[str, int]:
    with translation.override("en"):
        return {one.label: one.count for one in sources_of(SEPTEMBER)}


def spoil(shop: factories.Company) -> None:
    """One thing of each kind that is not as it should be."""
    day = dt.datetime(2026, 9, 8, 8)
    shop.supervisor.terms.update(fixed_salary=None)
    factories.make_employee("Newcomer", role="agent", group=shop.day)
    Leave.objects.create(employee=shop.agent, kind="personal", starts_at=day, ends_at=day.replace(hour=12))
    factories.make_order(day, 10, account=factories.make_account())
    Refund.objects.create(
        refund_no="R", order_no="unknown", refunded_at=day, amount=5, paid_on=None, counts_in=SEPTEMBER
    )
    Appeal.objects.create(
        employee=shop.agent, entry=factories.make_conduct_entry(shop.agent, day.date()), reason="?"
    )


def test_what_is_missing_is_counted_named_and_leads_to_its_place():
    shop = make_company()
    assert counts()["Orders"] == 1
    make_workable_month(shop)
    assert set(counts().values()) == {0}

    spoil(shop)
    assert {label for label, count in counts().items() if count == 1} == {
        "Terms of pay",
        "Roster",
        "Attendance requests",
        "Service accounts",
        "Refunds",
        "Scores",
        "Appeals",
    }
    page = as_(shop.accountant).get(url("sources", SEPTEMBER)).content.decode()
    assert "Newcomer" in page and "7 kinds of records are not complete" in page
    assert "/performance/appeals/?status=open" in page
    assert as_(shop.supervisor).get(url("sources", SEPTEMBER)).status_code == 404


def test_people_cost_no_queries(django_assert_num_queries: Any):
    shop = make_company()
    with CaptureQueriesContext(connection) as few:
        sources_of(SEPTEMBER)
    assert len(few) < 20
    for _number in range(6):
        factories.make_employee(role="agent", group=shop.day)
    with django_assert_num_queries(len(few)):
        sources_of(SEPTEMBER)
