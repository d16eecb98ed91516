"""Rosters, leave, punches and overtime of the demo company."""

import datetime as dt
from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass, field
from decimal import Decimal
from random import Random

from attendance.models import Leave, LeaveGrant, Overtime, Punch, Shift
from common.access import Role
from common.dated import DAY
from common.month import Month
from csbackoffice.demo.people import Company, Person
from csbackoffice.demo.plan import days_between
from csbackoffice.demo.writing import go_on_counting, write

HOUR, MINUTE, SECOND = dt.timedelta(hours=1), dt.timedelta(minutes=1), dt.timedelta(seconds=1)
# Six days on (five once in four turns, so that the rest day moves through the week), one day off; people go from
# day to night and back after their rest day, and start at different places of the pattern.
PATTERN = "DDDDDDONNNNNNODDDDDDONNNNNO"
OFF = "O"
KINDS = {"D": "day", "N": "night", OFF: "off"}
STARTS = {"D": 8 * HOUR, "N": 17 * HOUR}
ENDS = {"D": 17 * HOUR, "N": 24 * HOUR}
SUNDAY, SATURDAY = 6, 5
LEAVE_KINDS = (
    ("personal",) * 8 + ("sick",) * 6 + ("annual",) * 3 + ("compensatory",) * 2 + ("marriage", "injury")
)
LEAVE_CHANCE = 0.16
OVERTIME_CHANCE = 0.15
ABSENT, MISSED, LATE, EARLY, TWICE = 0.0015, 0.006, 0.028, 0.009, 0.01


@dataclass
class Away:
    """Approved leave: whole days by (person, day), and mornings off until a moment."""

    days: set[tuple[int, dt.date]] = field(default_factory=set)
    until: dict[tuple[int, dt.date], dt.datetime] = field(default_factory=dict)


def turn_of(person: Person, day: dt.date) -> str:
    """D, N or O. Who has a fixed pay works by day, with Saturday or Sunday off."""
    if person.sells:
        return PATTERN[(day.toordinal() + person.turn) % len(PATTERN)]
    rest = SATURDAY if person.role == Role.SUPERVISOR and person.id % 2 else SUNDAY
    return OFF if day.weekday() == rest else "D"


def write_attendance(company: Company) -> Away:
    """Rosters, leave, punches and overtime into the database. Returns who was away."""
    write(Shift, ("id", "employee_id", "on", "kind", "starts_at", "ends_at"), _shifts(company))
    away, leaves = _leaves(company)
    Leave.objects.bulk_create(leaves, batch_size=5000)
    LeaveGrant.objects.bulk_create(_grants(leaves), batch_size=5000)
    write(Punch, ("id", "employee_id", "punched_at"), _punches(company, away))
    Overtime.objects.bulk_create(_overtime(company), batch_size=5000)
    go_on_counting(Shift, Leave, Punch, Overtime)
    return away


def _shifts(company: Company) -> Iterator[tuple[object, ...]]:
    number = 0
    for day in days_between(company.plan.first_day, company.plan.rostered_until):
        text, midnight = str(day), dt.datetime.combine(day, dt.time())
        times = {turn: (str(midnight + STARTS[turn]), str(midnight + ENDS[turn])) for turn in STARTS}
        times[OFF] = (None, None)  # type: ignore[assignment]
        for person in company.people:
            if person.is_here(day):
                number += 1
                turn = turn_of(person, day)
                yield number, person.id, text, KINDS[turn], *times[turn]


def _leaves(company: Company) -> tuple[Away, list[Leave]]:
    """At most one leave a person and month: a morning, or one to three days."""
    random, away = company.plan.random("leave"), Away()
    leaves = [
        _leave(person, month, random, away)
        for month in company.plan.all_months()
        for person in company.people
        if random.random() < LEAVE_CHANCE
    ]
    taken = [leave for leave in leaves if leave and leave.ends_at <= company.plan.now]
    return away, [*taken, *(_asked_for(company) if company.plan.with_current else [])]


def _leave(person: Person, month: Month, random: Random, away: Away) -> Leave | None:
    day = month.first + random.randint(0, month.length - 5) * DAY
    turn, days = turn_of(person, day), random.choice((0, 0, 1, 1, 1, 2, 3))
    kind = random.choice(LEAVE_KINDS)
    if turn == OFF or not (person.is_here(day) and person.is_here(day + 3 * DAY)):
        return None
    start = dt.datetime.combine(day, dt.time())
    if days:
        away.days.update((person.id, day + more * DAY) for more in range(days))
        return Leave(
            employee_id=person.id, kind=kind, starts_at=start, ends_at=start + days * DAY, status="approved"
        )
    start += STARTS[turn]
    away.until[person.id, day] = start + 3 * HOUR
    return Leave(
        employee_id=person.id, kind="personal", starts_at=start, ends_at=start + 3 * HOUR, status="approved"
    )


