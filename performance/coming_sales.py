"""Orders and refunds coming in, in bulk: which month's pay each counts in, and what hangs on what."""

import datetime as dt
from collections.abc import Iterable, Sequence
from decimal import Decimal
from typing import Any

from django.db.models import F, Sum
from django.utils.translation import gettext as _

from common import bulk
from common.intake import ABSENT, Change, Intake, Table, compare, differences
from common.month import Month
from performance.models import Order, Refund
from staff.services import account_ids
from tickets.services import incoming_orders

ORDER = ("paid_at", "amount", "account_id", "completed_at", "shop")
ORDER_STORED = (*ORDER, "paid_on", "counts_in", "completed_counts_in", "is_late")
REFUND = ("order_no", "refunded_at", "amount")
COPIES = ("order_id", "account_id", "paid_on", "counts_in", "completed_counts_in", "is_late")


class Months:
    """The month of pay of a moment; remembers, for a file has many moments and few months."""

    def __init__(self, intake: Intake) -> None:
        self.intake = intake
        self.known: dict[tuple[int, int], tuple[Month, bool]] = {}

    def of(self, moment: dt.datetime) -> tuple[Month, bool]:
        """The month in which it counts, and whether it came after its own month was locked."""
        key = moment.year, moment.month
        if key not in self.known:
            month = Month(*key)
            counts_in = self.intake.first_open(month)
            self.known[key] = counts_in, counts_in != month
        return self.known[key]

    def felt(self, month: Month, is_late: bool) -> tuple[Month, bool]:
        """The same for what waited in a month until now: if that is locked meanwhile, the first open one, late."""
        counts_in = self.intake.first_open(month)
        return counts_in, is_late or counts_in != month


# Orders


def take_orders(table: Table, intake: Intake) -> None:
    """Orders; changed ones carry their refunds along, new ones find refunds that came before them."""
    accounts = account_ids(
        row.service_account for row in table.rows if row.service_account not in (None, ABSENT)
    )
    standing, months = standing_orders([row.order_no for row in table.rows])
    pay = Months(intake)
    new: list[tuple[Any, ...]] = []
    changed: list[tuple[Any, ...]] = []
    wanted = ((row, row.order_no, wanted_order(row, accounts)) for row in table.rows)
    for change in compare(wanted, standing, (None, None, None, None, "")):
        if change.before == change.after:
            intake.unchanged(table)
        elif change.before is None:
            new.append((*new_order(change, pay), change.row.order_no))
            intake.took(table, change.row, {}, is_new=True)
        elif not locked_order(table, intake, change, months[change.row.order_no]):
            changed.append((change.pk, *changed_order(change, pay, months[change.row.order_no])))
            intake.took(
                table,
                change.row,
                differences(("paid_at", "paid_amount", "service_account", "completed_at", "shop"), change),
                is_new=False,
            )
    if new:
        bulk.insert(Order, [*ORDER_STORED, "order_no"], new)
    bulk.update(Order, ORDER_STORED, changed)
    update_refunds(intake, [row[0] for row in changed], bool(new))
    incoming_orders.take_note({row.order_no: (row.paid_at.date(), buyer_of(row)) for row in table.rows})
    intake.record_summary(table)


def buyer_of(row: Any) -> str:
    """The chat name of who bought, where the sheet says it."""
    return "" if row.buyer is ABSENT else row.buyer


def wanted_order(row: Any, accounts: dict[str, int]) -> tuple[Any, ...]:
    """A row's values in the order of ORDER."""
    account = row.service_account
    if account is not None and account is not ABSENT:
        account = accounts[account]
    return row.paid_at, row.paid_amount, account, row.completed_at, row.shop


def standing_orders(numbers: Sequence[str]) -> tuple[dict[str, Any], dict[str, Any]]:
    """{order number: (pk, values)} and {order number: the months it counts in and whether it was late}."""
    standing, months = {}, {}
    for part in bulk.chunks(numbers):
        rows = Order.objects.filter(order_no__in=part)
        for number, pk, counts_in, completed, late, *values in rows.values_list(
            "order_no", "pk", "counts_in", "completed_counts_in", "is_late", *ORDER
        ):
            standing[number] = pk, tuple(values)
            months[number] = counts_in, completed, late
    return standing, months


