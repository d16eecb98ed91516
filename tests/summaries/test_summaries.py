"""Weekly and monthly summaries: written by themselves, once, true, seen by whom they concern, sent on."""

import datetime as dt
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import translation

from common.models import AuditEntry
from common.month import Month
from csbackoffice.models import Summary
from csbackoffice.presets import install
from csbackoffice.summaries.showing import said
from csbackoffice.summaries.spans import month_of, spans_over, week_of
from csbackoffice.summaries.writing import write, write_due
from payroll.models import PayrollRun
from performance.models import Metric, Score, ServiceMetric
from staff.models import Notification
from tests.factories import (
    Company,
    fresh,
    make_account,
    make_company,
    make_complaint,
    make_order,
    make_punch,
    make_refund,
    make_shift,
    make_ticket,
)
from tickets.models import Cause

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("in_english")]
WEEK = week_of(dt.date.today()).before
NOON = dt.datetime.combine(dt.date.today(), dt.time(12))


@pytest.fixture
def shop() -> Company:
    install()
    return make_company()


def as_(person: Any) -> Client:
    client = Client(headers={"accept-language": "en"})
    client.force_login(fresh(person.user))
    return client


def sentences(summary: Summary) -> list[str]:
    return [sentence for _title, lines in said(summary) for sentence, _url in lines]


def moment(hour: int) -> dt.datetime:
    return dt.datetime.combine(WEEK.first + dt.timedelta(days=2), dt.time(hour))


def make_week(shop: Company) -> None:
    account = make_account(employee=shop.agent)
    make_refund(make_order(moment(9), 500, account=account), moment(12), 100)
    make_order(moment(9) - dt.timedelta(days=7), 200, account=account)
    told = {"on": moment(9).date(), "metric": Metric.SATISFACTION, "numerator": 9, "denominator": 10}
    ServiceMetric.objects.create(employee=shop.agent, **told)
    make_ticket(shop.agent, opened_at=moment(9))
    cause = Cause.objects.filter(children=None).first()
    make_complaint(shop.agent, agent=shop.agent, cause=cause, is_founded=True, registered_at=moment(9))
    make_shift(shop.agent, moment(9).date())
    make_punch(shop.agent, moment(8) + dt.timedelta(minutes=9))
    make_punch(shop.agent, moment(17))


def test_spans_are_over_on_their_first_morning_at_six():
    monday, first = dt.date(2026, 11, 9), dt.date(2026, 11, 1)

    early = spans_over(dt.datetime.combine(monday, dt.time(5)))[0]
    late = spans_over(dt.datetime.combine(monday, dt.time(6)))[0]
    assert (early.first, late.first) == (dt.date(2026, 10, 26), dt.date(2026, 11, 2))
    assert spans_over(dt.datetime.combine(first, dt.time(5)))[1] == month_of(Month(2026, 9))
    assert spans_over(dt.datetime.combine(first, dt.time(6)))[1] == month_of(Month(2026, 10))


def test_they_are_written_once_for_the_company_and_each_group_and_their_readers_are_told(shop: Company):
    assert write_due(NOON) == 6  # week and month of the company and two groups
    assert write_due(NOON) == 0

    told = Notification.objects.filter(kind="csbackoffice.summary").values_list("recipient", flat=True)
    assert sorted(told) == sorted(
        2
        * [
            person.pk
            for person in (
                *(shop.leader, shop.supervisor, shop.stranger_leader, shop.stranger_supervisor),
                *(shop.manager, shop.director),
            )
        ]
    )


def test_an_empty_company_has_no_summary():
    install()

    assert write_due(NOON) == 0


