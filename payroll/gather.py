"""From the records of a month to frozen facts of each person; the only reader of other apps for pay."""

import datetime as dt
from collections import defaultdict
from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from decimal import Decimal
from typing import Any, NamedTuple

from attendance.models import Overtime
from attendance.records import Records, records_of
from attendance.worktime import OnLeave, Reading, attendance_of
from common.dated import in_force, words
from common.kept import kept
from common.lookups import Keys, in_code_order
from common.money import ZERO
from common.month import Month
from payroll.models import Adjustment, Opening, Payslip
from payroll.people import Books, Person, last_locked_before, people
from payroll.planning import Pool, Sales, net_sales, pools_by_group, uncommissioned
from payroll.problems import Problem, problem
from payroll.rules.facts import (
    AdjustmentFact,
    ApprenticeFact,
    ConductFact,
    Facts,
    OvertimeFact,
    ShiftFact,
    SuggestionFact,
)
from performance.models import ConductEntry, ConductItem, Score, Suggestion
from performance.sales import EarlierSales

PAYABLE = (Score.Status.PUBLISHED, Score.Status.ACKNOWLEDGED, Score.Status.APPEALED, Score.Status.FINAL)
DAY = dt.timedelta(days=1)
NOTHING = (ZERO, ZERO)


@dataclass
class Gathered:
    """The facts of some people for a month, and what must be looked at."""

    facts: list[tuple[Person, Facts]] = field(default_factory=list)
    problems: list[Problem] = field(default_factory=list)


class Entry(NamedTuple):
    """A conduct entry as it stands."""

    pk: int
    on: dt.date
    item: str
    times: int
    amount: Decimal | None
    status: str

    @property
    def is_open(self) -> bool:
        return self.status == ConductEntry.Status.APPEALED


# {item: [(from-date, (kind, points))]}
Catalogue = dict[str, list[tuple[dt.date, tuple[str, int]]]]


@dataclass
class Found:
    """All records of some people, by kind and employee id."""

    attendance: Mapping[int, Records]
    sales: Mapping[int, Sales]
    scores: Mapping[int, tuple[int, Decimal, str]]
    conduct: Mapping[int, list[Entry]]
    catalogue: Catalogue
    overtime: Mapping[int, list[OvertimeFact]]
    suggestions: Mapping[int, list[SuggestionFact]]
    adjustments: Mapping[int, list[AdjustmentFact]]
    apprentices: Mapping[int, list[ApprenticeFact]]
    carried: Mapping[int, tuple[Decimal, Decimal]]
    openings: Mapping[int, tuple[Decimal, Decimal]]

    def brought_in(self, employee: int) -> tuple[Decimal, Decimal]:
        """(carry, commission base) from the last locked month, and opening figures after it."""
        carry, base = self.carried.get(employee, NOTHING)
        opening, opening_base = self.openings.get(employee, NOTHING)
        return carry + opening, base + opening_base


class Whole:
    """What gathering needs of the whole company, read once where shard after shard is gathered."""

    def __init__(self, month: Month, books: Books | None = None) -> None:
        self.month = month
        self.books = books or Books(month)

    @kept
    def catalogue(self) -> Catalogue:
        return _catalogue()

    @kept
    def locked_before(self) -> Month | None:
        return last_locked_before(self.month)

    @kept
    def apprentices(self) -> Mapping[int, list[ApprenticeFact]]:
        return _apprentices(self.month, None, self.books)

    # Kinds of which a month has few: sooner read for everybody than asked for shard by shard.

    @kept
    def overtime(self) -> Mapping[int, list[OvertimeFact]]:
        return _overtime(self.month, None)

    @kept
    def suggestions(self) -> Mapping[int, list[SuggestionFact]]:
        return _suggestions(self.month, None)

    @kept
    def adjustments(self) -> Mapping[int, list[AdjustmentFact]]:
        return _adjustments(self.month, None)

    @kept
    def openings(self) -> Mapping[int, tuple[Decimal, Decimal]]:
        return _openings(self.month, self.locked_before, None)

    @kept
    def earlier_sales(self) -> EarlierSales:
        return EarlierSales(self.month)


