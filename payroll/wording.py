"""Stored reasons into the reader's words."""

from collections.abc import Mapping
from decimal import Decimal
from typing import Any

from django.core.cache import cache
from django.utils.translation import get_language, gettext

from payroll.models import PayslipLine
from payroll.rules.rule import all_codes
from performance.models import ConductItem

NAMES_SECONDS = 30


def say(stored: Mapping[str, Any]) -> str:
    """A stored reason ({"text", "numbers"}) in the active language; names of conduct items instead of codes."""
    numbers = dict(stored.get("numbers", {}))
    if "item" in numbers:
        numbers["item"] = item_name(numbers["item"])
    text = gettext(stored["text"]) if stored.get("text") else ""
    return text.format_map(_Known(numbers))


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


def number(value: Decimal) -> str:
    """An exact number in plain digits, without an exponent."""
    text = format(value, "f")
    return text.rstrip("0").rstrip(".") if "." in text and len(text.rpartition(".")[2]) > 2 else text


def source_count(sources: Mapping[str, Any]) -> int:
    """How many records are behind a line; sales stand as (orders, refunds)."""
    return sum(sum(ids) if kind == "sales" else len(ids) for kind, ids in sources.items())
