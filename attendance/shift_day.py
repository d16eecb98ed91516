"""Which day it is for who works: a shift that goes on past midnight belongs to the day on which it began."""

import datetime as dt

from django.db.models import QuerySet

from attendance.models import Shift
from common.dated import DAY

# So long after a shift that ended at or after midnight its own board is still the one that people look for.
JUST_ENDED = dt.timedelta(hours=1)


def going_on(now: dt.datetime) -> "QuerySet[Shift]":
    """Shifts that have begun and not ended; of a person who has two, which cannot be, the later one first."""
    rows = Shift.objects.filter(on__gte=now.date() - DAY, on__lte=now.date())
    return rows.filter(starts_at__lt=now, ends_at__gt=now).order_by("-on", "employee")


def desk_day(employee: int | None, now: dt.datetime) -> dt.date:
    """The day whose board this person works with: yesterday while last night's shift goes on, or has just ended."""
    eve = now.date() - DAY
    midnight = dt.datetime.combine(now.date(), dt.time())
    last_night = Shift.objects.filter(
        employee=employee, on=eve, ends_at__gte=midnight, ends_at__gt=now - JUST_ENDED
    )
    begun = Shift.objects.filter(employee=employee, on=now.date(), starts_at__lte=now)
    return eve if last_night.exists() and not begun.exists() else now.date()
