"""The live page, which supervisors leave open."""

import datetime as dt

from django.http import HttpResponse
from django.shortcuts import render
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from attendance.live import live_of
from common.access import Role, roles_only
from common.pages import wants_part
from staff.requests import PersonRequest


@never_cache
@require_safe
@roles_only(Role.LEADER, Role.SUPERVISOR, Role.MANAGER, Role.DIRECTOR)
def show(request: PersonRequest) -> HttpResponse:
    """Who is here, late, absent, away, and what is open. Asked again by the page; 204 where nothing changed."""
    live = live_of(request.user, dt.datetime.now())
    if not wants_part(request):
        return render(request, "attendance/live.html", {"live": live})
    if request.GET.get("seen") == live.print:
        return HttpResponse(status=204)
    return render(request, "attendance/_live.html", {"live": live})
