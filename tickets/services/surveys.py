"""Surveys: a link that a customer can answer once, until it expires."""

import datetime as dt
import hashlib
import secrets
from typing import Any

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils.translation import gettext as _

from common.audit import record
from staff.models import User
from tickets.models import Survey, Ticket, VisitScript
from tickets.rates import CustomerRates
from tickets.services.numbers import rates_of
from tickets.services.tickets import refuse_merged
from tickets.services.timeline import hold, write_event


def print_of(token: str) -> str:
    return hashlib.sha256(token.encode()).hexdigest()


def survey_script() -> VisitScript | None:
    """Intro, questions and thanks of the survey."""
    return VisitScript.objects.filter(reason=VisitScript.SURVEY).first()


@transaction.atomic
def make_survey(ticket: Ticket, *, by: User) -> str:
    """The token of a new link; it is shown once. Earlier links of the ticket that nobody used end.

    Raises ValidationError once the customer has answered: nobody asks again until the answer is a better one.
    """
    hold(ticket)
    refuse_merged(ticket)
    if ticket.surveys.filter(answered_at__isnull=False).exists():
        raise ValidationError(_("The customer has answered the survey of this ticket already."))
    now = dt.datetime.now()
    ticket.surveys.filter(answered_at__isnull=True, expires_at__gt=now).update(expires_at=now)
    token = secrets.token_urlsafe(18)
    expires_at = now + dt.timedelta(days=rates_of(CustomerRates).survey_days)
    asked = script.questions if (script := survey_script()) else []
    Survey.objects.create(
        ticket=ticket, token_print=print_of(token), sent_by=by, expires_at=expires_at, asked=asked
    )
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
