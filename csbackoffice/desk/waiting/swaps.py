"""Swaps of shifts: one that a colleague offers to this person, and those that wait for approval."""

import datetime as dt
from collections.abc import Iterator
from typing import Any

from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from attendance import swap as swaps
from attendance.models import Swap
from attendance.waiting import said_of
from common.access import Role
from common.templatetags.backoffice import day
from csbackoffice.desk.waiting.row import REASON, YES_OR_NO, Answer, Choice, Provider, Row, found

ACCEPT = (Choice("yes", _("Accept"), is_main=True), Choice("no", _("Decline")))


def waiting(user: Any) -> Any:
    return Swap.objects.visible_to(user).open(dt.datetime.now()).select_related("asker", "partner")


def to_approve(user: Any) -> Iterator[Row]:
    for one in waiting(user).filter(status=Swap.Status.ACCEPTED):
        if swaps.may_approve(one, user):
            who = f"{one.asker.name} ⇄ {one.partner.name}"
            url = reverse("attendance:requests")
            yield Row(
                str(one.pk),
                who,
                what(one, user),
                url,
                one.reason,
                one.asked_at,
                one.starts_at,
                YES_OR_NO,
                REASON,
            )


def what(one: Swap, user: Any) -> str:
    """Both shifts in words."""
    said = said_of(one, user)
    gives = f"{day(one.on)} {said.gives}"
    return f"{gives} ⇄ {day(one.return_on)} {said.takes}" if said.takes else gives


def decide(user: Any, key: str, answer: Answer) -> None:
    swaps.decide(found(waiting(user), key), answer.is_yes, answer.words, by=user)


def offered(user: Any) -> Iterator[Row]:
    mine = waiting(user).filter(status=Swap.Status.ASKED, partner=user.employee_id)
    for one in mine:
        url = reverse("attendance:my_shifts")
        yield Row(
            str(one.pk), one.asker.name, what(one, user), url, one.reason, one.asked_at, one.starts_at, ACCEPT
        )


def accept(user: Any, key: str, answer: Answer) -> None:
    mine = waiting(user).filter(partner=user.employee_id)
    swaps.accept(found(mine, key), answer.is_yes, answer.words, by=user)


SWAPS = Provider("swap", _("Swap"), "arrows-exchange", swaps.APPROVERS, to_approve, decide)
OFFERED = Provider("offer", _("Swap offered to me"), "arrows-exchange", frozenset(Role), offered, accept)
