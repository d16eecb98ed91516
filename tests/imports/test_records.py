"""Roster, punches, leave, overtime, scores, conduct, suggestions, adjustments, opening figures."""

import datetime as dt
from decimal import Decimal
from typing import Any

import pytest
from django.utils import translation

from attendance.models import Leave, Overtime, Punch, Shift
from common.models import AuditEntry
from payroll.models import Adjustment, Opening
from performance.models import ConductEntry, Score, Suggestion
from tests.workbooks import company, counts, lock, take, troubles

pytestmark = [pytest.mark.django_db, pytest.mark.postgres]
Sheets = dict[str, list[list[Any]]]


@pytest.fixture(autouse=True)
def shop() -> None:
    take(company())


def at(text: str) -> dt.datetime:
    return dt.datetime.fromisoformat(text)


def shifts() -> list[tuple[str, dt.datetime | None, dt.datetime | None]]:
    return list(Shift.objects.order_by("on").values_list("kind", "starts_at", "ends_at"))


ROSTER = ["工号", "日期", "班次", "开始", "结束"]


def test_shifts_have_their_usual_times_or_their_own():
    take(
        {
            "排班": [
                ROSTER,
                ["A1", "2026-09-01", "白班", None, None],
                ["A1", "2026-09-02", "晚班", None, None],
                ["A1", "2026-09-03", "休", None, None],
                ["A1", "2026-09-04", "night", "22:00", "06:00"],
                ["A1", "2026-09-05", "day", (dt.time(9), "h:mm"), "24:00"],
            ]
        }
    )
    assert shifts() == [
        ("day", at("2026-09-01 08:00"), at("2026-09-01 17:00")),
        ("night", at("2026-09-02 17:00"), at("2026-09-03 00:00")),
        ("off", None, None),
        ("night", at("2026-09-04 22:00"), at("2026-09-05 06:00")),
        ("day", at("2026-09-05 09:00"), at("2026-09-06 00:00")),
    ]


@pytest.mark.parametrize(
    ("row", "column"),
    [
        (["A1", "2026-09-01", "白班", "08:00", None], "end"),
        (["A1", "2026-09-01", "白班", None, "08:00"], "start"),
        (["A1", "2026-09-01", "休", "08:00", "17:00"], "start"),
        (["A1", "2026-09-01", "白班", "24:00", "08:00"], "start"),
        (["A1", "2026-09-01", "早班", None, None], "shift"),
        (["A7", "2026-09-01", "白班", None, None], "employee_no"),
        (["A1", None, "白班", None, None], "date"),
    ],
)
def test_bad_shifts_name_their_column(row: list[Any], column: str):
    assert [bad.column for bad in take({"排班": [ROSTER, row]}).bad_rows] == [column]


def test_shifts_of_one_person_that_overlap_are_bad_also_with_those_that_stand():
    night = ["A1", "2026-09-01", "晚班", "22:00", "09:00"]
    day = ["A1", "2026-09-02", "白班", None, None]
    both = take({"排班": [ROSTER, night, day]})
    take({"排班": [ROSTER, night]})
    later = take({"排班": [ROSTER, day, ["A2", "2026-09-02", "白班", None, None]]})

    assert [bad.row for bad in both.bad_rows] == [2, 3]
    assert [bad.row for bad in later.bad_rows] == [2]
    assert Shift.objects.count() == 1


def test_shifts_that_touch_do_not_overlap():
    rows = [["A1", "2026-09-01", "晚班", "20:00", "08:00"], ["A1", "2026-09-02", "白班", None, None]]
    assert counts(take({"排班": [ROSTER, *rows]}))["roster"] == (2, 0, 0, 0)


def test_a_shift_that_moves_away_makes_room_for_another():
    take({"排班": [ROSTER, ["A1", "2026-09-01", "晚班", "22:00", "09:00"]]})
    outcome = take(
        {"排班": [ROSTER, ["A1", "2026-09-01", "晚班", None, None], ["A1", "2026-09-02", "白班", None, None]]}
    )

    assert counts(outcome)["roster"] == (1, 1, 0, 0)


def test_a_punch_of_a_coming_moment_is_a_bad_row_and_nothing_is_taken():
    coming = f"{dt.datetime.now() + dt.timedelta(hours=1):%Y-%m-%d %H:%M:%S}"
    with translation.override("en"):
        outcome = take({"打卡": [["工号", "打卡时间"], ["A1", "2026-09-01 07:55"], ["A1", coming]]})

    assert troubles(outcome) == [("punches", 3, "punched_at", coming)]
    assert "in the future" in outcome.bad_rows[0].remedy
    assert not Punch.objects.exists()


def test_punches_count_once_and_late_ones_are_kept():
    lock("2026-08")
    rows = [["A1", "2026-08-03 07:54:24"], ["A1", "2026-08-03 07:54:24"], ["A1", "2026-09-01 08:00"]]
    outcome = take({"打卡": [["工号", "打卡时间"], *rows]})

    assert counts(outcome)["punches"] == (2, 0, 0, 0)
    assert Punch.objects.count() == 2
    assert AuditEntry.objects.filter(action="punches imported").count() == 1


