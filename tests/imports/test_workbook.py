"""The workbook as a whole: all or nothing, whatever the order, the command, the two worked months."""

import random
from io import StringIO
from pathlib import Path
from typing import Any

import openpyxl
import pytest
from django.core.management import call_command

from attendance.models import Punch, Shift
from common.models import AuditEntry
from common.sheet_xml import Unreadable
from performance.models import Order, Refund
from staff.models import AccountBinding, Employee, Terms
from tests.workbooks import book, company, counts, lock, new_path, take, troubles

pytestmark = [pytest.mark.django_db, pytest.mark.postgres]
PUNCHES = ["工号", "打卡时间"]


def run(*arguments: Any) -> tuple[int, str]:
    """Exit code and output of the command."""
    out = StringIO()
    try:
        call_command("import_workbook", *map(str, arguments), stdout=out, stderr=out)
    except SystemExit as stop:
        return int(stop.code or 0), out.getvalue()
    return 0, out.getvalue()


def with_a_bad_row() -> dict[str, list[list[Any]]]:
    return {**company(), "打卡": [PUNCHES, ["A1", "2026-09-01 08:00"], ["A1", "tomorrow"]]}


def test_one_bad_row_and_nothing_is_written():
    outcome = take(with_a_bad_row())

    assert troubles(outcome) == [("punches", 3, "punched_at", "tomorrow")]
    assert not outcome.is_written
    assert not Employee.objects.exists() and not Punch.objects.exists() and not AuditEntry.objects.exists()


def test_a_preview_tells_the_same_and_writes_nothing():
    preview = take(company(), is_preview=True)
    assert not Employee.objects.exists()
    assert counts(preview) == counts(take(company()))


def test_unknown_sheets_and_columns_are_told_and_ignored():
    sheets = company()
    sheets["员工"] = [[*row, "x"] for row in sheets["员工"]]
    outcome = take({**sheets, "备忘": [["x"]], "打卡": []})

    assert outcome.is_written
    assert all(any(word in note for note in outcome.notes) for word in ("备忘", "“x”", "打卡"))


def test_sheets_and_headers_may_have_english_names_and_any_order():
    outcome = take(
        {
            "PUNCHES ": [["punched_at", "Employee No".replace(" ", "_")], ["2026-09-01 08:00", "A1"]],
            "Employees": [["HIRE_DATE", "role", "name", "employee_no"], ["2026-01-01", "Agent", "甲", "A1"]],
        }
    )
    assert counts(outcome) == {"employees": (1, 0, 0, 0), "punches": (1, 0, 0, 0)}


def test_a_missing_required_column_and_a_column_twice_are_bad_headers():
    missing = take({"打卡": [["工号"], ["A1"]]})
    twice = take({"打卡": [["工号", "打卡时间", "punched_at"], ["A1", "2026-09-01", "2026-09-02"]]})

    assert missing.bad_rows[0].row == 1 and "打卡时间" in missing.bad_rows[0].remedy
    assert "打卡时间" in twice.bad_rows[0].remedy


def test_a_workbook_without_a_known_sheet_or_with_one_twice_is_not_readable():
    with pytest.raises(Unreadable):
        take({"Tabelle1": [["x"]]})
    with pytest.raises(Unreadable):
        take({"打卡": [PUNCHES], "punches": [PUNCHES]})


def test_blank_rows_are_passed_over():
    take(company())
    outcome = take({"打卡": [PUNCHES, [None, None], ["A1", "2026-09-01 08:00"], [" ", "\t"], [None, None]]})
    assert counts(outcome)["punches"] == (1, 0, 0, 0)


def test_formulas_are_refused_and_text_formulas_understood():
    take(company())
    rows = [['="A1"', "2026-09-01 08:00"], ["=A2", "2026-09-01 08:00"]]
    outcome = take({"打卡": [PUNCHES, *rows]})
    assert troubles(outcome) == [("punches", 3, "employee_no", "=A2")]


def test_at_most_a_thousand_bad_rows_are_told_and_all_are_counted():
    rows = [["A1", f"x{n}"] for n in range(1200)]
    outcome = take({"打卡": [PUNCHES, *rows]})

    assert len(outcome.bad_rows) == 1000 and outcome.rejected == 1200


