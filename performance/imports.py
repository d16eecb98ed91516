"""The sheets 订单, 退款, 绩效, 奖惩 and 建议 of the month workbook; 服务指标, a workbook of its own."""

import datetime as dt
from collections import defaultdict
from collections.abc import Collection, Iterable, Iterator, Mapping
from decimal import Decimal
from typing import Any

from django.utils.translation import gettext as _

from common import bulk, cell_days, cells
from common.cell_basics import words_of
from common.dated import MissingNumber, read_numbers
from common.intake import ABSENT, Change, Column, Intake, Sheet, Table, compare, take_records
from common.month import Month
from common.sheet_xml import Cell
from performance.coming_metrics import METRICS
from performance.coming_sales import take_orders, take_refunds
from performance.models import ConductEntry, ConductItem, Score, Suggestion
from performance.rates import SuggestionRates
from performance.services import telling
from staff.imports import employee_no
from staff.known import employee_of
from staff.models import RuleBook
from staff.rulebooks import numbers_in_force

# Items with money instead of points; everything else in the catalogue comes from the table.
MONEY_ITEMS = ("HYGIENE", "NO_PLAN", "FINE", "COMPENSATION")
WITH_AMOUNT = ("FINE", "COMPENSATION")
# Where the company's rule book does not say: rules.md section 2.
USUAL_AWARD = Decimal(100), Decimal(500)
order_no = cells.key(64, never_scientific=True)
account = cells.key(120)


def paid_amount(cell: Cell) -> Any:
    """What was paid: 0 or more."""
    return cells.amount_between("0", None, lambda: _("What was paid cannot be below 0."))(cell)


def refund_amount(cell: Cell) -> Any:
    """What was given back: above 0."""
    return cells.amount_between(
        "0.01", None, lambda: _("A refund must be above 0; write it without a minus sign.")
    )(cell)


def mark(cell: Cell) -> Any:
    """A score from 0 to 100."""
    return cells.amount_between("0", "100", lambda: _("A score is from 0 to 100."))(cell)


# 绩效


def take_scores(table: Table, intake: Intake) -> None:
    """Scores of months; imported ones are final. One whose appeal is open waits for the decision."""
    standing = standing_scores({row.month for row in table.rows})
    wanted = list(wanted_scores(table, intake, standing))
    people = {row.number: identity[0] for row, identity, _values in wanted}
    changes = list(compare(wanted, standing, (None, None)))
    now = dt.datetime.now()
    take_records(
        table,
        intake,
        Score,
        ("score", "status"),
        changes,
        touches=lambda change: (change.row.month,),
        day_column="month",
        also=lambda change: {
            "employee_id": people[change.row.number],
            "month": change.row.month,
            "imported_at": now,
            "missing": 0,
        },
        action="score imported",
    )
    telling.of_imported(replaced(changes, people))


Standing = dict[tuple[int, Month], tuple[int, tuple[Decimal, str]]]


def wanted_scores(table: Table, intake: Intake, standing: Standing) -> Iterator[tuple[Any, Any, Any]]:
    """(row, identity, values) of what may come in; an open appeal is not swallowed by a score that is final."""
    for row in table.rows:
        person = employee_of(intake, table, row)
        if person is None:
            continue
        if standing.get((person, row.month), (0, (None, "")))[1][1] == Score.Status.APPEALED:
            remedy = _(
                "An appeal of the score of %(month)s is open, and a score that comes in is final. Decide the appeal"
                " first, or take the row out."
            )
            intake.bad(table, row.number, "score", remedy % {"month": row.month})
        else:
            yield row, (person, row.month), (row.score, Score.Status.FINAL)


def standing_scores(months: Collection[Month]) -> Standing:
    """{(employee id, month): (pk, (score, status))}, held: who appeals or decides at this moment waits."""
    rows = Score.objects.filter(month__in=months).order_by("pk").select_for_update()
    return {
        (person, month): (pk, (score, status))
        for pk, person, month, score, status in rows.values_list(
            "pk", "employee_id", "month", "score", "status"
        )
    }


