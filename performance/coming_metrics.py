"""The sheet 服务指标: figures of service by person or account and day, as platforms report them.

Platforms give means (平均响应) and counts (接待人数): the sum that can be added up is their product. What is still
being counted there (延迟统计) is left out; a row says by 状态 whether its figures are final.
Source: reference/platform-exports.md 4.5 and 4.7, reference/service-practice.md 3.2.
"""

import datetime as dt
import re
from collections import defaultdict
from collections.abc import Iterator, Mapping
from decimal import Decimal
from typing import Any

from django.utils.translation import gettext as _

from common import bulk, cell_days, cells
from common.cell_basics import Wrong, words_of
from common.intake import ABSENT, Column, Intake, Sheet, Table
from common.money import rounded
from common.month import Month
from common.sheet_xml import Cell
from common.titles import folded
from performance.models import Metric, ServiceMetric
from performance.sales import Owners
from staff.imports import employee_no
from staff.known import employee_of
from staff.models import AccountBinding, Employee, ServiceAccount

SUMS = frozenset(
    map(
        folded,
        (
            "汇总",
            "汇总值",
            "均值",
            "平均值",
            "总值",
            "合计",
            "全店平均值",
            "全店汇总值",
            "店铺汇总值",
            "店铺平均值",
        )
        + ("同行同层优秀", "同行同层均值"),
    )
)
NOTHING = {"-", "--", "—", "/", "无"}
# Words that platforms write where a figure is not counted yet.
LATER = ("延迟统计", "第二天更新")
# Metric: the columns of its numerator (added up), that of its denominator, whether the numerator is a mean.
PARTS: Mapping[str, tuple[tuple[str, ...], str, bool]] = {
    Metric.FIRST_RESPONSE: (("first_reply",), "received", True),
    Metric.REPLY_INTERVAL: (("mean_reply",), "rounds", True),
    Metric.RESOLUTION: (("solved",), "received", False),
    Metric.SATISFACTION: (("very_satisfied", "satisfied"), "rated", False),
    Metric.CONVERSION: (("paid",), "inquirers", False),
    Metric.COMPLAINTS: (("complaints",), "received", False),
}
STORED = ("employee_id", "account_id", "on", "metric", "numerator", "denominator", "is_final", "source")
Values = dict[str, tuple[int, int, bool]]
Owner = tuple[int, int | None]


def seconds(cell: Cell) -> Decimal | None:
    """A duration in seconds: a number, `31.5`, `2分30秒`, `1小时2分`, `00:02:30`; None for what is not counted yet."""
    words = _words(cell)
    if words is None:
        return None
    spoken = re.fullmatch(r"(?:(\d+)小时)?(?:(\d+)分钟?)?(?:(\d+(?:\.\d+)?)秒)?", words)
    clock = re.fullmatch(r"(\d+):(\d{1,2}):(\d{1,2})", words)
    parts = (spoken or clock).groups() if words and (spoken or clock) else ()  # type: ignore[union-attr]
    if any(parts):
        hours, minutes, rest = (Decimal(part or 0) for part in parts)
        return hours * 3600 + minutes * 60 + rest
    return _not_negative(cells.exact_number(words.removesuffix("s").removesuffix("秒")))


def people(cell: Cell) -> int | None:
    """How many of them, 0 or more; None for what is not counted yet."""
    words = _words(cell)
    if words is None:
        return None
    number = _not_negative(cells.exact_number(words))
    if number != number.to_integral_value() or number > cells.MOST_COUNT:
        raise Wrong(_("This must be a whole number, 0 or above."))
    return int(number)


def _words(cell: Cell) -> str | None:
    words = words_of(cell)
    if words.endswith("%"):
        raise Wrong(_("A rate cannot be added up. The counts that it was made from are needed."))
    is_open = words in NOTHING or any(later in words for later in LATER)
    return None if is_open else words


def _not_negative(number: Decimal) -> Decimal:
    if number < 0:
        raise Wrong(_("This cannot be below 0."))
    return number


def take_metrics(table: Table, intake: Intake) -> None:
    """Write the figures of every row, by whoever had the account on the day."""
    owners, may = _Whose(intake, table), _visible(intake)
    standing = _standing(table)
    new: list[tuple[Any, ...]] = []
    changed: list[tuple[Any, ...]] = []
    for row in table.rows:
        owner = owners.of(row)
        values = _values(table, intake, row)
        if owner is None or intake.is_bad(table, row) or _refuses(table, intake, row, owner, may):
            continue
        before = standing.get((*owner, row.date), {})
        differing = {
            metric: told for metric, told in values.items() if before.get(metric, (0, None))[1] != told
        }
        if not differing:
            intake.unchanged(table)
            continue
        if intake.refuse_locked(table, row, "date", row.date):
            continue
        for metric, told in differing.items():
            if metric in before:
                changed.append((before[metric][0], *told, ServiceMetric.Source.IMPORTED))
            else:
                new.append((*owner, row.date, metric, *told, ServiceMetric.Source.IMPORTED))
        intake.took(table, row, _said(before, differing), is_new=not before)
    _write(new, changed, standing)
    intake.record_summary(table)


