"""Rule books: named sets of numbers with from-dates, and which one holds for whom."""

import datetime as dt
from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from common.dated import number, read_numbers, words
from common.month import Month
from staff.models import GroupTerms, RuleBook, RuleRate

Numbers = Mapping[str, str]


@dataclass(frozen=True)
class EmploymentRates:
    """Numbers about employment."""

    trial_days: int = number(words("trial"), words("days"))


def default_book() -> RuleBook:
    """The company's rule book, for people without a group and groups without one of their own."""
    return RuleBook.objects.get(is_default=True)


def numbers_in_force(month: Month, books: Iterable[int] | None = None) -> dict[int, dict[str, str]]:
    """{rule book id: {name: value}} for a month: of each number the last row that began by its first day."""
    rows = RuleRate.objects.filter(valid_from__lte=month.first)
    if books is not None:
        rows = rows.filter(book__in=list(books))
    found: dict[int, dict[str, str]] = defaultdict(dict)
    for book, name, value in rows.order_by("valid_from").values_list("book", "name", "value"):
        found[book][name] = value
    return dict(found)


def books_of_groups(day: dt.date) -> dict[int, int | None]:
    """{group id: rule book id} on a day; None where a group has none of its own."""
    return dict(GroupTerms.objects.in_force(day).values_list("group", "rulebook"))


def company_numbers(month: Month) -> dict[str, str]:
    """The numbers of the company's rule book for a month."""
    return numbers_in_force(month, [default_book().pk]).get(default_book().pk, {})


def trial_days(month: Month) -> int:
    """How long the trial is under the company's rule book."""
    return read_numbers(EmploymentRates, company_numbers(month)).trial_days
