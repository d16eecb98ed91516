"""Appeals against entries of conduct and against marks; who gave them never sees them here."""

from collections.abc import Iterator
from typing import Any

from django.urls import reverse
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from common.templatetags.backoffice import day
from csbackoffice.desk.waiting.row import Answer, Choice, NotWaiting, Provider, Row, found
from performance.models import DECIDERS, Appeal, ConductItem
from performance.services.appeals import decide_appeal, why_not_neutral

ACCEPT_OR_REJECT = (
    Choice("yes", pgettext_lazy("appeal", "Accept"), is_main=True),
    Choice("no", pgettext_lazy("appeal", "Reject")),
)


def waiting(user: Any) -> Any:
    rows = Appeal.objects.visible_to(user).filter(status=Appeal.Status.OPEN)
    return rows.select_related(
        "employee", "entry__finding__inspection", "mark__criterion", "mark__score__assessment"
    )


def rows(user: Any) -> Iterator[Row]:
    """A mark that is appealed needs new points: that is decided on its own page."""
    open_ones = [one for one in waiting(user) if not why_not_neutral(one, user)]
    names = {item.code: str(item) for item in ConductItem.objects.all()} if open_ones else {}
    for one in open_ones:
        url = reverse("performance:appeal", args=[one.pk])
        buttons: tuple[Choice, ...] = ()
        words: Any = ""
        if one.entry:
            says = f"{names.get(one.entry.item, one.entry.item)} · {day(one.entry.on)}"
            buttons, words = ACCEPT_OR_REJECT, _("Answer with the reason")
        else:
            says = f"{one.mark.criterion} · {one.mark.score.month}"
        yield Row(str(one.pk), one.employee.name, says, url, one.reason, one.at, None, buttons, words)


def decide(user: Any, key: str, answer: Answer) -> None:
    appeal = found(waiting(user), key)
    if appeal.entry is None:
        raise NotWaiting
    decide_appeal(appeal, is_accepted=answer.is_yes, answer=answer.words, by=user)


APPEALS = Provider("appeal", _("Appeal"), "gavel", frozenset(DECIDERS), rows, decide)
