"""What the start page shows to a person, put together with a fixed number of queries."""

import datetime as dt
from collections.abc import Sequence
from typing import Any

from django.utils.translation import ngettext, pgettext

from common.dated import DAY
from csbackoffice.desk.cards.shift import clock_of
from csbackoffice.desk.desks import DESKS
from csbackoffice.desk.parts import DUE, LATE, OPEN, Part, Shown, Step
from csbackoffice.desk.waiting import waiting_for
from csbackoffice.desk.waiting.row import Row
from csbackoffice.welcome.desk import to_set_up

FIRST_ROWS = 5


def desk_of(user: Any) -> dict[str, Any]:
    """Steps, what waits for a decision, the clock, and the cards of the role; dear ones come later by themselves."""
    desk = DESKS.get(user.role)
    if desk is None:
        return {"has_left": True}
    now = dt.datetime.now()
    waiting = waiting_for(user) if desk.decides else []
    return {
        "now": now,
        "clock": clock_of(user, now) if desk.has_shift and user.employee_id else None,
        "steps": steps_of(user, waiting),
        "waiting": waiting[:FIRST_ROWS],
        "waiting_count": len(waiting),
        "main": shown(desk.main, user),
        "side": shown(desk.side, user),
    }


def steps_of(user: Any, waiting: Sequence[Row] = ()) -> list[Step]:
    """What to do next, the most pressing first; what others wait for is one of the steps."""
    if not user.employee_id:  # the first login of an empty company
        return [step for step in [to_set_up(user)] if step]
    found = [step for make in DESKS[user.role].steps if (step := make(user))]
    if waiting:
        found.insert(0, to_decide(waiting))
    return sorted(found, key=lambda step: (LATE, DUE, OPEN).index(step.urgency))


def to_decide(waiting: Sequence[Row]) -> Step:
    """How much waits for a decision, and how much of it cannot wait longer than tomorrow."""
    count, tomorrow = len(waiting), dt.datetime.now() + DAY
    pressing = sum(row.until is not None and row.until < tomorrow for row in waiting)
    if pressing:
        says = ngettext(
            "%(count)s thing waits for your decision, %(pressing)s of them until tomorrow.",
            "%(count)s things wait for your decision, %(pressing)s of them until tomorrow.",
            count,
        )
    else:
        says = ngettext(
            "%(count)s thing waits for your decision.", "%(count)s things wait for your decision.", count
        )
    return Step(
        says % {"count": count, "pressing": pressing},
        "#waiting",
        "inbox",
        DUE if pressing else OPEN,
        pgettext("step", "Decide"),
    )


def shown(parts: tuple[Part, ...], user: Any) -> list[Shown]:
    """The cards that have something to show, and those that the browser asks for."""
    found = [Shown(part, None if part.is_later else part.content(user)) for part in parts]
    return [one for one in found if one.is_later or one.content is not None]


def part_of(user: Any, name: str) -> Part | None:
    """The card of this name on this person's desk."""
    desk = DESKS.get(user.role)
    return next((part for part in (*desk.main, *desk.side) if part.name == name), None) if desk else None
