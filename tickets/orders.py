"""Which order numbers are known: apps above, which keep the orders, are asked through a list that they join."""

from collections.abc import Callable, Collection

from tickets.models import CustomerOrder, Ticket

# Functions that say which of some order numbers are known; csbackoffice/apps.py adds those of the apps above.
KNOWING: list[Callable[[Collection[str]], set[str]]] = []


def known_among(numbers: Collection[str]) -> set[str]:
    """Those of some order numbers that the apps above know."""
    return set().union(*(knows(numbers) for knows in KNOWING))


def is_known(order_no: str) -> bool:
    """True where somebody knows the order, or where nobody could know it.

    An order that somebody wrote down for a customer is known too, unless it came from a ticket that doubts it.
    """
    if not KNOWING or known_among([order_no]):
        return True
    doubted = Ticket.objects.filter(order_no=order_no, is_order_unknown=True)
    return CustomerOrder.objects.filter(order_no=order_no).exists() and not doubted.exists()
