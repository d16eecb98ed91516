"""Who can take work: those on shift now, in the order in which it is fair to give them more."""

import datetime as dt
from collections import Counter
from typing import Any

from django.db.models import Count

from attendance.models import Leave, Shift
from common.access import Role
from staff.models import Employee, Group, GroupTerms, Terms
from tickets.models import Customer, ServingWeight, Ticket

USUAL = 100


def on_shift(now: dt.datetime, group: Group | None = None) -> list[Employee]:
    """Agents and leaders who are rostered at a moment and not on leave, of one group or of all."""
    rostered = Shift.objects.filter(
        on__gte=now.date() - dt.timedelta(days=1), starts_at__lte=now, ends_at__gt=now
    ).values("employee")
    away = Leave.objects.filter(status=Leave.Status.APPROVED, starts_at__lte=now, ends_at__gt=now)
    serving = serving_terms(now.date(), group).filter(employee__in=rostered)
    people = Employee.objects.filter(pk__in=serving.values("employee"))
    return list(people.exclude(pk__in=away.values("employee")).order_by("employee_no"))


def serving_terms(day: dt.date, group: Group | None = None) -> Any:
    """Terms of those who serve customers on a day."""
    terms = Terms.objects.in_force(day).filter(role__in=[Role.AGENT, Role.LEADER])
    return terms.filter(group=group) if group else terms


def weights_of(people: list[Employee]) -> dict[int, int]:
    """{person: weight of ability}; whoever has none is usual."""
    known = dict(ServingWeight.objects.filter(employee__in=people).values_list("employee", "weight"))
    return {person.pk: known.get(person.pk, USUAL) for person in people}


def least_loaded(people: list[Employee], load: Counter[int]) -> Employee | None:
    """Whose load is the smallest for their ability once they get one more; by employee number where equal."""
    weights = weights_of(people)
    able = [person for person in people if weights[person.pk]]
    return min(
        able,
        key=lambda person: ((load[person.pk] + 1) / weights[person.pk], person.employee_no),
        default=None,
    )


def ticket_load(people: list[Employee]) -> Counter[int]:
    rows = Ticket.objects.unresolved().filter(owner__in=people).order_by().values_list("owner")
    return Counter(dict(rows.annotate(many=Count("pk"))))


def customer_load(people: list[Employee]) -> Counter[int]:
    rows = Customer.objects.alone().filter(agent__in=people).order_by().values_list("agent")
    return Counter(dict(rows.annotate(many=Count("pk"))))


def group_of(person: Employee | None, day: dt.date) -> Group | None:
    terms = person.terms_on(day) if person else None
    return terms.group if terms else None


def superior(person: Employee | None, level: int, now: dt.datetime) -> Employee | None:
    """Who answers for a person at a level of escalation: leader, specialist, supervisor, manager."""
    if level == Ticket.Level.SPECIALIST:
        return _specialist(now)
    if level == Ticket.Level.MANAGER:
        return first_of(Role.MANAGER, now.date())
    group = group_of(person, now.date())
    terms = GroupTerms.objects.in_force(now.date()).filter(group=group).first() if group else None
    if terms is None:
        return None
    return terms.leader if level == Ticket.Level.LEADER else terms.supervisor


def level_of(person: Employee | None, day: dt.date) -> int:
    """The level of escalation at which a person stands; of nobody yet, the first."""
    terms = person.terms_on(day) if person else None
    role = terms.role if terms else Role.AGENT
    levels = {
        Role.LEADER: Ticket.Level.LEADER,
        Role.SUPERVISOR: Ticket.Level.SUPERVISOR,
        Role.MANAGER: Ticket.Level.MANAGER,
    }
    usual = Ticket.Level.SPECIALIST if person and person.is_specialist else Ticket.Level.AGENT
    return max(levels.get(Role(role), usual), usual)


def _specialist(now: dt.datetime) -> Employee | None:
    """One who is on shift if there is any, with the least to do."""
    here = [person for person in on_shift(now) if person.is_specialist]
    everyone = list(Employee.objects.employed_between(now.date(), now.date()).filter(is_specialist=True))
    people = here or everyone
    return least_loaded(people, ticket_load(people))


def first_of(role: str, day: dt.date) -> Employee | None:
    """Whoever has a role on a day, by the order of people."""
    people = Employee.objects.employed_between(day, day)
    return people.filter(pk__in=Terms.objects.in_force(day).filter(role=role).values("employee")).first()
