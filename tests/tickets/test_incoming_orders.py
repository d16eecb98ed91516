"""Orders that come in with the workbook: known numbers, whose they are, and the return visits of members."""

import datetime as dt
from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from performance.models import Order
from tests.factories import Company, fresh, make_customer, make_order, make_ticket
from tests.workbooks import take
from tickets.models import CustomerOrder, ReturnVisit, Ticket
from tickets.orders import is_known
from tickets.services import incoming_orders, visit_queue
from tickets.services import tickets as services

pytestmark = [pytest.mark.django_db, pytest.mark.postgres]
HEADER = ["订单编号", "付款时间", "实付金额", "买家会员名"]


def bring_in(*rows: list[Any]) -> None:
    outcome = take({"订单": [HEADER, *rows]})
    assert outcome.is_written, outcome.bad_rows


def paid(days_ago: int) -> str:
    return f"{dt.date.today() - dt.timedelta(days=days_ago)} 10:00"


def visits() -> list[tuple[str, str]]:
    visit_queue.queue_for_members(dt.datetime.now())
    return sorted(ReturnVisit.objects.values_list("customer_name", "order_no"))


def test_a_members_order_in_the_workbook_is_visited_and_an_old_or_unnamed_one_is_not(shop: Company):
    make_customer(shop.agent, name="小雨", is_member=True)
    make_customer(shop.agent, name="大山")
    rows = (
        ["N1", paid(1), 10, "小雨"],
        ["N2", paid(2), 10, "大山"],
        ["N3", paid(20), 10, "小雨"],
        ["N4", paid(1), 10, None],
        ["N5", paid(1), 10, "nobody we know"],
    )
    bring_in(*rows)
    assert visits() == [("小雨", "N1")]
    assert set(CustomerOrder.objects.values_list("order_no", "customer__name")) == {
        ("N1", "小雨"),
        ("N2", "大山"),
        ("N3", "小雨"),
    }

    bring_in(*rows)  # once more
    assert visits() == [("小雨", "N1")]


def test_an_order_that_a_ticket_named_is_dated_by_its_payment(shop: Company):
    make_customer(shop.agent, name="小雨", is_member=True)
    said = {"customer_name": "小雨", "problem": "wet", "order_no": "N1", "is_order_unknown": True}
    services.open_ticket(by=shop.agent.user, **said)
    assert visits() == []

    take({"订单": [HEADER[:3], ["N1", paid(1), 10]]})
    assert visits() == [("小雨", "N1")]


def test_a_name_that_two_customers_have_gives_the_order_to_neither_and_no_order_is_taken_away(shop: Company):
    for platform in ("taobao", "jd"):
        make_customer(shop.agent, name="小雨", platform=platform, is_member=True)
    other = make_customer(shop.agent, name="大山", is_member=True)
    owner = make_customer(shop.agent, name="海风")
    owner.orders.create(order_no="N2")

    bring_in(["N1", paid(1), 10, "小雨"], ["N2", paid(1), 10, "大山"])
    assert visits() == []
    assert CustomerOrder.objects.get().customer == owner and not other.orders.exists()


def test_a_refused_workbook_and_a_preview_give_nobody_an_order(shop: Company):
    make_customer(shop.agent, name="小雨", is_member=True)
    rows = [["N1", paid(1), 10, "小雨"], ["N2", "never", 10, "小雨"]]
    assert not take({"订单": [HEADER, *rows]}).is_written
    assert not take({"订单": [HEADER, rows[0]]}, is_preview=True).is_written
    assert not CustomerOrder.objects.exists()


def test_the_mark_of_an_unknown_order_goes_when_the_order_comes(shop: Company):
    make_order(dt.datetime(2026, 9, 2), order_no="OTHER")
    asked = services.open_ticket(
        by=shop.agent.user, customer_name="小雨", problem="wet", order_no="N1", is_order_unknown=True
    )
    doubted = make_ticket(shop.agent, order_no="N9", is_order_unknown=True)
    # That a ticket names it does not make it known.
    assert not is_known("N1") and is_known("OTHER")

    bring_in(["N1", paid(1), 10, None])
    assert [fresh(one).is_order_unknown for one in (asked, doubted)] == [False, True]
    assert asked.events.filter(kind="edited").get().changes == {"is_order_unknown": ["True", "False"]}
    assert is_known("N1")

    bring_in(["N2", paid(1), 10, None])  # nothing is written twice
    assert asked.events.filter(kind="edited").count() == 1


def test_statements_do_not_grow_with_the_tickets_that_are_marked(shop: Company):
    def statements() -> int:
        with CaptureQueriesContext(connection) as found:
            incoming_orders.clear_marks()
        return len(found)

    def doubt(many: int) -> None:
        for number in range(many):
            make_order(dt.datetime(2026, 9, 2), order_no=f"N{Order.objects.count()}{number}")
            last = Order.objects.latest("pk").order_no
            make_ticket(shop.agent, order_no=last, is_order_unknown=True)

    doubt(1)
    few = statements()
    doubt(9)
    assert statements() == few
    assert not Ticket.objects.filter(is_order_unknown=True).exists()
