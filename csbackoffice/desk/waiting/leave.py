"""Leave that waits for this person's yes."""

from collections.abc import Iterator
from typing import Any

from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from attendance import leave as leaves
from attendance.leave_rules import LEVELS
from attendance.models import Leave
from common.templatetags.backoffice import moment
from csbackoffice.desk.waiting.row import REASON, YES_OR_NO, Answer, Provider, Row, found


def pending(user: Any) -> Any:
    return Leave.objects.visible_to(user).filter(status=Leave.Status.PENDING).select_related("employee")


def rows(user: Any) -> Iterator[Row]:
    asked = list(pending(user).exclude(employee=user.employee_id))
    routes = leaves.routes(asked) if asked else {}
    for one in asked:
        if routes[one.pk].may_decide(user):
            yield Row(
                str(one.pk),
                one.employee.name,
                f"{one.get_kind_display()} {moment(one.starts_at)} – {moment(one.ends_at)}",
                reverse("attendance:leave", args=[one.pk]),
                one.reason,
                one.asked_at,
                one.starts_at,
                YES_OR_NO,
                REASON,
            )


def decide(user: Any, key: str, answer: Answer) -> None:
    leaves.decide(found(pending(user), key), answer.is_yes, answer.words, by=user)


LEAVE = Provider("leave", _("Leave"), "beach", frozenset(LEVELS), rows, decide)
