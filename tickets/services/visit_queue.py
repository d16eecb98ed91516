"""The queue of return visits, by rule: answered complaints and member customers, in time and never in rest hours."""

import datetime as dt

from django.db import transaction

from tickets.clocks import Periods, in_periods, read_periods
from tickets.models import Complaint, CustomerOrder, ReturnVisit
from tickets.rates import CustomerRates
from tickets.services.numbers import rates_of

Reason, State = ReturnVisit.Reason, ReturnVisit.State
HALF_HOURS_A_DAY = 48


def rest_hours() -> Periods:
    return read_periods(rates_of(CustomerRates).visit_rest_hours)


def visit_due(since: dt.datetime) -> dt.datetime:
    """The last moment within the days allowed at which a customer may still be called."""
    due, rest = since + dt.timedelta(days=rates_of(CustomerRates).visit_days), rest_hours()
    steps = (due - dt.timedelta(minutes=30) * number for number in range(HALF_HOURS_A_DAY))
    # Rest hours that leave nothing of a day are a mistake of the rule book; then any time is the last.
    return next((moment for moment in steps if not in_periods(moment, rest)), due)


def queue_for_complaint(complaint: Complaint) -> ReturnVisit:
    """Every answered complaint is visited; a visit that waits already stays as it is."""
    about = {
        "customer": complaint.customer,
        "customer_name": complaint.customer_name,
        "order_no": complaint.order_no,
    }
    visit, _new = ReturnVisit.objects.get_or_create(
        complaint=complaint,
        state=State.WAITING,
        defaults={"reason": Reason.COMPLAINT, "due_at": visit_due(dt.datetime.now()), **about},
    )
    return visit


@transaction.atomic
def queue_for_members(now: dt.datetime) -> int:
    """Queue a visit for each order that a member customer placed in the last days; how many. Safe to repeat."""
    since = now.date() - dt.timedelta(days=rates_of(CustomerRates, now.date()).visit_days)
    orders = CustomerOrder.objects.filter(
        customer__is_member=True,
        customer__merged_into__isnull=True,
        bought_on__gte=since,
        bought_on__lte=now.date(),
    )
    known = set(
        ReturnVisit.objects.filter(reason=Reason.MEMBER, queued_at__date__gte=since).values_list(
            "customer", "order_no"
        )
    )
    new = [
        ReturnVisit(
            reason=Reason.MEMBER,
            customer=order.customer,
            customer_name=order.customer.name,
            order_no=order.order_no,
            visitor=order.customer.agent,
            queued_at=now,
            due_at=visit_due(dt.datetime.combine(order.bought_on or now.date(), now.time())),
        )
        for order in orders.select_related("customer__agent")
        if (order.customer_id, order.order_no) not in known
    ]
    ReturnVisit.objects.bulk_create(new, ignore_conflicts=True, batch_size=500)
    return len(new)
