"""Leave that waits for this person's yes."""

import datetime as dt
from collections.abc import Iterator
from typing import Any

from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from attendance import leave as leaves
from attendance.leave_rules import LEVELS
from attendance.models import Leave
from common.templatetags.backoffice import day, moment, until
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
                f"{one.get_kind_display()} {span(one.starts_at, one.ends_at)}",
                reverse("attendance:leave", args=[one.pk]),
                one.reason,
                one.asked_at,
                one.starts_at,
                YES_OR_NO,
                REASON,
            )


def span(starts_at: dt.datetime, ends_at: dt.datetime) -> str:
    """`2026-09-05 Sat, whole day`, `2026-09-05 Sat – 2026-09-07 Mon`, or with the times."""
    first, last = starts_at.date(), (ends_at - dt.timedelta(microseconds=1)).date()
    if starts_at.time() == ends_at.time() == dt.time():
        return (
            f"{day(first)} – {day(last)}" if last > first else _("%(day)s, whole day") % {"day": day(first)}
        )
    if last == first:
        return f"{moment(starts_at)}–{until(ends_at)[-5:]}"
    return f"{moment(starts_at)} – {until(ends_at)}"


def decide(user: Any, key: str, answer: Answer) -> None:
    leaves.decide(found(pending(user), key), answer.is_yes, answer.words, by=user)


LEAVE = Provider("leave", _("Leave"), "beach", frozenset(LEVELS), rows, decide)
