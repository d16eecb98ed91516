"""Service metrics: taken from tickets, provisional until their day is closed; brought in whole or not at all."""

import datetime as dt
from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from common.models import AuditEntry
from common.month import Month
from csbackoffice.imports import Outcome, take_workbook
from csbackoffice.jobs import take_import
from csbackoffice.models import Import
from performance.models import Metric, MetricDay, ServiceMetric
from performance.service_figures import rates_of
from performance.services import measures, metrics
from performance.services.steps import Refused
from staff.models import Employee
from tests import factories
from tests.clients import as_
from tests.factories import Company, fresh
from tests.imports.test_pages import uploaded
from tests.workbooks import book
from tickets.models import Ticket, TicketClock, TicketEvent

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("in_english")]
TODAY = dt.date.today()
DAY = dt.timedelta(days=1)
OLD = TODAY - 10 * DAY


def at(day: dt.date, hour: int = 10) -> dt.datetime:
    return dt.datetime.combine(day, dt.time(hour))


def answered(owner: Employee, by: Employee, day: dt.date, seconds: int, kind: str = "first_reply") -> Ticket:
    """A ticket of `owner` whose clock the reply of `by` stopped."""
    ticket = factories.make_ticket(owner, opened_at=at(day, 9), changed_at=at(day))
    clock = {"calendar": "company", "target_seconds": 900, "started_at": at(day, 9), "used_seconds": seconds}
    TicketClock.objects.create(ticket=ticket, kind=kind, finished_at=at(day), **clock)
    TicketEvent.objects.create(ticket=ticket, kind="reply", by=by.user, at=at(day) + dt.timedelta(seconds=1))
    return ticket


def sums(person: Employee) -> dict[str, tuple[int, int]]:
    rows = ServiceMetric.objects.filter(employee=person)
    return {row.metric: (row.numerator, row.denominator) for row in rows}


def take(first: dt.date = OLD, last: dt.date = TODAY, by: Any = None) -> int:
    return metrics.take_metrics(first, last, by=by)


def test_a_figure_beyond_any_day_is_refused_in_words(shop: Company):
    client = Client()
    client.force_login(shop.supervisor.user)
    told = {"employee": shop.agent.employee_no, "metric": "resolution", "on": str(TODAY), "is_final": "on"}

    for name, value in (("numerator", "9" * 30), ("denominator", "9" * 30), ("on", "1899-12-31")):
        sent = told | {"numerator": "1", "denominator": "2"} | {name: value}
        answer = client.post(reverse("performance:enter_metric"), sent)
        assert answer.status_code == 200 and answer.context["form"].errors[name]
    assert not ServiceMetric.objects.exists()


# From tickets


def test_a_reply_counts_for_whoever_wrote_it_and_a_ticket_for_its_owner(shop: Company):
    answered(shop.agent, shop.agent, OLD, 60)
    answered(shop.agent, shop.leader, OLD, 120)
    answered(shop.agent, shop.agent, OLD, 30, kind="next_reply")

    take()

    assert sums(shop.agent) == {
        Metric.FIRST_RESPONSE: (60, 1),
        Metric.REPLY_INTERVAL: (90, 2),
        Metric.RESOLUTION: (0, 3),
        Metric.COMPLAINTS: (0, 3),
    }
    assert sums(shop.leader)[Metric.FIRST_RESPONSE] == (120, 1)


def test_a_clock_that_no_reply_stopped_says_nothing_about_answering(shop: Company):
    ticket = answered(shop.agent, shop.agent, OLD, 60)
    ticket.events.all().delete()
    closed = {"status": "closed", "resolved_at": at(OLD), "satisfaction": 4, "opened_at": at(OLD)}
    factories.make_ticket(shop.agent, **closed)
    factories.make_ticket(shop.agent, **closed | {"satisfaction": 3})
    factories.make_complaint(shop.agent, agent=shop.agent, registered_at=at(OLD), is_founded=True)
    factories.make_complaint(
        shop.agent, agent=shop.agent, registered_at=at(OLD), is_founded=True, department="warehouse"
    )

    take()

    assert sums(shop.agent) == {
        Metric.RESOLUTION: (2, 3),
        Metric.SATISFACTION: (1, 2),
        Metric.COMPLAINTS: (1, 3),
    }


def test_a_day_is_provisional_until_it_is_closed_and_then_stays_as_it_is(shop: Company):
    old, young = (
        factories.make_ticket(shop.agent, opened_at=at(OLD)),
        factories.make_ticket(shop.agent, opened_at=at(TODAY - DAY)),
    )
    take()
    assert dict(ServiceMetric.objects.filter(metric="resolution").values_list("on", "is_final")) == {
        OLD: True,
        TODAY - DAY: False,
    }

    Ticket.objects.filter(pk__in=[old.pk, young.pk]).update(status="answered")
    assert take() == 1

    resolved = dict(ServiceMetric.objects.filter(metric="resolution").values_list("on", "numerator"))
    assert resolved == {OLD: 0, TODAY - DAY: 1}
    assert MetricDay.objects.get(on=OLD).is_closed