def test_a_week_says_what_happened_in_it(shop: Company):
    make_week(shop)

    found = sentences(write(shop.day, WEEK))

    cause = Cause.objects.filter(children=None).first()
    assert found == [
        "Net sales: 400.00 yuan; orders: 1.",
        "That is +100.0% against 200.00 yuan the time before.",
        "Satisfied: 90.0% of those who rated (10).",
        "Tickets opened: 1; resolved 0, still without a reply 1.",
        "Complaints registered: 1; found to be founded so far: 1.",
        f"Most frequent cause: {cause}.",
        "Shifts: 1; late 1, left early 0, a punch missing 0, absent 0.",
        "People at the end: 2; came 0, left 0.",
    ]


def test_another_groups_week_holds_nothing_of_it(shop: Company):
    make_week(shop)

    found = sentences(write(shop.night, WEEK))

    assert found == ["Net sales: 0.00 yuan; orders: 0.", "People at the end: 2; came 0, left 0."]


def test_a_month_adds_target_scores_and_for_the_company_pay(shop: Company):
    month = Month.of(dt.date.today()).previous
    shop.agent.terms.update(sales_target=1000)
    make_order(dt.datetime.combine(month.first, dt.time(9)), 500, account=make_account(employee=shop.agent))
    Score.objects.create(employee=shop.agent, month=month, score=80, status="final")
    sums = {"people": 9, "earnings": 1000, "deductions": 100, "net": 900}
    PayrollRun.objects.create(month=month, state="calculated", **sums)

    company, group = (sentences(write(one, month_of(month))) for one in (None, shop.day))

    assert "50.0% of the target of 1,000.00 yuan was reached." in company
    assert f"Scores published for {month}: 1, 80.00 points on average." in group
    pay = f"Pay of {month} (calculated): people 9, earnings 1,000.00 yuan, net pay 900.00 yuan."
    assert pay in company and not any("Pay of" in one for one in group)


def test_what_was_written_does_not_change_and_is_said_in_the_readers_language(shop: Company):
    make_week(shop)
    summary = write(shop.day, WEEK)
    make_order(moment(10), 999, account=make_account(employee=shop.agent))

    write(shop.day, WEEK)

    assert sentences(fresh(summary))[0] == "Net sales: 400.00 yuan; orders: 1."
    with translation.override("zh-hans"):
        assert sentences(fresh(summary))[0] == "净销售额 400.00 元，订单 1 笔。"
        assert not any(char in "".join(sentences(fresh(summary))) for char in ("yuan", "Shifts", "People"))


def test_groups_read_their_own_and_only_the_office_reads_the_company(shop: Company):
    day, company = write(shop.day, WEEK), write(None, WEEK)

    def status(person: Any, summary: Summary) -> int:
        return as_(person).get(reverse("summary", args=[summary.pk])).status_code

    readers = (shop.leader, shop.supervisor, shop.manager, shop.stranger_leader, shop.agent)
    assert [status(one, day) for one in readers] == [200, 200, 200, 404, 404]
    assert [status(one, company) for one in readers] == [404, 404, 200, 404, 404]


def test_its_links_open_for_its_readers(shop: Company):
    make_week(shop)
    for summary, reader in ((write(shop.day, WEEK), shop.leader), (write(None, WEEK), shop.director)):
        for _title, lines in said(summary):
            for sentence, url in lines:
                assert not url or as_(reader).get(url).status_code == 200, sentence


def test_it_is_sent_to_colleagues_who_may_read_it_and_to_nobody_else(shop: Company):
    summary = write(shop.day, WEEK)
    Notification.objects.all().delete()
    client, url = as_(shop.supervisor), reverse("send_summary", args=[summary.pk])

    client.post(url, {"people": [shop.stranger_leader.pk]})
    assert not Notification.objects.exists()
    client.post(url, {"people": [shop.leader.pk, shop.accountant.pk]})
    client.post(url, {"people": [shop.leader.pk]})

    told = Notification.objects.values_list("recipient", flat=True)
    assert sorted(told) == sorted([shop.leader.pk, shop.accountant.pk])
    assert AuditEntry.objects.filter(action="summary.send").count() == 2
