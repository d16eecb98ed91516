"""Return visits: queued by rule, never in rest hours, complete or not done. Surveys: one answer by a link."""

import datetime as dt
import hashlib
import secrets
from typing import Any

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils.translation import gettext as _

from common.audit import record
from staff.models import User
from tickets.clocks import Periods, in_periods, read_periods
from tickets.models import (
    Complaint,
    CustomerOrder,
    ReturnVisit,
    Survey,
    Ticket,
    VisitAttempt,
    VisitScript,
)
from tickets.rates import CustomerRates
from tickets.services.numbers import rates_of
from tickets.services.timeline import write_event

FEWEST_ATTEMPTS = 3
SATISFIED_FROM = 4
Reason, State = ReturnVisit.Reason, ReturnVisit.State


def rest_hours() -> Periods:
    return read_periods(rates_of(CustomerRates).visit_rest_hours)


def visit_due(since: dt.datetime) -> dt.datetime:
    """The last moment within the days allowed at which a customer may still be called."""
    due, rest = since + dt.timedelta(days=rates_of(CustomerRates).visit_days), rest_hours()
    while in_periods(due, rest):
        due -= dt.timedelta(minutes=30)
    return due


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


def refuse_rest(now: dt.datetime) -> None:
    """Raise ValidationError in the hours in which nobody is called."""
    if in_periods(now, rest_hours()):
        hours = rates_of(CustomerRates).visit_rest_hours.replace(",", ", ")
        raise ValidationError(_("Customers rest now (%(hours)s). Visit them later."), params={"hours": hours})


def refuse_done(visit: ReturnVisit) -> None:
    if visit.state != State.WAITING:
        raise ValidationError(_("This return visit is over."))


@transaction.atomic
def try_visit(visit: ReturnVisit, outcome: str, note: str, *, by: User) -> VisitAttempt:
    """Write down an attempt that did not get through. Raises ValidationError in rest hours."""
    refuse_done(visit)
    refuse_rest(dt.datetime.now())
    visit.visitor = visit.visitor or by.employee
    visit.save(update_fields=["visitor"])
    return VisitAttempt.objects.create(visit=visit, outcome=outcome, note=note, by=by)


def script_of(visit: ReturnVisit) -> VisitScript | None:
    return VisitScript.objects.filter(reason=visit.reason).first()


def unanswered(visit: ReturnVisit, answers: dict[str, Any]) -> list[str]:
    """The questions of the script that still lack an answer; free remarks may be left out."""
    script = script_of(visit)
    questions = script.questions if script else []
    return [
        row["text"] for row in questions if row["kind"] != "text" and answers.get(row["key"]) in (None, "")
    ]


@transaction.atomic
def complete(
    visit: ReturnVisit, answers: dict[str, Any], is_satisfied: bool | None, note: str, *, by: User
) -> None:
    """The customer was reached and answered everything; a complaint is closed, or reopened. Raises ValidationError."""
    from tickets.services import complaints

    refuse_done(visit)
    refuse_rest(dt.datetime.now())
    complaint = visit.complaint
    if complaint and complaint.answered_by_id == by.employee_id:
        raise ValidationError(_("You answered this complaint; somebody else makes the return visit."))
    missing = unanswered(visit, answers)
    if missing or is_satisfied is None:
        missing += [_("Is the customer satisfied?")] if is_satisfied is None else []
        raise ValidationError(
            _("An incomplete return visit is not done. Missing: %(what)s"),
            params={"what": " · ".join(missing)},
        )
    VisitAttempt.objects.create(visit=visit, outcome=VisitAttempt.Outcome.REACHED, by=by)
    visit.visitor, visit.state, visit.done_at = by.employee, State.DONE, dt.datetime.now()
    visit.answers, visit.is_satisfied, visit.note = answers, is_satisfied, note
    visit.save()
    record("return visit made", visit, by=by, changes={"is_satisfied": [None, is_satisfied]})
    if complaint and is_satisfied:
        complaints.close(complaint, by=by, is_satisfied=True, text=note)
    elif complaint:
        complaints.reopen(complaint, by=by, text=note)


@transaction.atomic
def give_up(visit: ReturnVisit, *, by: User) -> None:
    """After several attempts a customer counts as not reached. Raises ValidationError before that."""
    from tickets.services import complaints

    refuse_done(visit)
    many = visit.attempts.count()
    if many < FEWEST_ATTEMPTS:
        raise ValidationError(
            _("Try at least %(fewest)s times before you give up; there were %(many)s attempts."),
            params={"fewest": FEWEST_ATTEMPTS, "many": many},
        )
    visit.state, visit.done_at = State.UNREACHED, dt.datetime.now()
    visit.save()
    record("return visit given up", visit, by=by)
    if visit.complaint:
        complaints.close(
            visit.complaint, by=by, is_satisfied=None, text=_("The customer could not be reached.")
        )


# Surveys


def print_of(token: str) -> str:
    return hashlib.sha256(token.encode()).hexdigest()


@transaction.atomic
def make_survey(ticket: Ticket, *, by: User) -> str:
    """The token of a new link; it is shown once. Earlier links of the ticket that nobody used end."""
    now = dt.datetime.now()
    ticket.surveys.filter(answered_at__isnull=True, expires_at__gt=now).update(expires_at=now)
    token = secrets.token_urlsafe(18)
    expires_at = now + dt.timedelta(days=rates_of(CustomerRates).survey_days)
    Survey.objects.create(ticket=ticket, token_print=print_of(token), sent_by=by, expires_at=expires_at)
    record("survey link made", ticket, by=by)
    return token


@transaction.atomic
def answer_survey(survey: Survey, score: int, answers: dict[str, Any], remark: str) -> bool:
    """Take the one answer; False where somebody was faster or the link has expired."""
    now = dt.datetime.now()
    taken = Survey.objects.filter(pk=survey.pk, answered_at__isnull=True, expires_at__gt=now).update(
        answered_at=now, score=score, answers=answers, remark=remark
    )
    if taken:
        Ticket.objects.filter(pk=survey.ticket_id).update(satisfaction=score, changed_at=now)
        write_event(survey.ticket, "rated", by=None, text=remark, changes={"satisfaction": [None, score]})
    return bool(taken)
