"""What a person sees of their own shifts: coming ones, what changed, the clock, the calendar."""

import datetime as dt

from django.contrib.auth.decorators import login_not_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.views.decorators.http import require_POST, require_safe

from attendance import calendar_feed, roster
from attendance.models import CalendarLink, Shift, ShiftChange
from attendance.roster_check import Planned
from attendance.roster_grid import planned_words
from common.access import Role, roles_only

AHEAD = 14
DAY = dt.timedelta(days=1)


@require_safe
@roles_only(*Role)
def show(request: HttpRequest) -> HttpResponse:
    """The coming two weeks, what changed, and the way to everything about one's shifts."""
    me, today = request.user.employee, dt.date.today()
    coming = Shift.objects.filter(employee=me, on__gte=today, on__lt=today + AHEAD * DAY)
    link = CalendarLink.objects.filter(employee=me).first()
    context = {
        "coming": [(shift, said(shift)) for shift in coming.order_by("on")],
        "changes": changes_of(me),
        "today": today,
        "calendar": request.build_absolute_uri(feed_url(link)) if link else "",
    }
    return render(request, "attendance/my_shifts.html", context)


def said(shift: Shift) -> str:
    return planned_words(Planned(shift.kind, shift.starts_at, shift.ends_at), shift.on)


def changes_of(me: object) -> list[tuple[dt.date, str, str]]:
    """What was published and is not yet seen: day, before, after."""
    return [
        (
            row.on,
            planned_words(Planned(row.kind_before, row.starts_before, row.ends_before), row.on),
            planned_words(Planned(row.kind_after, row.starts_after, row.ends_after), row.on),
        )
        for row in ShiftChange.objects.filter(employee=me, seen_at=None)
    ]


def feed_url(link: CalendarLink) -> str:
    return reverse("attendance:calendar", args=[link.token])


@require_POST
@roles_only(*Role)
def seen(request: HttpRequest) -> HttpResponse:
    """The changes are read."""
    roster.mark_seen(request.user.employee, by=request.user)
    return redirect("attendance:my_shifts")


@require_POST
@roles_only(*Role)
def calendar_link(request: HttpRequest) -> HttpResponse:
    """Make a (new) secret address, or drop it."""
    if request.POST.get("drop"):
        calendar_feed.drop_link(request.user.employee, by=request.user)
    else:
        calendar_feed.make_link(request.user.employee, by=request.user)
    return redirect("attendance:my_shifts")


@login_not_required
@require_safe
def calendar(request: HttpRequest, token: str) -> HttpResponse:
    """The feed: whoever knows the address reads it, so it shows shifts and nothing else."""
    link = get_object_or_404(CalendarLink.objects.select_related("employee"), token=token)
    text = calendar_feed.feed(link.employee, dt.date.today())
    response = HttpResponse(text, content_type="text/calendar; charset=utf-8")
    response.headers["Cache-Control"] = "private, max-age=900"
    return response
