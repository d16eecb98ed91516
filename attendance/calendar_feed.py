"""A person's published shifts as an iCalendar feed (RFC 5545), under a secret address."""

import datetime as dt
from collections.abc import Iterator

from django.db import transaction
from django.utils.translation import gettext as _

from attendance.models import CalendarLink, Shift
from attendance.models.roster import new_token
from common import audit
from staff.models import Employee, User

BACK, AHEAD = dt.timedelta(days=31), dt.timedelta(days=92)
MOST_BYTES = 75
# China has kept one time of day without summer time since 1991.
ZONE = (
    "BEGIN:VTIMEZONE",
    "TZID:Asia/Shanghai",
    "BEGIN:STANDARD",
    "DTSTART:19910915T000000",
    "TZOFFSETFROM:+0800",
    "TZOFFSETTO:+0800",
    "TZNAME:CST",
    "END:STANDARD",
    "END:VTIMEZONE",
)


@transaction.atomic
def make_link(employee: Employee, *, by: User) -> CalendarLink:
    """A new secret address; the one before stops working."""
    link, _is_new = CalendarLink.objects.update_or_create(
        employee=employee, defaults={"token": new_token(), "at": dt.datetime.now()}
    )
    audit.record("calendar link made", employee, by=by)
    return link


@transaction.atomic
def drop_link(employee: Employee, *, by: User) -> None:
    """Stop the feed."""
    if CalendarLink.objects.filter(employee=employee).delete()[0]:
        audit.record("calendar link dropped", employee, by=by)


def feed(employee: Employee, today: dt.date) -> str:
    """The shifts from a month back to three months ahead; only while the person is employed."""
    shifts = Shift.objects.filter(employee=employee, on__gte=today - BACK, on__lte=today + AHEAD)
    working = shifts.exclude(kind=Shift.Kind.OFF) if employee.is_employed_on(today) else shifts.none()
    lines = ["BEGIN:VCALENDAR", "VERSION:2.0", "PRODID:-//csbackoffice//roster//ZH", "METHOD:PUBLISH"]
    title = _("Shifts of %(name)s") % {"name": employee.name}
    lines += [f"X-WR-CALNAME:{escaped(title)}", *ZONE]
    for shift in working.order_by("on"):
        lines += _event(shift)
    return "".join(f"{part}\r\n" for line in [*lines, "END:VCALENDAR"] for part in folded(line))


def _event(shift: Shift) -> Iterator[str]:
    assert shift.starts_at is not None and shift.ends_at is not None
    yield "BEGIN:VEVENT"
    # The day names the event: a shift that is edited is moved in the calendar, not added.
    yield f"UID:shift-{shift.employee_id}-{shift.on:%Y%m%d}@csbackoffice"
    yield f"DTSTAMP:{shift.starts_at - dt.timedelta(hours=8):%Y%m%dT%H%M%S}Z"
    yield f"DTSTART;TZID=Asia/Shanghai:{shift.starts_at:%Y%m%dT%H%M%S}"
    yield f"DTEND;TZID=Asia/Shanghai:{shift.ends_at:%Y%m%dT%H%M%S}"
    yield f"SUMMARY:{escaped(shift.get_kind_display())}"
    yield "END:VEVENT"


def escaped(text: str) -> str:
    """Text as RFC 5545 wants it."""
    for mark in ("\\", ";", ","):
        text = text.replace(mark, "\\" + mark)
    return text.replace("\r", "").replace("\n", "\\n")


def folded(line: str) -> Iterator[str]:
    """Lines of at most 75 bytes, never cut within a character."""
    part = ""
    for letter in line:
        if len((part + letter).encode()) > MOST_BYTES:
            yield part
            part = " "
        part += letter
    yield part
