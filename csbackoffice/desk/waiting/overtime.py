"""Overtime that waits for approval, while it still counts."""

from collections.abc import Iterator
from typing import Any

from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from attendance import overtime
from attendance.models import OvertimeRequest, RequestStatus
from common.templatetags.backoffice import day
from csbackoffice.desk.waiting.row import REASON, YES_OR_NO, Answer, Provider, Row, found


def pending(user: Any) -> Any:
    rows = OvertimeRequest.objects.visible_to(user).filter(status=RequestStatus.PENDING)
    return rows.select_related("employee")


def rows(user: Any) -> Iterator[Row]:
    for one in pending(user):
        if overtime.may_decide(one, user) and not one.is_too_late:
            says = _("%(day)s, %(hours)s hours, %(kind)s")
            says %= {"day": day(one.on), "hours": one.hours, "kind": one.get_kind_display()}
            if one.is_time_off:
                says = f"{says} · {_('Time off instead of pay')}"
            url = reverse("attendance:requests")
            yield Row(
                str(one.pk),
                one.employee.name,
                says,
                url,
                one.reason,
                one.asked_at,
                one.deadline,
                YES_OR_NO,
                REASON,
            )


def decide(user: Any, key: str, answer: Answer) -> None:
    overtime.decide(found(pending(user), key), answer.is_yes, answer.words, by=user)


OVERTIME = Provider("overtime", gettext_lazy("Overtime"), "hourglass", overtime.APPROVERS, rows, decide)
