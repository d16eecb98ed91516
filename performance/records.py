"""A person's record: praise and points, demerits, discipline step by step, marks; and who stands where in a group."""

import datetime as dt
from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import pgettext

from common.dated import in_force
from common.month import Month
from performance import measuring, pictures, showing
from performance.calibrating import hidden_from
from performance.models import (
    ConductEntry,
    ConductItem,
    Inspection,
    MentorNote,
    Sitting,
    Suggestion,
    TrainingPlace,
    WeeklyRecord,
)
from performance.services.steps import group_of, groups_of
from staff.models import Employee
from staff.rulebooks import books_of_groups, default_book, numbers_in_force

YEAR = dt.timedelta(days=365)
SHOWN = 20
STANDING = (ConductEntry.Status.RECORDED, ConductEntry.Status.UPHELD)


@dataclass
class Tally:
    """What stands for one person since a day."""

    person: Employee
    earned: int = 0
    lost: int = 0
    demerits: int = 0
    appealed: int = 0
    # {item: how many reminders, warnings and costs so far}
    steps: dict[str, int] = field(default_factory=lambda: defaultdict(int))
    latest: ConductEntry | None = None


@dataclass(frozen=True)
class Step:
    """Where somebody stands with an item under progressive discipline."""

    item: str
    times: int
    next_stage: str


def tallies(rows: Iterable[ConductEntry]) -> list[Tally]:
    """Entries summed by person, the most demerits and points lost first."""
    found: dict[int, Tally] = {}
    catalogue = measuring.catalogue()
    for one in rows:
        tally = found.setdefault(one.employee_id, Tally(one.employee))
        _add(tally, one, in_force(catalogue.get(one.item, []), one.on) or 0)
    return sorted(found.values(), key=lambda row: (-row.demerits, -row.lost, row.person.employee_no))


def _add(tally: Tally, one: ConductEntry, points: int) -> None:
    tally.latest = tally.latest or one
    if one.status == ConductEntry.Status.APPEALED:
        tally.appealed += 1
    if one.status not in STANDING:
        return
    tally.demerits += one.is_demerit
    if points < 0:
        tally.steps[one.item] += 1
    if one.costs and points < 0:
        tally.lost -= points * one.count
    elif one.costs:
        tally.earned += points * one.count


def discipline(user: Any, today: dt.date) -> list[Tally]:
    """Visible people with demerits or points lost in the last twelve months; a fixed number of queries."""
    rows = ConductEntry.objects.visible_to(user).filter(on__gt=today - YEAR, on__lte=today)
    points = ConductItem.objects.filter(points__lt=0).values("code")
    bad = rows.filter(item__in=points) | rows.filter(item__startswith="DEMERIT_")
    return [
        row
        for row in tallies(bad.select_related("employee").order_by("-on", "-pk"))
        if row.demerits or row.lost or row.steps
    ]


def steps(rows: Sequence[Tally], names: Mapping[str, str]) -> dict[int, list[Step]]:
    """{employee id: what comes next for each item}; nobody where every entry counts from the first time."""
    today = dt.date.today()
    month = Month.of(today)
    groups = groups_of([row.person.pk for row in rows], today)
    books, default = books_of_groups(month.last), default_book().pk
    numbers = numbers_in_force(month)
    said = (pgettext("discipline", "warning"), _("the points"))
    found: dict[int, list[Step]] = {}
    for row in rows:
        book = books.get(groups.get(row.person.pk) or 0) or default
        if numbers.get(book, {}).get("progressive_discipline") == "yes":
            found[row.person.pk] = [
                Step(names.get(item, item), times, said[min(times, 2) - 1])
                for item, times in sorted(row.steps.items())
            ]
    return found


def item_names() -> dict[str, str]:
    """{code: name in the reader's language} of the newest rows of the catalogue."""
    return {one.code: str(one) for one in ConductItem.objects.order_by("valid_from")}


def page_of(person: Employee, user: Any) -> dict[str, Any]:
    """Everything of a person's record; what leads keep about people is not for the person."""
    today = dt.date.today()
    rows = ConductEntry.objects.filter(employee=person).select_related("employee").order_by("-on", "-pk")
    names = item_names()
    entries = list(rows[:SHOWN])
    for one in entries:
        one.item_name = names.get(one.item, one.item)
    found = tallies(rows.filter(on__gt=today - YEAR))
    tally = found[0] if found else Tally(person)
    trend = showing.trend(person.pk)
    kept = {} if user.employee_id == person.pk else _kept_by_leads(person)
    return {
        "person": person,
        "tally": tally,
        "steps": steps([tally], names).get(person.pk),
        "entries": entries,
        "trend": trend,
        "line": pictures.trend_line(trend, showing.limits_of(group_of(person.pk, today), Month.of(today))),
        **_learning(person, user),
        **kept,
    }


def _learning(person: Employee, user: Any) -> dict[str, Any]:
    inspections = Inspection.objects.filter(employee=person, done_at__isnull=False, is_calibration=False)
    inspections = inspections.exclude(pk__in=hidden_from(user))
    return {
        "inspections": inspections.select_related("standard")[:5],
        "sittings": Sitting.objects.filter(employee=person).select_related("exam")[:5],
        "places": TrainingPlace.objects.filter(employee=person).select_related("plan")[:5],
        "suggestions": Suggestion.objects.filter(employee=person)[:5],
    }


def _kept_by_leads(person: Employee) -> dict[str, Sequence[Any]]:
    weeks = WeeklyRecord.objects.filter(employee=person).select_related("by__employee")
    notes = MentorNote.objects.filter(employee=person).select_related("by__employee")
    return {"weeks": weeks[:8], "notes": notes[:8]}
