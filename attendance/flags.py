"""Absences that a person has to decide about: in a row, and in a year. Nobody is ever dismissed by the program."""

import datetime as dt
from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass
from typing import Any

from django.core.exceptions import ValidationError
from django.db import transaction
from django.db.models import Count, Exists, OuterRef, Q, QuerySet
from django.utils.translation import gettext as _

from attendance.leave import rules_of
from attendance.models import FlagDecision, Punch, Shift
from attendance.reading import Read, readings
from common import audit
from common.access import Role
from common.fields import MinutesOn
from common.month import Month
from staff.models import Employee, GroupTerms, RuleBook, RuleRate, Terms

# Punches of a month come in after it: so long the year before is looked at too.
STILL_OPEN = dt.timedelta(days=60)
# Whoever comes or goes within this many minutes of a shift was there; more would reach into the shift next to it.
NEAR = 60
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
    """Flags of these people: for the year of today (at its beginning for the last one too), and rows into it."""
    rules = rules_of(today)
    people = _candidates(seen, today, max(min(rules.absences_in_row, rules.absences_in_year), 1))
    if not people:
        return []
    flags: list[Flag] = []
    for person, reads in _reads(people, today):
        for year in _years(today):
            flags += _in_year(person, reads, year, rules.absences_in_year)
        flags += _in_row(person, [*_before(person, reads, today), *reads], rules.absences_in_row)
    return flags


def _candidates(seen: "QuerySet[Employee]", today: dt.date, fewest: int) -> list[Employee]:
    """People with many shifts that may be absences, in one query; whether they are says the reading of each.

    Nobody punched near the shift; under a rule book with tiers also: nobody punched at its end, for who leaves early
    beyond the tiers is absent.
    """
    shifts = Shift.objects.filter(on__gte=_since(today), on__lt=today, starts_at__isnull=False)
    never_came = shifts.filter(employee__in=seen).exclude(_punched("starts_at", -NEAR))
    went_early = shifts.filter(employee__in=_under_tiers(seen)).exclude(_punched("ends_at", 0))
    many = Q(pk__in=_with_many(never_came, fewest)) | Q(pk__in=_with_many(went_early, fewest))
    return list(seen.filter(many).order_by("employee_no"))


def _punched(side: str, minutes: int) -> Exists:
    """A punch of the person from near a side of the shift until shortly after its end."""
    since, until = MinutesOn(OuterRef(side), minutes), MinutesOn(OuterRef("ends_at"), NEAR)
    return Exists(
        Punch.objects.filter(employee=OuterRef("employee"), punched_at__gte=since, punched_at__lte=until)
    )


def _with_many(shifts: "QuerySet[Shift]", fewest: int) -> Any:
    counted = shifts.order_by().values("employee").annotate(count=Count("pk"))
    return counted.filter(count__gte=fewest).values("employee")


def _under_tiers(seen: "QuerySet[Employee]") -> "QuerySet[Employee]":
    """Those of these people who are or were under a rule book by which early leave can be absence."""
    books = RuleRate.objects.filter(name="early_mode", value="tiered").values("book")
    if RuleBook.objects.filter(is_default=True, pk__in=books).exists():
        return seen
    groups = GroupTerms.objects.filter(rulebook__in=books).values("group")
    return seen.filter(pk__in=Terms.objects.filter(group__in=groups).values("employee"))


def _years(today: dt.date) -> Collection[int]:
    return sorted({(today - STILL_OPEN).year, today.year})


def _since(today: dt.date) -> dt.date:
    """The beginning of the first year that is looked at, and two months before it for a row that began there."""
    return Month(min(_years(today)), 1).plus(-2).first


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


def _before(person: Employee, reads: Sequence[Read], today: dt.date) -> list[Read]:
    """Months before, while the first shift read is an absence: a row is known by the day on which it began."""
    month, earlier, first = Month.of(_since(today)), list[Read](), list(reads)
    while first and first[0].reading.is_absent:
        month = month.previous
        first = readings([person], month).get(person.pk, [])
        earlier = [*first, *earlier]
    return earlier


def _in_year(person: Employee, reads: Sequence[Read], year: int, limit: int) -> Iterator[Flag]:
    count = sum(read.reading.is_absent for read in reads if read.on.year == year)
    if count > limit:
        says = _("absent on %(count)s shifts in %(year)s") % {"count": count, "year": year}
        yield Flag(person, FlagDecision.Kind.IN_YEAR, str(year), says)


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
