"""What the manager settles once, before the first month: name, first month, rule book, times of the shifts."""

from typing import Any

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils.translation import gettext as _

from attendance.shifts import USUAL
from common import locks
from common.audit import record
from common.month import Month
from csbackoffice.presets import PRESETS
from staff.models import Company, RuleBook, RuleRate
from staff.rulebooks import default_book, numbers_in_force

# How the change log names these two; the steps look for them.
BOOK_CHOSEN, TIMES_SET = "default rule book chosen", "shift times set"
WHY = "The company's own times, entered in the first steps."


def company() -> Company | None:
    return Company.objects.first()


@transaction.atomic
def name_company(name: str, first_month: Month, *, by: Any) -> Company:
    """What the company is called, and the month that is worked out here first."""
    refuse_locked(first_month)
    standing = company() or Company()
    changes = {"name": [standing.name, name], "first_month": [standing.first_month, first_month]}
    standing.name, standing.first_month = name, first_month
    standing.save()
    record("company named", standing, by=by, changes=changes)
    return standing


@transaction.atomic
def choose_rulebook(book: RuleBook, *, by: Any) -> None:
    """Make a rule book the company's default. Raises ValidationError once a month is locked under another."""
    if locks.locked_through():
        raise ValidationError(
            _("Months are locked already. Give groups a rule book with a from-date instead, on their pages.")
        )
    before = default_book()
    RuleBook.objects.filter(is_default=True).update(is_default=False)
    RuleBook.objects.filter(pk=book.pk).update(is_default=True)
    record(BOOK_CHOSEN, book, by=by, changes={"is_default": [before.name, book.name]})


@transaction.atomic
def set_shift_times(times: dict[str, str], month: Month, *, by: Any) -> int:
    """Times of the shifts in the company's rule book from a month on, each as 08:00; how many changed.

    Raises ValidationError for a locked month, and where the number has a row of its own from that month.
    """
    refuse_locked(month)
    book = default_book()
    held = shift_times(month)
    changed = {name: text for name, text in times.items() if text != held[name]}
    if RuleRate.objects.filter(book=book, valid_from=month.first, name__in=changed).exists():
        text = _(
            "The times were changed from %(month)s on already. Change them again in a draft of the rule book."
        )
        raise ValidationError(text, params={"month": month})
    RuleRate.objects.bulk_create(
        RuleRate(book=book, name=name, value=text, valid_from=month.first, reason=WHY, by=by)
        for name, text in changed.items()
    )
    record(TIMES_SET, book, by=by, changes={name: [held[name], changed[name]] for name in changed})
    return len(changed)


def shift_times(month: Month) -> dict[str, str]:
    """`{"day_shift_start": "08:00", ...}` as the company's rule book has them in a month."""
    numbers = numbers_in_force(month, [default_book().pk]).get(default_book().pk, {})
    return {name: numbers.get(name, usual) for name, usual in USUAL.items()}


def refuse_locked(month: Month) -> None:
    border = locks.locked_through()
    if border is not None and month <= border:
        text = _("%(month)s is locked; the first open month is %(first)s.")
        raise ValidationError(text, params={"month": month, "first": border.next})


def preset_books() -> list[RuleBook]:
    """The rule books that ship with the product, in their order."""
    books = {book.preset: book for book in RuleBook.objects.exclude(preset="")}
    return [books[code] for code in PRESETS if code in books]
