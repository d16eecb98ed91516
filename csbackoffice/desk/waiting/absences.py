"""Absences that somebody has to decide about: flags, and swapped shifts to which nobody came."""

import datetime as dt
from collections.abc import Iterator
from typing import Any

from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from attendance import flags as attendance_flags
from attendance.models import Swap
from attendance.swap_outcomes import settle, unmanned
from common.access import Role
from common.templatetags.backoffice import day
from csbackoffice import flags
from csbackoffice.desk.waiting.row import Answer, Choice, NotWaiting, Provider, Row, found

WRITE_DOWN = (Choice("yes", gettext_lazy("Write down"), is_main=True),)
DECIDED = gettext_lazy("What was decided")


def flag_rows(user: Any) -> Iterator[Row]:
    for one in flags.all_flags(user, dt.date.today()):
        if one.decided is None and one.employee.pk != user.employee_id:
            key = f"{one.employee.employee_no}/{one.kind}/{one.about}"
            yield Row(key, one.employee.name, one.says, reverse("flags"), choices=WRITE_DOWN, words=DECIDED)


def decide_flag(user: Any, key: str, answer: Answer) -> None:
    for one in flags.all_flags(user, dt.date.today()):
        if f"{one.employee.employee_no}/{one.kind}/{one.about}" == key and one.decided is None:
            attendance_flags.decide(one, answer.words, by=user)
            return
    raise NotWaiting


def unmanned_rows(user: Any) -> Iterator[Row]:
    for one in unmanned(user, dt.date.today()):
        if user.employee_id in (one.swap.asker_id, one.swap.partner_id):
            continue
        said = _("Nobody came on %(day)s: %(taker)s took it over, %(giver)s gave it away")
        says = said % {"day": day(one.on), "taker": one.taker.name, "giver": one.giver.name}
        url = reverse("attendance:reading", args=[one.shift])
        yield Row(
            str(one.swap.pk),
            f"{one.taker.name}, {one.giver.name}",
            says,
            url,
            choices=WRITE_DOWN,
            words=DECIDED,
        )


def settle_swap(user: Any, key: str, answer: Answer) -> None:
    settle(found(Swap.objects.visible_to(user), key), answer.words, by=user)


FLAGS = Provider(
    "flag",
    gettext_lazy("Flag"),
    "flag",
    frozenset(flags.READERS),
    flag_rows,
    decide_flag,
    is_slow=True,
)
UNMANNED = Provider(
    "unmanned",
    gettext_lazy("Swapped shift without anybody"),
    "user-off",
    frozenset({Role.SUPERVISOR, Role.MANAGER}),
    unmanned_rows,
    settle_swap,
    is_slow=True,
)
