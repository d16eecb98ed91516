"""Handing a workbook in through its pages: look, confirm, mend."""

import datetime as dt
from pathlib import Path
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import reverse

from common.models import AuditEntry, Upload
from csbackoffice import uploads
from csbackoffice.imports import SHEETS
from csbackoffice.jobs import take_import
from csbackoffice.models import Import
from csbackoffice.welcome.samples import SAMPLES
from staff.models import Employee
from tests.clients import as_
from tests.factories import Company, make_shift
from tests.workbooks import book, company

pytestmark = pytest.mark.django_db


def uploaded(content: bytes, name: str = "month.xlsx") -> SimpleUploadedFile:
    return SimpleUploadedFile(name, content)


def hand_in(client: Client, sheets: Any) -> Import:
    """Upload a workbook and let the worker look at it."""
    client.post(reverse("imports"), {"file": uploaded(book(sheets).read_bytes())})
    work = Import.objects.latest("pk")
    take_import(work.pk)
    return Import.objects.get(pk=work.pk)


def bad() -> dict[str, list[list[Any]]]:
    return {**company(), "打卡": [["工号", "打卡时间"], ["A1", "tomorrow"]]}


def test_a_workbook_is_looked_at_then_taken_then_forgotten(shop: Company):
    client = as_(shop.accountant)
    preview = hand_in(client, company())
    page = client.get(reverse("import", args=[preview.pk])).content.decode()
    assert preview.can_be_taken and not Employee.objects.filter(employee_no="A1").exists()
    assert "Take this workbook?" in page and "员工" in page

    for _press in range(2):
        client.post(reverse("import_take", args=[preview.pk]))
    taken = Import.objects.get(is_preview=False)
    take_import(taken.pk)
    taken.refresh_from_db()
    page = client.get(reverse("import", args=[taken.pk])).content.decode()

    assert taken.is_written and "The workbook was taken" in page
    assert Employee.objects.filter(employee_no="A1").exists()
    assert not Upload.objects.get().file
    assert AuditEntry.objects.filter(action="person added", by=shop.accountant.user).count() == 3


def test_the_page_lists_what_a_workbook_may_hold_and_has_samples(shop: Company):
    page = as_(shop.accountant).get(reverse("imports")).content.decode()
    for sheet in SHEETS:
        assert f"<dt>{sheet.title}" in page
    assert "employee_no* · date* · shift* · start · end" in page
    for name in SAMPLES:
        assert reverse("welcome_sample", args=[name]) in page


def test_bad_rows_are_listed_by_pages_with_a_marked_copy(shop: Company):
    client = as_(shop.manager)
    sheets = bad()
    sheets["打卡"] += [["A1", f"x{n}"] for n in range(60)]
    work = hand_in(client, sheets)
    first = client.get(reverse("import", args=[work.pk])).content.decode()
    second = client.get(reverse("import", args=[work.pk]) + "?page=2").content.decode()
    copy = client.get(reverse("import_copy", args=[work.pk]))

    assert work.rejected == 61 and not work.can_be_taken
    assert "tomorrow" in first and "Take this workbook?" not in first and "x59" in second
    assert b"".join(copy.streaming_content).startswith(b"PK") and "marked.xlsx" in copy["Content-Disposition"]
    assert AuditEntry.objects.filter(action="marked copy downloaded").exists()
    assert client.post(reverse("import_take", args=[work.pk])).status_code == 302
    assert not Import.objects.filter(is_preview=False).exists()


def test_nobody_raises_or_corrects_their_own_pay_through_a_workbook(shop: Company):
    own, other = shop.accountant, shop.manager
    rows = {
        "员工": [
            ["工号", "姓名", "岗位", "入职日期", "固定月薪"],
            [own.employee_no, own.name, "会计", str(own.hired_on), "99999"],
            [other.employee_no, other.name, "客服经理", str(other.hired_on), "9000"],
        ],
        "调整": [
            ["编号", "工号", "月份", "金额", "说明"],
            ["T1", own.employee_no, "2026-11", "500", "for me"],
            ["T2", other.employee_no, "2026-11", "500", "for her"],
        ],
    }
    work = hand_in(as_(own), rows)
    assert [(bad["sheet"], bad["row"]) for bad in work.errors] == [("员工", 2), ("调整", 2)]
    assert all("own" in bad["remedy"] for bad in work.errors) and not work.can_be_taken
    rows["员工"][1][4] = "7000"  # as it is: a whole list of the staff may hold the importer too
    rows["调整"].pop(1)
    assert hand_in(as_(own), rows).can_be_taken


