"""What the pages of the shift desk have in common: the day and the group asked for, a change tried."""

import datetime as dt
from collections.abc import Callable
from typing import Any

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import Http404

from attendance.shift_day import desk_day
from common.dated import DAY
from staff.models import Group, Terms
from staff.requests import PersonRequest


def usual_day(request: PersonRequest) -> dt.date:
    """Today; on a night shift that goes on past midnight the day on which it began."""
    return desk_day(request.user.employee_id, dt.datetime.now())


def asked_day(request: PersonRequest) -> dt.date:
    """`?on=2026-09-05`; the usual day where nothing, or no day, is said."""
    text = request.POST.get("on") or request.GET.get("on") or ""
    try:
        day = dt.date.fromisoformat(text)
    except ValueError:
        return usual_day(request)
    return min(max(day, dt.date(2000, 1, 1)), dt.date(2100, 1, 1))


def asked_group(request: PersonRequest) -> tuple[Group | None, list[Group]]:
    """`?group=3` and all groups one may choose from; one's own group first, then any. 404 for a strange one."""
    groups = list(Group.objects.on_desk_of(request.user))
    text = request.POST.get("group") or request.GET.get("group") or ""
    if text:
        found = next((group for group in groups if str(group.pk) == text), None)
        if found is None:
            raise Http404
        return found, groups
    own = Terms.objects.in_force(dt.date.today()).filter(employee=request.user.employee_id)
    home = own.values_list("group", flat=True).first()
    return next((group for group in groups if group.pk == home), groups[0] if groups else None), groups


def day_and_group(request: PersonRequest) -> dict[str, Any]:
    """What `_day_and_group.html` shows: the day with its neighbours, the group and the choice of groups."""
    day = asked_day(request)
    group, groups = asked_group(request)
    return {
        "on": day,
        "before": day - DAY,
        "after": day + DAY,
        "is_today": day == dt.date.today() or not request.GET.get("on"),
        "group": group,
        "groups": groups,
    }


def fault_of(change: Callable[..., Any], *args: Any, **kwargs: Any) -> str:
    """Try a change; the sentence that says why it was refused, or nothing."""
    try:
        change(*args, **kwargs)
    except ValidationError as error:
        return " ".join(error.messages)
    return ""


def attempt(request: PersonRequest, change: Callable[..., Any], *args: Any, **kwargs: Any) -> bool:
    """Try a change in the name of whoever asks; a refusal becomes a message. True where it was made."""
    fault = fault_of(change, *args, by=request.user, **kwargs)
    if fault:
        messages.error(request, fault)
    return not fault