def gather(
    month: Month,
    ids: Collection[int],
    pools: Sequence[Pool],
    books: Books | None = None,
    whole: Whole | None = None,
) -> Gathered:
    """Facts of these people. One query a kind of record, however many people.

    With `whole`, what it knows of the company is not asked again; without, only what concerns these people is asked.
    """
    books = whole.books if whole else books or Books(month)
    made = Gathered()
    persons: dict[int, Person] = {}
    for person, why, pk in people(month, ids, books):
        if person:
            persons[pk] = person
        else:
            made.problems.append(failed(pk, why))
    found = _find(month, persons, books, whole)
    shared = pools_by_group(pools, persons.values())
    for person in sorted(persons.values(), key=lambda one: one.employee_no):
        try:
            made.facts.append((person, _facts(month, person, found, shared[person.group], made.problems)))
        except Exception as error:  # noqa: BLE001  one broken person must not stop the others
            made.problems.append(failed(person.id, f"{type(error).__name__}: {error}", person.employee_no))
    return made


def failed(employee: int, why: str, employee_no: str = "") -> Problem:
    """The exception of a person who could not be worked out."""
    return problem("CALCULATION_FAILED", employee_no or f"#{employee}", words("{why}"), employee, why=why)


def _find(month: Month, persons: dict[int, Person], books: Books, whole: Whole | None) -> Found:
    ids = Keys(persons)
    locked_before = whole.locked_before if whole else last_locked_before(month)
    return Found(
        attendance=records_of(ids, month.first, month.last),
        sales=net_sales(month, persons, whole.earlier_sales if whole else None),
        scores=_scores(month, ids),
        conduct=_conduct(month, ids),
        catalogue=whole.catalogue if whole else _catalogue(),
        overtime=whole.overtime if whole else _overtime(month, ids),
        suggestions=whole.suggestions if whole else _suggestions(month, ids),
        adjustments=whole.adjustments if whole else _adjustments(month, ids),
        apprentices=whole.apprentices if whole else _apprentices(month, ids, books),
        carried=_carried(locked_before, ids),
        openings=whole.openings if whole else _openings(month, locked_before, ids),
    )


def _facts(
    month: Month, person: Person, found: Found, pools: Sequence[Pool], problems: list[Problem]
) -> Facts:
    shifts, rostered, attended = _attendance(person, found.attendance.get(person.id, Records()), problems)
    score_id, score, score_status = found.scores.get(person.id, (0, None, ""))
    sales = found.sales.get(person.id, Sales())
    carry_in, base_carry_in = found.brought_in(person.id)
    conduct = found.conduct.get(person.id, [])
    facts = Facts(
        employee_no=person.employee_no,
        name=person.name,
        role=person.role,
        month=month,
        hired_on=person.hired_on,
        confirmed_on=person.confirmed_on,
        left_on=person.left_on,
        pay=person.pay(),
        is_participant=person.is_participant,
        rostered=rostered,
        attended=attended,
        shifts=shifts,
        own_sales=ZERO if person.role == "supervisor" else sales.net,
        orders=sales.orders,
        refunds=sales.refunds,
        shares=tuple(share for pool in pools if (share := pool.share(person))),
        base_carry_in=base_carry_in,
        carry_in=carry_in,
        score=score,
        score_id=score_id,
        conduct=tuple(_conduct_facts(conduct, found.catalogue)),
        overtime=tuple(found.overtime.get(person.id, ())),
        suggestions=tuple(found.suggestions.get(person.id, ())),
        adjustments=tuple(found.adjustments.get(person.id, ())),
        apprentices=tuple(found.apprentices.get(person.id, ())),
    )
    problems += _problems(person, facts, sales, score_status, any(entry.is_open for entry in conduct))
    return facts