def _grants(leaves: list[Leave]) -> Iterator[LeaveGrant]:
    """Days of the kinds with a balance, so that nobody has taken more than there was."""
    reasons = {"annual": "公司福利年假", "compensatory": "节日值班调休"}
    taken: dict[tuple[int, str, int], dt.timedelta] = defaultdict(dt.timedelta)
    for leave in leaves:
        if leave.kind in reasons:
            taken[leave.employee_id, leave.kind, leave.starts_at.year] += leave.ends_at - leave.starts_at
    for (person, kind, year), length in taken.items():
        days, on = Decimal(length.days + 2), dt.date(year, 1, 1)
        yield LeaveGrant(employee_id=person, kind=kind, days=days, on=on, reason=reasons[kind])


def _asked_for(company: Company) -> Iterator[Leave]:
    """Leave of the coming days: some to decide on, one granted, one refused."""
    tomorrow = dt.datetime.combine(company.plan.today, dt.time()) + DAY
    agent, agent2, leader = (company.faces[name] for name in ("agent", "agent2", "leader"))
    mate = company.teams[0].members[1]
    asked = [
        (agent, "personal", 2, 1, "pending"),
        (agent2, "annual", 3, 3, "pending"),
        (mate, "sick", 0, 1, "pending"),
        (leader, "compensatory", 4, 1, "approved"),
        (company.teams[-1].leader, "personal", 1, 2, "rejected"),
    ]
    for person, kind, after, days, status in asked:
        start = tomorrow + after * DAY
        yield Leave(
            employee_id=person.id, kind=kind, starts_at=start, ends_at=start + days * DAY, status=status
        )


def _punches(company: Company, away: Away) -> Iterator[tuple[int, int, str]]:
    number, now = 0, company.plan.now
    random = company.plan.random("punches")
    for day in company.plan.days():
        midnight = dt.datetime.combine(day, dt.time())
        for person in company.people:
            turn = turn_of(person, day)
            if turn == OFF or not person.is_here(day) or (person.id, day) in away.days:
                continue
            start = away.until.get((person.id, day), midnight + STARTS[turn])
            for moment in _punched(random, start, midnight + ENDS[turn], person.tardiness):
                if moment <= now:
                    number += 1
                    yield number, person.id, str(moment)


def _punched(random: Random, start: dt.datetime, end: dt.datetime, tardiness: float) -> list[dt.datetime]:
    """When somebody really came and went; nothing if they did not come."""
    luck = random.random() / tardiness
    if luck < ABSENT:
        return []
    came, went = _arrival(random, start, tardiness), _departure(random, end, tardiness)
    if luck < ABSENT + MISSED:
        return [random.choice((came, went))]
    if luck > 1 / tardiness - TWICE:
        return [came, came + random.randint(5, 40) * SECOND, went]
    return [came, went]


def _arrival(random: Random, start: dt.datetime, tardiness: float) -> dt.datetime:
    """Mostly 4 to 19 minutes before the shift; if late, then mostly little."""
    if random.random() < LATE * tardiness:
        return start + int(60 + 3300 * random.random() ** 3) * SECOND
    return start - int(240 + 900 * random.random()) * SECOND


def _departure(random: Random, end: dt.datetime, tardiness: float) -> dt.datetime:
    """Mostly a little after the shift, later where customers were still being served."""
    if random.random() < EARLY * tardiness:
        return end - int(60 + 1200 * random.random() ** 2) * SECOND
    return end + int(1500 * random.random() ** 2) * SECOND


def _overtime(company: Company) -> Iterator[Overtime]:
    """On workdays mostly, on rest days and on the National Day."""
    random, plan = company.plan.random("overtime"), company.plan
    sellers = [person for person in company.people if person.sells]
    for month in plan.all_months():
        for person in sellers:
            day = month.first + random.randrange(month.length) * DAY
            hours = Decimal(random.choice(("1.00", "1.50", "2.00", "3.00")))
            if random.random() < OVERTIME_CHANCE and person.is_here(day) and day < plan.last_day:
                yield Overtime(
                    employee_id=person.id,
                    on=day,
                    hours=hours,
                    kind=_overtime_kind(person, day),
                    is_approved=True,
                )


def _overtime_kind(person: Person, day: dt.date) -> str:
    if (day.month, day.day) in {(1, 1), (5, 1), (10, 1), (10, 2), (10, 3)}:
        return "holiday"
    return "rest_day" if turn_of(person, day) == OFF else "workday"