def replaced(changes: Iterable[Change], people: Mapping[int, int]) -> dict[Month, list[int]]:
    """{month: employee ids} of those who could read their score already and now find another, or find it final."""
    found: dict[Month, list[int]] = defaultdict(list)
    for change in changes:
        if change.before and change.before != change.after and change.before[1] != Score.Status.DRAFT:
            found[change.row.month].append(people[change.row.number])
    return found


# 奖惩

CONDUCT = ("employee_id", "on", "item", "count", "amount", "note")


def take_conduct(table: Table, intake: Intake) -> None:
    """Entries of conduct; they count in the month of their date."""
    items = {*MONEY_ITEMS, *ConductItem.objects.values_list("code", flat=True)}
    wanted = []
    for row in table.rows:
        person = employee_of(intake, table, row)
        if row.item not in items:
            remedy = _(
                "The catalogue has no item “%(item)s”. Use one of its codes, or HYGIENE, NO_PLAN, FINE, COMPENSATION."
            )
            intake.bad(table, row.number, "item", remedy % {"item": row.item})
        elif row.item in WITH_AMOUNT and lacks_amount(row):
            intake.bad(table, row.number, "amount", _("A fine or compensation needs an amount above 0."))
        elif person is not None:
            amount = row.amount if row.item in WITH_AMOUNT else None
            wanted.append((row, row.entry_no, (person, row.date, row.item, row.count, amount, row.note)))
    standing, counting = standing_conduct(row.entry_no for row in table.rows)
    take_records(
        table,
        intake,
        ConductEntry,
        CONDUCT,
        compare(wanted, standing, (None, None, None, 1, None, "")),
        touches=lambda change: (change.after[1], *days_of_conduct(change, counting)),
        day_column="date",
        also=lambda change: conduct_also(intake, change, counting),
        action="conduct imported",
    )


def lacks_amount(row: Any) -> bool:
    return row.amount is None or row.amount is ABSENT or row.amount <= 0


def standing_conduct(numbers: Any) -> tuple[dict[str, Any], dict[str, tuple[Month, str]]]:
    """{entry number: (pk, values)} and {entry number: (month it counts in, status)}."""
    standing, counting = {}, {}
    for part in bulk.chunks(numbers):
        rows = ConductEntry.objects.filter(entry_no__in=part)
        for pk, number, month, status, *values in rows.values_list(
            "pk", "entry_no", "counts_in", "status", *CONDUCT
        ):
            standing[number] = pk, tuple(values)
            counting[number] = month, status
    return standing, counting


def days_of_conduct(change: Change, counting: dict[str, tuple[Month, str]]) -> tuple[Any, ...]:
    """The day it had before and the month it counted in."""
    return (change.before[1], counting[change.row.entry_no][0]) if change.before else ()


def conduct_also(intake: Intake, change: Change, counting: dict[str, tuple[Month, str]]) -> dict[str, Any]:
    """Number, month of pay and, for a new entry, who recorded it; a decided entry keeps its month."""
    month, status = counting.get(change.row.entry_no, (None, ConductEntry.Status.RECORDED))
    if month is None or status == ConductEntry.Status.RECORDED:
        month = Month.of(change.after[1])
    found = {"entry_no": change.row.entry_no, "counts_in": month}
    if change.before is None:
        found |= {"recorded_by_id": getattr(intake.by, "pk", None)}
    return found


# 建议


def award_limits() -> tuple[Decimal, Decimal]:
    """The smallest and largest award under the company's rule book."""
    book = RuleBook.objects.filter(is_default=True).values_list("pk", flat=True).first()
    today = Month.of(dt.date.today())
    try:
        numbers = (
            read_numbers(SuggestionRates, numbers_in_force(today, [book]).get(book, {})) if book else None
        )
    except MissingNumber:
        numbers = None
    return (numbers.suggestion_min, numbers.suggestion_max) if numbers else USUAL_AWARD