def _problems(
    person: Person, facts: Facts, sales: Sales, score_status: str, appealed: bool
) -> Iterator[Problem]:
    key, pk = person.employee_no, person.id
    wants_score = person.is_participant or (
        facts.is_seller and facts.confirmed_days and person.book.pays_by_score
    )
    if wants_score and facts.score is None:
        yield problem("SCORE_MISSING", key, words("No final score of {month}."), pk, month=facts.month)
    if appealed and score_status == Score.Status.APPEALED:
        yield problem("APPEAL_OPEN", key, words("A conduct appeal and a score appeal are not decided."), pk)
    elif appealed:
        yield problem("APPEAL_OPEN", key, words("A conduct appeal of this month is not decided."), pk)
    elif score_status == Score.Status.APPEALED:
        yield problem("APPEAL_OPEN", key, words("A score appeal of this month is not decided."), pk)
    if not facts.is_seller and sum(days for days, _amount in facts.confirmed_pay()) < facts.confirmed_days:
        yield problem(
            "TERMS_MISSING",
            key,
            words("No fixed pay in the terms, and {days} confirmed days."),
            pk,
            days=facts.confirmed_days,
        )
    if sales.uncommissioned:
        yield uncommissioned(key, pk, sales.uncommissioned)


def _attendance(
    person: Person, records: Records, problems: list[Problem]
) -> tuple[tuple[ShiftFact, ...], int, int]:
    """(shifts with consequences, rostered, attended) on days of employment in the month."""
    key, pk, month = person.employee_no, person.id, person.month
    if person.is_employed and not records.has_roster:
        problems.append(problem("ROSTER_MISSING", key, words("No roster in {month}."), pk, month=month))
    leaves = [
        OnLeave(id, start, end, person.book.leave.paid(kind)) for id, kind, start, end in records.leaves
    ]
    # In a preview, what has not happened yet is no absence.
    ended_by = dt.datetime.now() if dt.date.today() in month else dt.datetime.max
    days = (max(person.hired_on, month.first), person.last_day)
    found = attendance_of(records.shifts, records.punches, leaves, person.book.reading, days, ended_by)
    spare = [moment for moment in found.unused if moment.date() in month]
    if spare:
        problems.append(
            problem("PUNCH_UNUSED", key, words("{count} punches hang on no shift."), pk, count=len(spare))
        )
    return tuple(map(_shift_fact, found.noted)), found.rostered, found.attended


def _shift_fact(reading: Reading) -> ShiftFact:
    return ShiftFact(
        id=reading.shift.id,
        on=reading.shift.on,
        late=reading.late,
        early=reading.early,
        is_absent=reading.is_absent,
        is_missed=reading.is_missed,
        unpaid=reading.unpaid,
    )


def _scores(month: Month, ids: Keys) -> dict[int, tuple[int, Decimal, str]]:
    rows = Score.objects.filter(employee__among=ids, month=month, status__in=PAYABLE).order_by()
    return {row[0]: (row[1], row[2], row[3]) for row in rows.values_list("employee", "pk", "score", "status")}


def _conduct(month: Month, ids: Keys) -> dict[int, list[Entry]]:
    """Entries that count in the month; overturned ones, and reminders and warnings, are left out."""
    found: dict[int, list[Entry]] = defaultdict(list)
    rows = ConductEntry.objects.filter(employee__among=ids, counts_in=month).order_by("on", "pk")
    rows = rows.filter(stage=ConductEntry.Stage.FULL).exclude(status=ConductEntry.Status.OVERTURNED)
    columns = ("employee", "pk", "on", "item", "count", "amount", "status")
    for employee, *entry in rows.values_list(*columns):
        found[employee].append(Entry(*entry))
    return found


def _conduct_facts(entries: Sequence[Entry], catalogue: Catalogue) -> Iterator[ConductFact]:
    """The entries without an open appeal. Raises LookupError for an item that is not in the catalogue."""
    for entry in entries:
        held = in_force(catalogue.get(entry.item, []), entry.on)
        if held is None:
            raise LookupError(
                f"conduct entry {entry.pk}: item “{entry.item}” is not in the catalogue on {entry.on}"
            )
        if not entry.is_open:
            yield ConductFact(entry.pk, entry.on, held[0], entry.item, held[1], entry.times, entry.amount)


def _catalogue() -> Catalogue:
    items: Catalogue = defaultdict(list)
    rows = ConductItem.objects.order_by("valid_from").values_list("code", "valid_from", "kind", "points")
    for code, since, kind, points in rows:
        items[code].append((since, (kind, points)))
    return items


