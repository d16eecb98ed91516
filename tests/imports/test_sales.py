"""Orders and refunds: whose, in which month, late ones, refunds that wait for their order."""

import datetime as dt
from decimal import Decimal
from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from common.models import AuditEntry
from performance.models import Order, Refund
from tests.workbooks import counts, lock, take, troubles

pytestmark = [pytest.mark.django_db, pytest.mark.postgres]
ORDERS = ["订单编号", "付款时间", "实付金额", "客服账号", "完成时间", "店铺"]
REFUNDS = ["退款编号", "订单编号", "退款时间", "退款金额"]


def orders(*rows: list[Any]) -> dict[str, list[list[Any]]]:
    return {"订单": [ORDERS, *([*row, *[None] * (6 - len(row))] for row in rows)]}


def refunds(*rows: list[Any]) -> dict[str, list[list[Any]]]:
    return {"退款": [REFUNDS, *map(list, rows)]}


def order(number: str = "1") -> Order:
    return Order.objects.get(order_no=number)


def refund(number: str = "R1") -> Refund:
    return Refund.objects.get(refund_no=number)


def test_an_order_counts_in_the_month_of_its_payment():
    take(
        orders(
            ["1", "2026-09-30 23:59:59", "￥1,234.50", "shop:a", "2026-10-02 10:00", "旗舰店"],
            ["2", "2026-09-01", 0],
        )
    )

    assert (order().amount, order().account.name, order().paid_on) == (
        Decimal("1234.50"),
        "shop:a",
        dt.date(2026, 9, 30),
    )
    assert (str(order().counts_in), str(order().completed_counts_in)) == ("2026-09", "2026-10")
    assert order("2").account is None and order("2").completed_counts_in is None
    assert AuditEntry.objects.filter(action="orders imported").count() == 1


def test_an_order_that_comes_late_counts_in_the_first_open_month():
    lock("2026-08")
    take(orders(["1", "2026-08-30", 10, None, "2026-08-31"]))

    assert (str(order().counts_in), str(order().completed_counts_in), order().is_late) == (
        "2026-09",
        "2026-09",
        True,
    )
    lock("2026-09")
    assert counts(take(orders(["1", "2026-08-30", 10, None, "2026-08-31"])))["orders"] == (0, 0, 1, 0)


@pytest.mark.parametrize(
    ("changed", "column"),
    [
        (["1", "2026-08-30", 11, "shop:a"], "paid_amount"),
        (["1", "2026-08-30", 10, "shop:b"], "service_account"),
        (["1", "2026-08-29", 10, "shop:a"], "paid_at"),
    ],
)
def test_an_order_of_a_locked_month_does_not_change(changed: list[Any], column: str):
    take(orders(["1", "2026-08-30", 10, "shop:a"]))
    lock("2026-08")
    outcome = take(orders(changed))

    assert [(bad.column, "2026-08" in bad.remedy) for bad in outcome.bad_rows] == [(column, True)]


def test_an_order_of_a_locked_month_may_still_be_completed():
    take(orders(["1", "2026-08-30", 10, "shop:a"]))
    lock("2026-08")
    assert counts(take(orders(["1", "2026-08-30", 10, "shop:a", "2026-09-02", "店"])))["orders"] == (
        0,
        1,
        0,
        0,
    )
    assert (str(order().completed_counts_in), str(order().counts_in)) == ("2026-09", "2026-08")

    lock("2026-09")
    assert take(orders(["1", "2026-08-30", 10, "shop:a", "2026-09-03"])).rejected == 1


def test_a_refund_copies_its_order_and_follows_it():
    take({**orders(["1", "2026-08-30", 10, "shop:a", "2026-09-05"]), **refunds(["R1", "1", "2026-08-31", 4])})
    assert (refund().account.name, refund().paid_on, str(refund().counts_in)) == (
        "shop:a",
        dt.date(2026, 8, 30),
        "2026-08",
    )
    assert str(refund().completed_counts_in) == "2026-09"

    take(orders(["1", "2026-08-29", 10, "shop:b", "2026-10-05"]))
    assert (refund().account.name, refund().paid_on) == ("shop:b", dt.date(2026, 8, 29))
    assert str(refund().completed_counts_in) == "2026-10"


def test_a_refund_of_an_unknown_order_is_kept_and_finds_it_later():
    outcome = take(refunds(["R1", "1", "2026-09-10", 4]))
    assert counts(outcome)["refunds"] == (1, 0, 0, 0) and refund().order is None

    take(orders(["1", "2026-09-01", 10, "shop:a"]))
    assert (refund().order, refund().account.name, refund().paid_on) == (
        order(),
        "shop:a",
        dt.date(2026, 9, 1),
    )
    assert counts(take(refunds(["R1", "1", "2026-09-10", 4])))["refunds"] == (0, 0, 1, 0)


def test_a_refund_that_nobody_felt_in_its_locked_month_counts_with_its_late_order():
    take(refunds(["R1", "1", "2026-08-10", 4]))
    lock("2026-08")
    take(orders(["1", "2026-08-01", 10, "shop:a"]))

    assert (str(order().counts_in), str(refund().counts_in), refund().is_late) == ("2026-09", "2026-09", True)


