"""A month workbook as large as a real one: the measured month of some people once more, a month later."""

import datetime as dt
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any

import xlsxwriter
from django.db.models import F

from attendance.models import Punch, Shift
from common.month import Month
from performance.models import Order, Refund, Score
from staff.models import Employee

PEOPLE = 1000
ORDERS = 100_000
Row = Sequence[Any]


def write_next_month(path: Path, month: Month) -> str:
    """Roster, punches, orders, refunds and scores of the first people for the month after; says what is in it."""
    people = list(Employee.objects.order_by("employee_no")[:PEOPLE].values_list("pk", flat=True))
    later = month.next.first - month.first
    sheets = {
        "roster": (("employee_no", "date", "shift"), roster(people, month, later)),
        "punches": (("employee_no", "punched_at"), punches(people, month, later)),
        "orders": (("order_no", "paid_at", "paid_amount", "service_account"), orders(month, later)),
        "refunds": (("refund_no", "order_no", "refunded_at", "refund_amount"), refunds(month, later)),
        "scores": (("employee_no", "month", "score"), scores(people, month)),
    }
    with xlsxwriter.Workbook(
        str(path), {"constant_memory": True, "default_date_format": "yyyy-mm-dd hh:mm:ss"}
    ) as book:
        counts = {name: write_sheet(book, name, header, rows) for name, (header, rows) in sheets.items()}
    return ", ".join(f"{count:,} {name}" for name, count in counts.items())


def write_sheet(book: Any, name: str, header: Row, rows: Iterator[Row]) -> int:
    sheet, number = book.add_worksheet(name), 0
    sheet.write_row(0, 0, header)
    for number, row in enumerate(rows, start=1):
        sheet.write_row(number, 0, row)
    return number


def roster(people: list[int], month: Month, later: dt.timedelta) -> Iterator[Row]:
    rows = Shift.objects.filter(
        employee__in=people, on__gte=month.first, on__lt=month.next.next.first - later
    )
    for number, on, kind in rows.order_by().values_list("employee__employee_no", "on", "kind").iterator():
        yield number, on + later, kind


def punches(people: list[int], month: Month, later: dt.timedelta) -> Iterator[Row]:
    last = month.next.next.first - later
    rows = Punch.objects.filter(employee__in=people, punched_at__gte=month.first, punched_at__lt=last)
    for number, moment in rows.order_by().values_list("employee__employee_no", "punched_at").iterator():
        yield number, moment + later


def orders(month: Month, later: dt.timedelta) -> Iterator[Row]:
    names = ("order_no", "paid_at", "amount", "account__name")
    for order_no, moment, amount, account in chosen_orders(month, later).values_list(*names).iterator():
        yield f"9{order_no}", moment + later, amount, account or ""


def refunds(month: Month, later: dt.timedelta) -> Iterator[Row]:
    """Those of the same orders."""
    known = chosen_orders(month, later).values("pk")
    rows = Refund.objects.filter(order__in=known, refunded_at__lt=month.next.first).order_by()
    for refund_no, order_no, moment, amount in rows.values_list(
        "refund_no", "order_no", "refunded_at", "amount"
    ):
        yield f"9{refund_no}", f"9{order_no}", moment + later, amount


def chosen_orders(month: Month, later: dt.timedelta) -> Any:
    """As many as fit, from all days of the month alike."""
    rows = Order.objects.filter(paid_at__gte=month.first, paid_at__lt=month.next.next.first - later)
    every = max(1, -(-rows.count() // ORDERS))
    return rows.annotate(place=F("pk") % every).filter(place=0).order_by()


def scores(people: list[int], month: Month) -> Iterator[Row]:
    rows = Score.objects.filter(employee__in=people, month=month).order_by()
    for number, score in rows.values_list("employee__employee_no", "score"):
        yield number, str(month.next), score