def test_taking_again_changes_nothing_and_what_is_gone_goes(shop: Company):
    ticket = factories.make_ticket(shop.agent, opened_at=at(TODAY - DAY))
    assert take(by=shop.manager.user) == 2
    assert take(by=shop.manager.user) == 0
    assert AuditEntry.objects.filter(action="metrics taken", by=shop.manager.user).count() == 1

    ticket.owner = None
    ticket.save()
    take()

    assert not ServiceMetric.objects.exists()


def test_two_ways_of_measuring_are_not_added_up(shop: Company):
    factories.make_ticket(shop.agent, opened_at=at(TODAY - DAY))
    factories.make_ticket(shop.leader, opened_at=at(TODAY - DAY))
    take()

    measures.enter_metric(
        shop.agent,
        "resolution",
        TODAY - DAY,
        numerator=9,
        denominator=10,
        is_final=True,
        by=shop.manager.user,
    )
    take()

    assert sums(shop.agent)[Metric.RESOLUTION] == (9, 10)
    assert sums(shop.leader)[Metric.RESOLUTION] == (0, 1)


def test_the_clock_takes_the_last_days_once_an_hour_and_no_locked_month(shop: Company):
    factories.make_ticket(shop.agent, opened_at=at(TODAY))
    now = dt.datetime.now()

    assert metrics.take_due_metrics(now) == 2
    factories.make_ticket(shop.agent, opened_at=at(TODAY))
    assert metrics.take_due_metrics(now + dt.timedelta(minutes=59)) == 0
    assert metrics.take_due_metrics(now + dt.timedelta(minutes=61)) == 2

    factories.lock_month(Month.of(TODAY))
    assert metrics.take_due_metrics(now + dt.timedelta(hours=3)) == 0
    with pytest.raises(Refused, match=str(Month.of(TODAY))):
        metrics.take_month(Month.of(TODAY), by=shop.manager.user)


def test_queries_do_not_grow_with_tickets(shop: Company):
    def queries() -> int:
        ServiceMetric.objects.all().delete()
        MetricDay.objects.all().delete()
        with CaptureQueriesContext(connection) as found:
            take()
        return len(found)

    answered(shop.agent, shop.agent, OLD, 60)
    few = queries()
    for number in range(8):
        answered(shop.leader, shop.agent, OLD + number * DAY, 60)
    assert queries() == few


def test_a_teams_rate_is_a_ratio_of_sums_and_the_page_says_whether_it_is_final(shop: Company):
    for person, numerator, denominator in ((shop.agent, 1, 1), (shop.leader, 1, 9)):
        ServiceMetric.objects.create(
            employee=person, on=TODAY, metric="resolution", numerator=numerator, denominator=denominator
        )
    (rate,) = rates_of(ServiceMetric.objects.all())
    assert rate.said == "20.00%"  # not the mean of 100 % and 11 %

    client, page = as_(shop.supervisor), reverse("performance:metrics")
    assert [one.provisional for one in client.get(page).context["rates"]] == [0]
    ServiceMetric.objects.filter(employee=shop.leader).update(is_final=False)
    answer = client.get(page)
    assert [one.provisional for one in answer.context["rates"]] == [1]
    assert "2 ÷ 10" in answer.content.decode()


def test_the_page_takes_a_month_and_leads_from_a_figure_to_its_tickets(shop: Company):
    factories.make_ticket(shop.agent, opened_at=at(TODAY))
    client = as_(shop.supervisor)

    answer = client.post(reverse("performance:take_metrics"), {"month": str(Month.of(TODAY))}, follow=True)

    page = answer.content.decode()
    assert "2 figures changed" in page
    assert (
        f"{reverse('tickets:tickets')}?employee={shop.agent.employee_no}&amp;month={Month.of(TODAY)}" in page
    )


# Brought in

HEADER = [
    "日期",
    "旺旺昵称",
    "接待人数",
    "首次响应(秒)",
    "平均响应(秒)",
    "收到评价数",
    "很满意",
    "满意",
    "询单人数",
    "支付人数",
]


def bring(rows: list[list[Any]], by: Any = None) -> Outcome:
    return take_workbook(book({"Sheet1": rows}), by=by, is_preview=False, kind="metrics")


def remedies(outcome: Outcome) -> dict[int, str]:
    return {bad.row: bad.remedy for bad in outcome.bad_rows}