def test_a_late_refund_counts_in_the_first_open_month_and_a_locked_one_stays():
    take({**orders(["1", "2026-08-30", 10]), **refunds(["R1", "1", "2026-08-31", 4])})
    lock("2026-08")
    take(refunds(["R2", "1", "2026-08-31", 1]))
    assert (str(refund("R2").counts_in), refund("R2").is_late) == ("2026-09", True)

    outcome = take(refunds(["R1", "1", "2026-08-31", 5]))
    assert outcome.rejected == 1 and "2026-08" in outcome.bad_rows[0].remedy


def test_a_refund_that_waits_for_its_order_is_corrected_also_after_its_month_is_locked():
    take({**orders(["1", "2026-08-01", 10, "shop:a"]), **refunds(["R1", "11", "2026-08-10", 4])})
    take(refunds(["R2", "12", "2026-08-10", 3]))
    lock("2026-08")
    mended = take(refunds(["R1", "1", "2026-08-10", 4], ["R2", "12", "2026-08-10", 2]))

    assert not mended.bad_rows
    assert (refund().order, str(refund().counts_in), refund().is_late) == (order(), "2026-09", True)
    assert (refund("R2").order, refund("R2").amount, str(refund("R2").counts_in)) == (None, 2, "2026-08")

    again = take(refunds(["R1", "1", "2026-08-10", 4], ["R2", "12", "2026-08-10", 2]))
    assert counts(again)["refunds"] == (0, 0, 2, 0)


@pytest.mark.parametrize(
    ("changed", "column"),
    [
        (["R1", "1", "2026-08-31", 5], "refund_amount"),
        (["R1", "2", "2026-08-31", 4], "order_no"),
        (["R1", "1", "2026-08-30", 4], "refunded_at"),
    ],
)
def test_a_refund_of_a_locked_month_names_the_column_that_would_change(changed: list[Any], column: str):
    take(
        {**orders(["1", "2026-08-30", 10], ["2", "2026-08-30", 10]), **refunds(["R1", "1", "2026-08-31", 4])}
    )
    lock("2026-08")
    assert [(bad.row, bad.column) for bad in take(refunds(changed)).bad_rows] == [(2, column)]


def test_refunds_that_add_up_to_more_than_was_paid_are_bad():
    take({**orders(["1", "2026-09-01", 10]), **refunds(["R1", "1", "2026-09-02", 6])})
    outcome = take(refunds(["R2", "1", "2026-09-03", "4.01"], ["R3", "9", "2026-09-03", 99]))
    lowered = take(orders(["1", "2026-09-01", "5.99"]))
    exact = take(refunds(["R2", "1", "2026-09-03", 4]))

    assert troubles(outcome) == [("refunds", 2, "refund_amount", "4.01")]
    assert troubles(lowered) == [("orders", 2, "paid_amount", "5.99")]
    assert counts(exact)["refunds"] == (1, 0, 0, 0)


def test_an_order_that_is_smaller_than_the_refunds_waiting_for_it_is_bad():
    take(refunds(["R1", "1", "2026-09-10", 40]))

    assert troubles(take(orders(["1", "2026-09-01", 10]))) == [("orders", 2, "paid_amount", "10")]


@pytest.mark.parametrize(
    ("row", "column"),
    [
        (["2.60731E+17", "2026-09-01", 1], "order_no"),
        ([260731008000000001, "2026-09-01", 1], "order_no"),
        (["1", "2026-09-01", -1], "paid_amount"),
        (["1", "2026-09-01", "1.234"], "paid_amount"),
        (["1", "2026-09-01", "=1+1"], "paid_amount"),
        (["1", "soon", 1], "paid_at"),
        (["1", None, 1], "paid_at"),
        (["1" * 65, "2026-09-01", 1], "order_no"),
        (["1", "2026-09-01", 1, "x" * 121], "service_account"),
    ],
)
def test_bad_orders_name_their_column(row: list[Any], column: str):
    assert [bad.column for bad in take(orders(row)).bad_rows] == [column]
    assert not Order.objects.exists()


def test_absent_columns_leave_what_stands():
    take(orders(["1", "2026-09-01", 10, "shop:a", "2026-09-05", "店"]))
    outcome = take({"订单": [ORDERS[:3], ["1", "2026-09-01", 10]]})

    assert counts(outcome)["orders"] == (0, 0, 1, 0)


def test_many_rows_need_no_more_queries_than_a_few():
    needed = []
    for count, first in ((50, 0), (500, 10_000)):
        numbers = range(first, first + count)
        sheets = {
            **orders(*([f"{n}", "2026-09-01 10:00", 10, f"shop:{n % 7}"] for n in numbers)),
            **refunds(*([f"R{n}", f"{n}", "2026-09-02", 1] for n in numbers)),
        }
        for _round in range(2):
            with CaptureQueriesContext(connection) as queries:
                take(sheets)
            needed.append(len(queries))
    assert needed[0] >= needed[2] and needed[1] == needed[3]
