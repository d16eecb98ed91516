"""Workbooks from stored lines; nothing is calculated here.

Source of the formats: shared interfaces “Payroll (out)”; the columns stay as they are.
"""

import csv
import tempfile
from collections import defaultdict
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field
from decimal import Decimal
from pathlib import Path
from typing import Any

import xlsxwriter
from django.core.files import File
from django.db import transaction
from django.utils import translation
from django.utils.translation import gettext as _

from payroll.banks import Layout, layout_of, row_of
from payroll.models import BankTemplate, PayrollExport, PayrollRun, Payslip, PayslipLine
from payroll.proofs import Place, add_proofs
from payroll.rules.rule import all_codes
from payroll.services.state import Refused, fresh, why_no_workbook
from payroll.wording import code_name, formula, say, source_count
from staff.models import Employee

LINES_HEADER = ("月份", "工号", "姓名", "代码", "项目", "类别", "金额", "计算", "来源数")
SIGNATURES = "制表：            审核：            批准："
ROLES = {
    "agent": "客服",
    "leader": "组长",
    "supervisor": "主管",
    "manager": "经理",
    "accountant": "会计",
    "director": "总监",
}


Report = Callable[[int], Any]
REPORT_EACH = 1000
PER_LINE = frozenset({PayrollExport.Format.SHEET, PayrollExport.Format.LINES})


def _silent(done: int) -> None:
    """For commands and tests."""


@dataclass
class Written:
    """How many rows a file has, and who was left out of it."""

    rows: int = 0
    left_out: list[dict[str, str]] = field(default_factory=list)


def make(export: PayrollExport) -> None:
    """Write the file of an export that was asked for on a page."""
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / f"{export.run.month}-{export.format}.xlsx"
        total = rows_expected(export)
        written = write(
            export.run,
            export.format,
            path,
            export.template,
            lambda done: export.report("", min(done, total), total),
        )
        with path.open("rb") as content, transaction.atomic():
            export.file.save(path.name, File(content), save=False)
            export.finish(file=export.file.name, rows=written.rows, left_out=written.left_out)


def rows_expected(export: PayrollExport) -> int:
    """About how many rows the file will have, so that progress can be shown."""
    run, kinds = export.run, PayrollExport.Format
    people = run.payslips.count()
    lines = PayslipLine.objects.filter(payslip__run=run).count() if export.format in PER_LINE else 0
    return {kinds.SHEET: people + lines, kinds.SLIPS: 3 * people, kinds.LINES: people + lines}.get(
        kinds(export.format), people
    )


def write(
    run: PayrollRun, format: str, path: Path, template: BankTemplate | None = None, report: Report = _silent
) -> Written:
    """Write one of the formats (sheet, slips, bank, lines) to a file, in Chinese. `lines` may also be a .csv.

    `report` hears from time to time how many rows are written. Raises Refused where the month is calculated at that
    time: half of the rows would be of the calculation before.
    """
    began = fresh(run)
    if refusal := why_no_workbook(began):
        raise Refused(refusal)
    written = _written(run, format, path, template, report)
    if fresh(run).calculation != began.calculation:
        path.unlink()
        text = _("%(month)s was calculated again while the workbook was written; make it once that is done.")
        raise Refused(text % {"month": run.month})
    return written


def _written(
    run: PayrollRun, format: str, path: Path, template: BankTemplate | None, report: Report
) -> Written:
    with translation.override("zh-hans"):
        if path.suffix.lower() == ".csv":
            return _write_csv(run, path)
        with xlsxwriter.Workbook(str(path), {"constant_memory": True, "strings_to_numbers": False}) as book:
            if format == PayrollExport.Format.BANK:
                return _write_bank(run, Out(book, report), layout_of(template))
            return WRITERS[format](run, Out(book, report))


class Out:
    """A workbook being written, row by row: text cells stay text, amounts are numbers with two decimals."""

    def __init__(self, book: xlsxwriter.Workbook, report: Report = _silent) -> None:
        self.book = book
        self.report = report
        self.rows = 0
        self.amount = book.add_format({"num_format": "0.00"})
        self.bold_amount = book.add_format({"num_format": "0.00", "bold": True, "top": 1})
        self.text = book.add_format({"num_format": "@"})
        self.wrapped = book.add_format({"num_format": "@", "text_wrap": True, "valign": "top"})
        self.head = book.add_format(
            {"bold": True, "bottom": 1, "align": "center", "valign": "vcenter", "text_wrap": True}
        )
        self.title = book.add_format({"bold": True, "font_size": 16, "align": "center"})

    def sheet(self, name: str) -> "Page":
        return Page(self, self.book.add_worksheet(name))

    def wrote_row(self) -> None:
        self.rows += 1
        if not self.rows % REPORT_EACH:
            self.report(self.rows)


