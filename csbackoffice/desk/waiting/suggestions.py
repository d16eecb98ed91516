"""Suggestions that somebody handed in: to be tried, or declined with the reason."""

import datetime as dt
from collections.abc import Iterator
from typing import Any

from django.urls import reverse
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from common.access import Role
from csbackoffice.desk.waiting.row import Answer, Choice, Provider, Row, found
from performance.models import Suggestion
from performance.services.suggestions import judge

TRY_OR_DECLINE = (
    Choice("yes", pgettext_lazy("suggestion", "Try it"), is_main=True),
    Choice("no", _("Decline")),
)
JUDGES = frozenset({Role.SUPERVISOR, Role.MANAGER})


def waiting(user: Any) -> Any:
    """A supervisor judges those of their people, the manager everybody's."""
    rows = Suggestion.objects.visible_to(user).filter(status=Suggestion.Status.SUBMITTED)
    return rows.exclude(employee=user.employee_id).select_related("employee")


def rows(user: Any) -> Iterator[Row]:
    for one in waiting(user):
        since = dt.datetime.combine(one.submitted_on, dt.time()) if one.submitted_on else None
        url = reverse("performance:suggestion", args=[one.pk])
        words = _("Answer with the reason")
        yield Row(
            str(one.pk),
            one.employee.name,
            one.title,
            url,
            one.text[:160],
            since,
            None,
            TRY_OR_DECLINE,
            words,
        )


def decide(user: Any, key: str, answer: Answer) -> None:
    judge(found(waiting(user), key), is_tried=answer.is_yes, judgement=answer.words, by=user)


SUGGESTIONS = Provider("suggestion", _("Suggestion"), "bulb", JUDGES, rows, decide)
