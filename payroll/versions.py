"""Numbers of rule books side by side, in words."""

from collections.abc import Mapping
from dataclasses import dataclass

from django.utils.translation import gettext as _

from common.month import Month
from payroll.drafting import in_force
from payroll.models import RuleDraft
from payroll.numbers import all_numbers
from payroll.wording import code_name
from staff.models import RuleBook
from staff.rulebooks import numbers_in_force


@dataclass(frozen=True)
class NumberRow:
    """One number, as it is and as it would be; `used_by` are the pay lines that it moves."""

    name: str
    label: str
    unit: str
    before: str
    after: str
    used_by: str = ""


def draft_rows(draft: RuleDraft) -> list[NumberRow]:
    """The numbers of a draft beside those in force."""
    held = in_force(draft)
    return [_row(name, held.get(name, ""), value) for name, value in sorted(draft.values.items())]


def rows_of_values(values: Mapping[str, str]) -> list[NumberRow]:
    return [_row(name, "", value) for name, value in sorted(values.items())]


def differences(book: RuleBook, month: Month, other: RuleBook, other_month: Month) -> list[NumberRow]:
    """The numbers that differ between two versions."""
    first = numbers_in_force(month, [book.pk]).get(book.pk, {})
    second = numbers_in_force(other_month, [other.pk]).get(other.pk, {})
    names = [name for name in all_numbers() if name in first or name in second]
    return [
        _row(name, first.get(name, ""), second.get(name, ""))
        for name in names
        if first.get(name, "") != second.get(name, "")
    ]


def _row(name: str, before: str, after: str) -> NumberRow:
    known = all_numbers().get(name)
    label, unit = (_(known.label), _(known.unit)) if known else (name, "")
    used = ", ".join(code_name(code) for code in known.used_by) if known else ""
    return NumberRow(name, label, unit, before, after, used)
