"""The commands of payroll, with their exit codes: they are an interface, and keep the rules of the pages."""

import io
from pathlib import Path
from typing import Any

import openpyxl
import pytest
from django.core.management import CommandError, call_command
from django.utils import translation

from common import jobs
from common.models import AuditEntry
from payroll import exports, services
from payroll.models import PayrollExport, PayrollRun, Waiver
from tests.factories import Company
from tests.payroll.build import SEPTEMBER, make_exception, make_run, make_workable_month
from tests.payroll.test_pages import as_, told, url

pytestmark = pytest.mark.django_db


def ask(*words: Any) -> tuple[int, str]:
    """(exit code, what it printed and why it failed)."""
    out = io.StringIO()
    try:
        with translation.override("en"):
            call_command(*map(str, words), stdout=out, stderr=out)
    except CommandError as error:
        return error.returncode, f"{out.getvalue()}{error}"
    except SystemExit as stop:
        return int(stop.code or 0), out.getvalue()
    return 0, out.getvalue()


def test_a_month_is_run_and_approved_with_the_exit_codes_of_the_interface(shop: Company):
    code, said = ask("run_payroll", "2026-09", "--inline")
    assert code == 3
    lines = said.splitlines()
    assert lines[0].startswith("2026-09: 9 payslips, net ")
    assert {line.split()[0] for line in lines[1:]} == {"ROSTER_MISSING", "SCORE_MISSING"}
    assert len(lines) - 1 == services.open_exceptions(PayrollRun.objects.get()).count()

    code, said = ask("approve_payroll", "2026-09", "--waive", "ROSTER_MISSING", "--reason", "a test")
    assert code == 1 and "SCORE_MISSING" in said and "ROSTER_MISSING" not in said
    assert not Waiver.objects.exists(), "a refused approval leaves no waiver behind"
    codes = ["ROSTER_MISSING", "SCORE_MISSING", "APPEAL_OPEN"]
    code, said = ask(
        "approve_payroll", "2026-09", *(part for code in codes for part in ("--waive", code)), *WHY
    )
    assert (code, said.strip()) == (0, "2026-09 is approved and locked.")

    assert ask("run_payroll", "2026-09", "--inline")[0] == 1, "locked"
    assert ask("approve_payroll", "2026-09")[0] == 1, "approved already"
    assert ask("replay_payroll")[0] == 0


WHY = ("--reason", "a test")


def test_a_month_without_exceptions_is_done(shop: Company):
    make_workable_month(shop)
    assert ask("run_payroll", "2026-09", "--inline")[0] == 0


@pytest.mark.parametrize(
    ("words", "why"),
    [
        (("run_payroll", "2026-13", "--inline"), "2026-13"),
        (("run_payroll", "2026-09", "--inline", "--group", "Nobody's"), "There is no group"),
        (("approve_payroll", "2026-09"), "never calculated"),
        (("export_payroll", "2026-09", "--format", "sheet", "--output", "x.xlsx"), "never calculated"),
        (("replay_payroll", "2026-09"), "Not locked"),
    ],
)
def test_what_cannot_be_is_refused_with_1_and_in_words(words: tuple[str, ...], why: str, shop: Company):
    code, said = ask(*words)
    assert code == 1 and why in said


def test_the_command_makes_a_bank_file_when_the_page_would_and_not_before(shop: Company, tmp_path: Path):
    make_workable_month(shop)
    run = services.calculate_now(SEPTEMBER)
    path = tmp_path / "bank.xlsx"
    ask_bank = ("export_payroll", "2026-09", "--format", "bank", "--output", path, "--purpose", "pay day")

    code, said = ask(*ask_bank)
    assert code == 1 and "once the month is approved" in said and not path.exists()
    with pytest.raises(services.Refused):
        services.start_export(run, PayrollExport.Format.BANK, by=shop.accountant.user, purpose="pay day")
    for format in ("sheet", "slips", "lines"):
        assert (
            ask("export_payroll", "2026-09", "--format", format, "--output", tmp_path / f"{format}.xlsx")[0]
            == 0
        )

    services.waive(run, services.open_exceptions(run), reason="test", by=None)
    services.approve(run, by=None)
    code, said = ask(*ask_bank)
    assert code == 0 and "rows" in said
    rows = list(openpyxl.load_workbook(path).active.iter_rows(values_only=True))
    assert rows[0][0] == "中国农业银行代发工资（农行）上传文件" and rows[2][1] == "6228480000000000018"
    entry = AuditEntry.objects.filter(action="payroll.export").latest("pk")
    assert entry.changes["purpose"] == [None, "pay day"] and "rows" in entry.note


def test_no_workbook_is_made_of_a_month_while_it_is_calculated(
    shop: Company, tmp_path: Path, monkeypatch: Any
):
    run = services.start_run(SEPTEMBER, by=shop.accountant.user, enqueue=False)
    path = tmp_path / "sheet.xlsx"
    sheet = ("export_payroll", "2026-09", "--format", "sheet", "--output", path)
    assert ask(*sheet) == (1, "2026-09 is being calculated; wait until it is done.")
    page = as_(shop.accountant).post(url("exports", SEPTEMBER), {"format": "sheet"}, follow=True)
    assert "is being calculated; wait" in told(page) and not PayrollExport.objects.exists()

    PayrollRun.objects.update(work_status=PayrollRun.Status.FAILED, failure="broke")
    assert ask(*sheet) == (1, "2026-09 is not calculated; calculate it first.")

    run.refresh_from_db()
    services.calculate_now(SEPTEMBER)
    work = services.start_export(run, PayrollExport.Format.SHEET, by=shop.accountant.user)
    services.start_run(SEPTEMBER, by=shop.accountant.user, enqueue=False)
    jobs.run_now(work)
    work.refresh_from_db()
    assert work.work_status == "failed" and work.failure.startswith("2026-09")
    assert not path.exists()


def test_a_calculation_that_begins_while_a_workbook_is_written_is_noticed(
    shop: Company, tmp_path: Path, monkeypatch: Any
):
    services.calculate_now(SEPTEMBER)
    honest, path = exports.WRITERS["lines"], tmp_path / "lines.xlsx"

    def interrupted(run: PayrollRun, out: Any) -> Any:
        written = honest(run, out)
        services.start_run(SEPTEMBER, by=None, enqueue=False)
        return written

    monkeypatch.setitem(exports.WRITERS, "lines", interrupted)
    code, said = ask("export_payroll", "2026-09", "--format", "lines", "--output", path)
    assert code == 1 and "was calculated again while" in said and not path.exists()


def test_ten_thousand_exceptions_are_listed_and_waived_without_loading_them_whole(
    shop: Company, django_assert_max_num_queries: Any
):
    run = make_run()
    for number in range(60):
        make_exception(run, shop.agent, key=f"K{number}")
    with django_assert_max_num_queries(8):
        assert services.waive(run, services.open_exceptions(run), reason="test", by=None) == 60
