"""The attendance calendar: of each day, how many shifts were not as rostered."""

import datetime as dt
from collections import defaultdict
from typing import Any

from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from attendance.reading import Read, readings
from attendance.reading_words import shift_words, verdict
from common.access import Role
from common.month import Month
from common.templatetags.backoffice import day
from csbackoffice.dashboards.asked import Asked
from csbackoffice.dashboards.chart import CELL, COUNT, PERCENT, Chart, Column, Row, Table, rows_url, share
from csbackoffice.dashboards.tables import ReadTable

KEY = "attendance"
# Of more people than this only the last month asked for is read: every shift is read anew.
MANY = 60
TROUBLE = frozenset({"absent", "missed", "late", "early"})


def reads(asked: Asked, month: Month) -> list[tuple[Any, Read]]:
    """(person, reading) of the shifts that are over."""
    now = dt.datetime.now()
    people = list(asked.people.employed_between(month.first, month.last).order_by("employee_no"))
    found = readings(people, month, month.first, min(month.last, now.date()))
    return [(one, read) for one in people for read in found[one.pk] if not read.is_open(now)]


def months(asked: Asked) -> list[Month]:
    return [asked.last] if asked.people.count() > MANY else list(asked.months())


def make(asked: Asked) -> Table:
    counted: dict[dt.date, dict[str, int]] = defaultdict(lambda: defaultdict(int))
    for month in months(asked):
        for _person, read in reads(asked, month):
            counted[read.on]["all"] += 1
            marks = set(read.marks)
            counted[read.on]["trouble"] += bool(marks & TROUBLE)
            for mark in marks:
                counted[read.on][mark] += 1
    rows = [row_of(on, counted[on], asked) for on in sorted(counted)]
    columns = (
        Column(_("shifts not as rostered"), COUNT, CELL),
        Column(_("shifts"), COUNT),
        Column(_("share"), PERCENT),
        Column(_("late"), COUNT),
        Column(_("left early"), COUNT),
        Column(_("missing punch"), COUNT),
        Column(_("absent"), COUNT),
        Column(_("on leave"), COUNT),
    )
    return Table(columns, rows, left_out(asked) if rows else "")


def left_out(asked: Asked) -> str:
    """Why only one month is shown, where that is so."""
    if asked.first == asked.last or months(asked) != [asked.last]:
        return ""
    says = _(
        "Of more than %(many)s people one month is shown: %(month)s. Choose another last month, or one group."
    )
    return says % {"many": MANY, "month": asked.last}


def row_of(on: dt.date, found: dict[str, int], asked: Asked) -> Row:
    kinds = [found[mark] for mark in ("late", "early", "missed", "absent", "leave")]
    values = (found["trouble"], found["all"], share(found["trouble"], found["all"]), *kinds)
    return Row(day(on), values, (rows_url(KEY, asked, str(on)),) * len(values), on=on)


def behind(asked: Asked, at: str) -> tuple[Any, Any]:
    """The shifts of a day and how they were read, those with trouble first."""
    on = dt.date.fromisoformat(at)
    found = [(person, read) for person, read in reads(asked, Month.of(on)) if read.on == on]
    rows = [
        {
            "person": person,
            "shift": shift_words(read),
            "says": verdict(read),
            "url": reverse("attendance:reading", args=[read.reading.shift.id]),
            "is_trouble": bool(TROUBLE & set(read.marks)),
        }
        for person, read in found
    ]
    return sorted(rows, key=lambda row: not row["is_trouble"]), ReadTable


CHART = Chart(
    KEY,
    gettext_lazy("Attendance calendar"),
    gettext_lazy("How many shifts of each day were late, left early, lacked a punch or were absent."),
    "clock-check",
    frozenset(Role),
    gettext_lazy("day"),
    make,
    "calendar",
    behind,
)
