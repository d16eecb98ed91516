"""What every provider of "waits for a decision" speaks in: a row, what can be answered, and the answer."""

import datetime as dt
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from typing import Any

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from common.access import Role


class NotWaiting(Exception):
    """Nothing of this name waits for this person."""


@dataclass(frozen=True)
class Choice:
    """A button of a row: what it sends, what it says, whether it is the one most often meant."""

    value: str
    label: Promise
    is_main: bool = False


@dataclass(frozen=True)
class Answer:
    """What somebody pressed, and what they wrote beside it."""

    value: str
    words: str = ""

    @property
    def is_yes(self) -> bool:
        return self.value == "yes"


@dataclass(frozen=True)
class Row:
    """One thing that waits: who, what, why, since when and until when; the page where more stands; the buttons."""

    key: str
    who: str
    says: str
    url: str
    why: str = ""
    since: dt.datetime | None = None
    until: dt.datetime | None = None
    choices: tuple[Choice, ...] = ()
    # What the field beside the buttons asks for; no field where empty.
    words: Promise | str = ""
    kind: str = ""
    label: Promise | str = ""
    icon: str = ""

    @property
    def place(self) -> str:
        """Its id on the page."""
        return f"waits-{self.kind}-{self.key}".replace("/", "-")


@dataclass(frozen=True)
class Provider:
    """A kind of thing that waits. `rows` gives what this user may decide, never their own; `decide` carries it out.

    `decide` asks the owning service, whose refusal (an exception with a sentence) is shown beside the row.
    """

    kind: str
    label: Promise
    icon: str
    roles: frozenset[str]
    rows: Callable[[Any], Iterable[Row]]
    decide: Callable[[Any, str, Answer], Any] | None = None
    # Too dear for every look at the desk: on the page of everything that waits only.
    is_slow: bool = False


APPROVE = Choice("yes", _("Approve"), is_main=True)
REFUSE = Choice("no", _("Refuse"))
YES_OR_NO = (APPROVE, REFUSE)
REASON = _("Reason (needed to refuse)")

LEADING = frozenset({Role.LEADER, Role.SUPERVISOR, Role.MANAGER})
DECIDING = LEADING | {Role.DIRECTOR}


def found(rows: Any, key: str) -> Any:
    """The row with this id of a queryset. Raises NotWaiting where it is not there."""
    row = rows.filter(pk=int(key)).first() if key.isdecimal() and len(key) < 19 else None
    if row is None:
        raise NotWaiting
    return row
