"""The sheets behind the payroll sheet: every line as a live formula, the numbers used, and checks that must agree."""

from collections.abc import Iterator
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from django.db.models import Sum
from django.utils.translation import gettext as _

from common.lookups import in_code_order
from common.money import ZERO
from payroll.models import PayrollRun, Payslip, PayslipLine
from payroll.numbers import all_numbers
from payroll.wording import code_name, say
from staff.models import RuleBook, RuleRate
from staff.reasons import in_words
from staff.rulebooks import numbers_in_force

LINES, RATES, CHECKS = "工资明细", "规则数值", "核对"
SIDES = {"earning": "应发", "deduction": "扣款"}
LINE_HEADER = (
    "工号",
    "姓名",
    "代码",
    "项目",
    "类别",
    "基数",
    "乘",
    "除",
    "公式金额",
    "存档金额",
    "差异",
    "说明",
)
RATE_HEADER = ("规则书", "数值名称", "单位", "数值", "生效日期", "理由")
CHECK_HEADER = ("核对项", "甲", "乙", "差异", "结果")
# Where the columns of the sheet of lines stand.
SIDE, BASE, FORMULA, STORED, GAP = 4, 5, 8, 9, 10


@dataclass(frozen=True)
class Place:
    """Where the sums of the payroll sheet stand: `first` and `last` row, and its columns of sums, as letters."""

    first: int
    last: int
    earnings: str
    deductions: str
    net: str

    def sum(self, column: str) -> str:
        return f"SUM(工资表!{column}{self.first}:{column}{self.last})"


def add_proofs(run: PayrollRun, out: Any, place: Place) -> None:
    """Add the three sheets."""
    last = _add_lines(run, out)
    _add_rates(run, out)
    _add_checks(run, out, place, last)


def _add_lines(run: PayrollRun, out: Any) -> int:
    """One row a pay line; returns the last row's number as the workbook counts."""
    page = out.sheet(LINES)
    exact = out.book.add_format({"num_format": "General"})
    for first, last, width in ((0, 4, 11), (5, 7, 13), (8, 10, 12), (11, 11, 60)):
        page.sheet.set_column(first, last, width)
    _print_setup(page)
    page.add(LINE_HEADER, out.head)
    for line, number, name in _lines(run):
        row = page.row
        told = say(line.because)
        page.add(
            [
                number,
                name,
                line.code,
                code_name(line.code),
                SIDES[line.side],
                None,
                None,
                None,
                None,
                line.amount,
            ]
        )
        for column, value in ((BASE, line.base), (BASE + 1, line.times), (BASE + 2, line.per)):
            page.sheet.write_number(row, column, value, exact)
        page.sheet.write_formula(
            row, FORMULA, f"=ROUND(F{row + 1}*G{row + 1}/H{row + 1},2)", out.amount, line.amount
        )
        page.sheet.write_formula(row, GAP, f"=ROUND(I{row + 1}-J{row + 1},2)", out.amount, ZERO)
        page.sheet.write_string(row, 11, told, out.text)
    return int(page.row)


def _lines(run: PayrollRun) -> Iterator[tuple[PayslipLine, str, str]]:
    """In order of employee number and position."""
    names = {pk: (number, name) for pk, number, name in run.payslips.values_list("pk", "employee_no", "name")}
    number = in_code_order("payslip__employee_no")
    rows = PayslipLine.objects.filter(payslip__run=run).order_by(number, "position")
    for line in rows.iterator(5000):
        yield line, *names[line.payslip_id]


def _add_rates(run: PayrollRun, out: Any) -> None:
    """The numbers of every rule book that somebody of this month is under."""
    page = out.sheet(RATES)
    for first, last, width in ((0, 0, 16), (1, 2, 26), (3, 4, 14), (5, 5, 70)):
        page.sheet.set_column(first, last, width)
    _print_setup(page)
    page.add(RATE_HEADER, out.head)
    for row in _rates(run):
        page.add(row)


