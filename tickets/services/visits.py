"""Making return visits: never in rest hours, by somebody else than who answered, complete or not done."""

import datetime as dt
from typing import Any

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils.translation import gettext as _

from common.audit import record
from staff.models import User
from tickets.clocks import in_periods
from tickets.models import ReturnVisit, VisitAttempt, VisitScript
from tickets.rates import CustomerRates
from tickets.services import complaints
from tickets.services.numbers import rates_of
from tickets.services.timeline import hold
from tickets.services.visit_queue import rest_hours

State = ReturnVisit.State


def refuse_rest(now: dt.datetime) -> None:
    """Raise ValidationError in the hours in which nobody is called."""
    if in_periods(now, rest_hours()):
        hours = rates_of(CustomerRates).visit_rest_hours.replace(",", ", ")
        raise ValidationError(_("Customers rest now (%(hours)s). Visit them later."), params={"hours": hours})


def refuse_done(visit: ReturnVisit) -> None:
    if visit.state != State.WAITING:
        raise ValidationError(_("This return visit is over."))


def refuse_own(visit: ReturnVisit, by: User) -> None:
    """Raise ValidationError for whoever answered the complaint, and for whom it is about."""
    complaint = visit.complaint
    if complaint and complaint.answered_by_id is not None and complaint.answered_by_id == by.employee_id:
        raise ValidationError(_("You answered this complaint; somebody else makes the return visit."))
    if complaint and complaints.is_about(complaint, by):
        raise ValidationError(_("This complaint is about you; somebody else makes the return visit."))


@transaction.atomic
def try_visit(visit: ReturnVisit, outcome: str, note: str, *, by: User) -> VisitAttempt:
    """Write down an attempt that did not get through. Raises ValidationError in rest hours."""
    hold(visit)
    refuse_done(visit)
    refuse_own(visit, by)
    refuse_rest(dt.datetime.now())
    visit.visitor = visit.visitor or by.employee
    visit.save(update_fields=["visitor"])
    return VisitAttempt.objects.create(visit=visit, outcome=outcome, note=note, by=by)


def script_of(visit: ReturnVisit) -> VisitScript | None:
    return VisitScript.objects.filter(reason=visit.reason).first()


def questions_of(visit: ReturnVisit) -> list[dict[str, str]]:
    """What is asked, or was when it was answered."""
    script = None if visit.asked else script_of(visit)
    return list(script.questions if script else visit.asked)


def unanswered(visit: ReturnVisit, answers: dict[str, Any]) -> list[str]:
    """The questions of the script that still lack an answer; free remarks may be left out."""
    return [
        row["text"]
        for row in questions_of(visit)
        if row["kind"] != "text" and answers.get(row["key"]) in (None, "")
    ]


@transaction.atomic
def complete(
    visit: ReturnVisit, answers: dict[str, Any], is_satisfied: bool | None, note: str, *, by: User
) -> None:
    """The customer was reached and answered everything; a complaint is closed, or reopened. Raises ValidationError."""
    hold(visit)
    refuse_done(visit)
    refuse_own(visit, by)
    refuse_rest(dt.datetime.now())
    complaint = visit.complaint
    missing = unanswered(visit, answers)
    if missing or is_satisfied is None:
        missing += [_("Is the customer satisfied?")] if is_satisfied is None else []
        raise ValidationError(
            _("An incomplete return visit is not done. Missing: %(what)s"),
            params={"what": " · ".join(missing)},
        )
    VisitAttempt.objects.create(visit=visit, outcome=VisitAttempt.Outcome.REACHED, by=by)
    visit.visitor, visit.state, visit.done_at = by.employee, State.DONE, dt.datetime.now()
    visit.asked, visit.answers = questions_of(visit), answers
    visit.is_satisfied, visit.note = is_satisfied, note
    visit.save()
    record("return visit made", visit, by=by, changes={"is_satisfied": [None, is_satisfied]})
    if complaint and is_satisfied:
        complaints.close(complaint, by=by, is_satisfied=True, text=note)
    elif complaint:
        complaints.reopen(complaint, by=by, text=note)


@transaction.atomic
def give_up(visit: ReturnVisit, *, by: User) -> None:
    """After several attempts a customer counts as not reached. Raises ValidationError before that."""
    hold(visit)
    refuse_done(visit)
    refuse_own(visit, by)
    many, fewest = visit.attempts.count(), rates_of(CustomerRates).visit_attempts
    if many < fewest:
        raise ValidationError(
            _("Try at least %(fewest)s times before you give up; there were %(many)s attempts."),
            params={"fewest": fewest, "many": many},
        )
    visit.state, visit.done_at = State.UNREACHED, dt.datetime.now()
    visit.save()
    record("return visit given up", visit, by=by)
    if visit.complaint:
        complaints.close(
            visit.complaint, by=by, is_satisfied=None, text=_("The customer could not be reached.")
        )
