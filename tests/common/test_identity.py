"""ID numbers and bank cards."""

import pytest

from common.identity import id_number_trouble, is_card_length, passes_luhn


@pytest.mark.parametrize(
    "number",
    [
        "11010519491231002X",
        "330106199508151231",
        "330106200002294564",
        "440305199012317891",
        "510107200411010024",
    ]
    + ["810000199001010019", "830000199001010020"],
)
def test_right_id_numbers_pass(number: str):
    assert id_number_trouble(number) == ""


@pytest.mark.parametrize(
    "number",
    [
        "110105194912310021",
        "11010519490229002X",
        "110105199902290019",
        "330106199508151",
        "",
        "ABCDEFGHIJKLMNOPQR",
    ]
    + ["１1010519491231002", "11010520991231002X"],
)
def test_wrong_id_numbers_are_told(number: str):
    assert id_number_trouble(number)


@pytest.mark.parametrize(
    "card", ["6228480000000000018", "6222020000000000026", "6217000000000000038", "6214830000000041"]
)
def test_cards_have_a_check_digit(card: str):
    changed = card[:-1] + str((int(card[-1]) + 1) % 10)
    assert is_card_length(card)
    assert passes_luhn(card) and not passes_luhn(changed)
