"""Punches that people say are missing."""

from collections.abc import Iterator
from typing import Any

from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from attendance import punches
from attendance.models import PunchCorrection, RequestStatus
from common.templatetags.backoffice import moment
from csbackoffice.desk.waiting.row import REASON, YES_OR_NO, Answer, Provider, Row, found


def pending(user: Any) -> Any:
    rows = PunchCorrection.objects.visible_to(user).filter(status=RequestStatus.PENDING)
    return rows.select_related("employee")


def rows(user: Any) -> Iterator[Row]:
    for one in pending(user):
        if punches.may_decide(one, user):
            url = reverse("attendance:requests")
            yield Row(
                str(one.pk),
                one.employee.name,
                moment(one.punched_at),
                url,
                one.reason,
                one.asked_at,
                None,
                YES_OR_NO,
                REASON,
            )


def decide(user: Any, key: str, answer: Answer) -> None:
    punches.decide(found(pending(user), key), answer.is_yes, answer.words, by=user)


CORRECTIONS = Provider("correction", _("Missing punch"), "fingerprint", punches.APPROVERS, rows, decide)