def take_suggestions(table: Table, intake: Intake) -> None:
    """Approved suggestions with their awards."""
    least, most = award_limits()
    wanted = []
    for row in table.rows:
        person = employee_of(intake, table, row)
        if not least <= row.award <= most:
            remedy = _("An award is from %(least)s to %(most)s.") % {"least": least, "most": most}
            intake.bad(table, row.number, "award", remedy)
        elif person is not None:
            approved = row.approved_on, row.award, Suggestion.Status.APPROVED
            wanted.append((row, (person, row.title), approved))
    people = {identity[0] for _row, identity, _values in wanted}
    rows = Suggestion.objects.all() if people else Suggestion.objects.none()
    standing = {
        (person, title): (pk, tuple(values))
        for pk, person, title, *values in rows.values_list(
            "pk", "employee_id", "title", "approved_on", "award", "status"
        )
        if person in people
    }
    owners = {row.number: identity[0] for row, identity, _values in wanted}
    take_records(
        table,
        intake,
        Suggestion,
        ("approved_on", "award", "status"),
        compare(wanted, standing, (None, None, None)),
        touches=lambda change: (change.after[0], change.before[0] if change.before else None),
        day_column="approved_on",
        also=lambda change: {"employee_id": owners[change.row.number], "title": change.row.title},
        action="suggestion imported",
    )


NUMBER = Column("employee_no", "工号", employee_no, required=True)
ORDERS = Sheet(
    "orders",
    "订单",
    (
        Column("order_no", "订单编号", order_no, required=True),
        Column("paid_at", "付款时间", cell_days.start_moment, required=True),
        Column("paid_amount", "实付金额", paid_amount, required=True),
        Column("service_account", "客服账号", account),
        Column("completed_at", "完成时间", cell_days.start_moment),
        Column("shop", "店铺", cells.text(80), default=""),
        # Not kept with the order: the service desk gives the order to its customer of this name.
        Column("buyer", "买家会员名", cells.text(120), default=""),
    ),
    ("order_no",),
    take=take_orders,
)
REFUNDS = Sheet(
    "refunds",
    "退款",
    (
        Column("refund_no", "退款编号", order_no, required=True),
        Column("order_no", "订单编号", order_no, required=True),
        Column("refunded_at", "退款时间", cell_days.start_moment, required=True),
        Column("refund_amount", "退款金额", refund_amount, required=True),
    ),
    ("refund_no",),
    take=take_refunds,
)
SCORES = Sheet(
    "scores",
    "绩效",
    (
        NUMBER,
        Column("month", "月份", cell_days.month, required=True),
        Column("score", "得分", mark, required=True),
    ),
    ("employee_no", "month"),
    take=take_scores,
)
CONDUCTS = Sheet(
    "conduct",
    "奖惩",
    (
        Column("entry_no", "编号", cells.key(64), required=True),
        NUMBER,
        Column("date", "日期", cell_days.day, required=True),
        Column("item", "项目", lambda cell: words_of(cell).upper(), required=True),
        Column("count", "数量", cells.count, default=1),
        Column("amount", "金额", cells.amount),
        Column("note", "说明", cells.text(5000), default=""),
    ),
    ("entry_no",),
    take=take_conduct,
)
SUGGESTIONS = Sheet(
    "suggestions",
    "建议",
    (
        NUMBER,
        Column("approved_on", "批准日期", cell_days.day, required=True),
        Column("award", "奖金", cells.amount, required=True),
        Column("title", "标题", cells.text(200), required=True),
    ),
    ("employee_no", "title"),
    take=take_suggestions,
)
SHEETS = (ORDERS, REFUNDS, SCORES, CONDUCTS, SUGGESTIONS)
# Handed in by itself, not with a month.
METRIC_SHEETS = (METRICS,)