def _visible(intake: Intake) -> set[int] | None:
    """Whose figures this person may bring in; None: everybody's."""
    if not getattr(intake.by, "role", ""):
        return None
    return set(
        Employee.objects.visible_to(intake.by).exclude(pk=intake.by.employee_id).values_list("pk", flat=True)
    )


def _refuses(table: Table, intake: Intake, row: Any, owner: Owner, may: set[int] | None) -> bool:
    if may is not None and owner[0] not in may:
        intake.bad(
            table,
            row.number,
            _named_by(row),
            _("You bring in figures of people whom you lead, not your own."),
        )
    elif row.date > dt.date.today():
        intake.bad(table, row.number, "date", _("This day is ahead."))
    return intake.is_bad(table, row)


def _named_by(row: Any) -> str:
    return "service_account" if _given(row.service_account) else "employee_no"


def _given(value: Any) -> bool:
    return value is not ABSENT and value is not None


class _Whose:
    """Whose figures a row has: of the account on the day, or of the employee number."""

    def __init__(self, intake: Intake, table: Table) -> None:
        self.intake, self.table = intake, table
        names = {row.service_account for row in table.rows if _given(row.service_account)}
        self.accounts: dict[str, int] = {}
        for part in bulk.chunks(names):
            self.accounts.update(ServiceAccount.objects.filter(name__in=part).values_list("name", "pk"))
        rows = AccountBinding.objects.filter(account__among=list(self.accounts.values())).order_by()
        self.owners = Owners(rows.values_list("account", "employee", "from_on", "to_on"))

    def of(self, row: Any) -> Owner | None:
        """(employee id, account id or None); None, and the row reported, where nobody can be found."""
        has_number = _given(row.employee_no)
        if not has_number and not _given(row.service_account):
            remedy = _("Fill in the employee number or the service account.")
            self.intake.bad(self.table, row.number, "employee_no", remedy)
            return None
        person = employee_of(self.intake, self.table, row) if has_number else None
        if not _given(row.service_account):
            return (person, None) if person else None
        return self._of_account(row, person)

    def _of_account(self, row: Any, person: int | None) -> Owner | None:
        account = self.accounts.get(row.service_account)
        found = self.owners.owner(account, row.date) if account else None
        words = {"account": row.service_account, "day": row.date}
        if found is None or account is None:
            remedy = _("Nobody had the account “%(account)s” on %(day)s. Bind it first.") % words
        elif person and person != found:
            remedy = _("Somebody else had the account “%(account)s” on %(day)s.") % words
        else:
            return found, account
        self.intake.bad(self.table, row.number, "service_account", remedy)
        return None


def _values(table: Table, intake: Intake, row: Any) -> Values:
    """{metric: (numerator, denominator, final)} of what the row has; half of a pair is reported."""
    found: Values = {}
    is_final = row.state is ABSENT or row.state
    for metric, (columns, below, is_mean) in PARTS.items():
        given = [getattr(row, name) for name in columns if _given(getattr(row, name))]
        denominator = _denominator(row, below)
        if not given:
            continue
        if not denominator:
            if any(given):
                _lacks(table, intake, row, columns[0], below)
            continue
        numerator = int(rounded(given[0] * denominator, 0)) if is_mean else sum(given)
        if not is_mean and numerator > denominator:
            words = {"numerator": numerator, "denominator": denominator}
            remedy = _("%(numerator)s of %(denominator)s is more than all.") % words
            intake.bad(table, row.number, columns[-1], remedy)
        found[metric] = numerator, denominator, is_final
    if not found and not intake.is_bad(table, row):
        intake.bad(table, row.number, "received", _("This row has no figure."))
    return found


def _denominator(row: Any, name: str) -> int:
    """Rounds of questions and answers; where a platform does not count them, the customers received."""
    value = getattr(row, name)
    if name == "rounds" and not _given(value):
        value = row.received
    return value if _given(value) else 0


def _lacks(table: Table, intake: Intake, row: Any, name: str, below: str) -> None:
    below = "received" if below == "rounds" else below
    titles = {"column": table.sheet.column(name).title, "below": table.sheet.column(below).title}
    remedy = _("“%(column)s” cannot be added up without “%(below)s”. Fill that in too.") % titles
    intake.bad(table, row.number, below, remedy)


Standing = dict[tuple[int, int | None, dt.date], dict[str, tuple[int, tuple[int, int, bool]]]]


