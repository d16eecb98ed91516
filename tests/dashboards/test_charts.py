"""Dashboards: rows that are true, points that open their records, downloads that equal the picture."""

import datetime as dt
import io
import json
import re
from decimal import Decimal
from html import unescape
from typing import Any

import openpyxl
import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from common.models import AuditEntry
from common.month import Month
from common.templatetags import backoffice
from csbackoffice.dashboards.asked import Asked
from csbackoffice.dashboards.charts import CHARTS, charts_of
from csbackoffice.dashboards.charts.coverage import hours
from csbackoffice.presets import install
from payroll.models import PayrollRun, Payslip, PayslipLine
from performance.models import Metric, Score, ServiceMetric
from tests.factories import (
    Company,
    fresh,
    make_account,
    make_company,
    make_complaint,
    make_employee,
    make_order,
    make_punch,
    make_refund,
    make_shift,
    make_ticket,
)
from tickets.models import Cause

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("in_english")]
MONTH = Month.of(dt.date.today()).previous
DAY = MONTH.first + dt.timedelta(days=7)
KEYS = [chart.key for chart in CHARTS]


@pytest.fixture
def shop() -> Company:
    install()
    return make_company()


def as_(person: Any) -> Client:
    client = Client(headers={"accept-language": "en"})
    client.force_login(fresh(person.user))
    return client


def rows_of(key: str, person: Any, group: Any = None, month: Month = MONTH) -> dict[str, list[Any]]:
    """{label: values} of a chart for one month."""
    chart = next(one for one in CHARTS if one.key == key)
    table = chart.table(Asked(fresh(person.user), month, month, group))
    return {row.label: list(row.values) for row in table.rows}


def moment(hour: int, day: dt.date = DAY) -> dt.datetime:
    return dt.datetime.combine(day, dt.time(hour))


def approved_month(shop: Company, state: str = "approved") -> None:
    run = PayrollRun.objects.create(month=MONTH, state="calculated")
    for person, group, base, late in ((shop.agent, "Day", 1000, 20), (shop.stranger_agent, "Night", 900, 0)):
        slip = Payslip.objects.create(
            run=run,
            employee=person,
            employee_no=person.employee_no,
            name=person.name,
            group_name=group,
            role="agent",
            earnings=base,
            deductions=late,
            net=base - late,
            calculation=1,
            facts="",
        )
        sides = [("BASE", "earning", base)] + ([("LATE", "deduction", late)] if late else [])
        for position, (code, side, amount) in enumerate(sides):
            exact = {"base": amount, "times": 1, "per": 1}
            PayslipLine.objects.create(
                payslip=slip, position=position, code=code, side=side, amount=amount, **exact
            )
    PayrollRun.objects.filter(pk=run.pk).update(state=state)


def make_everything(shop: Company) -> None:
    """At least one record for each chart."""
    account = make_account(employee=shop.agent)
    make_refund(make_order(moment(10), 500, account=account), moment(12), 100)
    shop.agent.terms.update(sales_target=1000)
    for metric, over, under in (
        (Metric.FIRST_RESPONSE, 300, 10),
        (Metric.SATISFACTION, 9, 10),
        (Metric.RESOLUTION, 8, 10),
    ):
        ServiceMetric.objects.create(
            employee=shop.agent, on=DAY, metric=metric, numerator=over, denominator=under
        )
    causes = list(Cause.objects.filter(children=None)[:2])
    for cause in (causes[0], causes[0], causes[1], None):
        make_complaint(shop.agent, agent=shop.agent, cause=cause, registered_at=moment(11))
    make_ticket(shop.agent, opened_at=moment(9))
    make_shift(shop.agent, DAY)
    make_punch(shop.agent, moment(8) + dt.timedelta(minutes=7))
    make_punch(shop.agent, moment(17))
    Score.objects.create(employee=shop.agent, month=MONTH, score=92, status="final")
    make_employee("New", hired_on=DAY, group=shop.day)
    make_employee("Gone", left_on=DAY, group=shop.day)
    approved_month(shop)


# What is drawn


def test_sales_are_net_of_refunds_beside_the_target(shop: Company):
    make_everything(shop)

    assert rows_of("sales", shop.manager) == {str(MONTH): [400, 1000, 40, 1]}
    assert rows_of("sales", shop.stranger_supervisor) == {str(MONTH): [0, None, None, 0]}


def test_response_and_satisfaction_are_sums_over_sums_by_week(shop: Company):
    make_everything(shop)
    more = {"employee": shop.leader, "on": DAY, "metric": Metric.FIRST_RESPONSE}
    ServiceMetric.objects.create(**more, numerator=30, denominator=100)
    monday = backoffice.day(DAY - dt.timedelta(days=DAY.weekday()))

    assert rows_of("response", shop.supervisor) == {monday: [Decimal("3.0"), None, 110]}
    assert rows_of("response", shop.agent) == {monday: [Decimal("30.0"), None, 10]}
    assert rows_of("satisfaction", shop.agent) == {
        monday: [Decimal("90.0"), Decimal("95.0"), Decimal("80.0"), 10]
    }


