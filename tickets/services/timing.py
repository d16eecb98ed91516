"""Clocks of tickets: started, paused, finished, and written down as an event when one is missed."""

import datetime as dt
from collections.abc import Iterable
from typing import Any

from django.db.models import Q

from tickets.clocks import Calendar, Clock, read_periods, read_week
from tickets.models import ServiceCalendar, SpecialDay, Ticket, TicketClock, TicketEvent
from tickets.rates import ServiceRates
from tickets.services.numbers import rates_of, target_seconds

ALWAYS = ["00:00-24:00"] * 7
COMPANY = "company"


def calendar_code(platform: str) -> str:
    """Whose hours hold for tickets of a platform: its own, else the company's."""
    found = ServiceCalendar.objects.filter(platform__in=[platform, ""]).order_by("-platform").first()
    return found.code if found else COMPANY


def calendar_named(code: str) -> Calendar:
    """Hours of service by code; one that was deleted counts round the clock."""
    row = ServiceCalendar.objects.filter(code=code).first()
    week = read_week(row.week if row else ALWAYS).week
    days = SpecialDay.objects.filter(Q(calendar__isnull=True) | Q(calendar=row)).order_by("calendar_id")
    # A day of the calendar's own wins over the day of all of them, which comes first or last by database.
    found = sorted(days, key=lambda day: day.calendar_id is not None)
    weeks = row.weeks.values_list("valid_from", "week") if row else []
    later = tuple((since, read_week(texts).week) for since, texts in weeks)
    return Calendar(week, {day.on: read_periods(day.periods) for day in found}, later)


def start_clock(ticket: Ticket, kind: str, now: dt.datetime) -> None:
    """Start a clock with the target of the ticket's priority, unless one of its kind is running."""
    if is_running(ticket, kind):
        return
    code = calendar_code(ticket.platform)
    seconds = target_seconds(rates_of(ServiceRates, now.date()), kind, ticket.priority)
    row = TicketClock(ticket=ticket, kind=kind, calendar=code, target_seconds=seconds, started_at=now)
    _write(row, Clock(seconds, running_since=now), calendar_named(code))
    row.save()


def is_running(ticket: Ticket, kind: str) -> bool:
    """Whether a clock of a kind is neither over nor missing; a paused one goes on later."""
    return bool(TicketClock.objects.filter(ticket=ticket, kind=kind, finished_at__isnull=True).exists())


def pause_clocks(ticket: Ticket, now: dt.datetime) -> None:
    for row in _running(ticket):
        calendar = calendar_named(row.calendar)
        _write(row, _read(row).paused(calendar, now), calendar)
        row.save()


def resume_clocks(ticket: Ticket, now: dt.datetime) -> None:
    for row in _running(ticket):
        _write(row, _read(row).resumed(now), calendar_named(row.calendar))
        row.save()


def retarget_clocks(ticket: Ticket, now: dt.datetime) -> None:
    """Give running clocks the targets of the ticket's priority; what was waited stays waited."""
    rates = rates_of(ServiceRates, now.date())
    for row in _running(ticket):
        row.target_seconds = target_seconds(rates, row.kind, ticket.priority)
        _write(row, _read(row).retargeted(row.target_seconds), calendar_named(row.calendar))
        row.save()


def finish_clock(ticket: Ticket, kind: str, now: dt.datetime) -> TicketClock | None:
    """Stop a clock for good; one that is over its target is missed, and the timeline says so."""
    row: TicketClock | None = _running(ticket).filter(kind=kind).first()
    if row is None:
        return None
    calendar = calendar_named(row.calendar)
    row.used_seconds = _read(row).used_by(calendar, now)
    row.waited_seconds = int((now - row.started_at).total_seconds())
    row.running_since, row.finished_at = None, now
    if row.used_seconds > row.target_seconds and row.missed_at is None:
        row.missed_at = row.due_at or now
        TicketEvent.objects.create(ticket=ticket, kind="missed", at=row.missed_at, text=row.kind)
    row.save()
    return row


def reopen_resolution(ticket: Ticket, now: dt.datetime) -> None:
    """Let the clock of the resolution go on where it stopped: time already waited is not given back."""
    row = ticket.clocks.filter(kind=TicketClock.Kind.RESOLUTION).last()
    if row is None:
        start_clock(ticket, TicketClock.Kind.RESOLUTION, now)
        return
    row.finished_at = row.waited_seconds = None
    _write(row, _read(row).resumed(now), calendar_named(row.calendar))
    row.save()


def due_of(ticket: Ticket) -> tuple[dt.datetime | None, dt.datetime | None]:
    """(next open promise, the earliest of promises and clocks)."""
    promised = (
        ticket.promises.filter(kept_at__isnull=True).order_by("due_at").values_list("due_at", flat=True)
    )
    running = ticket.clocks.filter(finished_at__isnull=True, due_at__isnull=False)
    dues = [*promised[:1], *running.values_list("due_at", flat=True)]
    return promised.first(), min(filter(None, dues), default=None)


def _running(ticket: Ticket) -> Any:
    """Its clocks that are not over, kept from those who write down what has run out."""
    return TicketClock.objects.select_for_update().filter(ticket=ticket, finished_at__isnull=True)


def _read(row: TicketClock) -> Clock:
    return Clock(row.target_seconds, row.used_seconds, row.running_since)


def _write(row: TicketClock, clock: Clock, calendar: Calendar) -> None:
    row.used_seconds, row.running_since = clock.used, clock.running_since
    row.due_at = clock.due(calendar)


def minutes(seconds: int | None) -> int | None:
    return None if seconds is None else seconds // 60


def finish_all(tickets: Iterable[Ticket], now: dt.datetime) -> None:
    """Stop every running clock of tickets that are resolved."""
    for ticket in tickets:
        for kind in TicketClock.Kind.values:
            finish_clock(ticket, kind, now)