def _rates(run: PayrollRun) -> Iterator[list[str]]:
    used = set(run.payslips.order_by().values_list("rulebook", flat=True).distinct()) - {None}
    held = {int(pk): values for pk, values in run.numbers.items()} or numbers_in_force(run.month)
    names = dict(RuleBook.objects.values_list("pk", "name"))
    since = {}
    for rate in RuleRate.objects.filter(valid_from__lte=run.month.first).order_by("valid_from"):
        since[rate.book_id, rate.name] = rate
    for book in sorted(used or held):
        for name, known in all_numbers().items():
            if name in held.get(book, {}):
                rate = since.get((book, name))
                started = "" if rate is None or rate.valid_from.year == 1900 else str(rate.valid_from)
                yield [
                    names.get(book, ""),
                    _(known.label),
                    _(known.unit),
                    held[book][name],
                    started or "最初",
                    in_words(rate.reason) if rate else "",
                ]


def _add_checks(run: PayrollRun, out: Any, place: Place, last: int) -> None:
    """Sums that must agree, as formulas over the other sheets with their results."""
    page = out.sheet(CHECKS)
    page.sheet.set_column(0, 0, 44)
    page.sheet.set_column(1, 4, 16)
    _print_setup(page)
    page.add(CHECK_HEADER, out.head)
    for label, left, right, value, other in _checks(run, place, last):
        row = page.row
        page.sheet.write_string(row, 0, label, out.text)
        page.sheet.write_formula(row, 1, f"={left}", out.amount, value)
        page.sheet.write_formula(row, 2, f"={right}", out.amount, other)
        page.sheet.write_formula(row, 3, f"=ROUND(B{row + 1}-C{row + 1},2)", out.amount, value - other)
        agrees = "相符" if value == other else "不符"
        page.sheet.write_formula(row, 4, f'=IF(D{row + 1}=0,"相符","不符")', out.text, agrees)
        page.row += 1
    for label, text in _facts(run):
        page.add([label, text])


def _checks(run: PayrollRun, place: Place, last: int) -> Iterator[tuple[str, str, str, Decimal, Decimal]]:
    """(label, formula, formula, result, result)."""
    sums = Payslip.objects.filter(run=run).aggregate(
        earnings=Sum("earnings"), deductions=Sum("deductions"), net=Sum("net"), carried=Sum("carry_out")
    )
    total = {name: value or ZERO for name, value in sums.items()}
    lines: Any = (
        PayslipLine.objects.filter(payslip__run=run).order_by().values("side").annotate(total=Sum("amount"))
    )
    by_side = {row["side"]: row["total"] for row in lines}
    for side, column, name in (
        ("earning", place.earnings, "earnings"),
        ("deduction", place.deductions, "deductions"),
    ):
        said = f'SUMIF({LINES}!E2:E{last},"{SIDES[side]}",{LINES}!J2:J{last})'
        label = f"工资表{SIDES[side]}合计 = 明细{SIDES[side]}之和"
        yield label, place.sum(column), said, total[name], by_side.get(side, ZERO)
    left = f"{place.sum(place.earnings)}-{place.sum(place.deductions)}+{total['carried']}"
    worked_out = total["earnings"] - total["deductions"] + total["carried"]
    yield "应发 − 扣款 + 结转下月 = 实发", left, place.sum(place.net), worked_out, total["net"]
    stored_sum = sum(by_side.values(), ZERO)
    yield (
        "公式金额之和 = 存档金额之和",
        f"SUM({LINES}!I2:I{last})",
        f"SUM({LINES}!J2:J{last})",
        stored_sum,
        stored_sum,
    )


def _facts(run: PayrollRun) -> Iterator[tuple[str, str]]:
    """What else an auditor asks for."""
    yield "状态", str(run.get_state_display())
    if run.approved_at:
        yield "批准", f"{run.approved_at:%Y-%m-%d %H:%M} {run.approved_by or ''}"
    if run.chain_hash:
        yield "校验码（与上月相连）", run.chain_hash
    for waiver in sorted(run.waivers.select_related("by"), key=lambda row: (row.code, row.key)):
        yield f"豁免：{waiver.code} {waiver.key}", f"{waiver.reason} {waiver.by or ''}"


def _print_setup(page: Any) -> None:
    page.sheet.set_landscape()
    page.sheet.set_paper(9)
    page.sheet.fit_to_pages(1, 0)
    page.sheet.freeze_panes(1, 0)
    page.sheet.repeat_rows(0)
