"""The calendar of working days: kept by the accountant day by day or a notice at once, each change on record."""

import datetime as dt
import io

import openpyxl
import pytest
from django.core.files.uploadedfile import SimpleUploadedFile

from common.models import AuditEntry, Holiday
from common.workdays import Workdays
from tests.factories import make_company
from tests.payroll.test_pages import as_, told, url

pytestmark = pytest.mark.django_db
NOTICE = """日期 类别 名称
2031-01-01 法定 元旦
2031年2月5日 至 2031年2月8日	法定	春节
2031/2/9~2031/2/11, rest, 春节
2031-02-14，补班，春节

2031-01-01 法定 元旦
"""


def test_a_day_is_added_changed_and_removed_with_who_and_what():
    shop = make_company()
    accountant = as_(shop.accountant)
    form = {"day": "2028-01-03", "kind": "rest", "name": "元旦", "source": "notice", "confirmed": "on"}
    assert as_(shop.manager).post(url("add_day"), form).status_code == 404
    accountant.post(url("add_day"), form)
    row = Holiday.objects.get(day="2028-01-03")
    accountant.post(url("edit_day", row.pk), form | {"kind": "makeup"})
    accountant.post(url("edit_day", row.pk), {"remove": "yes"})

    entries = AuditEntry.objects.filter(action__startswith="calendar.").order_by("pk")
    assert [entry.action for entry in entries] == ["calendar.change", "calendar.change", "calendar.remove"]
    assert entries[1].changes == {"kind": ["rest", "makeup"]} and entries[2].changes["name"] == ["元旦", None]
    assert {entry.by for entry in entries} == {shop.accountant.user}
    assert not Holiday.objects.filter(day="2028-01-03").exists()


def test_a_notice_is_pasted_all_at_once_and_a_second_time_changes_nothing():
    shop = make_company()
    accountant = as_(shop.accountant)
    assert not Workdays().is_confirmed(2031)
    send = {"lines": NOTICE, "source": "国办发明电", "confirmed": "on"}
    assert "9 days added, 0 changed" in told(accountant.post(url("import_days"), send, follow=True))
    workdays = Workdays()
    assert workdays.is_confirmed(2031) and workdays.is_statutory(dt.date(2031, 2, 8))
    assert workdays.is_workday(dt.date(2031, 2, 14)) and not workdays.is_workday(dt.date(2031, 2, 11))
    assert AuditEntry.objects.filter(action="calendar.change", by=shop.accountant.user).count() == 9

    assert "0 days added, 0 changed" in told(accountant.post(url("import_days"), send, follow=True))
    changed = send | {"lines": "2031-02-14 放假 春节"}
    assert "0 days added, 1 changed" in told(accountant.post(url("import_days"), changed, follow=True))


def test_a_workbook_is_taken_as_the_lines_are():
    book = openpyxl.Workbook()
    for row in (
        ["日期", "类别", "名称"],
        [dt.date(2031, 5, 1), "法定", "劳动节"],
        ["2031-05-02", "放假", "劳动节"],
    ):
        book.active.append(row)
    file = io.BytesIO()
    book.save(file)
    accountant = as_(make_company().accountant)
    for name, content, said in (
        ("2031.xlsx", file.getvalue(), "2 days added"),
        ("2031.xlsx", b"MZ not a workbook", None),
    ):
        upload = SimpleUploadedFile(name, content)
        answer = accountant.post(url("import_days"), {"file": upload, "source": "x"}, follow=True)
        if said:
            assert said in told(answer), answer.context["form"].errors
        else:
            assert answer.context["form"].errors
    assert not Workdays().is_confirmed(2031), "what is only expected does not confirm a year"


@pytest.mark.parametrize("year", ["²", "9" * 5000, "-1", "0", "1999", "二〇二六", ""])
def test_a_year_that_there_is_not_shows_this_one(year: str):
    page = as_(make_company().agent).get(url("calendar"), {"year": year})
    assert page.status_code == 200 and page.context["year"] == dt.date.today().year


@pytest.mark.parametrize(
    ("lines", "why"),
    [
        ("2027-13-01 法定 元旦", "Line 1"),
        ("2027-01-01 法定 元旦\n2027-01-02 生日 老板", "Line 2"),
        ("2027-01-01", "Day, kind and name"),
        ("2027-01-01 法定 元旦\n2027-01-01 补班 元旦", "stands twice"),
        ("2027-02-11~2027-02-05 放假 春节", "the first day first"),
        ("2027-01-01~2027-12-31 放假 元旦", "at most 31 days"),
        ("", "Paste lines, or choose a workbook"),
        ("日期 类别 名称", "There is no day in it"),
    ],
)
def test_a_wrong_line_is_named_and_nothing_is_taken(lines: str, why: str):
    before = Holiday.objects.count()
    page = as_(make_company().accountant).post(url("import_days"), {"lines": lines, "source": "x"})
    assert page.status_code == 200 and why in page.content.decode()
    assert Holiday.objects.count() == before
