"""Hours of service: other weeks from a day on, special days, and what then is due when.

What has been waited stays waited: a change holds from tomorrow on at the earliest. Running clocks get new due times.
"""

import datetime as dt
from collections import defaultdict
from collections.abc import Iterable, Sequence

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils.translation import gettext as _

from common.audit import record
from common.dated import DAY
from common.templatetags.backoffice import day as day_words
from staff.models import User
from tickets.clocks import Calendar, Clock
from tickets.models import CalendarWeek, Promise, ServiceCalendar, SpecialDay, Ticket, TicketClock
from tickets.services.timing import calendar_named

MOST_DAYS = 31


def refuse_counted(day: dt.date) -> None:
    """Raise ValidationError for a day of which some has been counted already."""
    if day <= dt.date.today():
        raise ValidationError(
            _("%(day)s has been counted already. Hours can be changed from tomorrow on."),
            params={"day": day_words(day)},
        )


@transaction.atomic
def add_calendar(*, by: User, platform: str, name: str, week: list[str], reason: str) -> ServiceCalendar:
    """Hours of their own for the tickets of a platform from now on; running clocks keep those they began with."""
    refuse_never_open(week)
    calendar = ServiceCalendar.objects.create(code=platform, platform=platform, name=name, week=week)
    record("hours of service added", calendar, by=by, changes={"week": [None, week_text(week)]}, note=reason)
    return calendar


@transaction.atomic
def change_hours(
    calendar: ServiceCalendar, week: list[str], valid_from: dt.date, reason: str, *, by: User
) -> None:
    """Another week from a day on. Raises ValidationError for a day that has begun, or a week that is never open."""
    refuse_counted(valid_from)
    refuse_never_open(week)
    before = week_on(calendar, valid_from)
    CalendarWeek.objects.filter(calendar=calendar, valid_from=valid_from).delete()
    CalendarWeek.objects.create(calendar=calendar, valid_from=valid_from, week=week, reason=reason, by=by)
    changes = {"valid_from": [None, valid_from], "week": [week_text(before), week_text(week)]}
    record("hours of service changed", calendar, by=by, changes=changes, note=reason)
    set_due_again([calendar.code])


def refuse_never_open(week: Sequence[str]) -> None:
    if not any(text.strip() for text in week):
        raise ValidationError(_("There must be hours of service on one day of the week at least."))


def week_on(calendar: ServiceCalendar, day: dt.date) -> list[str]:
    """The week that holds on a day."""
    later = calendar.weeks.filter(valid_from__lte=day).last()
    return list(later.week if later else calendar.week)


def week_text(week: Sequence[str]) -> str:
    return " | ".join(text or "—" for text in week)


@transaction.atomic
def name_special_days(
    calendar: ServiceCalendar | None,
    first: dt.date,
    last: dt.date,
    *,
    by: User,
    name: str,
    periods: str,
    reason: str,
) -> list[SpecialDay]:
    """Other hours on each day of a span, for one calendar or for all; what stood on these days gives way."""
    refuse_counted(first)
    many = (last - first).days + 1
    if not 0 < many <= MOST_DAYS:
        raise ValidationError(_("Name one to %(most)s days in a row."), params={"most": MOST_DAYS})
    SpecialDay.objects.filter(calendar=calendar, on__range=(first, last)).delete()
    days = [
        SpecialDay(calendar=calendar, on=first + number * DAY, name=name, periods=periods)
        for number in range(many)
    ]
    SpecialDay.objects.bulk_create(days)
    changes = {"first": [None, first], "last": [None, last], "hours": [None, periods]}
    record("special days named", days[0], by=by, changes=changes, note=reason)
    set_due_again(codes_of(calendar))
    return days


@transaction.atomic
def drop_special_day(day: SpecialDay, reason: str, *, by: User) -> None:
    """The usual hours hold on this day after all."""
    refuse_counted(day.on)
    changes = {"on": [day.on, None], "hours": [day.periods, None]}
    record("special day dropped", day, by=by, changes=changes, note=reason)
    codes = codes_of(day.calendar)
    day.delete()
    set_due_again(codes)


def codes_of(calendar: ServiceCalendar | None) -> list[str]:
    return [calendar.code] if calendar else list(ServiceCalendar.objects.values_list("code", flat=True))


def set_due_again(codes: Iterable[str]) -> int:
    """Work out anew when the running clocks of calendars are due; how many have changed."""
    changed: list[TicketClock] = []
    for code in codes:
        calendar = calendar_named(code)
        rows = TicketClock.objects.filter(
            calendar=code, finished_at__isnull=True, missed_at__isnull=True, running_since__isnull=False
        )
        changed += [row for row in rows.select_for_update() if _is_due_elsewhen(row, calendar)]
    TicketClock.objects.bulk_update(changed, ["due_at"], batch_size=500)
    _settle_many({row.ticket_id for row in changed})
    return len(changed)


def _is_due_elsewhen(row: TicketClock, calendar: Calendar) -> bool:
    before = row.due_at
    row.due_at = Clock(row.target_seconds, row.used_seconds, row.running_since).due(calendar)
    return row.due_at != before


def _settle_many(tickets: set[int]) -> None:
    """Let tickets say again what is due next: the earliest of their open promises and running clocks."""
    due: dict[int, list[dt.datetime]] = defaultdict(list)
    clocks = TicketClock.objects.filter(ticket__in=tickets, finished_at__isnull=True, due_at__isnull=False)
    promises = Promise.objects.filter(ticket__in=tickets, kept_at__isnull=True)
    for ticket, due_at in [
        *clocks.values_list("ticket", "due_at"),
        *promises.values_list("ticket", "due_at"),
    ]:
        due[ticket] += [due_at] if due_at else []
    settled = [Ticket(pk=pk, due_at=min(moments)) for pk, moments in due.items()]
    Ticket.objects.bulk_update(settled, ["due_at"], batch_size=500)
