"""Who is paid for a month: each person with the role, group and rule book that hold for it."""

import datetime as dt
from collections import defaultdict
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from decimal import Decimal
from typing import Any, NamedTuple

from django.db.models import Q

from attendance.models import Overtime
from attendance.worktime import LeaveRates, ReadingRates
from common.bulk import chunks
from common.dated import MissingNumber, Stretch, in_force, read_numbers, stretches
from common.kept import kept
from common.locks import locked_through
from common.lookups import Keys
from common.month import Month
from payroll.models import Adjustment, Opening, Payslip
from payroll.rules import commission
from payroll.rules.engine import RateBook, rate_book
from payroll.rules.facts import SELLERS, Pay
from performance.models import ConductEntry, Score, Suggestion
from performance.rates import SalesRates
from staff.models import Employee, GroupTerms, Terms
from staff.rulebooks import EmploymentRates, default_book, numbers_in_force

MOST_IDS = 5000
DAY = dt.timedelta(days=1)


class Book:
    """A rule book's numbers for a month, read once. Each part raises MissingNumber where a number is missing."""

    def __init__(self, month: Month, numbers: Mapping[str, str], pk: int = 0) -> None:
        self.pk = pk
        self.month = month
        self.numbers = numbers

    @kept
    def rates(self) -> RateBook:
        return rate_book(self.month, self.numbers)

    @kept
    def reading(self) -> ReadingRates:
        return read_numbers(ReadingRates, self.numbers)

    @kept
    def leave(self) -> LeaveRates:
        return read_numbers(LeaveRates, self.numbers)

    @kept
    def basis(self) -> str:
        return read_numbers(SalesRates, self.numbers).commission_basis

    @kept
    def trial_days(self) -> int:
        return read_numbers(EmploymentRates, self.numbers).trial_days

    @kept
    def pays_commission(self) -> bool:
        return read_numbers(commission.Rates, self.numbers).commission_rate > 0

    @property
    def pays_by_score(self) -> bool:
        return Decimal(self.numbers.get("performance_base", "0")) > 0


# Not frozen, though nobody changes them: a run makes twenty thousand, in half the time.
@dataclass(eq=False)
class Person:
    """A person for one month. Role, group and rule book are those at its end, or on the leave date."""

    id: int
    employee_no: str
    name: str
    hired_on: dt.date
    confirmed_on: dt.date
    left_on: dt.date | None
    has_card: bool
    role: str
    group: int | None
    group_name: str
    supervisor: int | None
    book: Book
    month: Month
    terms: Sequence[tuple[dt.date, "TermsRow"]] = field(repr=False)

    @property
    def is_employed(self) -> bool:
        """Employed on a day of the month."""
        return self.hired_on <= self.month.last and (self.left_on is None or self.left_on >= self.month.first)

    @property
    def last_day(self) -> dt.date:
        return min(self.left_on or self.month.last, self.month.last)

    def was_employed(self, day: dt.date) -> bool:
        return self.hired_on <= day and (self.left_on is None or day <= self.left_on)

    def sells(self, day: dt.date) -> bool:
        """True for a confirmed day of employment: what is sold on it counts."""
        return self.confirmed_on <= day and self.was_employed(day)

    @kept
    def has_confirmed_day(self) -> bool:
        return max(self.confirmed_on, self.hired_on, self.month.first) <= self.last_day

    @kept
    def is_participant(self) -> bool:
        """Takes part in commission (rules.md section 1)."""
        return self.role in SELLERS and self.has_confirmed_day and self.book.pays_commission

    def pay(self) -> tuple[Pay, ...]:
        """Own base pay, or fixed pay for those who have it, over the days of the month."""
        seller = self.role in SELLERS
        rows = [(since, row.base if seller else row.fixed) for since, row in self.terms]
        if rows and rows[0][0] > self.month.first:
            rows[0] = (self.month.first, rows[0][1])
        cut: Iterable[Stretch[Decimal | None]] = stretches(rows, self.month.first, self.month.last)
        return tuple(Pay(part.first, part.last, part.value) for part in cut)


class TermsRow(NamedTuple):
    """One row of a person's terms."""

    role: str
    group: int | None
    group_name: str
    base: Decimal | None
    fixed: Decimal | None


