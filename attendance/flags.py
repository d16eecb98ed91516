"""Absences that a person has to decide about: in a row, and in a year. Nobody is ever dismissed by the program."""

import datetime as dt
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any

from django.core.exceptions import ValidationError
from django.db import transaction
from django.db.models import Count, Exists, OuterRef, QuerySet
from django.utils.translation import gettext as _

from attendance.leave import rules_of
from attendance.models import FlagDecision, Punch, Shift
from attendance.reading import Read, readings
from common import audit
from common.access import Role
from common.month import Month
from staff.models import Employee

DAY = dt.timedelta(days=1)
# Who lacks punches on fewer shifts of a year than this is far from the usual limits and is not read shift by shift.
FAR_BELOW = 10
DECIDERS = frozenset({Role.SUPERVISOR, Role.MANAGER, Role.DIRECTOR})


@dataclass(frozen=True)
class Flag:
    """Something to decide about a person: what it is, about which time, in words."""

    employee: Employee
    kind: str
    about: str
    says: str
    decided: FlagDecision | None = None

    @property
    def label(self) -> str:
        return str(FlagDecision.Kind(self.kind).label)


def absence_flags(seen: "QuerySet[Employee]", today: dt.date) -> list[Flag]:
    """Flags of these people, for the year of today and the row that reaches into it."""
    rules = rules_of(today)
    people = _candidates(seen, today, min(FAR_BELOW, rules.absences_in_row, rules.absences_in_year))
    if not people:
        return []
    flags: list[Flag] = []
    for person, reads in _reads(people, today):
        flags += _in_year(person, reads, today, rules.absences_in_year)
        flags += _in_row(person, reads, rules.absences_in_row)
    return flags


def _candidates(seen: "QuerySet[Employee]", today: dt.date, fewest: int) -> list[Employee]:
    """People with many shifts on which they punched nothing by the end, in one query."""
    # No arithmetic of moments here: over a year of everybody's shifts it costs more than all the rest.
    near = Punch.objects.filter(
        employee=OuterRef("employee"),
        punched_at__gte=OuterRef("on"),
        punched_at__lte=OuterRef("ends_at"),
    )
    empty = Shift.objects.filter(
        employee__in=seen, on__gte=_since(today), on__lt=today, starts_at__isnull=False
    )
    many = empty.filter(~Exists(near)).values("employee").annotate(count=Count("pk")).order_by()
    ids = many.filter(count__gte=fewest).values("employee")
    return list(seen.filter(pk__in=ids).order_by("employee_no"))


def _since(today: dt.date) -> dt.date:
    """The beginning of the year, and two months before it for a row that began there."""
    return Month(today.year, 1).plus(-2).first


def _reads(people: Sequence[Employee], today: dt.date) -> Iterator[tuple[Employee, list[Read]]]:
    """Each person's shifts that are over, in order."""
    month, now = Month.of(_since(today)), dt.datetime.now()
    found: dict[int, list[Read]] = {person.pk: [] for person in people}
    while month <= Month.of(today):
        for pk, reads in readings(people, month).items():
            found[pk] += [read for read in reads if not read.is_open(now)]
        month = month.next
    for person in people:
        yield person, found[person.pk]


def _in_year(person: Employee, reads: Sequence[Read], today: dt.date, limit: int) -> Iterator[Flag]:
    count = sum(read.reading.is_absent for read in reads if read.on.year == today.year)
    if count > limit:
        says = _("absent on %(count)s shifts in %(year)s") % {"count": count, "year": today.year}
        yield Flag(person, FlagDecision.Kind.IN_YEAR, str(today.year), says)


def _in_row(person: Employee, reads: Sequence[Read], limit: int) -> Iterator[Flag]:
    """Rows of absent shifts, one after the other without one that was attended or on leave."""
    row: list[Read] = []
    for read in [*reads, None]:
        if read is not None and read.reading.is_absent:
            row.append(read)
            continue
        if len(row) > limit:
            says = _("absent on %(count)s shifts in a row from %(first)s to %(last)s")
            says %= {"count": len(row), "first": row[0].on, "last": row[-1].on}
            yield Flag(person, FlagDecision.Kind.IN_ROW, str(row[0].on), says)
        row = []


def with_decisions(flags: Sequence[Flag]) -> list[Flag]:
    """The same flags with what was decided about them; the undecided first."""
    known = {
        (one.employee_id, one.kind, one.about): one
        for one in FlagDecision.objects.filter(employee__in={flag.employee.pk for flag in flags})
    }
    told = [
        Flag(
            flag.employee,
            flag.kind,
            flag.about,
            flag.says,
            known.get((flag.employee.pk, flag.kind, flag.about)),
        )
        for flag in flags
    ]
    return sorted(told, key=lambda flag: flag.decided is not None)


@transaction.atomic
def decide(flag: Flag, decision: str, *, by: Any) -> FlagDecision:
    """Write down what was decided about a flag. Raises ValidationError for one's own, without words, or twice."""
    if by.role not in DECIDERS or flag.employee.pk == by.employee_id:
        raise ValidationError(_("Somebody else has to decide about this."))
    if not decision:
        raise ValidationError(_("Write what was decided."))
    made, is_new = FlagDecision.objects.get_or_create(
        employee=flag.employee,
        kind=flag.kind,
        about=flag.about,
        defaults={"decision": decision, "by": by, "at": dt.datetime.now()},
    )
    if not is_new:
        raise ValidationError(_("This was decided already: %(decision)s"), params={"decision": made.decision})
    audit.record("flag decided", made, by=by, note=decision)
    return made