def test_a_platforms_report_comes_in_with_titles_above_and_sums_below(shop: Company):
    factories.make_account("shop:li", employee=shop.agent)
    report = [
        ["赤兔 自定义报表"],
        ["店铺：旗舰店"],
        [*HEADER, "答问比"],
        [str(OLD), "shop:li", 40, "12.5", "1分05秒", 10, 6, 3, 20, 5, "120%"],
        [None, "汇总", 40, "12.5", "65", 10, 6, 3, 20, 5, None],
    ]

    outcome = bring(report)

    assert outcome.is_written, remedies(outcome)
    assert sums(shop.agent) == {
        Metric.FIRST_RESPONSE: (500, 40),
        Metric.REPLY_INTERVAL: (2600, 40),
        Metric.SATISFACTION: (9, 10),
        Metric.CONVERSION: (5, 20),
    }
    again = bring(report)
    assert [(sheet.created, sheet.updated, sheet.unchanged) for sheet in again.sheets] == [(0, 0, 1)]


def test_what_is_still_being_counted_is_left_out(shop: Company):
    factories.make_account("shop:li", employee=shop.agent)

    bring([HEADER, [str(OLD), "shop:li", 40, "12", "-", "--", "-", "-", 20, "延迟统计"]])

    assert sums(shop.agent) == {Metric.FIRST_RESPONSE: (480, 40)}


def test_one_bad_row_and_nothing_is_written_and_every_bad_row_is_named(shop: Company):
    factories.make_account("shop:li", employee=shop.agent)
    good = [str(OLD), "shop:li", 40, 12, 30, 10, 6, 3, 20, 5]

    def but(**changes: Any) -> list[Any]:
        places = {"date": 0, "account": 1, "received": 2, "satisfied": 7, "rated": 5, "paid": 9, "first": 3}
        row = list(good)
        for name, value in changes.items():
            row[places[name]] = value
        return row

    outcome = bring(
        [
            HEADER,
            good,
            but(account="shop:nobody"),
            but(date=str(TODAY + 2 * DAY)),
            but(date=str(OLD - DAY), satisfied=9),
            but(date=str(OLD - 2 * DAY), received=None),
            but(date=str(OLD - 3 * DAY), paid="25%"),
            but(date=str(OLD - 4 * DAY), first=-1),
        ]
    )

    assert not outcome.is_written and not ServiceMetric.objects.exists()
    found = remedies(outcome)
    assert set(found) == {3, 4, 5, 6, 7, 8}
    assert "Nobody had the account" in found[3] and "ahead" in found[4] and "more than all" in found[5]
    assert "接待人数" in found[6] and "rate cannot be added up" in found[7] and "below 0" in found[8]


def test_a_locked_month_is_named_and_a_person_counts_by_account_or_by_number_once(shop: Company):
    factories.make_account("shop:li", employee=shop.agent)
    number = [["工号", "日期", "接待人数", "解决人数"], [shop.agent.employee_no, str(OLD), 10, 9]]
    account = [["服务账号", "日期", "接待人数", "解决人数"], ["shop:li", str(OLD), 20, 19]]
    factories.make_ticket(shop.agent, opened_at=at(OLD))
    take()
    bring(number)
    assert sums(shop.agent) == {Metric.RESOLUTION: (9, 10), Metric.COMPLAINTS: (0, 1)}

    bring(account)
    assert sums(shop.agent)[Metric.RESOLUTION] == (19, 20)
    with pytest.raises(Refused, match="platform"):
        measures.enter_metric(
            shop.agent, "resolution", OLD, numerator=1, denominator=1, is_final=True, by=shop.manager.user
        )

    factories.lock_month(Month.of(OLD))
    account[1][3] = 18
    assert str(Month.of(OLD)) in remedies(bring(account))[2]


def test_a_supervisor_brings_in_figures_of_their_own_people_only(shop: Company):
    header = ["工号", "日期", "接待人数", "解决人数"]
    row = [str(OLD), 10, 9]

    refused = bring(
        [header, [shop.stranger_agent.employee_no, *row], [shop.supervisor.employee_no, *row]],
        by=shop.supervisor.user,
    )
    taken = bring([header, [shop.agent.employee_no, *row]], by=shop.supervisor.user)

    assert set(remedies(refused)) == {2, 3} and taken.is_written


def test_the_pages_look_first_then_take(shop: Company):
    client = as_(shop.supervisor)
    rows = [["工号", "日期", "接待人数", "解决人数"], [shop.agent.employee_no, str(OLD), 10, 9]]
    client.post(reverse("metric_imports"), {"file": uploaded(book({"Sheet1": rows}).read_bytes())})
    preview = Import.objects.get()
    take_import(preview.pk)
    assert fresh(preview).can_be_taken and not ServiceMetric.objects.exists()

    client.post(reverse("import_take", args=[preview.pk]))
    take_import(Import.objects.get(is_preview=False).pk)

    assert sums(shop.agent) == {Metric.RESOLUTION: (9, 10)}
    taken = Import.objects.get(is_preview=False)
    assert "To the service metrics" in client.get(reverse("import", args=[taken.pk])).content.decode()
    assert as_(shop.manager).get(reverse("import", args=[taken.pk])).status_code == 404
    assert client.get(reverse("imports")).status_code == 404
