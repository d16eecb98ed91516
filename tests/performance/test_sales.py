"""Sales ranked by day and month, of one group or of all; targets; accounts of nobody; conversion and lost inquiries."""

import datetime as dt
from decimal import Decimal
from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from common import jobs
from common.month import Month
from performance import sales_page
from performance.models import CountedSales, LostInquiry, SalesCount, SalesTarget, ServiceMetric
from performance.services import counting, measures
from performance.services.steps import Refused
from staff.models import AccountBinding, Employee
from tests import factories
from tests.clients import as_
from tests.factories import Company

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("in_english")]
TODAY = dt.date.today()
MONTH = Month.of(TODAY).previous
D = Decimal


def noon(day: dt.date) -> dt.datetime:
    return dt.datetime.combine(day, dt.time(12))


def sell(person: Employee, *amounts: int, on: dt.date = MONTH.first) -> Any:
    binding = AccountBinding.objects.filter(employee=person).first()
    account = binding.account if binding else factories.make_account(employee=person)
    return [factories.make_order(noon(on), amount, account=account) for amount in amounts]


def shown(person: Employee, **query: Any) -> Any:
    query = {"month_shown": str(MONTH), "day_shown": str(MONTH.first)} | query
    return as_(person).get(reverse("performance:sales"), query).context


def places(context: Any) -> list[tuple[str, int, int]]:
    return [(row.person.name, row.place, row.place_today) for row in context["ranking"].rows]


def test_people_are_ranked_by_month_and_by_day_net_of_refunds(shop: Company):
    (order,) = sell(shop.agent, 100)
    sell(shop.agent, 100, on=MONTH.last)
    sell(shop.leader, 150)
    factories.make_refund(order, noon(MONTH.last), 20)

    context = shown(shop.supervisor)

    # 180 and 150 in the month; on its first day 80 (the refund counts on the order's day) and 150.
    assert places(context) == [("Agent", 1, 2), ("Leader", 2, 1)]
    assert (context["ranking"].total.net, context["ranking"].total.today) == (D(330), D(230))


def test_equal_sales_share_a_place(shop: Company):
    sell(shop.agent, 100)
    sell(shop.leader, 100)

    assert places(shown(shop.supervisor)) == [("Agent", 1, 1), ("Leader", 1, 1)]


def test_groups_are_ranked_too_for_whoever_sees_more_than_one(shop: Company):
    sell(shop.agent, 100)
    sell(shop.leader, 50)
    sell(shop.stranger_agent, 120)
    shop.agent.terms.update(sales_target=200)
    shop.leader.terms.update(sales_target=100)

    ranking = shown(shop.manager)["ranking"]

    assert [(team.group, team.place, team.net, team.completion) for team in ranking.teams] == [
        (shop.day, 1, D(150), D("50.00")),
        (shop.night, 2, D(120), None),
    ]
    assert places(shown(shop.manager, group=shop.night.pk))[0] == ("Stranger agent", 1, 1)
    assert "Stranger agent" not in [name for name, *_ in places(shown(shop.supervisor))]


def test_an_agent_learns_the_own_place_and_nobody_elses_sales(shop: Company):
    sell(shop.agent, 100)
    sell(shop.leader, 777)

    context = shown(shop.agent)

    assert places(context) == [("Agent", 2, 2)]
    assert context["ranking"].total.net == D(100)
    page = as_(shop.agent).get(reverse("performance:sales"), {"month_shown": str(MONTH)}).content.decode()
    assert "My place among 2" in page and "777" not in page


def test_a_month_has_its_own_target_and_completion_is_net_sales_over_it(shop: Company):
    sell(shop.agent, 90)
    shop.agent.terms.update(sales_target=300)
    measures.set_target(shop.agent, MONTH, D(120), by=shop.supervisor.user)

    (row,) = [row for row in shown(shop.supervisor)["ranking"].rows if row.person == shop.agent]

    assert (row.target, row.completion) == (D(120), D("75.00"))
    for target, month, by, says in (
        (D(0), MONTH, shop.supervisor, "above 0"),
        (D(50), MONTH, shop.agent, "own case"),
    ):
        with pytest.raises(Refused, match=says):
            measures.set_target(shop.agent, month, target, by=by.user)
    factories.lock_month(MONTH)
    with pytest.raises(Refused, match=str(MONTH)):
        measures.set_target(shop.agent, MONTH, D(50), by=shop.supervisor.user)
    assert SalesTarget.objects.get().amount == D(120)


def test_an_account_of_nobody_is_named_to_the_manager_and_bound_in_one_step(shop: Company):
    account = factories.make_account("shop:lost")
    factories.make_order(noon(TODAY), 100, account=account)
    query = {"month_shown": str(Month.of(TODAY))}
    page = as_(shop.manager).get(reverse("performance:sales"), query).content.decode()
    bind = reverse("staff:bind_account")
    assert f"{bind}?account=shop%3Alost&amp;from_on={Month.of(TODAY).first}" in page

    told = {"account": "shop:lost", "employee": shop.agent.employee_no, "from_on": str(Month.of(TODAY).first)}
    answer = as_(shop.manager).post(bind, told)

    assert answer.status_code == 302, answer.context["form"].errors
    (row,) = [row for row in shown(shop.manager, **query)["ranking"].rows if row.person == shop.agent]
    assert row.net == D(100)
    assert "shop:lost" not in as_(shop.manager).get(reverse("performance:sales"), query).content.decode()


