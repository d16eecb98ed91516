"""Scores, praise and points, suggestions and adjustments of the demo company."""

import datetime as dt
import itertools
from collections.abc import Iterator
from decimal import Decimal
from random import Random

from common.dated import DAY
from common.money import from_fen, rounded
from common.month import Month
from csbackoffice.demo import words
from csbackoffice.demo.assessing import is_assessed
from csbackoffice.demo.people import Company, Person
from payroll.models import Adjustment
from performance.models import ConductEntry, Score, Suggestion
from staff.models import User

SPREAD = 6.0  # of a person's marks from month to month
CONDUCT_CHANCE = 0.22
HUNDREDTHS = Decimal("0.01")
RECORDED_AT = dt.time(18, 20)


def write_marks(company: Company) -> None:
    """Everything about marks into the database."""
    if not is_assessed(company):
        Score.objects.bulk_create(_scores(company), batch_size=5000)
    entries = [*_conduct(company), *(_appealed(company) if company.plan.with_current else ())]
    _sign(company, entries)
    ConductEntry.objects.bulk_create(entries, batch_size=5000)
    Suggestion.objects.bulk_create(_suggestions(company), batch_size=5000)
    if len(company.plan.complete) > 1:
        Adjustment.objects.bulk_create(_adjustments(company))


def _scores(company: Company) -> Iterator[Score]:
    """Final marks of the complete months for all who sell and had a confirmed day."""
    random = company.plan.random("scores")
    for month in company.plan.complete:
        for person in company.people:
            mark = min(max(random.gauss(person.ability, SPREAD), 41), 99.5)
            if person.sells and _was_confirmed(company, person, month):
                score = rounded(Decimal(int(mark * 100)) * HUNDREDTHS)
                yield Score(employee_id=person.id, month=month, score=score, status=Score.Status.FINAL)


def _was_confirmed(company: Company, person: Person, month: Month) -> bool:
    confirmed_on = person.confirmed_on or person.hired_on + 7 * DAY
    return confirmed_on <= month.last and (
        person.left_on is None or person.left_on >= max(month.first, confirmed_on)
    )


def _conduct(company: Company) -> Iterator[ConductEntry]:
    """Praise and points by chance; of those with a login always some."""
    random = company.plan.random("conduct")
    for month in company.plan.all_months():
        numbers = itertools.count(1)
        for person, item, note in _incidents(company, random):
            on = month.first + random.randrange(month.length) * DAY
            if on < company.plan.last_day and person.is_here(on):
                yield _entry(f"JC{month.number}-{next(numbers):04d}", person, on, item, note)


def _incidents(company: Company, random: Random) -> Iterator[tuple[Person, str, str]]:
    weights = [often for _code, often, _note in words.CONDUCT]
    faces = {person.id for person in company.faces.values()}
    for person in company.people:
        if person.sells and random.random() < CONDUCT_CHANCE + (person.id in faces):
            item, _often, note = random.choices(words.CONDUCT, weights)[0]
            yield person, item, note


def _entry(entry_no: str, person: Person, on: dt.date, item: str, note: str) -> ConductEntry:
    return ConductEntry(
        entry_no=entry_no,
        employee_id=person.id,
        on=on,
        item=item,
        note=note,
        counts_in=Month.of(on),
        recorded_at=dt.datetime.combine(on, RECORDED_AT),
    )


def _sign(company: Company, entries: list[ConductEntry]) -> None:
    """Recorded by the supervisor of the person's group, where that has a login; else by the manager."""
    logins = dict(User.objects.values_list("employee", "pk"))
    manager = logins.get(company.faces["manager"].id)
    chiefs = {
        person.id: logins.get(team.supervisor.id, manager)
        for team in company.teams
        for person in (team.leader, *team.members)
    }
    for entry in entries:
        entry.recorded_by_id = chiefs.get(entry.employee_id, manager)


def _appealed(company: Company) -> Iterator[ConductEntry]:
    """An appeal that waits for its decision, and one that was granted."""
    today, last = company.plan.today, company.plan.complete[-1]
    told = [
        ("agent", max(today - DAY, company.plan.current.first), "PHONE_RINGS", ConductEntry.Status.APPEALED),
        ("agent2", last.last - 9 * DAY, "OFFICE_GAMES", ConductEntry.Status.OVERTURNED),
    ]
    for number, (name, on, item, status) in enumerate(told, start=1):
        note = next(note for code, _often, note in words.CONDUCT if code == item)
        entry = _entry(f"SS{Month.of(on).number}-{number:04d}", company.faces[name], on, item, note)
        entry.status = status
        yield entry


def _suggestions(company: Company) -> Iterator[Suggestion]:
    """Two or so a month with a proven effect."""
    random = company.plan.random("suggestions")
    sellers = [person for person in company.people if person.sells and not person.left_on]
    long_here = [person for person in sellers if person.hired_on < company.plan.first_day]
    ideas = list(words.IDEAS)
    random.shuffle(ideas)
    for place, month in enumerate(company.plan.all_months()):
        for index, person in enumerate(random.sample(long_here, max(2, len(long_here) // 50))):
            title, award = ideas[(place * 2 + index) % len(ideas)]
            on = month.first + random.randrange(month.length) * DAY
            if on <= company.plan.last_day:
                is_repeated = index > 1 or place * 2 + index >= len(ideas)
                title = f"{title}（{month}）" if is_repeated else title
                yield Suggestion(employee_id=person.id, title=title, approved_on=on, award=from_fen(award))


def _adjustments(company: Company) -> Iterator[Adjustment]:
    """Two corrections paid in the last complete month for the one before."""
    before, last = company.plan.complete[-2:]
    decided = [
        (company.faces["agent"], Decimal("86.50"), "漏计一笔订单提成，核对后补发"),
        (company.teams[-1].members[1], Decimal("-40.00"), "多发一次奖章奖金差额，扣回"),
    ]
    for number, (person, amount, note) in enumerate(decided, start=1):
        yield Adjustment(
            adjustment_no=f"TZ{last.number}-{number:02d}",
            employee_id=person.id,
            month=last,
            amount=amount,
            corrects=before,
            note=note,
        )