def test_fixed_pay_comes_in_with_the_managers_workbook_and_not_with_the_accountants(shop: Company):
    other = shop.supervisor
    header = ["工号", "姓名", "岗位", "入职日期", "固定月薪"]
    rows = {
        "员工": [
            header,
            [other.employee_no, other.name, "主管", str(other.hired_on), "6500"],
            ["N1", "New", "主管", "2026-11-01", "5000"],
            ["N2", "Newer", "主管", "2026-11-01", ""],
        ]
    }
    refused = hand_in(as_(shop.accountant), rows)
    assert [(bad["row"], bad["column"]) for bad in refused.errors] == [
        (2, "固定月薪"),
        (3, "固定月薪"),
    ]
    assert (
        "stays 6,000.00" in refused.errors[0]["remedy"]
        and "Leave the cell empty" in refused.errors[1]["remedy"]
    )
    assert not refused.can_be_taken

    assert hand_in(as_(shop.manager), rows).can_be_taken
    rows["员工"][1][4], rows["员工"][2][4] = "6000", ""  # as it is, and not said yet
    assert hand_in(as_(shop.accountant), rows).can_be_taken
    rows["员工"][1][4] = ""  # an empty cell would take it away
    assert [bad["row"] for bad in hand_in(as_(shop.accountant), rows).errors] == [2]
    assert hand_in(as_(shop.accountant), {"员工": [row[:4] for row in rows["员工"]]}).can_be_taken


def test_a_file_that_is_no_workbook_is_refused_at_once_and_not_kept(shop: Company):
    page = as_(shop.manager).post(reverse("imports"), {"file": uploaded(b"a,b\n1,2\n", "month.csv")})

    assert page.status_code == 200 and "plain text" in page.content.decode()
    assert not Import.objects.exists() and not Upload.objects.exists()


def test_a_workbook_that_cannot_be_read_fails_in_words(shop: Company):
    work = hand_in(as_(shop.manager), {"Tabelle1": [["x"]]})
    page = as_(shop.manager).get(reverse("import", args=[work.pk])).content.decode()

    assert work.work_status == "failed" and work.failure in page.replace("&quot;", '"')


def test_progress_asks_until_it_is_over_then_loads_the_page(shop: Company):
    client = as_(shop.manager)
    client.post(reverse("imports"), {"file": uploaded(book(company()).read_bytes())})
    work = Import.objects.get()
    waiting = client.get(reverse("import_progress", args=[work.pk]))
    take_import(work.pk)
    over = client.get(reverse("import_progress", args=[work.pk]))

    assert "every 2s" in waiting.content.decode() and "HX-Refresh" not in waiting
    assert over["HX-Refresh"] == "true"


def test_one_sees_only_ones_own_imports(shop: Company):
    work = hand_in(as_(shop.manager), company())

    for name in ("import", "import_progress", "import_copy"):
        assert as_(shop.accountant).get(reverse(name, args=[work.pk])).status_code == 404
    assert as_(shop.accountant).post(reverse("import_take", args=[work.pk])).status_code == 404


def test_changes_show_before_and_after_but_never_personal_numbers(shop: Company):
    client = as_(shop.manager)
    header = ["工号", "姓名", "岗位", "入职日期", "底薪", "手机号"]
    sheets = {"员工": [header, ["A1", "甲", "客服", "2026-01-01", 1000, "13800138000"]]}
    take = hand_in(client, sheets)
    client.post(reverse("import_take", args=[take.pk]))
    take_import(Import.objects.get(is_preview=False).pk)
    sheets["员工"][1][4:] = [1200, "13900139000"]
    work = hand_in(client, sheets)
    page = client.get(reverse("import", args=[work.pk])).content.decode()

    assert "1,000.00" in page and "1,200.00" in page and "底薪" in page
    assert "13900139000" not in page and "13900139000" not in str(work.outcome)


def test_changes_are_said_in_words(shop: Company):
    make_shift(shop.agent, dt.date(2026, 9, 1), "night")
    row = [shop.agent.employee_no, "2026-09-01", "白班"]
    work = hand_in(as_(shop.manager), {"排班": [["工号", "日期", "班次"], row]})
    page = as_(shop.manager).get(reverse("import", args=[work.pk])).content.decode()
    for said in (
        ">Shift<",
        ">night shift<",
        ">day shift<",
        ">Start<",
        "2026-09-01 17:00",
        "2026-09-01 08:00",
    ):
        assert said in page
    assert "starts_at" not in page and "17:00:00" not in page


def test_files_that_nobody_came_back_for_are_deleted(shop: Company):
    work = hand_in(as_(shop.manager), bad())
    paths = [Path(work.upload.file.path), Path(work.marked_copy.path)]
    Upload.objects.update(at="2026-01-01 00:00")
    uploads.forget_old()

    assert not any(path.exists() for path in paths)
    page = as_(shop.manager).get(reverse("import", args=[work.pk])).content.decode()
    assert "tomorrow" in page