class Page:
    """One sheet, written from top to bottom."""

    def __init__(self, out: Out, sheet: Any) -> None:
        self.out = out
        self.sheet = sheet
        self.row = 0

    def add(self, values: Sequence[Any], style: Any = None, amount_style: Any = None) -> int:
        """Write a row; Decimals become amounts, ints numbers, None stays empty, all else is text. Its number."""
        for column, value in enumerate(values):
            if isinstance(value, Decimal):
                self.sheet.write_number(self.row, column, value, amount_style or self.out.amount)
            elif isinstance(value, int):
                self.sheet.write_number(self.row, column, value, style)
            elif value is not None:
                self.sheet.write_string(self.row, column, str(value), style or self.out.text)
        self.row += 1
        self.out.wrote_row()
        return self.row - 1

    def add_title(self, text: str, columns: int) -> None:
        self.sheet.set_row(self.row, 26)
        self.sheet.merge_range(self.row, 0, self.row, max(columns - 1, 1), "", self.out.title)
        self.sheet.write_string(self.row, 0, text, self.out.title)
        self.row += 1


def _slips(run: PayrollRun) -> list[Payslip]:
    """In order of group name and employee number as text, people without a group last."""
    rows = run.payslips.defer("facts")
    return sorted(rows, key=lambda slip: (not slip.group_name, slip.group_name, slip.employee_no))


def _sums(run: PayrollRun) -> dict[int, dict[str, Decimal]]:
    """{payslip id: {code: sum of its lines}}."""
    found: dict[int, dict[str, Decimal]] = defaultdict(lambda: defaultdict(Decimal))
    lines = PayslipLine.objects.filter(payslip__run=run).order_by()
    for payslip, code, amount in lines.values_list("payslip", "code", "amount").iterator(5000):
        found[payslip][code] += amount
    return found


def _table(run: PayrollRun) -> tuple[list[str], Iterator[list[Any]], list[Payslip]]:
    """Header, rows and payslips of the payroll sheet; one column for each code that anybody has."""
    sums, slips = _sums(run), _slips(run)
    used = {code for codes in sums.values() for code in codes}
    codes = [code for code in all_codes() if code in used]
    header = [
        "序号",
        "工号",
        "姓名",
        "组别",
        "岗位",
        "应出勤",
        "实出勤",
        *(code_name(code) for code in codes),
    ]
    header += ["应发合计", "扣款合计", "实发工资", "签名", "备注"]
    rows = (_sheet_row(number, slip, sums[slip.pk], codes) for number, slip in enumerate(slips, 1))
    return header, rows, slips


def _sheet_row(number: int, slip: Payslip, sums: dict[str, Decimal], codes: Sequence[str]) -> list[Any]:
    head = [
        number,
        slip.employee_no,
        slip.name,
        slip.group_name,
        ROLES[slip.role],
        slip.rostered,
        slip.attended,
    ]
    amounts = [sums.get(code) for code in codes]
    return [*head, *amounts, slip.earnings, slip.deductions, slip.net, None, _remark(slip)]


def _remark(slip: Payslip) -> str | None:
    return _("%(amount)s carried to next month") % {"amount": slip.carry_out} if slip.carry_out else None


def _write_sheet(run: PayrollRun, out: Out) -> Written:
    header, rows, slips = _table(run)
    page = out.sheet("工资表")
    page.sheet.set_landscape()
    page.sheet.set_paper(9)
    page.sheet.fit_to_pages(1, 0)
    page.sheet.freeze_panes(3, 3)
    page.sheet.repeat_rows(2)
    page.sheet.set_column(0, 0, 6)
    page.sheet.set_column(1, len(header), 11)
    page.add_title(f"{run.month.year}年{run.month.month}月工资表", len(header))
    page.add([f"单位：元    人数：{len(slips)}"])
    first = page.add(header, out.head) + 1
    last = first - 1
    totals: dict[int, Decimal] = defaultdict(Decimal)
    for row in rows:
        last = page.add(row)
        for column, value in enumerate(row):
            if isinstance(value, Decimal):
                totals[column] += value
    _add_totals(page, first, last, totals)
    page.add([SIGNATURES])
    letters = [
        xlsxwriter.utility.xl_col_to_name(header.index(name)) for name in ("应发合计", "扣款合计", "实发工资")
    ]
    add_proofs(run, out, Place(first + 1, last + 1, *letters))
    return Written(len(slips))