def test_the_command_says_what_it_did_and_how_it_ended():
    path = book(company())
    dry, written, again = run(path, "--dry-run"), run(path), run(path)

    assert dry[0] == written[0] == again[0] == 0
    assert (
        dry[1] == written[1] and "员工 employees: created 3, updated 0, unchanged 0, rejected 0" in written[1]
    )
    assert "created 0, updated 0, unchanged 3, rejected 0" in again[1]


def test_the_command_lists_bad_rows_and_writes_the_marked_copy():
    copy = new_path()
    code, said = run(book(with_a_bad_row()), "--errors", copy)
    sheet = openpyxl.load_workbook(copy)["打卡"]

    assert code == 1 and "打卡 3" in said and "tomorrow" in said
    assert sheet["B3"].value == "tomorrow" and sheet["B3"].fill.fgColor.rgb == "FFFFC7CE"
    assert "2026-10-05" in sheet["C3"].value and sheet["C2"].value is None


def test_a_mended_copy_can_be_handed_in_again():
    copy = new_path()
    sheets = with_a_bad_row()
    sheets["打卡"].append(["A2", 46266.5])
    run(book(sheets), "--errors", copy)
    workbook = openpyxl.load_workbook(copy)
    workbook["打卡"]["B3"] = "2026-09-01 17:00"
    workbook.save(copy)

    assert counts(take(copy))["punches"] == (3, 0, 0, 0)
    assert str(Punch.objects.get(employee__employee_no="A2").punched_at) == "2026-09-01 12:00:00"


@pytest.mark.parametrize("content", [b"no workbook", None])
def test_the_command_ends_with_two_for_what_is_no_workbook(content: bytes | None):
    path = new_path()
    if content:
        path.write_bytes(content)
    code, said = run(path)

    assert code == 2 and str(path) in said


# The two worked months


def example(month: str) -> Path:
    return Path(__file__).parent.parent / "months" / f"month-{month}.xlsx"


NO = "employee__employee_no"
STATE = {
    Employee: ["employee_no", "name", "hired_on", "left_on", "mentor__employee_no"],
    Terms: [NO, "valid_from", "role", "group__name", "base_salary", "fixed_salary"],
    AccountBinding: ["account__name", NO, "from_on", "to_on"],
    Shift: [NO, "on", "starts_at", "ends_at"],
    Order: ["order_no", "amount", "counts_in", "account__name"],
    Refund: ["refund_no", "amount", "counts_in", "order__order_no", "account__name"],
}


def state() -> dict[str, list[Any]]:
    """What an import leaves behind, without keys."""
    return {
        model.__name__: list(model.objects.order_by(*names[:2]).values_list(*names))
        for model, names in STATE.items()
    }


def shuffled(path: Path) -> Path:
    """The same workbook with sheets, columns and rows in another order."""
    chance = random.Random(1)
    source = openpyxl.load_workbook(path)
    target = openpyxl.Workbook()
    target.remove(target.active)
    for title in chance.sample(source.sheetnames, len(source.sheetnames)):
        header, *rows = [list(row) for row in source[title].iter_rows()]
        order = chance.sample(range(len(header)), len(header))
        sheet = target.create_sheet(title)
        for row in [header, *chance.sample(rows, len(rows))]:
            sheet.append([row[place].value for place in order])
            for at, place in enumerate(order, start=1):
                sheet.cell(sheet.max_row, at).number_format = row[place].number_format
    copy = new_path()
    target.save(copy)
    return copy


def test_the_worked_months_are_taken_and_the_second_repeats_the_first():
    first = take(example("2026-08"))
    lock("2026-08")
    second = counts(take(example("2026-09")))

    assert first.rejected == 0
    assert second["employees"] == (0, 0, 27, 0)
    assert second["orders"] == (663, 0, 717, 0)
    assert {name: pair[2] for name, pair in counts(take(example("2026-09"))).items()} == {
        name: pair[0] + pair[2] for name, pair in second.items()
    }


def test_the_order_of_sheets_columns_and_rows_does_not_matter():
    take(example("2026-09"))
    straight = state()
    again = take(shuffled(example("2026-09")))
    assert {pair[:2] for pair in counts(again).values()} == {(0, 0)}

    for model in (Refund, Order, Shift, AccountBinding, Terms):
        model.objects.all().delete()
    take(shuffled(example("2026-09")))
    assert state() == straight