def _standing(table: Table) -> Standing:
    """What stands of these days, without what the tickets said: {(person, account, day): {metric: (pk, values)}}."""
    found: Standing = defaultdict(dict)
    if not table.rows:
        return found
    first, last = min(row.date for row in table.rows), max(row.date for row in table.rows)
    rows = ServiceMetric.objects.filter(on__gte=first, on__lte=last)
    rows = rows.exclude(source=ServiceMetric.Source.TICKETS).order_by()
    columns = ("employee", "account", "on", "metric", "pk", "numerator", "denominator", "is_final")
    for person, account, on, metric, pk, *values in rows.values_list(*columns).iterator(5000):
        found[person, account, on][metric] = pk, tuple(values)  # type: ignore[assignment]
    return found


def _said(before: Mapping[str, Any], differing: Values) -> dict[str, list[Any]]:
    labels = dict(Metric.choices)
    return {
        str(labels[metric]): [
            f"{before[metric][1][0]} ÷ {before[metric][1][1]}" if metric in before else None,
            f"{numerator} ÷ {denominator}",
        ]
        for metric, (numerator, denominator, _final) in differing.items()
    }


def _write(new: list[tuple[Any, ...]], changed: list[tuple[Any, ...]], standing: Standing) -> None:
    """What tickets, or the other way of naming a person, said of the same is dropped: nothing counts twice."""
    for (month, metric), people_of in _grouped(new).items():
        rows = ServiceMetric.objects.filter(metric=metric, on__gte=month.first, on__lte=month.last)
        for part in bulk.chunks(people_of):
            rows.filter(employee__in=part, source=ServiceMetric.Source.TICKETS).delete()
    for part in bulk.chunks(_displaced(new, standing)):
        ServiceMetric.objects.filter(pk__in=part).delete()
    bulk.insert(ServiceMetric, STORED, new)
    bulk.update(ServiceMetric, ("numerator", "denominator", "is_final", "source"), changed)


def _grouped(new: list[tuple[Any, ...]]) -> dict[tuple[Month, str], set[int]]:
    found: dict[tuple[Month, str], set[int]] = defaultdict(set)
    for person, _account, on, metric, *_rest in new:
        found[Month.of(on), metric].add(person)
    return found


def _displaced(new: list[tuple[Any, ...]], standing: Standing) -> set[int]:
    """Rows by person where accounts come, and rows by account where the person comes."""
    accounts: dict[tuple[int, dt.date], list[int | None]] = defaultdict(list)
    for person, account, on in standing:
        accounts[person, on].append(account)
    return {
        standing[person, other, on][metric][0]
        for person, account, on, metric, *_rest in new
        for other in accounts.get((person, on), ())
        if (account is None) != (other is None) and metric in standing[person, other, on]
    }


def _columns() -> Iterator[Column]:
    yield Column("employee_no", "工号", employee_no, aliases=("员工工号",))
    yield Column(
        "service_account",
        "服务账号",
        cells.key(120),
        aliases=("客服账号", "账号名称", "旺旺昵称", "账户名", "客服昵称", "旺旺", "客服"),
    )
    yield Column("date", "日期", cell_days.day, required=True, aliases=("统计日期",))
    for name, title, aliases in (
        ("received", "接待人数", ("有效接待人数", "人工已接待人数", "人工接待人数", "已接待人数", "接待量")),
        ("rounds", "回复轮次", ("响应次数",)),
        ("solved", "解决人数", ("一次性解决人数", "解决数")),
        ("rated", "收到评价数", ("评价数", "有效评价数")),
        ("very_satisfied", "很满意", ("非常满意",)),
        ("satisfied", "满意", ("满意数", "有效好评数")),
        ("inquirers", "询单人数", ()),
        ("paid", "付款人数", ("支付人数", "询单->最终付款人数")),
        ("complaints", "成立投诉数", ("投诉成立数",)),
    ):
        yield Column(name, title, people, aliases=aliases)
    yield Column(
        "first_reply",
        "首次响应(秒)",
        seconds,
        aliases=("首次响应时长(秒)", "首次响应时间", "首次响应", "全天首响时长"),
    )
    yield Column(
        "mean_reply",
        "平均响应(秒)",
        seconds,
        aliases=("平均响应时长(秒)", "平均响应时间", "平均响应", "人工平均回复时长", "全天平响时长"),
    )
    state = {"最终": True, "暂定": False, "final": True, "provisional": False}
    yield Column("state", "状态", cells.choice(state), default=True)


METRICS = Sheet(
    "metrics",
    "服务指标",
    tuple(_columns()),
    ("employee_no", "service_account", "date"),
    take=take_metrics,
    header_within=20,
    passes_over=SUMS,
)
