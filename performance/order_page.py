"""What the page of an order shows: whose sale it is, what was given back, what happened about it."""

from typing import Any

from django.db.models import Sum

from common.money import ZERO
from performance.models import Order
from performance.sales import owner_of
from staff.models import Employee
from tickets.models import Complaint, Review, Ticket


def page_of(order: Order, user: Any) -> dict[str, Any]:
    """Everything of the page, as far as this person sees it; a fixed number of queries."""
    owner = owner_of(order)
    refunds = order.refunds.order_by("refunded_at")
    back = refunds.aggregate(total=Sum("amount"))["total"] or ZERO
    number = order.order_no
    return {
        "order": order,
        "owner": owner,
        "may_open": bool(owner) and Employee.objects.visible_to(user).filter(pk=owner.pk).exists(),
        "refunds": refunds,
        "net": order.amount - back,
        "tickets": Ticket.objects.visible_to(user).filter(order_no=number),
        "complaints": Complaint.objects.visible_to(user).filter(order_no=number),
        "reviews": Review.objects.visible_to(user).filter(order_no=number),
    }
