"""Numbers of bank cards, ID cards and phones that are well formed and belong to nobody.

The card prefix is not issued, the area code of the ID numbers is not assigned, and no phone number begins with 100.
"""

import datetime as dt

CARD_PREFIX = "629999"
AREA = "110199"
ID_WEIGHTS = (7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2)
OLDEST = dt.date(1984, 1, 1)
BIRTHDAYS = 6500


def bank_card(index: int) -> str:
    """19 digits; the last one is the Luhn check digit."""
    body = f"{CARD_PREFIX}{index * 7_368_787 % 10**12:012d}"
    return body + str(-luhn_sum(body + "0") % 10)


def luhn_sum(digits: str) -> int:
    """Divisible by ten for a valid card number."""
    doubled = [int(digit) * (1 + place % 2) for place, digit in enumerate(reversed(digits))]
    return sum(number - 9 if number > 9 else number for number in doubled)


def id_number(index: int) -> str:
    """18 characters with the check digit of GB 11643."""
    born_on = OLDEST + dt.timedelta(days=index * 37 % BIRTHDAYS)
    body = f"{AREA}{born_on:%Y%m%d}{index % 1000:03d}"
    total = sum(int(digit) * weight for digit, weight in zip(body, ID_WEIGHTS, strict=True))
    return body + "10X98765432"[total % 11]


def phone(index: int) -> str:
    return f"100{index:08d}"
