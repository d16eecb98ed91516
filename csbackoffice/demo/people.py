"""The people of the demo company: who they are, who leads whom, what they are paid, which accounts they have."""

import datetime as dt
import itertools
from collections.abc import Iterator
from dataclasses import dataclass, field
from decimal import Decimal
from math import ceil
from random import Random

from common.access import Role
from common.dated import BEGINNING, DAY
from common.fields import fingerprint, masked
from common.month import Month
from csbackoffice.demo import numbers, words
from csbackoffice.demo.plan import Plan
from csbackoffice.demo.writing import go_on_counting
from staff.models import AccountBinding, Employee, Group, GroupTerms, RuleBook, ServiceAccount, Terms

OFFICE = (Role.DIRECTOR, Role.MANAGER, Role.ACCOUNTANT)
FIXED = {Role.DIRECTOR: 15000, Role.MANAGER: 9500, Role.ACCOUNTANT: 6800, Role.SUPERVISOR: 6200}
TURN = 27  # days, see roster.py
TWO_YEARS = 730
YEAR = 365 * DAY
OTHER_BOOK_EVERY = 20


@dataclass(slots=True, eq=False)
class Person:
    """One employee, with what chance gave them: ability (a mark) and tardiness (1 is usual)."""

    role: str
    group: int | None
    hired_on: dt.date
    turn: int = 0
    id: int = 0
    name: str = ""
    left_on: dt.date | None = None
    confirmed_on: dt.date | None = None
    mentor: int | None = None
    ability: float = 80.0
    tardiness: float = 1.0

    @property
    def sells(self) -> bool:
        return self.role in {Role.AGENT, Role.LEADER}

    def is_here(self, day: dt.date) -> bool:
        return self.hired_on <= day and (self.left_on is None or day <= self.left_on)


@dataclass(slots=True)
class Holding:
    """A service account in the hands of a person, from one day to another."""

    account: int
    person: Person
    from_on: dt.date
    to_on: dt.date | None = None


@dataclass
class Team:
    """A group with its people; `members` are the agents."""

    id: int
    name: str
    supervisor: Person
    leader: Person
    members: list[Person]


@dataclass
class Company:
    """Everybody, and who has a login of which name."""

    plan: Plan
    people: list[Person]
    teams: list[Team]
    holdings: list[Holding] = field(default_factory=list)
    faces: dict[str, Person] = field(default_factory=dict)

    def number(self, person: Person) -> str:
        """The employee number: as wide as the largest one needs."""
        return f"KF{person.id:0{max(4, len(str(len(self.people))))}d}"


def team_sizes(employees: int) -> tuple[int, list[int]]:
    """(supervisors, people in each group with its leader), groups of about nine."""
    groups = max(1, round((employees - len(OFFICE)) / 9.4))
    supervisors = max(ceil(groups / 4), min(2, groups))
    each, left_over = divmod(employees - len(OFFICE) - supervisors, groups)
    return supervisors, [each + (index < left_over) for index in range(groups)]


def make_company(plan: Plan) -> Company:
    """Think everybody up; nothing is written yet."""
    random = plan.random("people")
    supervisors, sizes = team_sizes(plan.employees)
    office = [Person(role, None, _long_ago(plan, random)) for role in OFFICE]
    chiefs = [
        Person(Role.SUPERVISOR, None, day)
        for day in sorted(_long_ago(plan, random) for _one in range(supervisors))
    ]
    teams = [_team(plan, random, index, size, chiefs) for index, size in enumerate(sizes)]
    company = Company(plan, [*office, *chiefs, *itertools.chain.from_iterable(map(_everybody, teams))], teams)
    _come_and_go(company, random)
    _count(company, random)
    _give_mentors(company)
    company.holdings = list(_hand_out_accounts(company))
    company.faces = _choose_faces(company)
    return company


