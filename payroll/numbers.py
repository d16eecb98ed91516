"""Every number that a rule book can hold, from the rules and from the apps below: label, unit, kind, choices."""

import dataclasses
import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal, InvalidOperation
from functools import cache
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import pgettext_lazy

from attendance import desk_rates, leave_rules, worktime
from common.dated import MissingNumber, Text, read_numbers, words
from payroll import paydays
from payroll.rules.rule import all_rules
from performance import rates
from staff import rulebooks
from tickets import rates as service_rates
from tickets.clocks import NotPeriods, read_periods

# What numbers that are no pay rule's own are about, in the order in which a rule book shows them.
PAY = words("Pay lines")
SUBJECTS: Mapping[Any, Text] = {
    paydays: words("The payroll month"),
    worktime: words("Attendance"),
    desk_rates: words("Attendance"),
    leave_rules: words("Leave and overtime"),
    rates: words("Scores, conduct and suggestions"),
    service_rates: words("Service"),
    rulebooks: words("Employment and trial"),
}

# The largest number that makes sense, by its name or else its unit; beyond it pages could not even count the days.
MOST: Mapping[str, int] = {
    "window_before_hours": 24,
    "window_after_hours": 24,
    "hours_a_day": 24,
    "part of the day": 1,
    "yuan a yuan of base (0.03 = 3 %)": 1,
    "of all tickets": 1,
    "of those who answered": 1,
    "day of the next month": 31,
    "days a month": 31,
    "working days after payday": 60,
    "times hourly pay": 10,
    "hours": 1_000,
    "days": 1_000,
    "megabytes": 100,
}
MOST_ELSE = 1_000_000
# Values that are words for the rules.
WORDS: Mapping[str, Any] = {
    "yes": pgettext_lazy("number", "yes"),
    "no": pgettext_lazy("number", "no"),
    "paid": pgettext_lazy("number", "when paid"),
    "completed": pgettext_lazy("number", "when completed"),
    "per_minute": pgettext_lazy("number", "per minute"),
    "tiered": pgettext_lazy("number", "tiered"),
}
MOST_DECIMALS = 8
TIME = re.compile(r"([01]\d|2[0-3]):[0-5]\d|24:00")
DIVISORS = frozenset({"paid_days", "hours_a_day"})


@dataclass(frozen=True)
class Number:
    """One number: `kind` is the type that it is read as; `used_by` are pay rules (by code)."""

    name: str
    label: str
    unit: str
    kind: Any
    choices: Sequence[str] = ()
    used_by: tuple[str, ...] = ()
    subject: Text = PAY


def kinds_of_rates() -> Iterator[tuple[type, str, Text]]:
    """(dataclass of rates, code of the pay rule or "", subject)."""
    for rule in all_rules():
        yield rule.rates, rule.code.code, PAY
    for module, subject in SUBJECTS.items():
        for name, kind in vars(module).items():
            if name.endswith("Rates") and dataclasses.is_dataclass(kind) and isinstance(kind, type):
                yield kind, "", subject


@cache
def all_numbers() -> Mapping[str, Number]:
    """{name: number}, those of pay rules first."""
    found: dict[str, Number] = {}
    for kind, code, subject in kinds_of_rates():
        for part in dataclasses.fields(kind):
            known = found.get(part.name)
            codes = known.used_by if known else ()
            found[part.name] = Number(
                part.name,
                part.metadata.get("label", ""),
                part.metadata.get("unit", ""),
                part.type,
                part.metadata.get("choices", ()),
                (*codes, code) if code and code not in codes else codes,
                known.subject if known else subject,
            )
    return found


def value_in_words(value: str) -> str:
    """`tiered` in the reader's language; a number as it is."""
    return str(WORDS.get(value, value))


def trouble_with(name: str, value: str) -> str:
    """Why a text cannot be this number, in words; empty where it can."""
    known = all_numbers().get(name)
    if known is None:
        return _("There is no number “%(name)s”.") % {"name": name}
    text = value.strip()
    if not text:
        return _("Without a number its rules could not be worked out; write 0 to turn it off.")
    if known.choices and text not in known.choices:
        return _("One of these, please: %(choices)s.") % {
            "choices": ", ".join(map(value_in_words, known.choices))
        }
    return _trouble_with_text(name, text) if known.kind is str else _trouble_with_amount(known, text)


def _trouble_with_text(name: str, text: str) -> str:
    if name.endswith(("_start", "_end")) and not TIME.fullmatch(text):
        return _("Write a time such as 08:00.")
    if name.endswith("_hours") and not _are_periods(text):
        return _("Write periods such as 12:00-14:00,21:00-24:00.")
    return ""


def _are_periods(text: str) -> bool:
    try:
        read_periods(text)
    except NotPeriods:
        return False
    return True


def _trouble_with_amount(known: Number, text: str) -> str:
    try:
        read = known.kind(text)
    except (ValueError, InvalidOperation):
        whole = (
            _("“%(value)s” is not a whole number.")
            if known.kind is int
            else _("“%(value)s” is not a number.")
        )
        return whole % {"value": text}
    if isinstance(read, Decimal) and not read.is_finite():
        return _("“%(value)s” is not a number.") % {"value": text}
    if known.name in DIVISORS and not read:
        return _("Pay is divided by this number; it cannot be 0.")
    return _trouble_with_size(known, read)


def _trouble_with_size(known: Number, read: int | Decimal) -> str:
    most = MOST.get(known.name, MOST.get(known.unit, MOST_ELSE))
    if read < 0:
        return _("A number below 0 makes no sense here.")
    if read > most:
        return _("At most %(most)s, please (%(unit)s).") % {"most": f"{most:,}", "unit": _(known.unit)}
    if isinstance(read, Decimal) and int(read.as_tuple().exponent) < -MOST_DECIMALS:
        return _("At most %(count)s decimals, please.") % {"count": MOST_DECIMALS}
    return ""


def missing_in(numbers: Mapping[str, str]) -> list[str]:
    """What a rule would lack under these numbers, in words."""
    lacking = []
    for kind, _code, _subject in kinds_of_rates():
        try:
            read_numbers(kind, numbers)
        except MissingNumber as error:
            lacking.append(str(error))
    return lacking
