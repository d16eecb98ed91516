"""Tickets of the last days, some of them with an answer promised for today."""

import datetime as dt
from collections import Counter
from collections.abc import Iterator
from random import Random

from common.dated import DAY
from csbackoffice.demo import words
from csbackoffice.demo.people import Company, Person
from csbackoffice.demo.sales import Till
from tickets.models import Ticket

OF_FACES = 6
DAYS_UNTIL_TROUBLE = 2
OLDEST = 6  # days
MINUTE = dt.timedelta(minutes=1)
# Promised times of open tickets, in hours after midnight of today: one is already past.
PROMISED = (9, 11, 15, 18, 18, 21, 35)
UNTAKEN = 4


def write_tickets(company: Company, till: Till) -> None:
    """Problem items about orders that the till remembers."""
    random = company.plan.random("tickets")
    Ticket.objects.bulk_create(
        _ticket(company, random, number, *order) for number, order in enumerate(_troubled(company, till))
    )


def _troubled(company: Company, till: Till) -> Iterator[tuple[str, dt.date, Person]]:
    """Orders with trouble: one of everybody's latest, and several of those who have a login."""
    owners = {holding.account: holding.person for holding in company.holdings if holding.to_on is None}
    faces = [person.id for person in company.faces.values()]
    had: Counter[int] = Counter()
    for order_no, on, account in reversed(till.recent):
        owner = owners.get(account or 0)
        if on > company.plan.today - DAYS_UNTIL_TROUBLE * DAY or not (owner and owner.sells):
            continue
        if had[owner.id] < (OF_FACES if owner.id in faces else 1):
            had[owner.id] += 1
            yield order_no, on, owner


def _ticket(
    company: Company, random: Random, number: int, order_no: str, on: dt.date, owner: Person
) -> Ticket:
    trouble, wish = words.TROUBLES[number % len(words.TROUBLES)]
    opened_at = _opened_at(company, random, on)
    status, promised_at = _standing(company, number, opened_at)
    is_untaken = status == Ticket.Status.OPEN and number // 2 % UNTAKEN == UNTAKEN - 1
    return Ticket(
        order_no=order_no,
        customer_name=random.choice(words.CUSTOMERS) + str(random.randint(10, 999)),
        bought_on=on,
        waybill_no=f"YT{random.randrange(10**12, 10**13)}",
        problem=trouble,
        wish=wish,
        promised_at=promised_at,
        due_at=promised_at,
        status=status,
        owner_id=None if is_untaken else owner.id,
        opened_at=opened_at,
    )


def _opened_at(company: Company, random: Random, bought_on: dt.date) -> dt.datetime:
    """Some days after the order, and before now."""
    now = company.plan.now
    earliest = max(dt.datetime.combine(bought_on, dt.time(10)), now - OLDEST * DAY)
    return earliest + random.random() * max(now - earliest, MINUTE) // MINUTE * MINUTE


def _standing(company: Company, number: int, opened_at: dt.datetime) -> tuple[str, dt.datetime]:
    """(status, promised time): every second one is still open, its answer promised for today or tomorrow."""
    if number % 2 == 0:
        midnight = dt.datetime.combine(company.plan.today, dt.time())
        promised_at = midnight + dt.timedelta(hours=PROMISED[number // 2 % len(PROMISED)])
        return Ticket.Status.OPEN, max(promised_at, opened_at + 30 * MINUTE)
    status = Ticket.Status.CLOSED if number % 6 else Ticket.Status.ANSWERED
    return status, opened_at + DAY
