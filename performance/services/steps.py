"""What several services ask first: may this be done, and by whom."""

import datetime as dt
from collections.abc import Iterable, Mapping
from typing import Any

from django.utils.translation import gettext as _

from common import locks
from common.dated import MissingNumber, Value, read_numbers
from common.month import Month
from staff.models import Terms
from staff.rulebooks import books_of_groups, default_book, numbers_in_force


class Refused(Exception):
    """A step that the state of a record does not allow; the text says why, in words."""


def refuse_locked(month: Month) -> None:
    """Raises Refused, naming the month, where its pay is approved."""
    border = locks.locked_through()
    if border is not None and month <= border:
        raise Refused(
            _("%(month)s is locked: its pay is approved and does not change any more.") % {"month": month}
        )


def author(by: Any) -> Any:
    """The login to store; None for a command without one."""
    return by if getattr(by, "pk", None) else None


def numbers_for(group: int | None, month: Month) -> Mapping[str, str]:
    """The numbers of a group's rule book for a month, or the company's."""
    book = books_of_groups(month.last).get(group) if group else None
    pk = book or default_book().pk
    return numbers_in_force(month, [pk]).get(pk, {})


def numbers_by_group(month: Month) -> dict[int | None, Mapping[str, str]]:
    """The numbers of each group's rule book for a month; None: the company's."""
    default, all_books = default_book().pk, numbers_in_force(month)
    found: dict[int | None, Mapping[str, str]] = {None: all_books.get(default, {})}
    for group, book in books_of_groups(month.last).items():
        found[group] = all_books.get(book or default, {})
    return found


def rates_for(kind: type[Value], group: int | None, month: Month) -> Value:
    """A dataclass of rates for a group and month. Raises Refused, in words, where a number is missing."""
    try:
        return read_numbers(kind, numbers_for(group, month))
    except MissingNumber as error:
        raise Refused(str(error)) from error


def group_of(employee: int, day: dt.date) -> int | None:
    """The group in which a person is on a day."""
    terms = Terms.objects.in_force(day).filter(employee=employee)
    return terms.values_list("group", flat=True).first()


def groups_of(employees: Iterable[int], day: dt.date) -> dict[int, int | None]:
    """{employee id: group id} on a day."""
    rows = Terms.objects.in_force(day).filter(employee__in=list(employees))
    return dict(rows.values_list("employee", "group"))
