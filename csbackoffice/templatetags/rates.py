"""The numbers of a rule book in words. They are named beside the code that uses them, in apps above the page's own."""

import datetime as dt
from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import Any

from django import template
from django.utils.translation import gettext

from common.month import Month
from payroll.numbers import Number, all_numbers, value_in_words
from payroll.wording import code_name
from staff.models import RuleRate
from staff.reasons import in_words

register = template.Library()
register.filter("reason", in_words)
register.filter(value_in_words)


@dataclass
class Row:
    """One number of a rule book: the row in force, those to come, those that are past; the latest first."""

    label: str
    unit: str
    used_by: str
    now: RuleRate | None = None
    coming: list[RuleRate] = field(default_factory=list)
    past: list[RuleRate] = field(default_factory=list)

    def add(self, rate: RuleRate, today: dt.date) -> None:
        """Rates come the latest first."""
        if rate.valid_from > today:
            self.coming.append(rate)
        elif self.now is None:
            self.now = rate
        else:
            self.past.append(rate)


@register.filter
def by_subject(rates: Iterable[RuleRate]) -> list[tuple[str, list[Row]]]:
    """[(subject, its numbers)], in the order of the pay rules; what no code uses any more comes last."""
    month = Month.of(dt.date.today()).first
    rows: dict[str, Row] = {}
    for rate in sorted(rates, key=lambda rate: rate.valid_from, reverse=True):
        rows.setdefault(rate.name, _row(rate.name)).add(rate, month)
    subjects: dict[str, list[Row]] = {}
    for name, known in all_numbers().items():
        if name in rows:
            subjects.setdefault(gettext(known.subject), []).append(rows.pop(name))
    if rows:
        subjects[gettext("Used by nothing")] = list(rows.values())
    return list(subjects.items())


def _row(name: str) -> Row:
    known: Any = all_numbers().get(name) or Number(name, name, "", str)
    used = ", ".join(code_name(code) for code in known.used_by)
    return Row(gettext(known.label), gettext(known.unit) if known.unit else "", used)


@register.filter
def since(rate: RuleRate) -> str:
    """From when a number holds; 1900 stands for the beginning of the books."""
    return gettext("from the beginning") if rate.valid_from.year == 1900 else str(Month.of(rate.valid_from))


@register.filter
def rate_label(name: str) -> str:
    """`lateness at most`."""
    return _row(name).label


@register.filter
def rate_unit(name: str) -> str:
    """`yuan a minute`."""
    return _row(name).unit
