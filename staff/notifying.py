"""Telling people something: `notify()` in the transaction of what happened, one row a person, nothing twice.

An app declares its kinds in a module `notifications` as `KINDS: tuple[Kind, ...]`. Each person switches each kind on
or off, in the application and by mail (staff/mailing.py sends those).
"""

import datetime as dt
import functools
import importlib
import importlib.util
from collections.abc import Callable, Collection, Iterable, Mapping
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from django.apps import apps
from django.conf import settings
from django.utils.functional import Promise
from django.utils.translation import gettext, pgettext

from common.access import Role
from common.templatetags import backoffice
from staff.models import KindChoice, Notification


@dataclass(frozen=True)
class Kind:
    """One kind of notification: `name` is for ever (`attendance.shift_changed`), `label` stands in the settings.

    `roles` are those to whom it can happen; `by_mail` and `in_app` hold until a person chooses otherwise.
    """

    name: str
    label: Promise | str
    icon: str = "bell"
    roles: frozenset[Role] = frozenset(Role)
    by_mail: bool = False
    in_app: bool = True


@functools.cache
def kinds() -> dict[str, Kind]:
    """Every kind of every app by its name, in the order of the apps; a name that stands twice is refused."""
    found: dict[str, Kind] = {}
    for config in apps.get_app_configs():
        module = f"{config.name}.notifications"
        if not importlib.util.find_spec(module):
            continue
        for kind in getattr(importlib.import_module(module), "KINDS", ()):
            if kind.name in found:
                raise ValueError(f"{module}: there is another kind of notification named {kind.name}")
            found[kind.name] = kind
    return found


def notify(
    kind: Kind,
    employee_ids: Iterable[int | None],
    *,
    says: str,
    words: Mapping[str, Any] | None = None,
    url: str = "",
    once: str = "",
) -> None:
    """Tell people something, in the caller's transaction.

    `says` is a msgid (`gettext_noop`) with `%(name)s` for each of `words`: days, moments and amounts as such (they
    are shown as the reader's language has them), lazy translations too. Empty ids (nobody's) are left out. `once`
    names what it is about: who was told under this kind and name is not told again.
    """
    people = {pk for pk in employee_ids if pk}
    stored = {name: _stored(value) for name, value in (words or {}).items()}
    in_words(says, stored)  # a text that does not fit its words is found here, not by the reader
    choices = {choice.employee_id: choice for choice in _choices(kind, people)}
    rows = [
        Notification(recipient_id=pk, kind=kind.name, says=says, words=stored, url=url, once=once, **wanted)
        for pk in sorted(people)
        if (wanted := _ways(choices.get(pk, kind)))
    ]
    Notification.objects.bulk_create(rows, ignore_conflicts=True)


def _choices(kind: Kind, people: Collection[int]) -> Iterable[KindChoice]:
    chosen = KindChoice.objects.filter(kind=kind.name)
    # Few people choose otherwise; with many to tell, all choices of the kind are fewer than the ids to ask for.
    return chosen.filter(employee__in=people) if len(people) < 500 else chosen


def _ways(wish: Kind | KindChoice) -> dict[str, Any]:
    """How one person is told; empty where they want to hear nothing of it."""
    by_mail = wish.by_mail and bool(settings.EMAIL_HOST)
    if not (wish.in_app or by_mail):
        return {}
    return {"in_app": wish.in_app, "mail_at": dt.datetime.now() if by_mail else None}


def _stored(value: Any) -> Any:
    """A word as JSON: `["day", "2026-09-05"]` for what looks different in each language."""
    if isinstance(value, Promise):
        reduced: Any = value.__reduce__()
        msgid = reduced[1][1]  # the arguments of gettext_lazy, or pgettext_lazy
        return ["text", *msgid] if all(isinstance(part, str) for part in msgid) else str(value)
    if isinstance(value, dt.datetime):
        return ["moment", value.isoformat()]
    if isinstance(value, dt.date):
        return ["day", value.isoformat()]
    if isinstance(value, Decimal):
        return ["money", str(value)]
    return value if isinstance(value, int) else str(value)


def _translated(*msgid: str) -> str:
    return pgettext(msgid[0], msgid[1]) if len(msgid) > 1 else gettext(msgid[0])


_SHOWN: dict[str, Callable[..., str]] = {
    "text": _translated,
    "moment": lambda text: backoffice.moment(dt.datetime.fromisoformat(text)),
    "day": lambda text: backoffice.day(dt.date.fromisoformat(text)),
    "money": lambda text: backoffice.money(Decimal(text)),
}


def in_words(says: str, words: Mapping[str, Any]) -> str:
    """The sentence in the language of now."""
    shown = {
        name: _SHOWN[value[0]](*value[1:]) if isinstance(value, list) else value
        for name, value in words.items()
    }
    return gettext(says) % shown if shown else gettext(says)
