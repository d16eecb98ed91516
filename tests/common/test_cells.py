"""Cells are read as what they should be, in the many forms people and programs write them."""

import datetime as dt
from decimal import Decimal
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from common import cell_days, cells
from common.cell_basics import Wrong
from common.cell_shown import show
from common.month import Month
from common.sheet_xml import Fault, Flag, Formula, Look, Num, look_of

DAY, MOMENT, TIME = Look("day"), Look("moment"), Look("time")


@pytest.mark.parametrize(
    ("cell", "amount"),
    [
        ("1234.5", "1234.50"),
        ("￥1,234.50", "1234.50"),
        ("¥ 1,234.50", "1234.50"),
        ("1234.50元", "1234.50"),
        ("-12", "-12.00"),
        ("−12", "-12.00"),
        ("-￥12", "-12.00"),
        ("１２３．４５", "123.45"),
        ('="88"', "88.00"),
        ("'88", "88.00"),
        ("88\t", "88.00"),
        ("12.3400", "12.34"),
        (Num("2160.94"), "2160.94"),
        (Num("0.30000000000000004"), "0.30"),
        (Num("1E-2"), "0.01"),
        (Num("-0"), "0.00"),
        (Num("999999999999.99"), "999999999999.99"),
    ],
)
def test_amounts_are_understood(cell: Any, amount: str):
    assert cells.amount(cell) == Decimal(amount)


@pytest.mark.parametrize(
    "cell",
    [
        "1,23",
        "12.345",
        "NaN",
        "Infinity",
        "-inf",
        "1e3",
        "十",
        "--",
        "1000000000000",
        Num("12.345"),
        Num("0.00500001"),
        Num("nan"),
        Num("1E+400"),
        Num("0.85", Look("percent")),
        Num("46000", DAY),
        Formula("=A1"),
        Fault("#REF!"),
        Flag(True),
        "9" * 500,
    ],
)
def test_what_is_no_amount_is_refused_in_words(cell: Any):
    with pytest.raises(Wrong) as wrong:
        cells.amount(cell)
    assert str(wrong.value)


@pytest.mark.parametrize(
    ("cell", "day"),
    [
        ("2026-10-05", (2026, 10, 5)),
        ("2026/10/5", (2026, 10, 5)),
        ("2026.10.5", (2026, 10, 5)),
        ("2026年10月5日", (2026, 10, 5)),
        ("2026/10/05 星期一", (2026, 10, 5)),
        ("2026-10-05 Mon", (2026, 10, 5)),
        ("20261005", (2026, 10, 5)),
        ("2026-10-05 00:00:00", (2026, 10, 5)),
        ("2026-10-05T00:00:00", (2026, 10, 5)),
        ("２０２６－１０－０５", (2026, 10, 5)),
        ('="2026-10-05"', (2026, 10, 5)),
        ("46300", (2026, 10, 5)),
        (Num("46300"), (2026, 10, 5)),
        (Num("46300", DAY), (2026, 10, 5)),
        (Num("46300", MOMENT), (2026, 10, 5)),
    ],
)
def test_days_are_understood(cell: Any, day: tuple[int, int, int]):
    assert cell_days.day(cell) == dt.date(*day)


@pytest.mark.parametrize(
    "cell",
    ["2026-02-30", "05-10-2026", "soon", "2026-10-05 08:00", "2026-10-05 24:00", "1899-01-01", "2101-01-01"]
    + [Num("0.5"), Num("1"), Num("99999999"), Num("46300.25", MOMENT), Num("0.5", TIME), Formula("=TODAY()")],
)
def test_what_is_no_day_is_refused(cell: Any):
    with pytest.raises(Wrong):
        cell_days.day(cell)


@pytest.mark.parametrize(
    ("cell", "moment"),
    [
        ("2026-10-05 08:30", (2026, 10, 5, 8, 30)),
        ("2026-10-05 8:30:15", (2026, 10, 5, 8, 30, 15)),
        ("2026/10/5 星期一 08:30", (2026, 10, 5, 8, 30)),
        ("2026年10月5日 8时30分15秒", (2026, 10, 5, 8, 30, 15)),
        ("2026-10-05 下午 5:30", (2026, 10, 5, 17, 30)),
        ("2026-10-05 5:30 PM", (2026, 10, 5, 17, 30)),
        ("2026-10-05 12:05 am", (2026, 10, 5, 0, 5)),
        ("2026-10-05 24:00", (2026, 10, 6, 0, 0)),
        ("2026-10-05T08:30:00", (2026, 10, 5, 8, 30)),
        ("2026-10-05", (2026, 10, 5)),
        (Num("46300.5", MOMENT), (2026, 10, 5, 12)),
        (Num("46300.336701388889", MOMENT), (2026, 10, 5, 8, 4, 51)),
        (Num("46300.5"), (2026, 10, 5, 12)),
    ],
)
def test_moments_are_understood(cell: Any, moment: tuple[int, ...]):
    assert cell_days.start_moment(cell) == dt.datetime(*moment)


@pytest.mark.parametrize(
    "cell", ["2026-10-05 25:00", "2026-10-05 24:01", "2026-10-05 08:61", "2026-10-05 abc"]
)
def test_what_is_no_time_is_refused(cell: Any):
    with pytest.raises(Wrong):
        cell_days.moment(cell)


