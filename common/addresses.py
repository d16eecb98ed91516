"""What an address names, read from its text; None where no page or row can be meant."""

import datetime as dt
from collections.abc import Mapping

from common.month import Month

# Pages look some months back and forth from theirs, up to a year and its neighbours; the calendar has two ends.
EARLIEST, LATEST = Month(1902, 1), Month(9996, 12)
# What a database can count to.
LARGEST_KEY, DIGITS = 2**63, 19


def month_named(text: str) -> Month | None:
    """`2026-09` as a month; None for another text, and for a month at the ends of the calendar."""
    try:
        month = Month.parse(text)
    except ValueError:
        return None
    return month if EARLIEST <= month <= LATEST else None


def chosen_month(asked: Mapping[str, str]) -> Month:
    """The `month` of an address or a form; this one where it names none."""
    return month_named(asked.get("month", "")) or Month.of(dt.date.today())


def key_named(text: str) -> int | None:
    """`12` as the key of a row; None for another text, and for a number that no row has."""
    key = int(text) if text.isdecimal() and len(text) <= DIGITS else LARGEST_KEY
    return key if key < LARGEST_KEY else None
