"""Which months are locked: their pay is approved and nothing in them may change any more."""

import datetime as dt

from django.db import connection
from django.db.models import Max

from common.models import MonthLock
from common.month import Month


def locked_through() -> Month | None:
    """The last locked month, with everything before it; None while no month is locked.

    Whoever asks in a transaction, to write then, is waited for by an approval: no month is locked between.
    """
    if connection.vendor == "postgresql" and connection.in_atomic_block:
        with connection.cursor() as cursor:
            cursor.execute("LOCK TABLE common_monthlock IN ROW SHARE MODE")
    number = MonthLock.objects.aggregate(last=Max("month"))["last"]
    return Month.from_number(number) if number else None


def is_locked(day: dt.date) -> bool:
    border = locked_through()
    return border is not None and Month.of(day) <= border


def first_open(month: Month) -> Month:
    """`month` itself, or the first month that is not locked where `month` is."""
    border = locked_through()
    return month if border is None or month > border else border.next


def lock(month: Month) -> None:
    """Lock a month; for payroll's approval only, inside its transaction."""
    MonthLock.objects.create(month=month.number)
