"""Reasons of lines and exceptions as people read them, in English and in Chinese."""

import re
from decimal import Decimal
from pathlib import Path

import pytest
from django.utils import translation

from payroll.models import PayslipLine
from payroll.wording import FOR_ONE, NAMES, formula_to_read, say

COUNTED = re.compile(r"words\(\s*\"([^\"]*\{\w+\} (?:\w+ )?(?:minutes|days|shifts|points|punches)\b[^\"]*)\"")


@pytest.mark.parametrize(
    ("text", "numbers", "english", "chinese"),
    [
        (
            "{day}: {minutes} minutes late",
            {"day": "2026-09-01", "minutes": "1"},
            "2026-09-01: 1 minute late",
            "2026-09-01：迟到 1 分钟",
        ),
        (
            "{day}: {minutes} minutes late",
            {"day": "2026-09-01", "minutes": "11"},
            "2026-09-01: 11 minutes late",
            "2026-09-01：迟到 11 分钟",
        ),
        ("{count} punches hang on no shift.", {"count": "1"}, "1 punch hangs on no shift.", "1 次打卡"),
        (
            "{amount} is carried to the next month.",
            {"amount": "12345.60"},
            "12,345.60 is carried to the next month.",
            "12,345.60",
        ),
        (
            "Refund {refund} of {amount} names order {order}, which is not known.",
            {"refund": "1234.50", "amount": "1234.50", "order": "299900000001"},
            "Refund 1234.50 of 1,234.50 names order 299900000001, which is not known.",
            "1,234.50",
        ),
    ],
)
def test_one_is_not_many_and_amounts_have_their_commas(text, numbers, english, chinese):
    stored = {"text": text, "numbers": numbers}
    with translation.override("en"):
        assert say(stored) == english
    with translation.override("zh-hans"):
        assert chinese in say(stored)


def test_every_text_that_counts_something_has_one_for_a_single_thing():
    texts = set()
    for file in Path("payroll").rglob("*.py"):
        texts |= set(COUNTED.findall(file.read_text(encoding="utf-8")))
    assert len(texts) > 8
    assert texts <= set(FOR_ONE), texts - set(FOR_ONE)
    for text, (counts, one) in FOR_ONE.items():
        assert counts not in NAMES and re.findall(r"\{\w+\}", one) == re.findall(r"\{\w+\}", text)


@pytest.mark.parametrize(
    ("three", "days", "shown"),
    [
        (("49", "1", "1"), None, "49 × 1"),
        (("1000", "30", "31"), None, "1000 × 30 ÷ 31"),
        (("1000", "199", "1957.50"), "199/90", "1000 × 199 ÷ 1,957.50 (21.75 × 90)"),
        (("1000", "2", "21.75"), "2", "1000 × 2 ÷ 21.75"),
    ],
)
def test_every_line_shows_its_numbers_and_a_fraction_of_days_where_its_divisor_comes_from(three, days, shown):
    base, times, per = map(Decimal, three)
    numbers = {"shifts": "3", "days": days} if days else {}
    line = PayslipLine(base=base, times=times, per=per)
    assert formula_to_read(line, numbers) == shown
    if days == "199/90":
        stored = {"text": "{shifts} shifts, together {days} unpaid days", "numbers": numbers}
        with translation.override("zh-hans"):
            assert "199/90 ≈ 2.21 天" in say(stored)