def test_auto_orders_are_nobodys_and_stand_in_no_ranking(shop: Company):
    factories.make_order(noon(MONTH.first), 500)
    sell(shop.agent, 10)

    assert shown(shop.manager)["ranking"].total.net == D(10)


def test_conversion_is_a_ratio_of_sums_and_lost_inquiries_open_their_list(shop: Company):
    for person, paid, asked in ((shop.agent, 1, 2), (shop.leader, 1, 8)):
        told = {"metric": "conversion", "numerator": paid, "denominator": asked}
        ServiceMetric.objects.create(employee=person, on=MONTH.first, **told)
    measures.note_lost("buyer 7", "price", note="cheaper elsewhere", by=shop.agent.user)
    LostInquiry.objects.update(on=MONTH.first)

    context = shown(shop.supervisor)

    assert context["conversion"] == "20.00%"
    assert [(reason, times) for reason, _label, times, _percent in context["lost"]] == [("price", 1)]
    listed = as_(shop.supervisor).get(reverse("performance:lost"), {"month": str(MONTH), "reason": "price"})
    assert "buyer 7" in listed.content.decode()
    other = as_(shop.stranger_supervisor).get(reverse("performance:lost"), {"month": str(MONTH)})
    assert "buyer 7" not in other.content.decode()


def test_queries_do_not_grow_with_people_or_orders(shop: Company):
    def queries() -> int:
        with CaptureQueriesContext(connection) as found:
            shown(shop.supervisor)
        return len(found)

    sell(shop.agent, 10)
    few = queries()
    for _number in range(5):
        sell(factories.make_employee(group=shop.day), 10, 20)
    assert queries() == few


# Counted in advance


@pytest.fixture
def large(monkeypatch: pytest.MonkeyPatch) -> None:
    """As if the company were too large to be added up while somebody waits."""
    monkeypatch.setattr(sales_page, "LIVE_PEOPLE", 1)
    monkeypatch.setattr(counting, "LIVE_PEOPLE", 1)


def test_a_counted_ranking_says_the_same_as_one_added_up_now(shop: Company, monkeypatch: pytest.MonkeyPatch):
    (order,) = sell(shop.agent, 100)
    sell(shop.leader, 150, on=MONTH.last)
    sell(shop.stranger_agent, 150)
    factories.make_refund(order, noon(MONTH.last), 30)
    shop.agent.terms.update(sales_target=100)
    live = shown(shop.manager)["ranking"]

    monkeypatch.setattr(sales_page, "LIVE_PEOPLE", 1)
    jobs.run_now(counting.start_count(MONTH, by=shop.manager.user))
    counted = shown(shop.manager)["ranking"]

    assert counted.counted_at is not None
    sold = [row for row in live.rows if row.orders]
    assert [(r.person, r.net, r.today, r.place, r.target) for r in counted.rows] == [
        (r.person, r.net, r.today, r.place, r.target) for r in sold
    ]
    assert [(t.group, t.net, t.today, t.place, t.completion) for t in counted.teams] == [
        (t.group, t.net, t.today, t.place, t.completion) for t in live.teams
    ]
    assert (counted.total.net, counted.total.today) == (live.total.net, live.total.today)


def test_a_month_that_was_not_counted_says_so_and_a_press_counts_it(shop: Company, large: None):
    assert shown(shop.manager)["is_waiting"]

    as_(shop.manager).post(reverse("performance:count_sales"), {"month": str(MONTH)})
    with pytest.raises(Refused, match="counted already"):
        counting.start_count(MONTH, by=shop.manager.user)
    jobs.run_now(SalesCount.objects.get())

    assert not shown(shop.manager)["is_waiting"]


def test_the_clock_counts_when_something_came_in_and_keeps_one_counting(shop: Company, large: None):
    now = dt.datetime.now()
    assert counting.count_due(now) == 2
    for work in SalesCount.objects.all():
        jobs.run_now(work)
    assert counting.count_due(now + dt.timedelta(minutes=6)) == 0

    sell(shop.agent, 10, on=TODAY)
    assert counting.count_due(now + dt.timedelta(minutes=4)) == 0
    assert counting.count_due(now + dt.timedelta(minutes=6)) == 2
    for work in SalesCount.objects.filter(work_status="queued"):
        jobs.run_now(work)
    assert SalesCount.objects.count() == 2
    counted = CountedSales.objects.get(count__month=Month.of(TODAY), on=TODAY).people
    assert counted == {"ids": [shop.agent.pk], "net": [1000], "orders": [1], "refunds": [0]}