@pytest.mark.parametrize(
    ("cell", "end"),
    [
        ("2026-10-05", (2026, 10, 6)),
        (Num("46300", DAY), (2026, 10, 6)),
        (Num("46300"), (2026, 10, 6)),
        ("2026-10-05 00:00", (2026, 10, 5)),
        ("2026-10-05 24:00", (2026, 10, 6)),
        (Num("46300", MOMENT), (2026, 10, 5)),
        (Num("46300.5", DAY), (2026, 10, 5, 12)),
    ],
)
def test_an_end_that_is_a_day_alone_means_its_midnight(cell: Any, end: tuple[int, ...]):
    assert cell_days.end_moment(cell) == dt.datetime(*end)


@pytest.mark.parametrize(
    ("cell", "minutes"),
    [
        ("08:00", 480),
        ("8:00:00", 480),
        ("24:00", 1440),
        (Num("0.5", TIME), 720),
        (Num("1"), 1440),
        ("17时30分", 1050),
    ],
)
def test_times_of_day_are_understood(cell: Any, minutes: int):
    assert cell_days.time_of_day(cell) == dt.timedelta(minutes=minutes)


@pytest.mark.parametrize("cell", ["25:00", "8", "morning", Num("46300.3", TIME), Num("1.5"), ""])
def test_other_times_of_day_are_refused(cell: Any):
    with pytest.raises(Wrong):
        cell_days.time_of_day(cell)


@pytest.mark.parametrize(
    "cell",
    [
        "2026-09",
        "2026/9",
        "2026年9月",
        "202609",
        Num("202609"),
        Num("46266", DAY),
        "2026-09-01",
        "２０２６－０９",
    ],
)
def test_months_are_understood(cell: Any):
    assert cell_days.month(cell) == Month(2026, 9)


@pytest.mark.parametrize("cell", ["2026-13", "26-09", "2026-09-15", "September", Num("9"), Num("46280", DAY)])
def test_what_is_no_month_is_refused(cell: Any):
    with pytest.raises(Wrong):
        cell_days.month(cell)


@pytest.mark.parametrize(
    ("cell", "key"),
    [
        ("A001", "A001"),
        (" A001\t", "A001"),
        ('="00123"', "00123"),
        ("'00123", "00123"),
        ("\ufeff00123", "00123"),
        ("260731008000000001", "260731008000000001"),
        (Num("1001"), "1001"),
        (Num("1001.0"), "1001"),
        (Num("12", Look("number", 5)), "00012"),
        (Num("1.23456789012345E+14"), "123456789012345"),
    ],
)
def test_numbers_of_things_are_kept_as_written(cell: Any, key: str):
    assert cells.key(64, never_scientific=True)(cell) == key


@pytest.mark.parametrize(
    "cell",
    [
        "2.60731E+17",
        "2.6e17",
        "1E17",
        "260731E+12",
        Num("2.60731008E+17"),
        Num("1234567890123456"),
        Num("12.5"),
        "9" * 65,
    ]
    + ["a\x01b", Num("46300", DAY), Formula("=A1"), Flag(False)],
)
def test_an_order_number_that_lost_digits_is_refused(cell: Any):
    with pytest.raises(Wrong):
        cells.key(64, never_scientific=True)(cell)


def test_several_names_are_separated_by_either_semicolon():
    assert cells.key_list(120)("a; b；c;;a") == ("a", "b", "c")


@pytest.mark.parametrize("cell", [Num("0"), Num("1.5"), "-1", "x", Num("2147483648")])
def test_a_count_is_a_whole_number_above_zero(cell: Any):
    assert cells.count(Num("2.0")) == 2
    with pytest.raises(Wrong):
        cells.count(cell)


@pytest.mark.parametrize(
    ("code", "kind"),
    [
        ("yyyy-mm-dd", "day"),
        ('yyyy"年"m"月"d"日"', "day"),
        ("yyyy-mm-dd h:mm:ss", "moment"),
        ("[$-409]h:mm AM/PM", "time"),
        ("[h]:mm", "time"),
        ("General", "number"),
        ("@", "number"),
        ("#,##0.00", "number"),
        ('"day" 0', "number"),
        ("0.00%", "percent"),
        ("m/d;@", "day"),
        ("[Red]0.00", "number"),
    ],
)
def test_number_formats_say_what_a_number_shows(code: str, kind: str):
    assert look_of(code).kind == kind


@given(st.text(max_size=60))
def test_any_text_is_read_or_refused_and_never_crashes(text: str):
    for parse in (
        cells.amount,
        cell_days.day,
        cell_days.moment,
        cell_days.month,
        cell_days.time_of_day,
        cells.count,
        cells.text(40),
    ):
        try:
            parse(text)
        except Wrong as wrong:
            assert str(wrong)


@given(st.floats(), st.sampled_from(["number", "day", "moment", "time", "percent"]))
def test_any_number_is_read_or_refused_and_never_crashes(number: float, kind: str):
    cell = Num(repr(number), Look(kind))
    assert show(cell)
    for parse in (
        cells.amount,
        cell_days.day,
        cell_days.moment,
        cell_days.month,
        cell_days.time_of_day,
        cells.count,
        cells.key(40),
    ):
        try:
            parse(cell)
        except Wrong as wrong:
            assert str(wrong)


def test_a_number_is_shown_with_the_digits_that_the_spreadsheet_shows() -> None:
    plain = Look("number")
    assert show(Num("0.10000000000000001", plain)) == "0.1"
    assert show(Num("1999.9899999999998", plain)) == "1999.99"
    assert show(Num("110.5", plain)) == "110.5"
    assert show(Num("1.2345678901234568E+17", plain)) == "123456789012346000"
