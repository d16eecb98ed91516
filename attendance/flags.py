"""Absences that a person has to decide about: in a row, and in a year. Nobody is ever dismissed by the program."""

import datetime as dt
from collections.abc import Collection, Iterable, Iterator, Sequence
from dataclasses import dataclass
from typing import Any

from django.core.exceptions import ValidationError
from django.db import transaction
from django.db.models import Count, Exists, OuterRef, QuerySet
from django.utils.translation import gettext as _

from attendance.leave import rules_of
from attendance.models import FlagDecision, Leave, Punch, Shift
from attendance.reading import Read, readings
from common import audit
from common.access import Role
from common.dated import DAY
from common.fields import MinutesOn
from common.lookups import Keys
from common.month import Month
from staff.models import Employee, GroupTerms, RuleBook, RuleRate, Terms

# What is to be decided is looked for in this month and so many before it, whose punches and pay come in late.
MONTHS_BEFORE = 2
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


@dataclass(frozen=True)
class Span:
    """The months whose absences are looked at; a flag that reaches into them is told whole."""

    first: Month
    last: Month
    today: dt.date

    @property
    def years(self) -> Collection[int]:
        return range(self.first.year, self.last.year + 1)

    @property
    def since(self) -> Month:
        """The beginning of its first year, and two months before it for a row that began there."""
        return Month(self.first.year, 1).plus(-2)

    @property
    def until(self) -> Month:
        return min(Month(self.last.year, 12).plus(2), Month.of(self.today))

    def touches(self, reads: Iterable[Read]) -> bool:
        """Whether one of these shifts is on its days."""
        return any(self.first.first <= read.on <= self.last.last for read in reads)


def span_of(today: dt.date, month: Month | None = None) -> Span:
    """A month that somebody asks for; else what is recent, so that years of records are not read each time."""
    recent = Month.of(today)
    return Span(month or recent.plus(-MONTHS_BEFORE), month or recent, today)


def absence_flags(seen: "QuerySet[Employee]", today: dt.date, month: Month | None = None) -> list[Flag]:
    """Flags of these people with an absence in the last months, or in the month that is asked for."""
    rules, span = rules_of(today), span_of(today, month)
    people = _candidates(seen, span, max(min(rules.absences_in_row, rules.absences_in_year), 1))
    flags: list[Flag] = []
    for person, reads in _reads(people, span):
        for year in span.years:
            flags += _in_year(person, reads, year, rules.absences_in_year, span)
        flags += _in_row(person, reads, rules.absences_in_row, span)
    return flags


def _candidates(seen: "QuerySet[Employee]", span: Span, fewest: int) -> list[Employee]:
    """People with shifts that may be absences in the span, and many around it; whether they are says the reading.

    Two queries: what they were doing in earlier months is asked only of the few who may be absent now.
    """
    lately = _maybe_absent(seen, span.first.first, span.last.last, span.today, 1)
    if not lately:
        return []
    around = span.since.first, span.until.last, span.today, fewest
    many = _maybe_absent(seen.filter(pk__among=Keys(lately)), *around)
    return list(seen.filter(pk__among=Keys(many)).order_by("employee_no"))


def _maybe_absent(
    seen: "QuerySet[Employee]", first: dt.date, last: dt.date, today: dt.date, fewest: int
) -> set[int]:
    """Those of these people with so many shifts of some days that may be absences.

    Nobody punched near the shift, and no leave covers it; under a rule book with tiers also: nobody punched at its
    end, for who leaves early beyond the tiers is absent.
    """
    shifts = Shift.objects.filter(on__gte=first, on__lte=min(last, today - DAY), starts_at__isnull=False)
    shifts = shifts.exclude(_on_leave())
    never_came = shifts.filter(employee__in=seen).exclude(_punched("starts_at", -NEAR))
    went_early = shifts.filter(employee__in=_under_tiers(seen)).exclude(_punched("ends_at", 0))
    return {*_with_many(never_came, fewest), *_with_many(went_early, fewest)}


