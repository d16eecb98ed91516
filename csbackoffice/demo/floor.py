"""What the parts of the demo company's service desk share: its people, its tickets, its moment."""

import datetime as dt
from random import Random

from csbackoffice.demo.people import Company, Person
from staff.models import User
from tickets.models import Ticket

MOST = 300
HOUR, MINUTE = dt.timedelta(hours=1), dt.timedelta(minutes=1)


class Desk:
    """What the parts of the writing share."""

    def __init__(self, company: Company) -> None:
        self.company = company
        self.now = company.plan.now
        self.random: Random = company.plan.random("service desk")
        self.users = {user.employee_id: user for user in User.objects.exclude(employee=None)}
        # A company of ten thousand is for measuring pay; its desk need not be as large.
        self.tickets = list(Ticket.objects.order_by("opened_at", "pk")[:MOST])
        self.agents = [person for team in company.teams for person in team.members if not person.left_on]

    def user(self, person_id: int | None) -> User | None:
        return self.users.get(person_id or 0)

    def ago(self, **length: float) -> dt.datetime:
        return self.now - dt.timedelta(**length)

    def leader_of(self, person: Person) -> Person:
        return next(team.leader for team in self.company.teams if person in team.members)

    def supervisor_of(self, person: Person) -> Person:
        return next(team.supervisor for team in self.company.teams if person in team.members)