def test_causes_stand_by_frequency_with_their_running_share_and_the_unknown_last(shop: Company):
    make_everything(shop)

    values = list(rows_of("causes", shop.manager).values())

    assert [(count, str(share)) for count, share, _founded in values] == [
        (2, "50.0"),
        (1, "75.0"),
        (1, "100.0"),
    ]
    assert list(rows_of("causes", shop.manager))[-1] == "not found out yet"
    assert rows_of("causes", shop.stranger_leader) == {}


def test_coverage_counts_people_rostered_and_tickets_opened_in_each_hour(shop: Company):
    make_everything(shop)
    weekdays = sum(day.weekday() == DAY.weekday() for day in MONTH.days())

    found = rows_of("coverage", shop.manager)
    labels = [label for label, values in found.items() if values[1]]

    assert [label[4:] for label in labels] == ["09:00–10:00"]
    assert found[labels[0]][0] == round(Decimal(1) / weekdays, 1)
    assert sum(1 for values in found.values() if values[0]) == 9  # 08:00-17:00


def test_a_shift_past_midnight_covers_hours_of_the_next_weekday(shop: Company):
    assert list(hours(6, 22, 2, 0)) == [(6, 22), (6, 23), (0, 0), (0, 1)]
    assert list(hours(0, 17, 0, 0))[-1] == (0, 23)
    assert list(hours(0, 8, 9, 30)) == [(0, 8), (0, 9)]


def test_the_calendar_counts_shifts_that_were_not_as_rostered(shop: Company):
    make_everything(shop)

    (values,) = rows_of("attendance", shop.agent).values()

    assert values == [1, 1, 100, 1, 0, 0, 0, 0]
    assert rows_of("attendance", shop.stranger_agent) == {}


def test_scores_are_spread_in_bands_and_graded_by_the_rule_book(shop: Company):
    make_everything(shop)
    Score.objects.create(employee=shop.leader, month=MONTH, score=100, status="final")
    Score.objects.create(employee=shop.stranger_agent, month=MONTH, score=30, status="draft")

    spread = {label: values[0] for label, values in rows_of("scores", shop.manager).items() if values[0]}

    assert spread == {"90–94.99": 1, "95–100": 1}
    assert rows_of("medals", shop.manager) == {str(MONTH): [2, 0, 0, 0, 0]}
    assert rows_of("medals", shop.stranger_leader) == {}


def test_pay_by_kind_comes_from_approved_lines_only(shop: Company):
    make_everything(shop)

    assert rows_of("pay", shop.accountant) == {str(MONTH): [1900, -20, 1880]}
    assert rows_of("pay", shop.accountant, shop.night) == {str(MONTH): [900, 900]}
    assert rows_of("pay", shop.supervisor) == {str(MONTH): [1000, -20, 980]}


def test_pay_of_a_month_that_is_not_approved_is_not_drawn(shop: Company):
    approved_month(shop, "calculated")

    assert rows_of("pay", shop.accountant) == {}


def test_turnover_counts_who_came_and_left(shop: Company):
    before = rows_of("turnover", shop.manager)[str(MONTH)][2]
    make_employee("New", hired_on=DAY)
    make_employee("Gone", left_on=DAY)

    came, left, end, rate = rows_of("turnover", shop.manager)[str(MONTH)]

    assert (came, left, end) == (1, 1, before + 1)
    assert rate == round(Decimal(200) / (2 * before + 2), 1)


# Points, tables, downloads


@pytest.mark.parametrize("key", KEYS)
def test_picture_table_and_workbook_hold_the_same_numbers(key: str, shop: Company):
    make_everything(shop)
    query = f"?first={MONTH}&last={MONTH}"
    client = as_(shop.manager)

    page = client.get(reverse("dashboard", args=[key]) + query).content.decode()
    drawing = json.loads(unescape(re.search(r'data-figures="([^"]*)"', page)[1]))
    answer = client.get(reverse("dashboard_workbook", args=[key]) + query)
    sheet = openpyxl.load_workbook(io.BytesIO(answer.content)).active
    heads, *lines = [[cell.value for cell in row] for row in sheet.iter_rows()]

    assert drawing["labels"] == [line[0] for line in lines]
    for series in drawing["series"]:
        column = [line[heads.index(series["name"])] for line in lines]
        drawn = [None if value is None else float(value) for value in series["values"]]
        assert drawn == [None if value is None else float(value) for value in column]
        for text in filter(None, series["texts"]):
            assert text in unescape(page)