def new_order(change: Change, pay: Months) -> tuple[Any, ...]:
    """What is stored of a new order, in the order of ORDER_STORED."""
    paid_at, _amount, _account, completed_at, _shop = change.after
    counts_in, is_late = pay.of(paid_at)
    completed = pay.of(completed_at)[0] if completed_at else None
    return *change.after, paid_at.date(), counts_in, completed, is_late


def changed_order(change: Change, pay: Months, months: tuple[Any, ...]) -> tuple[Any, ...]:
    """The same of a changed one: the month of pay moves only if the moment does."""
    assert change.before is not None
    counts_in, completed, is_late = months
    paid_at, completed_at = change.after[0], change.after[3]
    if paid_at != change.before[0]:
        counts_in, is_late = pay.of(paid_at)
    if completed_at != change.before[3]:
        completed = pay.of(completed_at)[0] if completed_at else None
    return *change.after, paid_at.date(), counts_in, completed, is_late


def locked_order(table: Table, intake: Intake, change: Change, months: tuple[Any, ...]) -> bool:
    """Report what would change the sales of a locked month; the shop never does."""
    assert change.before is not None
    for column, place in (("paid_amount", 1), ("service_account", 2), ("paid_at", 0)):
        if change.before[place] != change.after[place]:
            return intake.refuse_locked(table, change.row, column, months[0], months[1])
    if change.before[3] != change.after[3]:
        return intake.refuse_locked(table, change.row, "completed_at", months[1])
    return False


# What refunds copy from their orders


def update_refunds(intake: Intake, order_ids: Iterable[int], has_new: bool) -> None:
    """Bring the refunds of changed orders up to date, and those that waited for an order which is now there."""
    rows: list[tuple[Any, ...]] = []
    for part in bulk.chunks(order_ids):
        rows += Refund.objects.filter(order__in=part).values_list(*_JOINED)
    if has_new:
        waiting = Refund.objects.filter(order__isnull=True)
        rows += with_their_orders(list(waiting.values_list("pk", "order_no", "counts_in", "is_late")))
    changed = []
    for pk, was_alone, counts_in, is_late, order, account, paid_on, completed in rows:
        if was_alone is None and counts_in != intake.first_open(counts_in):
            # Nobody's month has felt it yet: it counts now, with its order.
            counts_in, is_late = intake.first_open(counts_in), True
        changed.append((pk, order, account, paid_on, counts_in, later(counts_in, completed), is_late))
    bulk.update(Refund, COPIES, changed)
    if "refunds" in intake.tables:
        intake.shelf["orders_to_check"] = {row[1] for row in changed}
    else:
        refuse_too_much(intake, {row[1] for row in changed})


_JOINED = (
    "pk",
    "order_id",
    "counts_in",
    "is_late",
    "order_id",
    "order__account_id",
    "order__paid_on",
    "order__completed_counts_in",
)


def with_their_orders(waiting: list[tuple[Any, ...]]) -> list[tuple[Any, ...]]:
    """The same columns for refunds whose order is known only by its number."""
    orders = known_orders([row[1] for row in waiting])
    return [
        (pk, None, counts_in, is_late, *orders[number])
        for pk, number, counts_in, is_late in waiting
        if number in orders
    ]


def known_orders(numbers: Iterable[str]) -> dict[str, tuple[Any, ...]]:
    """{order number: (id, account, paid on, month in which it counts once completed)}."""
    found = {}
    for part in bulk.chunks(set(numbers)):
        rows = Order.objects.filter(order_no__in=part)
        for number, *order in rows.values_list(
            "order_no", "pk", "account_id", "paid_on", "completed_counts_in"
        ):
            found[number] = tuple(order)
    return found


def later(counts_in: Month, completed: Month | None) -> Month | None:
    """A refund counts, once its order is completed, not before either of the two."""
    return max(counts_in, completed) if completed else None


# Refunds


