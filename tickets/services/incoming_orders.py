"""What orders that were imported tell the service desk: numbers are known now, customers bought something."""

import datetime as dt
from collections.abc import Mapping

from django.db import transaction

from common import bulk
from tickets import orders
from tickets.models import CustomerName, CustomerOrder, Ticket, TicketEvent


@transaction.atomic
def take_note(bought: Mapping[str, tuple[dt.date, str]]) -> None:
    """Hear of imported orders: {order number: (day of payment, chat name of the buyer, or "")}. Safe to repeat."""
    clear_marks()
    _note_days(bought)
    _give_to_buyers(bought)


def clear_marks() -> int:
    """Take the mark of an unknown order from the tickets whose order is known by now; of how many."""
    marked = dict(Ticket.objects.filter(is_order_unknown=True).order_by().values_list("pk", "order_no"))
    known = {number for part in bulk.chunks(set(marked.values())) for number in orders.known_among(part)}
    cleared, now = [pk for pk, number in marked.items() if number in known], dt.datetime.now()
    changes = {"is_order_unknown": ["True", "False"]}
    many = 0
    for part in bulk.chunks(sorted(cleared)):
        # Held, in the order of every change of many, and read again: somebody may just give one another number.
        rows = Ticket.objects.select_for_update(no_key=True).filter(pk__in=part, is_order_unknown=True)
        held = [pk for pk, number in rows.order_by("pk").values_list("pk", "order_no") if number in known]
        Ticket.objects.filter(pk__in=held).update(is_order_unknown=False, changed_at=now)
        TicketEvent.objects.bulk_create(
            TicketEvent(ticket_id=pk, kind="edited", at=now, changes=changes) for pk in held
        )
        many += len(held)
    return many


def _note_days(bought: Mapping[str, tuple[dt.date, str]]) -> None:
    """An order that a ticket named without a purchase date was bought on the day on which it was paid."""
    for part in bulk.chunks(bought):
        undated = list(CustomerOrder.objects.filter(order_no__in=part, bought_on__isnull=True))
        for order in undated:
            order.bought_on = bought[order.order_no][0]
        CustomerOrder.objects.bulk_update(undated, ["bought_on"], batch_size=500)


def _give_to_buyers(bought: Mapping[str, tuple[dt.date, str]]) -> None:
    """An order is the customer's whose chat name it names; of those that are customers here already.

    A name that customers of several platforms have says nothing. An order that is somebody's stays theirs.
    """
    owners = _customers_named({buyer for _day, buyer in bought.values() if buyer})
    CustomerOrder.objects.bulk_create(
        (
            CustomerOrder(customer_id=owners[buyer], order_no=number, bought_on=day)
            for number, (day, buyer) in bought.items()
            if buyer in owners
        ),
        ignore_conflicts=True,
        batch_size=1000,
    )


def _customers_named(names: set[str]) -> dict[str, int]:
    """{chat name: the one customer who has it}."""
    found: dict[str, set[int]] = {}
    for part in bulk.chunks(names):
        for name, customer in CustomerName.objects.filter(name__in=part).values_list("name", "customer"):
            found.setdefault(name, set()).add(customer)
    return {name: customers.pop() for name, customers in found.items() if len(customers) == 1}
