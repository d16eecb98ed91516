"""The payroll sheet in LibreOffice: every formula, worked out anew there, gives the stored amount."""

import datetime as dt
import shutil
import subprocess
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import openpyxl
import pytest

from common.month import Month
from payroll import exports, services
from payroll.banks import keep_template
from payroll.models import PayslipLine
from staff.models import Employee
from tests import factories
from tests.factories import Company
from tests.payroll.build import SEPTEMBER, make_workable_month

pytestmark = pytest.mark.django_db
SECONDS = 120


def rows_of(path: Path, sheet: str, values: bool = True) -> list[tuple[Any, ...]]:
    return list(openpyxl.load_workbook(path, data_only=values)[sheet].iter_rows(values_only=True))


@pytest.fixture
def sheet(shop: Company, tmp_path: Path) -> Path:
    make_workable_month(shop)
    day = dt.date(2026, 9, 12)
    factories.make_overtime(shop.agent, day, hours="1.50", kind="rest_day")
    factories.make_terms(
        shop.leader, valid_from=dt.date(2026, 9, 11), role="leader", group=shop.day, base_salary=1333
    )
    factories.make_conduct_entry(shop.stranger_agent, day)
    factories.make_shift(shop.stranger_leader, day)
    services.calculate_now(SEPTEMBER)
    path = tmp_path / "sheet.xlsx"
    exports.write(services.calculate_now(Month(2026, 9)), "sheet", path)
    return path


def test_the_sheets_behind_the_payroll_sheet_show_lines_numbers_and_checks(sheet: Path):
    assert openpyxl.load_workbook(sheet).sheetnames == ["工资表", "工资明细", "规则数值", "核对"]
    lines = rows_of(sheet, "工资明细", values=False)
    assert len(lines) - 1 == PayslipLine.objects.count()
    assert lines[1][8] == "=ROUND(F2*G2/H2,2)"
    rates = {row[1]: row[3] for row in rows_of(sheet, "规则数值")}
    assert "21.75" in rates.values() and "0.03" in rates.values()
    assert [row[4] for row in rows_of(sheet, "核对")[1:5]] == ["相符"] * 4


def test_amounts_of_formulas_are_numbers_for_whoever_reads_without_calculating(sheet: Path):
    """Telephones and other programs show the stored results; as text they could not be added up."""
    found = 0
    for name in ("工资表", "工资明细", "核对"):
        values = rows_of(sheet, name)
        for row, formulas in enumerate(rows_of(sheet, name, values=False)):
            for column, cell in enumerate(formulas):
                if isinstance(cell, str) and cell.startswith("=") and not cell.startswith("=IF("):
                    assert isinstance(values[row][column], int | float), (name, row, column)
                    found += 1
    assert found > 20


@pytest.fixture
def recalculated(sheet: Path, tmp_path: Path) -> Iterator[Path]:
    program = shutil.which("soffice")
    if program is None:
        pytest.skip("this machine lacks LibreOffice")
    home, out = (tmp_path / "home").as_uri(), tmp_path / "out"
    bare = tmp_path / "bare.xlsx"
    book = openpyxl.load_workbook(sheet)  # written without results, so that LibreOffice has to work them out
    book.save(bare)
    subprocess.run(
        [
            program,
            f"-env:UserInstallation={home}",
            "--headless",
            "--convert-to",
            "xlsx",
            "--outdir",
            out,
            bare,
        ],
        check=True,
        capture_output=True,
        timeout=SECONDS,
    )
    yield out / "bare.xlsx"


def test_libreoffice_works_out_the_same_amounts(sheet: Path, recalculated: Path):
    for name in ("工资表", "工资明细", "核对"):
        ours, theirs = rows_of(sheet, name), rows_of(recalculated, name)
        formulas = rows_of(sheet, name, values=False)
        compared = 0
        for number, row in enumerate(formulas):
            for column, cell in enumerate(row):
                if isinstance(cell, str) and cell.startswith("="):
                    here, there = ours[number][column], theirs[number][column]
                    assert here == there or abs(float(here) - float(there)) < 0.005, (name, number, column)
                    compared += 1
        assert compared >= 6, name
    for name in openpyxl.load_workbook(recalculated).sheetnames:
        cells = [cell for row in rows_of(recalculated, name) for cell in row if isinstance(cell, str)]
        assert not [cell for cell in cells if cell.startswith("#")], "an error cell"
    gaps = [row[10] for row in rows_of(recalculated, "工资明细")[1:]]
    assert set(gaps) == {0}


def test_another_bank_gets_the_columns_that_the_accountant_defined(shop: Company, tmp_path: Path):
    make_workable_month(shop)
    run = services.calculate_now(SEPTEMBER)
    Employee.objects.filter(pk=shop.leader.pk).update(bank_card="", bank_card_tail="")
    columns = [["户名", "name"], ["账号", "card"], ["金额（分）", "fen"], ["摘要", "note"]]
    template = keep_template(None, name="工行", title="", sheet_name="Sheet1", columns=columns, by=None)

    path = tmp_path / "bank.xlsx"
    written = exports.write(run, "bank", path, template)

    rows = rows_of(path, "Sheet1")
    assert rows[0] == ("户名", "账号", "金额（分）", "摘要")
    agent = next(row for row in rows if row[0] == shop.agent.name)
    net = run.payslips.get(employee=shop.agent).net
    assert agent == (shop.agent.name, "6228480000000000018", int(net * 100), "09月工资")
    assert [one["employee_no"] for one in written.left_out] == [shop.leader.employee_no]
