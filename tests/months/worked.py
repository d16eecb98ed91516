"""The two worked months: import them, run them, and hold the pay lines against what the rules make of them."""

import csv
import random
from collections import defaultdict
from decimal import Decimal
from pathlib import Path
from typing import Any

import openpyxl
from django.core.management import call_command

from common.month import Month
from payroll import exports, services
from payroll.models import PayrollRun

HERE = Path(__file__).parent
MONTHS = ("2026-08", "2026-09")
Amounts = dict[tuple[str, str], Decimal]


def expected(month: str) -> Amounts:
    """{(employee number, code): amount} as worked out from the rules by hand-made programs."""
    with (HERE / f"month-{month}.expected.csv").open(encoding="utf-8-sig") as file:
        return {(row["employee_no"], row["code"]): Decimal(row["amount"]) for row in csv.DictReader(file)}


def paid(run: PayrollRun, folder: Path) -> Amounts:
    """The same of a run, from its exported pay lines."""
    path = folder / "lines.csv"
    exports.write(run, "lines", path)
    sums: Amounts = defaultdict(Decimal)
    with path.open(encoding="utf-8-sig") as file:
        for row in csv.DictReader(file):
            sums[row["工号"], row["代码"]] += Decimal(row["金额"])
    return dict(sums)


def take(month: str, path: Path | None = None) -> None:
    call_command("import_workbook", str(path or HERE / f"month-{month}.xlsx"), verbosity=0)


def lock(run: PayrollRun) -> None:
    """Approve, waiving what blocks."""
    services.waive(run, services.open_exceptions(run), reason="worked example", by=None)
    services.approve(run, by=None)


def run_inline(month: str) -> PayrollRun:
    return services.calculate_now(Month.parse(month))


def shuffled(month: str, folder: Path, seed: int) -> Path:
    """The same workbook with its sheets, rows and columns in another order."""
    chance = random.Random(seed)
    book, other = openpyxl.load_workbook(HERE / f"month-{month}.xlsx"), openpyxl.Workbook(write_only=True)
    for title in chance.sample(book.sheetnames, len(book.sheetnames)):
        header, *rows = book[title].iter_rows()
        order = chance.sample(range(len(header)), len(header))
        sheet = other.create_sheet(title)
        for row in [header, *chance.sample(rows, len(rows))]:
            sheet.append([_copied(sheet, row[column]) for column in order])
    path = folder / f"shuffled-{month}-{seed}.xlsx"
    other.save(path)
    return path


def _copied(sheet: Any, cell: Any) -> Any:
    copy = openpyxl.cell.WriteOnlyCell(sheet, value=cell.value)
    copy.number_format = cell.number_format
    return copy
