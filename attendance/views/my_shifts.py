"""What a person sees of their own shifts: coming ones, what changed, the clock, the calendar."""

import datetime as dt
from typing import Any

from django.contrib.auth.decorators import login_not_required
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from attendance import calendar_feed, roster
from attendance.models import CalendarLink, Punch, PunchCorrection, Shift, ShiftChange
from attendance.punches import clock_is_allowed
from attendance.reading import Read, readings
from attendance.reading_words import verdict
from attendance.roster_check import Planned
from attendance.roster_grid import planned_words
from attendance.shift_day import desk_day
from attendance.waiting import swaps_of
from common.access import Role, roles_only
from common.month import Month
from staff.models import Employee
from staff.requests import PersonRequest, person_of

AHEAD = BACK = 14
DAY = dt.timedelta(days=1)
CAME_BEFORE = dt.timedelta(hours=3)


@require_safe
@roles_only(*Role)
def show(request: PersonRequest) -> HttpResponse:
    """The coming two weeks, what changed, and the way to everything about one's shifts."""
    me, now = person_of(request), dt.datetime.now()
    today = desk_day(me.pk, now)
    coming = Shift.objects.filter(employee=me, on__gte=today, on__lt=today + AHEAD * DAY)
    shifts = [(shift, said(shift)) for shift in coming.order_by("on")]
    context = {
        "coming": shifts,
        "changes": changes_of(me),
        "past": past_of(me, now),
        "swaps": swaps_of(request.user, today),
        "corrections": PunchCorrection.objects.filter(employee=me, asked_at__gte=today - 30 * DAY),
        "calendar": address_of_feed(request, me),
    }
    return render(request, "attendance/my_shifts.html", context | clock_of(me, shifts, today))


def clock_of(me: Employee, shifts: list[tuple[Shift, str]], today: dt.date) -> dict[str, Any]:
    """What the clock shows: today's shift, what was punched for it, whether one may punch here."""
    return {
        "today": today,
        "today_says": next((what for shift, what in shifts if shift.on == today), _("not rostered")),
        "may_clock": clock_is_allowed(today),
        "punches": punched_for(me, shifts, today),
    }


def address_of_feed(request: PersonRequest, me: Employee) -> str:
    """The whole secret address; empty where there is none."""
    link = CalendarLink.objects.filter(employee=me).first()
    return request.build_absolute_uri(reverse("attendance:calendar", args=[link.token])) if link else ""


def punched_for(me: Employee, shifts: list[tuple[Shift, str]], today: dt.date) -> list[Punch]:
    """Punches of today, or of today's shift: those after last night's shift do not begin this one."""
    since = dt.datetime.combine(today, dt.time())
    start = next((shift.starts_at for shift, _what in shifts if shift.on == today and shift.starts_at), since)
    first = max(since, start - CAME_BEFORE)
    return list(Punch.objects.filter(employee=me, punched_at__gte=first))


def past_of(me: Employee, now: dt.datetime) -> list[tuple[Read, str]]:
    """The last shifts and how they were read, newest first."""
    today = now.date()
    found = []
    for month in sorted({Month.of(today), Month.of(today - BACK * DAY)}, reverse=True):
        found += sorted(readings([me], month)[me.pk], key=lambda read: read.on, reverse=True)
    over = [read for read in found if today - BACK * DAY <= read.on <= today and not read.is_open(now)]
    return [(read, verdict(read)) for read in over]


def said(shift: Shift) -> str:
    return planned_words(Planned(shift.kind, shift.starts_at, shift.ends_at), shift.on)


def changes_of(me: Employee) -> list[tuple[dt.date, str, str]]:
    """What was published and is not yet seen: day, before, after."""
    return [
        (
            row.on,
            planned_words(Planned(row.kind_before, row.starts_before, row.ends_before), row.on),
            planned_words(Planned(row.kind_after, row.starts_after, row.ends_after), row.on),
        )
        for row in ShiftChange.objects.filter(employee=me, seen_at=None)
    ]


@require_POST
@roles_only(*Role)
def seen(request: PersonRequest) -> HttpResponse:
    """The changes are read."""
    roster.mark_seen(person_of(request), by=request.user)
    return redirect("attendance:my_shifts")


@require_POST
@roles_only(*Role)
def calendar_link(request: PersonRequest) -> HttpResponse:
    """Make a (new) secret address, or drop it."""
    if request.POST.get("drop"):
        calendar_feed.drop_link(person_of(request), by=request.user)
    else:
        calendar_feed.make_link(person_of(request), by=request.user)
    return redirect("attendance:my_shifts")


@login_not_required
@require_safe
def calendar(request: PersonRequest, token: str) -> HttpResponse:
    """The feed: whoever knows the address reads it, so it shows shifts and nothing else."""
    link = get_object_or_404(CalendarLink.objects.select_related("employee"), token=token)
    text = calendar_feed.feed(link.employee, dt.date.today())
    response = HttpResponse(text, content_type="text/calendar; charset=utf-8")
    response.headers["Cache-Control"] = "private, max-age=900"
    return response
