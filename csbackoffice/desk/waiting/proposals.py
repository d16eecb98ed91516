"""Entries of conduct that the program or an inspector proposes."""

import datetime as dt
from collections.abc import Iterator
from typing import Any

from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from attendance import proposals
from attendance.models import ConductProposal
from common.dated import DAY
from common.templatetags.backoffice import day, money
from csbackoffice.desk.waiting.row import LEADING, Answer, Choice, Provider, Row, found
from performance.services.proposals import book

BOOK_OR_DROP = (Choice("yes", _("Book it"), is_main=True), Choice("no", _("Drop it")))
# Older ones stand on the page of proposals.
RECENT = 60 * DAY


def waiting(user: Any) -> Any:
    since = dt.date.today() - RECENT
    return ConductProposal.objects.open_for(user).filter(on__gte=since).select_related("employee")


def rows(user: Any) -> Iterator[Row]:
    url = f"{reverse('attendance:proposals')}?state=proposed"
    for one in waiting(user):
        says = f"{one.get_item_display()} · {day(one.on)}"
        if one.amount is not None:
            says = f"{says} · {money(one.amount)}"
        words = _("Reason (needed to drop it)")
        yield Row(
            str(one.pk),
            one.employee.name,
            says,
            url,
            one.because,
            one.proposed_at,
            None,
            BOOK_OR_DROP,
            words,
        )


def decide(user: Any, key: str, answer: Answer) -> None:
    proposal = found(waiting(user), key)
    if answer.is_yes:
        book(proposal, by=user)
    else:
        proposals.drop(proposal, by=user, answer=answer.words)


PROPOSALS = Provider("proposal", _("Proposed entry"), "clipboard-list", LEADING, rows, decide)
