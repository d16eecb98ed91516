"""Two months in a row below the lowest grade are flagged; a quarter and a year are means of published months."""

import datetime as dt
from decimal import Decimal
from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils.html import strip_tags

from common.month import Month
from performance import showing
from performance.models import Assessment, Score
from performance.services import assessments
from staff.models import Employee, RuleBook, RuleRate
from tests import factories
from tests.clients import as_
from tests.factories import Company

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("in_english")]
MONTH = Month.of(dt.date.today()).previous
D = Decimal


# Two months below 60


def scored(shop: Company, *scores: tuple[Employee, str]) -> Assessment:
    """A published month of the group with these scores."""
    made = assessments.open_assessment(shop.day, MONTH, by=shop.supervisor.user)
    for person, score in scores:
        Score.objects.create(
            employee=person, month=MONTH, score=D(score), status="published", assessment=made
        )
    Assessment.objects.filter(pk=made.pk).update(status="published")
    return Assessment.objects.get(pk=made.pk)


def flagged(made: Assessment, shop: Company) -> set[Employee]:
    rows = showing.sheet(made, shop.supervisor.user)["rows"]
    return {row.score.employee for row in rows if row.is_flagged}


def test_two_months_in_a_row_below_60_are_flagged_on_the_sheet(shop: Company):
    once = factories.make_employee("Once", group=shop.day)
    limit = factories.make_employee("Limit", group=shop.day)
    apart = factories.make_employee("Apart", group=shop.day)
    factories.make_score(shop.agent, MONTH.previous, D("59.99"))
    factories.make_score(once, MONTH.previous, 60)
    factories.make_score(limit, MONTH.previous, 40)
    factories.make_score(apart, MONTH.plus(-2), 40)
    made = scored(shop, (shop.agent, "59.99"), (once, "30"), (limit, "60"), (apart, "30"))

    assert flagged(made, shop) == {shop.agent}
    page = as_(shop.supervisor).get(reverse("performance:assessment", args=[made.pk])).content.decode()
    assert page.count("two months") == 1


def test_a_draft_of_the_month_before_flags_nobody(shop: Company):
    factories.make_score(shop.agent, MONTH.previous, 40, status="draft")
    made = scored(shop, (shop.agent, "40"))

    assert flagged(made, shop) == set()
    Score.objects.filter(month=MONTH.previous).update(status="published")
    assert flagged(made, shop) == {shop.agent}


def test_the_border_is_that_of_the_rule_book(shop: Company):
    factories.make_score(shop.agent, MONTH.previous, 62)
    made = scored(shop, (shop.agent, "64"))

    assert flagged(made, shop) == set()
    book = RuleBook.objects.get(is_default=True)
    RuleRate.objects.filter(book=book, name="grade_junior").update(value="65")
    assert flagged(made, shop) == {shop.agent}


# Quarter and year


def means(person: Employee, name: str, *args: int) -> dict[str, tuple[int, str]]:
    """{name: (months, mean)} as the page shows them."""
    table = as_(person).get(reverse(f"performance:{name}", args=args)).context["table"]
    return {row.record.name: (row.record.months, strip_tags(row.get_cell("mean"))) for row in table.rows}


def test_a_quarter_and_a_year_are_the_means_of_their_published_months(shop: Company):
    for month, score in ((1, "80"), (2, "85"), (3, "85.05"), (4, "60")):
        factories.make_score(shop.agent, Month(2026, month), D(score))
    factories.make_score(shop.agent, Month(2025, 12), 10)
    factories.make_score(shop.agent, Month(2026, 5), 10, status="draft")
    factories.make_score(shop.leader, Month(2026, 3), 70, status="acknowledged")
    factories.make_score(shop.stranger_agent, Month(2026, 3), 99)

    of_quarter = means(shop.supervisor, "quarter_means", 2026, 1)
    of_year = means(shop.supervisor, "year_means", 2026)

    assert list(of_quarter) == ["Agent", "Leader"]  # the best mean first
    assert of_quarter == {"Agent": (3, "83.35"), "Leader": (1, "70.00")}  # 250.05 / 3
    assert of_year == {"Agent": (4, "77.51"), "Leader": (1, "70.00")}  # 310.05 / 4 = 77.5125
    assert means(shop.supervisor, "quarter_means", 2026, 2) == {"Agent": (1, "60.00")}
    assert means(shop.agent, "year_means", 2026) == {"Agent": (4, "77.51")}
    assert set(means(shop.manager, "year_means", 2026)) == {"Agent", "Leader", "Stranger agent"}


def test_the_mean_is_rounded_half_up_once(shop: Company):
    factories.make_score(shop.agent, Month(2026, 1), D("80.00"))
    factories.make_score(shop.agent, Month(2026, 2), D("80.01"))

    assert means(shop.supervisor, "quarter_means", 2026, 1) == {"Agent": (2, "80.01")}  # 80.005


@pytest.mark.parametrize("address", ["scores/2026/quarter/5/", "scores/9999/year/", "scores/1/year/"])
def test_a_quarter_or_year_that_is_none_is_not_found(shop: Company, address: str):
    assert as_(shop.manager).get(f"/performance/{address}").status_code == 404


def test_queries_of_the_means_do_not_grow_with_people(shop: Company):
    def asked() -> int:
        client, url = as_(shop.manager), reverse("performance:year_means", args=[2026])
        client.get(url)
        with CaptureQueriesContext(
            connection,
        ) as queries:
            client.get(url)
        return len(queries)

    def add(how_many: int) -> Any:
        for _number in range(how_many):
            factories.make_score(factories.make_employee(group=shop.day), Month(2026, 1), 80)

    add(2)
    few = asked()
    add(10)
    assert asked() == few