def _add_totals(page: Page, first: int, last: int, totals: dict[int, Decimal]) -> None:
    """The 合计 row: live formulas with the sums of the stored amounts as their results."""
    page.sheet.write_string(page.row, 0, "合计", page.out.head)
    for column, total in sorted(totals.items()):
        letter = xlsxwriter.utility.xl_col_to_name(column)
        span = f"=SUM({letter}{first + 1}:{letter}{last + 1})"
        page.sheet.write_formula(page.row, column, span, page.out.bold_amount, total)
    page.row += 1


def _write_slips(run: PayrollRun, out: Out) -> Written:
    header, rows, slips = _table(run)
    page = out.sheet("工资条")
    page.sheet.set_landscape()
    page.sheet.set_paper(9)
    page.sheet.fit_to_pages(1, 0)
    page.sheet.set_column(0, 0, 6)
    page.sheet.set_column(1, len(header), 11)
    for row in rows:
        page.add(header, out.head)
        page.add(row)
        page.add([])
    return Written(len(slips))


def _write_bank(run: PayrollRun, out: Out, layout: Layout) -> Written:
    slips = _slips(run)
    payees = Employee.objects.filter(payslips__run=run).values_list("pk", "bank_card", "bank_name")
    cards = {pk: (card, bank) for pk, card, bank in payees}
    page = out.sheet(layout.sheet)
    page.sheet.set_column(1, len(layout.columns) - 1, 24)
    if layout.title:
        page.add([layout.title])
    page.add([head for head, _content in layout.columns], out.head)
    written = Written()
    for slip in slips:
        card, bank = cards.get(slip.employee_id, ("", ""))
        if slip.net > 0 and card:
            written.rows += 1
            page.add(row_of(layout, written.rows, slip, card, bank, run))
        else:
            why = "NET_ZERO" if slip.net == 0 else "BANK_MISSING"
            written.left_out.append({"employee_no": slip.employee_no, "name": slip.name, "why": why})
    return written


def _line_rows(run: PayrollRun) -> Iterator[list[Any]]:
    """One row a pay line, then NET and what is carried, person by person in order of employee number."""
    lines: dict[int, list[PayslipLine]] = defaultdict(list)
    for line in PayslipLine.objects.filter(payslip__run=run).order_by("position").iterator(5000):
        lines[line.payslip_id].append(line)
    for slip in sorted(run.payslips.defer("facts"), key=lambda slip: slip.employee_no):
        head = [str(run.month), slip.employee_no, slip.name]
        for line in lines.get(slip.pk, ()):
            words = f"{formula(line)}（{say(line.because)}）"
            count = source_count(line.sources)
            yield [*head, line.code, code_name(line.code), line.side, line.amount, words, count]
        yield [*head, "NET", "实发工资", "net", slip.net, None, 0]
        if slip.carry_out:
            yield [*head, "CARRY_OUT", "结转下月", "carry", slip.carry_out, None, 0]
        if slip.base_carry_out:
            yield [*head, "BASE_CARRY_OUT", "提成基数结转下月", "carry", slip.base_carry_out, None, 0]


def _write_lines(run: PayrollRun, out: Out) -> Written:
    page = out.sheet("明细")
    page.sheet.set_column(0, 6, 12)
    page.sheet.set_column(7, 7, 60)
    page.sheet.freeze_panes(1, 0)
    page.add(LINES_HEADER, out.head)
    written = Written()
    for row in _line_rows(run):
        page.add(row)
        written.rows += 1
    return written


def _write_csv(run: PayrollRun, path: Path) -> Written:
    """The pay lines as CSV for programs: UTF-8 with a mark, texts that no spreadsheet program runs."""
    written = Written()
    with path.open("w", encoding="utf-8-sig", newline="") as file:
        rows = csv.writer(file)
        rows.writerow(LINES_HEADER)
        for row in _line_rows(run):
            rows.writerow([_inert(value) for value in row])
            written.rows += 1
    return written


def _inert(value: Any) -> Any:
    return f"'{value}" if isinstance(value, str) and value[:1] in "=+-@\t\r" and value else value


WRITERS: dict[str, Callable[[PayrollRun, Out], Written]] = {
    "sheet": _write_sheet,
    "slips": _write_slips,
    "lines": _write_lines,
}
