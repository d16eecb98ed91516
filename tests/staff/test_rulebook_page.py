"""The page of a rule book: numbers by subject, with what is past and to come, and reasons in both languages."""

import datetime as dt
import re

import pytest
from django.test import Client
from django.urls import reverse

from csbackoffice.presets import PRESETS, read_preset, reasons_in_chinese
from payroll.numbers import all_numbers
from staff.models import RuleBook, RuleRate
from tests.factories import make_company

pytestmark = pytest.mark.django_db
CHINESE = re.compile(r"[\u4e00-\u9fff]")


@pytest.mark.parametrize("code", PRESETS)
def test_every_number_of_a_preset_says_why_in_both_languages(code: str):
    for name, row in read_preset(code)[2].items():
        assert row["reason"] and CHINESE.search(row.get("zh", "")), name
    assert not set(read_preset(code)[2]) - set(all_numbers()), "a number that nothing uses"


def test_one_reason_is_said_in_one_way_in_chinese():
    said = reasons_in_chinese()
    for code in PRESETS:
        for row in read_preset(code)[2].values():
            assert said[row["reason"]] == row["zh"]


def test_numbers_stand_by_subject_with_what_was_and_what_comes():
    shop = make_company()
    book = RuleBook.objects.get(preset="ecommerce-shop")
    for day, value in ((dt.date(2026, 5, 1), "0.031"), (dt.date(2099, 1, 1), "0.05")):
        RuleRate.objects.create(
            book=book, name="commission_rate", value=value, valid_from=day, reason="提成调整"
        )
    page = {language: page_of(shop.director, book, language) for language in ("en", "zh-hans")}

    assert "House rule: 3 % of what one sells" in page["en"] and "内部规定：按个人销售" not in page["en"]
    assert "内部规定：按个人销售的 3% 提成" in page["zh-hans"] and "House rule" not in page["zh-hans"]
    row = page["en"].partition("Commission rate")[2].partition("</tr>")[0]
    assert "<strong>0.031</strong>" in row and "from 2099-01: 0.05" in row and "1 earlier value" in row
    subjects = re.findall(r'id="subject-\d+">([^<]+)', page["en"])
    assert subjects[:3] == ["Pay lines", "The payroll month", "Attendance"] and "Service" in subjects


def page_of(person, book: RuleBook, language: str) -> str:
    client = Client(headers={"accept-language": language})
    client.force_login(person.user)
    return client.get(reverse("staff:rulebook", args=[book.pk])).content.decode()