def _long_ago(plan: Plan, random: Random) -> dt.date:
    return plan.first_day - random.randint(TWO_YEARS * 3 // 4, TWO_YEARS) * DAY


def _team(plan: Plan, random: Random, index: int, size: int, chiefs: list[Person]) -> Team:
    group = index + 1
    leader = Person(Role.LEADER, group, plan.first_day - random.randint(420, 650) * DAY, turn=group * 5)
    members = [
        Person(
            Role.AGENT,
            group,
            plan.first_day - random.randint(40, TWO_YEARS) * DAY,
            turn=group * 5 + place * TURN // size,
        )
        for place in range(1, size)
    ]
    name = words.GROUPS[index] if index < len(words.GROUPS) else f"客服{group}组"
    return Team(group, name, chiefs[index * len(chiefs) // _groups(plan)], leader, members)


def _groups(plan: Plan) -> int:
    return len(team_sizes(plan.employees)[1])


def _everybody(team: Team) -> list[Person]:
    return [team.leader, *team.members]


def _come_and_go(company: Company, random: Random) -> None:
    """New people in every month, two of them on trial today, and somebody who leaves in the last complete month."""
    plan, last = company.plan, company.plan.complete[-1]
    agents = [member for team in company.teams for member in team.members[1:]]
    each = max(1, plan.employees // 60)
    chosen = iter(random.sample(agents, min(len(agents), each * (plan.months + 1) + 2 * each)))
    for month in plan.complete:
        for person in itertools.islice(chosen, each):
            person.hired_on = month.first + random.randint(1, 7) * DAY
            person.confirmed_on = person.hired_on + 5 * DAY if month < last else None
    for person in itertools.islice(chosen, each):
        person.left_on = last.first + random.randint(14, 20) * DAY
    if plan.with_current:
        for person in chosen:
            person.hired_on = max(plan.current.first, plan.today - random.randint(0, 5) * DAY)


def _count(company: Company, random: Random) -> None:
    """Numbers and names in order of hire, and what chance gives to each."""
    company.people.sort(key=lambda person: person.hired_on)
    for number, (person, name) in enumerate(zip(company.people, _names(random), strict=False), start=1):
        person.id, person.name = number, name
        person.ability = min(max(random.gauss(83, 8), 52), 98)
        person.tardiness = 0.3 + 2.2 * random.random() ** 2


def _names(random: Random) -> Iterator[str]:
    """Every name once, in chance order, then again."""
    names = [surname + given for surname in words.SURNAMES for given in words.GIVEN_NAMES]
    random.shuffle(names)
    return itertools.cycle(names)


def _give_mentors(company: Company) -> None:
    """Who came since shortly before the first month learns from somebody of the own group."""
    since = company.plan.first_day - 45 * DAY
    for team in company.teams:
        old_hands = [person for person in team.members if person.hired_on < since and not person.left_on]
        for place, person in enumerate(team.members):
            if person.hired_on >= since:
                person.mentor = (old_hands[place % len(old_hands)] if old_hands else team.leader).id


def _hand_out_accounts(company: Company) -> Iterator[Holding]:
    """One account each; a leaver's goes on to the newest colleague of the group who is confirmed by then."""
    with_account = [person for person in company.people if person.role not in OFFICE]
    for account, person in enumerate(with_account, start=1):
        yield Holding(account, person, person.hired_on, person.left_on)
        if person.left_on:
            team = company.teams[(person.group or 1) - 1]
            heirs = [
                one for one in team.members if one.hired_on + 14 * DAY <= person.left_on and one is not person
            ]
            heir = max(heirs, key=lambda one: one.hired_on, default=team.leader)
            yield Holding(account, heir, person.left_on + DAY)


def _choose_faces(company: Company) -> dict[str, Person]:
    """Who gets a login: one of each role, and a second supervisor and agent who see other groups."""
    first, last = company.teams[0], company.teams[-1]
    people = {person.role: person for person in company.people if person.role in OFFICE}
    old_hands = [
        person for person in company.people if person.hired_on < company.plan.first_day and not person.left_on
    ]
    return {
        "agent": next(person for person in old_hands if person in first.members),
        "leader": first.leader,
        "supervisor": first.supervisor,
        "manager": people[Role.MANAGER],
        "accountant": people[Role.ACCOUNTANT],
        "director": people[Role.DIRECTOR],
        "agent2": next(person for person in reversed(old_hands) if person in last.members),
        "supervisor2": last.supervisor,
    }


def write_people(company: Company) -> None:
    """People, groups, terms and accounts into the database."""
    Group.objects.bulk_create(Group(id=team.id, name=team.name) for team in company.teams)
    # Mentors first: whoever came earlier has the smaller number.
    Employee.objects.bulk_create((_row(company, person) for person in company.people), batch_size=2000)
    Terms.objects.bulk_create(_all_terms(company), batch_size=2000)
    GroupTerms.objects.bulk_create(_group_terms(company))
    _write_accounts(company)
    go_on_counting(Group, Employee, Terms, GroupTerms, ServiceAccount, AccountBinding)


def _row(company: Company, person: Person) -> Employee:
    card, id_number = numbers.bank_card(person.id), numbers.id_number(person.id)
    phone = numbers.phone(person.id)
    return Employee(
        id=person.id,
        employee_no=company.number(person),
        name=person.name,
        hired_on=person.hired_on,
        confirmed_on=person.confirmed_on,
        left_on=person.left_on,
        is_specialist=person.role == Role.AGENT and person.ability > 93,
        mentor_id=person.mentor,
        bank_name=words.BANK,
        bank_card=card,
        bank_card_tail=card[-4:],
        id_number=id_number,
        id_number_mask=masked(id_number, 6, 4),
        id_number_print=fingerprint(id_number),
        phone=phone,
        phone_mask=masked(phone, 3, 4),
    )


def _all_terms(company: Company) -> Iterator[Terms]:
    random = company.plan.random("terms")
    for person in company.people:
        yield from _terms(company.plan, person, random)


def _terms(plan: Plan, person: Person, random: Random) -> Iterator[Terms]:
    """What holds for a person: from the hire date, and after a promotion or a raise."""
    if person.role in FIXED:
        yield from _fixed_terms(plan, person)
        return
    target = Decimal(plan.orders_per_day * 7500 + 5000)
    common = {"employee_id": person.id, "group_id": person.group, "sales_target": target}
    promoted_on = Month.of(plan.first_day).plus(-5).first
    yield Terms(**common, valid_from=person.hired_on, role=Role.AGENT)
    if person.role == Role.LEADER:
        yield Terms(**common, valid_from=promoted_on, role=Role.LEADER, base_salary=Decimal(1500))
    elif person.hired_on < plan.first_day - YEAR and random.random() < 0.5:
        yield Terms(**common, valid_from=_raised_on(plan, random), role=Role.AGENT, base_salary=Decimal(1200))


def _raised_on(plan: Plan, random: Random) -> dt.date:
    """Most raises hold from the first of a month, some from the middle."""
    month = random.choice(plan.complete)
    return month.first + 15 * DAY if random.random() < 0.2 else month.first


def _fixed_terms(plan: Plan, person: Person) -> Iterator[Terms]:
    pay = Decimal(FIXED[Role(person.role)])
    fields = {"employee_id": person.id, "role": person.role}
    yield Terms(**fields, valid_from=person.hired_on, fixed_salary=pay)
    if person.role == Role.SUPERVISOR and person.id % 2:
        yield Terms(**fields, valid_from=plan.complete[-1].first, fixed_salary=pay + 500)


def _group_terms(company: Company) -> Iterator[GroupTerms]:
    """The company's rule book, but that of service departments for one group in twenty."""
    service = RuleBook.objects.get(preset="service-department")
    for team in company.teams:
        yield GroupTerms(
            group_id=team.id,
            valid_from=BEGINNING,
            supervisor_id=team.supervisor.id,
            leader_id=team.leader.id,
            rulebook=service if team.id % OTHER_BOOK_EVERY == len(words.GROUPS) else None,
        )


def _write_accounts(company: Company) -> None:
    names = {holding.account: _account_name(holding.account - 1) for holding in company.holdings}
    ServiceAccount.objects.bulk_create(ServiceAccount(id=id, name=name) for id, name in names.items())
    AccountBinding.objects.bulk_create(
        AccountBinding(
            account_id=holding.account,
            employee_id=holding.person.id,
            from_on=holding.from_on,
            to_on=holding.to_on,
        )
        for holding in company.holdings
    )


def _account_name(index: int) -> str:
    """云朵家居:小雅, and once all nicknames are taken 云朵家居:小雅2."""
    again, place = divmod(index, len(words.NICKNAMES))
    return f"{words.BRAND}:{words.NICKNAMES[place]}{again + 1 if again else ''}"