class Books:
    """The rule books of a month and who is under which."""

    def __init__(self, month: Month, numbers: Mapping[int, Mapping[str, str]] | None = None) -> None:
        """`numbers` replaces those in force, for a what-if."""
        self.month = month
        self._default = default_book().pk
        self._numbers = numbers or numbers_in_force(month)
        self._books: dict[int, Book] = {}
        self._groups: dict[int, list[tuple[dt.date, tuple[int | None, int | None]]]] = defaultdict(list)
        self._ever_run_by: dict[int, set[int]] = defaultdict(set)
        for group, since, book, supervisor in GroupTerms.objects.order_by("valid_from").values_list(
            "group", "valid_from", "rulebook", "supervisor"
        ):
            self._groups[group].append((since, (book, supervisor)))
            self._ever_run_by[supervisor].add(group)

    def book(self, pk: int | None) -> Book:
        key = pk or self._default
        if key not in self._books:
            self._books[key] = Book(self.month, self._numbers.get(key, {}), key)
        return self._books[key]

    def used(self) -> dict[str, dict[str, str]]:
        """{rule book id as text: {number: value}} in force, as a run keeps it."""
        return {str(pk): dict(numbers) for pk, numbers in self._numbers.items()}

    def of_group(self, group: int | None, day: dt.date) -> tuple[Book, int | None]:
        """(rule book, supervisor's id) of a group on a day."""
        held = in_force(self._groups.get(group, []), day) if group else None
        return (self.book(held[0]), held[1]) if held else (self.book(None), None)

    def groups_run_by(self, supervisor: int, day: dt.date) -> list[int]:
        held = {group: in_force(self._groups[group], day) for group in self._ever_run_by.get(supervisor, ())}
        return [group for group, terms in held.items() if terms and terms[1] == supervisor]


def ids_to_pay(month: Month) -> set[int]:
    """Everyone employed on a day of the month, and everyone else for whom a line may fall due."""
    days = {"gte": month.first, "lte": month.last}
    before = last_locked_before(month)
    due = [
        Employee.objects.employed_between(month.first, month.last).values_list("pk", flat=True),
        Adjustment.objects.filter(month=month).values_list("employee", flat=True),
        ConductEntry.objects.filter(counts_in=month).values_list("employee", flat=True),
        Overtime.objects.filter(**{f"on__{key}": day for key, day in days.items()}).values_list(
            "employee", flat=True
        ),
        Suggestion.objects.filter(**{f"approved_on__{key}": day for key, day in days.items()}).values_list(
            "employee", flat=True
        ),
        Score.objects.filter(month=month, employee__mentor__isnull=False).values_list(
            "employee__mentor", flat=True
        ),
        Opening.objects.filter(month__lte=month).values_list("employee", flat=True),
        Payslip.objects.filter(Q(carry_out__gt=0) | Q(base_carry_out__lt=0), run__month=before).values_list(
            "employee", flat=True
        ),
    ]
    return {pk for rows in due for pk in rows.order_by() if pk}


def last_locked_before(month: Month) -> Month | None:
    """The last locked month before this one; pay of it is what is carried in."""
    border = locked_through()
    return None if border is None else min(border, month.previous)


def people(month: Month, ids: Collection[int], books: Books) -> Iterator[tuple[Person | None, str, int]]:
    """Each person; or (None, why not, id) where the rule book lacks a number."""
    columns = ("pk", "employee_no", "name", "hired_on", "confirmed_on", "left_on", "bank_card_tail")
    for some in chunks(sorted(ids), MOST_IDS):
        keys = Keys(some)
        terms = _terms(month, keys)
        for row in Employee.objects.filter(pk__among=keys).order_by().values_list(*columns):
            try:
                yield _person(month, row, terms.get(row[0], []), books), "", row[0]
            except MissingNumber as error:
                yield None, str(error), row[0]


def _terms(month: Month, ids: Keys) -> dict[int, list[tuple[dt.date, TermsRow]]]:
    rows = Terms.objects.filter(employee__among=ids, valid_from__lte=month.last).order_by("valid_from")
    columns = ("employee", "valid_from", "role", "group", "group__name", "base_salary", "fixed_salary")
    found: dict[int, list[tuple[dt.date, TermsRow]]] = defaultdict(list)
    for employee, since, role, group, name, base, fixed in rows.values_list(*columns):
        found[employee].append((since, TermsRow(role, group, name or "", base, fixed)))
    return found


def _person(month: Month, row: Any, terms: Sequence[tuple[dt.date, TermsRow]], books: Books) -> Person:
    pk, number, name, hired, confirmed, left, card = row
    end = min(left or month.last, month.last)
    held = in_force(terms, end) or (terms[0][1] if terms else TermsRow("agent", None, "", None, None))
    book, supervisor = books.of_group(held.group, end)
    return Person(
        id=pk,
        employee_no=number,
        name=name,
        hired_on=hired,
        confirmed_on=max(confirmed or hired + book.trial_days * DAY, hired),
        left_on=left,
        has_card=bool(card),
        role=held.role,
        group=held.group,
        group_name=held.group_name,
        supervisor=supervisor,
        book=book,
        month=month,
        terms=terms,
    )
