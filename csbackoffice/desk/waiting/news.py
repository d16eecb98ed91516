"""News reported to this person that nobody has answered."""

from collections.abc import Iterator
from typing import Any

from django.core.exceptions import ValidationError
from django.db.models import Q
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from common.access import Role
from csbackoffice.desk.waiting.row import DECIDING, Answer, Choice, Provider, Row, found
from tickets.models import News
from tickets.services import news as services

ANSWER = (Choice("yes", _("Answer"), is_main=True),)


def waiting(user: Any) -> Any:
    """What was reported to oneself; to the manager also what has nobody above it."""
    mine = Q(to=user.employee_id)
    if user.role == Role.MANAGER:
        mine |= Q(to__isnull=True)
    rows = News.objects.visible_to(user).unanswered().filter(mine)
    return rows.exclude(reported_by=user.employee_id).select_related("reported_by")


def rows(user: Any) -> Iterator[Row]:
    for one in waiting(user):
        who = one.reported_by.name if one.reported_by else ""
        url = reverse("tickets:one_news", args=[one.pk])
        says, words = one.get_kind_display(), _("Your answer")
        yield Row(str(one.pk), who, says, url, one.text[:160], one.reported_at, None, ANSWER, words)


def decide(user: Any, key: str, answer: Answer) -> None:
    one = found(waiting(user), key)
    if not answer.words:
        raise ValidationError(_("Write an answer: whoever reported it reads it."))
    services.answer(one, answer.words, by=user)


NEWS = Provider("news", _("News"), "speakerphone", DECIDING, rows, decide)