def _on_leave() -> Exists:
    """An approved leave from the beginning of the shift to its end."""
    approved = Leave.objects.filter(employee=OuterRef("employee"), status=Leave.Status.APPROVED)
    return Exists(approved.filter(starts_at__lte=OuterRef("starts_at"), ends_at__gte=OuterRef("ends_at")))


def _punched(side: str, minutes: int) -> Exists:
    """A punch of the person from near a side of the shift until shortly after its end."""
    since, until = MinutesOn(OuterRef(side), minutes), MinutesOn(OuterRef("ends_at"), NEAR)
    return Exists(
        Punch.objects.filter(employee=OuterRef("employee"), punched_at__gte=since, punched_at__lte=until)
    )


def _with_many(shifts: "QuerySet[Shift]", fewest: int) -> Any:
    counted = shifts.order_by().values("employee").annotate(count=Count("pk"))
    return counted.filter(count__gte=fewest).values_list("employee", flat=True)


def _under_tiers(seen: "QuerySet[Employee]") -> "QuerySet[Employee]":
    """Those of these people who are or were under a rule book by which early leave can be absence."""
    books = RuleRate.objects.filter(name="early_mode", value="tiered").values("book")
    if RuleBook.objects.filter(is_default=True, pk__in=books).exists():
        return seen
    groups = GroupTerms.objects.filter(rulebook__in=books).values("group")
    return seen.filter(pk__in=Terms.objects.filter(group__in=groups).values("employee"))


def _reads(people: Sequence[Employee], span: Span) -> Iterator[tuple[Employee, list[Read]]]:
    """Each person's shifts that are over, in order, from the years of the span and of the rows that go beyond them."""
    month, found = span.since, {person.pk: list[Read]() for person in people}
    while people and month <= span.until:
        for pk, reads in _over(people, month).items():
            found[pk] += reads
        month = month.next
    for person in people:
        reads = found[person.pk]
        yield person, [*_before(person, reads, span.since), *reads, *_after(person, reads, span)]


def _over(people: Sequence[Employee], month: Month) -> dict[int, list[Read]]:
    now = dt.datetime.now()
    return {
        pk: [one for one in reads if not one.is_open(now)] for pk, reads in readings(people, month).items()
    }


def _before(person: Employee, reads: Sequence[Read], month: Month) -> list[Read]:
    """Months before, while the first shift read is an absence: a row is known by the day on which it began."""
    earlier: list[Read] = []
    while reads and reads[0].reading.is_absent:
        month = month.previous
        reads = _over([person], month)[person.pk]
        earlier = [*reads, *earlier]
    return earlier


def _after(person: Employee, reads: Sequence[Read], span: Span) -> list[Read]:
    """Months after, while the last shift read is an absence: a row is told until its end."""
    month, later = span.until, list[Read]()
    while reads and reads[-1].reading.is_absent and month < Month.of(span.today):
        month = month.next
        reads = _over([person], month)[person.pk]
        later += reads
    return later


def _in_year(person: Employee, reads: Sequence[Read], year: int, limit: int, span: Span) -> Iterator[Flag]:
    absences = [read for read in reads if read.reading.is_absent and read.on.year == year]
    if len(absences) > limit and span.touches(absences):
        says = _("absent on %(count)s shifts in %(year)s") % {"count": len(absences), "year": year}
        yield Flag(person, FlagDecision.Kind.IN_YEAR, str(year), says)


def _in_row(person: Employee, reads: Sequence[Read], limit: int, span: Span) -> Iterator[Flag]:
    """Rows of absent shifts, one after the other without one that was attended or on leave."""
    row: list[Read] = []
    for read in [*reads, None]:
        if read is not None and read.reading.is_absent:
            row.append(read)
            continue
        if len(row) > limit and span.touches(row):
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
