"""Flags that somebody has to decide about: absences, fines in two months in a row."""

import datetime as dt
from collections.abc import Iterator
from typing import Any

from django.urls import reverse
from django.utils.translation import gettext_lazy

from attendance import flags as attendance_flags
from csbackoffice import flags
from csbackoffice.desk.waiting.row import Answer, Choice, NotWaiting, Provider, Row

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


FLAGS = Provider(
    "flag",
    gettext_lazy("Flag"),
    "flag",
    frozenset(flags.READERS),
    flag_rows,
    decide_flag,
    is_slow=True,
)
