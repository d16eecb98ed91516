"""Employee numbers stand in one order in every file, whatever language the database sorts by."""

import io
from pathlib import Path
from typing import Any

import openpyxl
import pytest
from django.core.management import CommandError, call_command
from django.db import connection

from payroll import chain, exports, services
from payroll.models import PayrollExport, PayrollRun
from tests import factories
from tests.factories import make_company
from tests.payroll.build import SEPTEMBER

pytestmark = [pytest.mark.django_db, pytest.mark.postgres_only]
NUMBERS = ["b2", "B1", "a10", "A9", "_1", "10", "9", "é"]
TEXTS = (
    ("staff_employee", "employee_no"),
    ("payroll_payslip", "employee_no"),
    ("payroll_runexception", "key"),
    ("payroll_adjustment", "adjustment_no"),
)


def sort_as_people_in(collation: str) -> None:
    with connection.cursor() as cursor:
        cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")
        for table, column in TEXTS:
            cursor.execute(f'ALTER TABLE {table} ALTER COLUMN {column} TYPE text COLLATE "{collation}"')
        cursor.execute(f"""SELECT 'B1' < 'a10' COLLATE "{collation}" """)
        assert cursor.fetchone() == (False,), "this collation sorts as Python does and proves nothing"


def column_of(path: Path, sheet: str, column: int) -> list[Any]:
    rows = openpyxl.load_workbook(path, read_only=True)[sheet].iter_rows(values_only=True)
    return list(dict.fromkeys(row[column] for row in rows if len(row) > column and row[column] in NUMBERS))


@pytest.mark.parametrize("collation", ["zh-x-icu", "en-x-icu"])
def test_files_and_lists_are_in_the_order_of_the_characters(collation: str, tmp_path: Path):
    shop = make_company()
    for number in NUMBERS:
        factories.make_employee(number, employee_no=number, group=shop.day)
    plain = services.calculate_now(SEPTEMBER)
    facts = dict(plain.payslips.values_list("employee_no", "facts"))

    sort_as_people_in(collation)
    run: PayrollRun = services.calculate_now(SEPTEMBER)
    assert dict(run.payslips.values_list("employee_no", "facts")) == facts
    for format in (PayrollExport.Format.SHEET, PayrollExport.Format.LINES):
        exports.write(run, format, tmp_path / f"{format}.xlsx")
    in_order = sorted(NUMBERS)
    assert column_of(tmp_path / "sheet.xlsx", "工资表", 1) == in_order
    assert column_of(tmp_path / "sheet.xlsx", "工资明细", 0) == in_order
    assert column_of(tmp_path / "lines.xlsx", "明细", 1) == in_order

    out = io.StringIO()
    with pytest.raises(CommandError):
        call_command("approve_payroll", str(SEPTEMBER), stdout=out)
    listed = [
        line.split()[1].rstrip(":") for line in out.getvalue().splitlines() if line.startswith("ROSTER_")
    ]
    assert listed == sorted(listed) and set(NUMBERS) <= set(listed)

    before = chain.hash_of(run)
    sort_as_people_in("en-x-icu" if collation == "zh-x-icu" else "zh-x-icu")
    assert chain.hash_of(run) == before