def _overtime(month: Month, ids: Keys | None) -> dict[int, list[OvertimeFact]]:
    found: dict[int, list[OvertimeFact]] = defaultdict(list)
    rows = _of(Overtime.objects.filter(on__gte=month.first, on__lte=month.last, is_approved=True), ids)
    for employee, pk, on, hours, kind in rows.order_by("on", "pk").values_list(
        "employee", "pk", "on", "hours", "kind"
    ):
        found[employee].append(OvertimeFact(pk, on, hours, kind))
    return found


def _suggestions(month: Month, ids: Keys | None) -> dict[int, list[SuggestionFact]]:
    found: dict[int, list[SuggestionFact]] = defaultdict(list)
    approved = {"approved_on__gte": month.first, "approved_on__lte": month.last}
    rows = _of(Suggestion.objects.filter(award__isnull=False, **approved), ids)
    for employee, pk, title, award in rows.order_by("approved_on", "pk").values_list(
        "employee", "pk", "title", "award"
    ):
        found[employee].append(SuggestionFact(pk, title, award or ZERO))
    return found


def _adjustments(month: Month, ids: Keys | None) -> dict[int, list[AdjustmentFact]]:
    found: dict[int, list[AdjustmentFact]] = defaultdict(list)
    rows = _of(Adjustment.objects.filter(month=month), ids).order_by(in_code_order("adjustment_no"))
    for employee, pk, number, amount in rows.values_list("employee", "pk", "adjustment_no", "amount"):
        found[employee].append(AdjustmentFact(pk, number, amount))
    return found


def _apprentices(month: Month, ids: Keys | None, books: Books) -> dict[int, list[ApprenticeFact]]:
    """By mentor (of these, or all): who has the first score since the month of confirmation in this month."""
    rows = Score.objects.filter(month=month, status__in=PAYABLE)
    rows = rows.order_by(in_code_order("employee__employee_no"))
    rows = (
        rows.filter(employee__mentor__isnull=False)
        if ids is None
        else rows.filter(employee__mentor__among=ids)
    )
    columns = ("employee", "employee__mentor", "pk", "employee__name", "score")
    scored = {row[0]: row for row in rows.values_list(*columns)}
    if not scored:
        return {}
    since = {
        person.id: Month.of(person.confirmed_on)
        for person, _why, _pk in people(month, scored, books)
        if person
    }
    earlier = Score.objects.filter(
        employee__among=Keys(scored), month__lt=month, status__in=PAYABLE
    ).order_by()
    had = {pk for pk, when in earlier.values_list("employee", "month") if pk in since and when >= since[pk]}
    found: dict[int, list[ApprenticeFact]] = defaultdict(list)
    for apprentice, mentor, pk, name, score in scored.values():
        if mentor and apprentice in since and since[apprentice] <= month and apprentice not in had:
            found[mentor].append(ApprenticeFact(pk, name, score))
    return found


def _carried(before: Month | None, ids: Keys) -> dict[int, tuple[Decimal, Decimal]]:
    """(carry, commission base) that the last locked month leaves."""
    slips = Payslip.objects.filter(run__month=before, employee__among=ids).order_by()
    return {row[0]: (row[1], row[2]) for row in slips.values_list("employee", "carry_out", "base_carry_out")}


def _openings(month: Month, before: Month | None, ids: Keys | None) -> dict[int, tuple[Decimal, Decimal]]:
    """Opening figures after the last locked month."""
    found: dict[int, tuple[Decimal, Decimal]] = {}
    rows = _of(Opening.objects.filter(month__lte=month), ids)
    if before is not None:
        rows = rows.filter(month__gt=before)
    for employee, carry, base in rows.order_by().values_list("employee", "carry_in", "base_carry_in"):
        held = found.get(employee, NOTHING)
        found[employee] = (held[0] + carry, held[1] + base)
    return found


def _of(rows: Any, ids: Keys | None) -> Any:
    """The rows of these people, or of everybody."""
    return rows if ids is None else rows.filter(employee__among=ids)
