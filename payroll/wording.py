"""Stored reasons into the reader's words."""

import re
from collections.abc import Mapping
from decimal import Decimal
from typing import Any

from django.core.cache import cache
from django.utils.translation import get_language, gettext, gettext_noop

from payroll.models import PayslipLine
from payroll.numbers import all_numbers
from payroll.rules.rule import all_codes
from performance.models import ConductItem

NAMES_SECONDS = 30


# What stands in a reason and is no amount, however much it looks like one.
NAMES = frozenset({"account", "item", "name", "numbers", "order", "refund", "title", "why"})
AMOUNT = re.compile(r"(?<![\d.])-?\d{4,}\.\d{2}(?!\d)")
FRACTION = re.compile(r"(\d+)/([1-9]\d*)")

# What common.dated.read_numbers says, and how it is said to people.
LACKING = (
    (
        re.compile(r"the rule book has no number “(\w+)”"),
        gettext_noop("The rule book has no number for “%(name)s”: enter it in a draft of the rule book."),
    ),
    (
        re.compile(r"the rule book's number “(\w+)” is “(.*)”, not a number"),
        gettext_noop(
            "In the rule book “%(name)s” is “%(value)s”, which is not a number: correct it in a draft."
        ),
    ),
)

# English says one thing and several things differently: (number that counts, the text for one). Chinese does not.
FOR_ONE: Mapping[str, tuple[str, str]] = {
    "{day}: {minutes} minutes late": ("minutes", "{day}: {minutes} minute late"),
    "{day}: {minutes} minutes late, at most {cap}": (
        "minutes",
        "{day}: {minutes} minute late, at most {cap}",
    ),
    "{day}: left {minutes} minutes early": ("minutes", "{day}: left {minutes} minute early"),
    "{day}: left {minutes} minutes early, at most {cap}": (
        "minutes",
        "{day}: left {minutes} minute early, at most {cap}",
    ),
    "{day}: {count} hygiene points": ("count", "{day}: {count} hygiene point"),
    "{day}: {count} shifts without a work plan": ("count", "{day}: {count} shift without a work plan"),
    "{days} confirmed days of {length}": ("days", "{days} confirmed day of {length}"),
    "{item}: {points} points × {count}": ("points", "{item}: {points} point × {count}"),
    "{trial} trial days, {unpaid} of them unpaid": ("trial", "{trial} trial day, {unpaid} of them unpaid"),
    "{shifts} shifts, together {days} unpaid days": ("shifts", "{shifts} shift; unpaid days: {days}"),
    "{days} unpaid days, at most the month’s {most}": (
        "days",
        "{days} unpaid day, at most the month’s {most}",
    ),
    "No fixed pay in the terms, and {days} confirmed days.": (
        "days",
        "No fixed pay in the terms, and {days} confirmed day.",
    ),
    "{count} punches hang on no shift.": ("count", "{count} punch hangs on no shift."),
    "{rows} orders or refunds on account {account}, which was bound to nobody on the day of payment.": (
        "rows",
        "{rows} order or refund on account {account}, which was bound to nobody on the day of payment.",
    ),
}


def say(stored: Mapping[str, Any]) -> str:
    """A stored reason ({"text", "numbers"}) in the active language; names of conduct items instead of codes."""
    given = stored.get("numbers", {})
    numbers = {name: value if name in NAMES else grouped(value) for name, value in given.items()}
    if "why" in numbers:
        numbers["why"] = why_in_words(numbers["why"])
    if "item" in numbers:
        numbers["item"] = item_name(numbers["item"])
    return _text(stored.get("text", ""), given).format_map(_Known(numbers))


def _text(english: str, numbers: Mapping[str, str]) -> str:
    if not english:
        return ""
    if english in FOR_ONE and (get_language() or "").startswith("en"):
        counts, one = FOR_ONE[english]
        return one if numbers.get(counts) == "1" else english
    return gettext(english)


def why_in_words(why: str) -> str:
    """Why somebody could not be worked out: numbers that a rule book lacks by their labels; else as it was noted."""
    for pattern, text in LACKING:
        if found := pattern.fullmatch(why):
            name, *value = found.groups()
            label = all_numbers()[name].label if name in all_numbers() else name
            return gettext(text) % {"name": gettext(label) if label else name, "value": "".join(value)}
    return why


def grouped(text: str) -> str:
    """`12500.00 × 10 ÷ 31` as `12,500.00 × 10 ÷ 31`, 199/90 as 199/90 ≈ 2.21: numbers as people read them."""
    if found := FRACTION.fullmatch(str(text)):
        return f"{text} ≈ {Decimal(found[1]) / Decimal(found[2]):.2f}"
    return AMOUNT.sub(lambda found: f"{Decimal(found[0]):,}", str(text))


class _Known(dict[str, str]):
    """Leaves a place in braces standing where its number is missing, instead of failing a whole page."""

    def __missing__(self, key: str) -> str:
        return "{" + key + "}"


def item_name(code: str) -> str:
    """The name of a conduct item in the active language, or its code."""
    return _item_names(get_language() or "").get(code, code)


def _item_names(language: str) -> dict[str, str]:
    """All names at once, kept for some seconds: a list of lines must not ask for each of its own."""
    key = f"conduct-item-names-{language}"
    names = cache.get(key)
    if names is None:
        names = {item.code: str(item) for item in ConductItem.objects.order_by("valid_from")}
        cache.set(key, names, NAMES_SECONDS)
    return dict(names)


def code_name(code: str) -> str:
    """The name of a pay code in the active language."""
    known = all_codes().get(code)
    return gettext(known.label) if known else code


def formula(line: PayslipLine) -> str:
    """`92533.34 × 0.03`: the three numbers of a line; a 1 is not written."""
    parts = [number(line.base)]
    if line.times != 1:
        parts += ["×", number(line.times)]
    if line.per != 1:
        parts += ["÷", number(line.per)]
    return " ".join(parts)


def formula_to_read(line: Any, numbers: Mapping[str, Any]) -> str:
    """`49 × 1`, `1000 × 199 ÷ 1,957.50 (21.75 × 90)`: what brings the amount, also where it is plain.

    The denominator of unpaid days, which are a fraction, is part of `per`: it is shown apart, `numbers` says it.
    """
    if line.times == 1 and line.per == 1:
        return f"{grouped(formula(line))} × 1"
    fraction = FRACTION.fullmatch(str(numbers.get("days", "")))
    if not fraction or line.times != Decimal(fraction[1]):
        return grouped(formula(line))
    days = Decimal(fraction[2])
    return f"{grouped(formula(line))} ({number(line.per / days)} × {days})"


def number(value: Decimal) -> str:
    """An exact number in plain digits, without an exponent."""
    text = format(value, "f")
    return text.rstrip("0").rstrip(".") if "." in text and len(text.rpartition(".")[2]) > 2 else text


def source_count(sources: Mapping[str, Any]) -> int:
    """How many records are behind a line; sales stand as (orders, refunds)."""
    return sum(sum(ids) if kind == "sales" else len(ids) for kind, ids in sources.items())
