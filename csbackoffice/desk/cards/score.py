"""One's own score: to date, and what has to be accepted, sat or given."""

import datetime as dt
from typing import Any

from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from csbackoffice.desk.parts import DUE, OPEN, Part, Step
from performance import mine
from performance.models import Score, Sitting


def content(user: Any) -> dict[str, Any] | None:
    """The score to date with its parts; nothing for who is not marked."""
    page = mine.page_of(user, dt.date.today())
    return page if page.get("parts") or page["latest"] else None


def to_accept(user: Any) -> Step | None:
    row = Score.objects.filter(employee=user.employee_id, status=Score.Status.PUBLISHED).first()
    if row is None:
        return None
    says = _("Your score of %(month)s is published: accept it or appeal.") % {"month": row.month}
    return Step(says, reverse("performance:score", args=[row.pk]), "target", DUE, _("Look"))


def exams(user: Any) -> Step | None:
    count = (
        Sitting.objects.filter(
            employee=user.employee_id,
            mark__isnull=True,
            exam__on__lte=dt.date.today(),
            exam__questions__isnull=False,
        )
        .values("pk")
        .distinct()
        .count()
    )
    if not count:
        return None
    text = ngettext("%(count)s exam to sit.", "%(count)s exams to sit.", count)
    return Step(text % {"count": count}, reverse("performance:exams"), "school", OPEN, _("Sit it"))


SCORE = Part(
    "score", gettext_lazy("My score to date"), "target", content, "performance:my_scorecard", is_later=True
)
