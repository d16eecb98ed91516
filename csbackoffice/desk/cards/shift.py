"""One's own shift of today, the clock, and the next shift."""

import datetime as dt
from typing import Any

from django.urls import reverse
from django.utils.translation import gettext as _

from attendance.models import Punch, Shift, ShiftChange
from attendance.punches import clock_is_allowed
from attendance.shift_day import JUST_ENDED
from common.dated import DAY
from common.templatetags.backoffice import day
from csbackoffice.desk.parts import DUE, LATE, Step

CAME_BEFORE = dt.timedelta(hours=3)


def clock_of(user: Any, now: dt.datetime) -> dict[str, Any]:
    """Today's shift, what was punched for it, the next one, and whether one may punch here."""
    shift, coming = _shifts(user, now)
    since = dt.datetime.combine(now.date(), dt.time())
    if shift and shift.starts_at:
        early = shift.starts_at - CAME_BEFORE
        since = early if shift.on < now.date() else max(since, early)
    punches = list(Punch.objects.filter(employee=user.employee_id, punched_at__gte=since))
    return {
        "shift": shift,
        "coming": coming,
        "punches": punches,
        "may_clock": clock_is_allowed(now.date()),
        "now": now,
    }


def _shifts(user: Any, now: dt.datetime) -> tuple[Shift | None, Shift | None]:
    """(the shift that goes on, ended at midnight just now, or is today's; the next that is worked); one query."""
    rows = Shift.objects.filter(
        employee=user.employee_id, on__gte=now.date() - DAY, on__lte=now.date() + 14 * DAY
    ).order_by("on")
    current, coming = None, None
    for row in rows:
        if row.on < now.date():
            current = row if row.ends_at and row.ends_at > now - JUST_ENDED else None
        elif row.on == now.date():
            current = current or row
        elif row.starts_at and coming is None:
            coming = row
    return current, coming


def to_clock_in(user: Any) -> Step | None:
    """The shift has begun and nothing is punched."""
    now = dt.datetime.now()
    shift = _shifts(user, now)[0]
    if not (shift and shift.starts_at and shift.ends_at and shift.starts_at <= now < shift.ends_at):
        return None
    if Punch.objects.filter(
        employee=user.employee_id, punched_at__gte=shift.starts_at - CAME_BEFORE
    ).exists():
        return None
    says = _("Your shift began at %(time)s and you have not punched.") % {"time": f"{shift.starts_at:%H:%M}"}
    return Step(says, reverse("attendance:my_shifts"), "fingerprint", LATE, _("Clock in"))


def changes(user: Any) -> Step | None:
    """The roster has changed and one has not said that one saw it."""
    rows = ShiftChange.objects.filter(employee=user.employee_id, seen_at=None)
    days = sorted(rows.values_list("on", flat=True))
    if not days:
        return None
    says = _("Your roster has changed from %(day)s on.") % {"day": day(days[0])}
    return Step(says, reverse("attendance:my_shifts"), "calendar-event", DUE, _("Look"))
