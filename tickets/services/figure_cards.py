"""The cards above the figures: one number each against the month before, and the rows behind it."""

from dataclasses import dataclass
from typing import Any

from django.utils.translation import gettext as _

from common.month import Month
from tickets.services.figures import NOBODY, Figures


@dataclass
class Card:
    """One figure against the month before: what it leaves out, whether down is good, the tickets behind it."""

    label: str
    value: str
    query: str
    hint: str = ""
    change: str = ""
    trend: str = "flat"
    is_good: bool | None = None
    icon: str = ""
    url: str = ""


def choices() -> list[tuple[str, str]]:
    """How the table may be cut."""
    return [
        ("person", _("by person")),
        ("group", _("by group")),
        ("kind", _("by kind")),
        ("product", _("by product")),
        ("hour", _("by hour")),
    ]


def cards(now: Figures, before: Figures, month: Month) -> list[Card]:
    """The cards of a month; what an average leaves out stands on its card."""
    base, left_out, silent = f"month={month}", _("%(many)s not among them"), _("%(many)s said nothing")
    unreplied, unresolved = f"{base}&only=unreplied", f"{base}&status=unresolved"
    visited = f"complaints:{base}&only=answered"
    return [
        _card(_("Tickets"), (now.tickets, before.tickets), base, icon="package", shown=str),
        _card(
            *(_("Mean first reply"), (now.mean_reply, before.mean_reply), unreplied),
            **told(left_out, now.unreplied, "send", is_down_good=True, shown=_minutes),
        ),
        _card(
            *(_("Mean resolution"), (now.mean_resolution, before.mean_resolution), unresolved),
            **told(left_out, now.unresolved, "circle-check", is_down_good=True, shown=_minutes),
        ),
        _card(
            *(_("Reopened"), (now.reopened_rate, before.reopened_rate), f"{base}&only=reopened"),
            **told("", 0, "refresh", is_down_good=True),
        ),
        _card(
            *(_("Promises kept"), (now.kept_rate, before.kept_rate), f"promised={month}"),
            **told(_("%(many)s promises were due"), now.promises, "alarm"),
        ),
        _card(
            *(_("Satisfied in surveys"), (now.satisfied_rate, before.satisfied_rate), f"{base}&only=rated"),
            **told(left_out, now.unrated, "mood-smile"),
        ),
        _card(
            *(
                _("Satisfied at return visits"),
                (now.visit_satisfied_rate, before.visit_satisfied_rate),
                visited,
            ),
            **told(silent, now.unvisited, "phone-call"),
        ),
        _card(
            *(_("Founded complaints"), (now.founded_rate, before.founded_rate)),
            f"complaints:{base}&founded=True",
            **told(_("%(many)s complaints"), now.complaints, "message-report", is_down_good=True),
        ),
    ]


def told(hint: str, many: int, icon: str, *, is_down_good: bool = False, shown: Any = None) -> dict[str, Any]:
    """What a card says beside its value."""
    words = hint % {"many": many} if hint else ""
    return {"hint": words, "icon": icon, "is_down_good": is_down_good, "shown": shown or _percent}


def _percent(rate: float) -> str:
    return f"{rate * 100:.1f}%"


def _minutes(minutes: float) -> str:
    hours, rest = divmod(round(minutes), 60)
    return (
        _("%(hours)s h %(minutes)s min") % {"hours": hours, "minutes": rest}
        if hours
        else _("%(minutes)s min") % {"minutes": rest}
    )


def _card(
    label: str,
    numbers: tuple[Any, Any],
    query: str,
    *,
    hint: str = "",
    icon: str = "",
    is_down_good: bool | None = None,
    shown: Any = _percent,
) -> Card:
    """A card of (value now, value before); without a value before there is nothing to compare."""
    now, before = numbers
    card = Card(label, NOBODY if now is None else shown(now), query, hint, icon=icon)
    if now is not None and before is not None and now != before:
        card.trend = "up" if now > before else "down"
        card.change = shown(abs(now - before))
        card.is_good = None if is_down_good is None else (now < before) == is_down_good
    return card