def take_refunds(table: Table, intake: Intake) -> None:
    """Refunds; those of unknown orders are kept, and wait for theirs."""
    standing, months = standing_refunds([row.refund_no for row in table.rows])
    orders = known_orders(row.order_no for row in table.rows)
    pay = Months(intake)
    new: list[tuple[Any, ...]] = []
    changed: list[tuple[Any, ...]] = []
    wanted = ((row, row.refund_no, (row.order_no, row.refunded_at, row.refund_amount)) for row in table.rows)
    for change in compare(wanted, standing, ()):
        if change.before == change.after:
            intake.unchanged(table)
            continue
        copies = refund_copies(change, pay, orders, months)
        if change.before is None:
            new.append((*change.after, *copies, change.row.refund_no))
        elif locked_refund(table, intake, change, months[change.row.refund_no]):
            continue
        else:
            changed.append((change.pk, *change.after, *copies))
        intake.took(
            table,
            change.row,
            differences(("order_no", "refunded_at", "refund_amount"), change),
            is_new=change.before is None,
        )
    if new:
        bulk.insert(Refund, [*REFUND, *COPIES, "refund_no"], new)
    bulk.update(Refund, [*REFUND, *COPIES], changed)
    at = len(REFUND)
    touched = {row[at] for row in new} | {row[at + 1] for row in changed}
    refuse_too_much(intake, touched | intake.shelf.pop("orders_to_check", set()))
    intake.record_summary(table)


def locked_refund(table: Table, intake: Intake, change: Change, months: tuple[Any, ...]) -> bool:
    """Report what would change the sales of a locked month. A refund that waits for its order is in nobody's sales."""
    assert change.before is not None
    counts_in, _late, order = months
    if order is None:
        return False
    for column, place in (("refund_amount", 2), ("order_no", 0), ("refunded_at", 1)):
        if change.before[place] != change.after[place]:
            return intake.refuse_locked(table, change.row, column, counts_in)
    return False


def standing_refunds(numbers: Sequence[str]) -> tuple[dict[str, Any], dict[str, Any]]:
    """{refund number: (pk, values)} and {refund number: (month it counts in, was it late, its order)}."""
    standing, months = {}, {}
    for part in bulk.chunks(numbers):
        rows = Refund.objects.filter(refund_no__in=part)
        for number, pk, counts_in, late, order, *values in rows.values_list(
            "refund_no", "pk", "counts_in", "is_late", "order_id", *REFUND
        ):
            standing[number] = pk, tuple(values)
            months[number] = counts_in, late, order
    return standing, months


def refund_copies(
    change: Change, pay: Months, orders: dict[str, tuple[Any, ...]], months: dict[str, Any]
) -> tuple[Any, ...]:
    """What is stored beside a refund's own values, in the order of COPIES."""
    order_no, refunded_at, _amount = change.after
    order, account, paid_on, completed = orders.get(order_no, (None, None, None, None))
    if change.before is not None and change.before[1] == refunded_at:
        counts_in, is_late, was = months[change.row.refund_no]
        if was is None and order is not None:
            # Nobody's month has felt it yet: it counts now, with its order.
            counts_in, is_late = pay.felt(counts_in, is_late)
    else:
        counts_in, is_late = pay.of(refunded_at)
    return order, account, paid_on, counts_in, later(counts_in, completed), is_late


def refuse_too_much(intake: Intake, order_ids: Iterable[int | None]) -> None:
    """Report orders whose refunds add up to more than was paid: the file's refunds of it, else the order's row."""
    for part in bulk.chunks(sorted(pk for pk in order_ids if pk is not None)):
        totals = (
            Refund.objects.filter(order__in=part)
            .values("order_no", "order__amount")
            .annotate(total=Sum("amount"))
        )
        for number, paid, total in totals.filter(total__gt=F("order__amount")).values_list(
            "order_no", "order__amount", "total"
        ):
            report_too_much(intake, number, paid, total)


def report_too_much(intake: Intake, order_no: str, paid: Decimal, total: Decimal) -> None:
    remedy = _("The refunds of order %(order)s add up to %(total)s, but %(paid)s was paid.") % {
        "order": order_no,
        "total": total,
        "paid": paid,
    }
    for sheet, column in (("refunds", "refund_amount"), ("orders", "paid_amount")):
        table = intake.tables.get(sheet)
        rows = rows_of_order(intake, table) if table else {}
        for row in rows.get(order_no, ()):
            intake.bad(table, row.number, column, remedy)  # type: ignore[arg-type]
        if order_no in rows:
            return


def rows_of_order(intake: Intake, table: Table) -> dict[str, list[Any]]:
    """{order number: rows} of a sheet, worked out once and only where something is wrong."""
    name = f"rows of {table.sheet.field} by order"
    if name not in intake.shelf:
        found: dict[str, list[Any]] = {}
        for row in table.rows:
            found.setdefault(row.order_no, []).append(row)
        intake.shelf[name] = found
    rows: dict[str, list[Any]] = intake.shelf[name]
    return rows