@pytest.mark.parametrize("key", KEYS)
def test_every_point_opens_a_page_and_it_holds_as_many_records(key: str, shop: Company):
    make_everything(shop)
    client = as_(shop.manager)
    chart = next(one for one in CHARTS if one.key == key)
    table = chart.table(Asked(fresh(shop.manager.user), MONTH, MONTH))

    urls = {url for row in table.rows for value, url in zip(row.values, row.urls, strict=True) if value}

    assert urls
    for url in urls:
        assert client.get(url).status_code == 200, url


def behind(key: str, person: Any, column: int = 0) -> list[tuple[Any, int]]:
    """(value drawn, records behind it) of each point of a column."""
    chart = next(one for one in CHARTS if one.key == key)
    table = chart.table(Asked(fresh(person.user), MONTH, MONTH))
    found = []
    for row in table.rows:
        response = as_(person).get(row.urls[column])
        found.append((row.values[column], response.context["table"].paginator.count))
    return found


@pytest.mark.parametrize("key", ["causes", "scores", "medals", "turnover", "attendance"])
def test_a_count_that_is_drawn_is_the_number_of_records_behind_it(key: str, shop: Company):
    make_everything(shop)

    for drawn, listed in behind(key, shop.manager):
        assert drawn == listed


def test_nobody_sees_through_a_point_what_they_may_not_see(shop: Company):
    make_everything(shop)
    url = reverse("dashboard_rows", args=["turnover", f"{MONTH}.left"])

    assert "Gone" in as_(shop.supervisor).get(url).content.decode()
    assert "Gone" not in as_(shop.stranger_supervisor).get(url).content.decode()
    assert as_(shop.agent).get(url).status_code == 404
    assert as_(shop.manager).get(reverse("dashboard_rows", args=["turnover", "nonsense"])).status_code == 404


def test_each_role_has_its_charts(shop: Company):
    keys = {who: [chart.key for chart in charts_of(getattr(shop, who).user)] for who in ("agent", "leader")}

    assert keys["agent"] == ["sales", "response", "satisfaction", "attendance"]
    assert "pay" not in keys["leader"]
    assert [chart.key for chart in charts_of(shop.director.user)] == KEYS
    assert as_(shop.leader).get(reverse("dashboard", args=["pay"])).status_code == 404


# The address


def test_a_wrong_period_or_a_strangers_group_falls_back_to_the_usual(shop: Company):
    client = as_(shop.supervisor)

    for query in (
        "?first=x&last=2026-13",
        "?first=2030-01",
        "?last=2020-01&first=1990-01",
        f"?group={shop.night.pk}",
    ):
        assert client.get(reverse("dashboards") + query).status_code == 200
    page = client.get(reverse("dashboard", args=["turnover"]) + f"?group={shop.night.pk}")
    assert page.context["asked"].group is None


def test_a_period_is_two_years_at_most(shop: Company):
    page = as_(shop.manager).get(reverse("dashboards") + f"?first=2001-01&last={MONTH}")

    assert page.context["asked"].first == MONTH.plus(-23)


@pytest.mark.parametrize("key", KEYS)
def test_an_empty_chart_says_so_and_what_to_do(key: str, shop: Company):
    long_ago = "?first=2019-01&last=2019-02"

    page = as_(shop.manager).get(reverse("dashboard", args=[key]) + long_ago).content.decode()

    assert "Nothing was recorded in this period." in page and "data-figures" not in page


@pytest.mark.parametrize("key", KEYS)
def test_a_chart_asks_no_more_of_the_database_for_more_records(key: str, shop: Company):
    def queries() -> int:
        client = as_(shop.manager)
        url = reverse("dashboard", args=[key]) + f"?first={MONTH}&last={MONTH}"
        with CaptureQueriesContext(connection) as caught:
            client.get(url)
        return len(caught)

    def add() -> None:
        person = make_employee(group=shop.day, hired_on=DAY)
        make_order(moment(10), 500, account=make_account(employee=person, from_on=DAY))
        told = {"on": DAY, "numerator": 9, "denominator": 10}
        ServiceMetric.objects.create(employee=person, metric=Metric.SATISFACTION, **told)
        make_complaint(
            person, agent=person, cause=Cause.objects.filter(children=None).last(), registered_at=moment(11)
        )
        make_ticket(person, opened_at=moment(14))
        make_shift(person, DAY)
        Score.objects.create(employee=person, month=MONTH, score=70, status="final")

    make_everything(shop)
    add()
    few = queries()
    for _ in range(4):
        add()

    assert queries() == few


def test_a_download_is_written_down(shop: Company):
    as_(shop.manager).get(reverse("dashboard_workbook", args=["turnover"]))

    assert AuditEntry.objects.filter(action="dashboard.download", by=shop.manager.user).count() == 1