LEAVE = ["工号", "类型", "开始", "结束", "状态"]


def test_days_alone_are_whole_days_and_cells_with_a_time_are_moments():
    day, moment = "yyyy-mm-dd", "yyyy-mm-dd h:mm"
    take(
        {
            "请假": [
                LEAVE,
                ["A1", "事假", "2026-09-01", "2026-09-01", None],
                ["A1", "病假", (at("2026-09-03"), day), (at("2026-09-03"), day), "待批"],
                ["A1", "年假", (at("2026-09-05"), moment), (at("2026-09-06"), moment), "approved"],
                ["A1", "调休", "2026-09-10 08:00", "2026-09-10 24:00", "驳回"],
            ]
        }
    )
    rows = Leave.objects.order_by("starts_at").values_list("starts_at", "ends_at", "status")
    assert list(rows) == [
        (at("2026-09-01"), at("2026-09-02"), "approved"),
        (at("2026-09-03"), at("2026-09-04"), "pending"),
        (at("2026-09-05"), at("2026-09-06"), "approved"),
        (at("2026-09-10 08:00"), at("2026-09-11"), "rejected"),
    ]


def test_approved_leaves_that_overlap_and_backward_leaves_are_bad():
    header = [LEAVE]
    overlap = [["A1", "事假", "2026-09-01", "2026-09-03"], ["A1", "病假", "2026-09-03 10:00", "2026-09-05"]]
    outcome = take({"请假": [*header, *([*row, None] for row in overlap)]})
    assert [bad.row for bad in outcome.bad_rows] == [2, 3]

    pending = take({"请假": [*header, [*overlap[0], "待批"], [*overlap[1], None]]})
    assert counts(pending)["leave"] == (2, 0, 0, 0)
    approved = take({"请假": [*header, [*overlap[0], "已批准"]]})
    assert troubles(approved)[0][:2] == ("leave", 2)
    backward = take({"请假": [*header, ["A2", "事假", "2026-09-05 10:00", "2026-09-05 10:00", None]]})
    assert [bad.column for bad in backward.bad_rows] == ["end"]


def test_conduct_is_recorded_in_the_month_of_its_date():
    header = ["编号", "工号", "日期", "项目", "数量", "金额", "说明"]
    take(
        {
            "奖惩": [
                header,
                ["C1", "A1", "2026-09-05", "catch_error", None, None, "找出错误"],
                ["C2", "A1", "2026-09-06", "FINE", 1, "￥470.27", None],
                ["C3", "A1", "2026-09-06", "HYGIENE", 2, 33, None],
            ]
        }
    )
    rows = ConductEntry.objects.order_by("entry_no").values_list("item", "count", "amount", "status", "note")
    assert list(rows) == [
        ("CATCH_ERROR", 1, None, "recorded", "找出错误"),
        ("FINE", 1, Decimal("470.27"), "recorded", ""),
        ("HYGIENE", 2, None, "recorded", ""),
    ]
    assert {str(entry.counts_in) for entry in ConductEntry.objects.all()} == {"2026-09"}


@pytest.mark.parametrize(
    ("sheet", "header", "row", "column"),
    [
        (
            "奖惩",
            ["编号", "工号", "日期", "项目", "数量", "金额"],
            ["C1", "A1", "2026-09-05", "DANCING", 1, None],
            "item",
        ),
        (
            "奖惩",
            ["编号", "工号", "日期", "项目", "数量", "金额"],
            ["C1", "A1", "2026-09-05", "FINE", 1, None],
            "amount",
        ),
        (
            "奖惩",
            ["编号", "工号", "日期", "项目", "数量", "金额"],
            ["C1", "A1", "2026-09-05", "FINE", 1, 0],
            "amount",
        ),
        (
            "奖惩",
            ["编号", "工号", "日期", "项目", "数量", "金额"],
            ["C1", "A1", "2026-09-05", "HYGIENE", 1.5, None],
            "count",
        ),
        ("绩效", ["工号", "月份", "得分"], ["A1", "2026-09", 100.01], "score"),
        ("绩效", ["工号", "月份", "得分"], ["A1", "2026-09", -1], "score"),
        ("绩效", ["工号", "月份", "得分"], ["A1", "2026-09", 59.999], "score"),
        ("绩效", ["工号", "月份", "得分"], ["A1", "九月", 60], "month"),
        ("建议", ["工号", "批准日期", "奖金", "标题"], ["A1", "2026-09-01", 99.99, "x"], "award"),
        ("建议", ["工号", "批准日期", "奖金", "标题"], ["A1", "2026-09-01", 500.01, "x"], "award"),
        ("加班", ["工号", "日期", "小时", "类别"], ["A1", "2026-09-01", 0, "工作日"], "hours"),
        ("加班", ["工号", "日期", "小时", "类别"], ["A1", "2026-09-01", 1.255, "工作日"], "hours"),
        ("加班", ["工号", "日期", "小时", "类别"], ["A1", "2026-09-01", 1, "周末"], "kind"),
        ("调整", ["编号", "工号", "月份", "金额", "说明"], ["J1", "A1", "2026-09", 0, "x"], "amount"),
        ("调整", ["编号", "工号", "月份", "金额", "说明"], ["J1", "A1", "2026-09", 10, None], "note"),
        (
            "调整",
            ["编号", "工号", "月份", "金额", "说明"],
            ["J1", "A1", "2026-09", "1000000000000", "x"],
            "amount",
        ),
        ("期初", ["工号", "月份", "结转", "提成基数结转"], ["A1", "2026-09", -1, 0], "carry_in"),
        ("期初", ["工号", "月份", "结转", "提成基数结转"], ["A1", "2026-09", 0, 1], "base_carry_in"),
    ],
)
def test_bad_records_name_their_column(sheet: str, header: list[str], row: list[Any], column: str):
    outcome = take({sheet: [header, row]})

    assert [(bad.row, bad.column) for bad in outcome.bad_rows] == [(2, column)]


