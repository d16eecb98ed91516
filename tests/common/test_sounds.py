"""How names sound: what finds them."""

import pytest

from common.sounds import asked, sounds


def found_by(name: str, text: str) -> bool:
    return asked(text) in sounds(name)


@pytest.mark.parametrize(
    ("name", "texts"),
    [
        ("张伟", ["zhangwei", "zw", "wei", "zhangw", "Zhang Wei", "ｚｈａｎｇｗｅｉ", "zhang'wei"]),
        ("单雄信", ["shanxiongxin", "sxx", "danxiong"]),
        ("曾小贤", ["zengxiaoxian", "zxx"]),
        ("区楚良", ["ouchuliang", "ocl"]),
        ("仇英", ["qiuying"]),
        ("解缙", ["xiejin"]),
        ("任盈盈", ["renyingying", "ryy", "renying"]),
        ("尉迟恭", ["yuchigong", "ycg"]),
        ("欧阳娜娜", ["ouyangnana", "oynn", "nana"]),
        ("吕布", ["lvbu", "lubu", "lü"]),
        ("Li Na", ["lina", "ln", "na"]),
    ],
)
def test_a_name_is_found_by_pinyin_and_initials_and_a_surname_by_its_own_reading(name: str, texts: list[str]):
    assert [text for text in texts if not found_by(name, text)] == []


def test_a_name_is_not_found_by_the_middle_of_a_syllable_nor_by_what_is_no_pinyin():
    assert not found_by("张伟", "hangwei")
    assert asked("张") == asked("E0012") == asked("") == ""


def test_a_name_of_many_readings_is_kept_short():
    assert len(sounds("单行乐" * 20)) < 25_000
