"""A month workbook as large as a real one: the measured month of some people once more, a month earlier."""

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


def write_month_before(path: Path, month: Month) -> str:
    """Roster, punches, orders, refunds and scores of the first people for the month before; says what is in it.

    Not for the month after: nobody has punched in the future.
    """
    people = list(Employee.objects.order_by("employee_no")[:PEOPLE].values_list("pk", flat=True))
    back = month.first - month.previous.first
    sheets = {
        "roster": (("employee_no", "date", "shift"), roster(people, month, back)),
        "punches": (("employee_no", "punched_at"), punches(people, month, back)),
        "orders": (("order_no", "paid_at", "paid_amount", "service_account"), orders(month, back)),
        "refunds": (("refund_no", "order_no", "refunded_at", "refund_amount"), refunds(month, back)),
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


def roster(people: list[int], month: Month, back: dt.timedelta) -> Iterator[Row]:
    rows = Shift.objects.filter(employee__in=people, on__gte=month.first, on__lt=month.first + back)
    for number, on, kind in rows.order_by().values_list("employee__employee_no", "on", "kind").iterator():
        yield number, on - back, kind


def punches(people: list[int], month: Month, back: dt.timedelta) -> Iterator[Row]:
    span = {"punched_at__gte": month.first, "punched_at__lt": month.first + back}
    rows = Punch.objects.filter(employee__in=people, **span)
    for number, moment in rows.order_by().values_list("employee__employee_no", "punched_at").iterator():
        yield number, moment - back


def orders(month: Month, back: dt.timedelta) -> Iterator[Row]:
    names = ("order_no", "paid_at", "amount", "account__name")
    for order_no, moment, amount, account in chosen_orders(month, back).values_list(*names).iterator():
        yield f"9{order_no}", moment - back, amount, account or ""


def refunds(month: Month, back: dt.timedelta) -> Iterator[Row]:
    """Those of the same orders."""
    known = chosen_orders(month, back).values("pk")
    rows = Refund.objects.filter(order__in=known, refunded_at__lt=month.first + back).order_by()
    for refund_no, order_no, moment, amount in rows.values_list(
        "refund_no", "order_no", "refunded_at", "amount"
    ):
        yield f"9{refund_no}", f"9{order_no}", moment - back, amount


def chosen_orders(month: Month, back: dt.timedelta) -> Any:
    """As many as fit, from all days of the month alike."""
    rows = Order.objects.filter(paid_at__gte=month.first, paid_at__lt=month.first + back)
    every = max(1, -(-rows.count() // ORDERS))
    return rows.annotate(place=F("pk") % every).filter(place=0).order_by()


def scores(people: list[int], month: Month) -> Iterator[Row]:
    rows = Score.objects.filter(employee__in=people, month=month).order_by()
    for number, score in rows.values_list("employee__employee_no", "score"):
        yield number, str(month.previous), score