ALL: Sheets = {
    "排班": [ROSTER, ["A1", "2026-08-03", "白班", None, None]],
    "请假": [LEAVE, ["A1", "事假", "2026-08-10", "2026-08-10", None]],
    "加班": [["工号", "日期", "小时", "类别"], ["A1", "2026-08-28", 1.5, "节假日"]],
    "绩效": [["工号", "月份", "得分"], ["A1", "2026-08", 59.99]],
    "奖惩": [["编号", "工号", "日期", "项目", "金额"], ["C1", "A1", "2026-08-05", "FINE", 50]],
    "建议": [["工号", "批准日期", "奖金", "标题"], ["A1", "2026-08-31", 100, "第一条"]],
    "调整": [["编号", "工号", "月份", "金额", "说明"], ["J1", "A1", "2026-08", -1, "更正"]],
    "期初": [["工号", "月份", "结转", "提成基数结转"], ["A1", "2026-08", 10, -5]],
}
CHANGED: dict[str, tuple[int, Any]] = {
    "排班": (2, "晚班"),
    "请假": (4, "驳回"),
    "加班": (2, 2),
    "绩效": (2, 60),
    "奖惩": (4, 60),
    "建议": (2, 200),
    "调整": (3, -2),
    "期初": (2, 11),
}


def test_records_are_taken_changed_and_left_alone():
    assert {pair[:2] for pair in counts(take(ALL, is_preview=True)).values()} == {(1, 0)}
    assert {pair[:2] for pair in counts(take(ALL)).values()} == {(1, 0)}
    assert {pair[2] for pair in counts(take(ALL)).values()} == {1}
    changed = {name: [rows[0], list(rows[1])] for name, rows in ALL.items()}
    for name, (place, value) in CHANGED.items():
        changed[name][1][place] = value
    assert {pair[:3] for pair in counts(take(changed)).values()} == {(0, 1, 0)}
    assert Overtime.objects.get().is_approved and Overtime.objects.get().hours == 2
    assert Score.objects.get().status == "final" and Suggestion.objects.get().award == 200
    assert Adjustment.objects.get().amount == -2 and Opening.objects.get().carry_in == 11


@pytest.mark.parametrize("sheet", list(ALL))
def test_a_locked_month_takes_the_same_row_and_refuses_another(sheet: str):
    take(ALL)
    lock("2026-08")
    same = take({sheet: ALL[sheet]})
    row = list(ALL[sheet][1])
    row[CHANGED[sheet][0]] = CHANGED[sheet][1]
    other = take({sheet: [ALL[sheet][0], row]})

    assert same.rejected == 0 and sum(one.unchanged for one in same.sheets) == 1
    assert other.rejected == 1 and "2026-08" in other.bad_rows[0].remedy


@pytest.mark.parametrize("sheet", list(ALL))
def test_a_new_row_in_a_locked_month_is_refused(sheet: str):
    lock("2026-08")
    outcome = take({sheet: ALL[sheet]})

    assert outcome.rejected == 1 and "2026-08" in outcome.bad_rows[0].remedy


def test_a_leave_that_reaches_into_an_open_month_may_change_there():
    take({"请假": [LEAVE, ["A1", "事假", "2026-08-30", "2026-09-03", None]]})
    lock("2026-08")
    longer = take({"请假": [LEAVE, ["A1", "事假", "2026-08-30", "2026-09-05", None]]})
    shorter = take({"请假": [LEAVE, ["A1", "事假", "2026-08-30", "2026-08-30", None]]})

    assert counts(longer)["leave"] == (0, 1, 0, 0)
    assert shorter.rejected == 1


def test_rows_twice_in_a_file_count_once_and_contradictions_are_bad():
    header = ["编号", "工号", "月份", "金额", "说明"]
    same = ["J1", "A1", "2026-09", 5, "x"]
    assert counts(take({"调整": [header, same, same]}))["adjustments"] == (1, 0, 0, 0)
    outcome = take({"调整": [header, ["J2", "A1", "2026-09", 5, "x"], ["J2", "A1", "2026-09", 6, "x"]]})
    assert [(bad.row, bad.column) for bad in outcome.bad_rows] == [(2, "adjustment_no"), (3, "adjustment_no")]
