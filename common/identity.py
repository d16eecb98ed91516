"""Checks of personal numbers: the ID number of GB 11643, the bank card."""

import datetime as dt

from django.utils.translation import gettext as _

from common.fields import fingerprint, masked

_WEIGHTS = (7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2)
_CHECKS = "10X98765432"


def id_number_trouble(number: str) -> str:
    """What is wrong with an ID number of 18 characters (GB 11643), in words; '' where nothing is.

    The area is not looked up: lists of areas age, and residents of Hong Kong, Macao and Taiwan have their own.
    """
    if len(number) == 15 and number.isdigit():
        return _(
            "This is an ID number of the old form with 15 digits. Write the 18 characters of the new one."
        )
    if not (len(number) == 18 and number.isascii() and number[:17].isdigit() and number[17] in "0123456789X"):
        return _("An ID number has 17 digits and a digit or X.")
    if not _is_day(number[6:14]):
        return _("The date of birth inside the ID number is not a date.")
    rest = sum(int(digit) * weight for digit, weight in zip(number[:17], _WEIGHTS, strict=True)) % 11
    return (
        ""
        if _CHECKS[rest] == number[17]
        else _("The check digit of the ID number is wrong. Compare it with the card.")
    )


def _is_day(digits: str) -> bool:
    try:
        born = dt.datetime.strptime(digits, "%Y%m%d").date()
    except ValueError:
        return False
    return dt.date(1900, 1, 1) <= born <= dt.date.today()


def is_card_length(number: str) -> bool:
    """16 to 19 digits."""
    return 16 <= len(number) <= 19 and number.isascii() and number.isdigit()


def passes_luhn(number: str) -> bool:
    """Whether the check digit is right. Older accounts have none: a failure is a reason to look, not an error."""
    total = 0
    for place, sign in enumerate(reversed(number)):
        digit = int(sign) * (1 + place % 2)
        total += digit - 9 if digit > 9 else digit
    return total % 10 == 0


def shown_parts(numbers: dict[str, str]) -> dict[str, str]:
    """What is kept in the clear beside the encrypted numbers that are given: masks, tail, fingerprint."""
    parts = {}
    if "bank_card" in numbers:
        parts["bank_card_tail"] = numbers["bank_card"][-4:]
    if "id_number" in numbers:
        number = numbers["id_number"]
        parts |= {"id_number_mask": masked(number, 6, 4), "id_number_print": fingerprint(number)}
    if "phone" in numbers:
        parts["phone_mask"] = masked(numbers["phone"], 3, 4)[:20]
    return parts
