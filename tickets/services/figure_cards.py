"""The cards above the figures: one number each against the month before, the rows behind it, those it leaves out."""

from dataclasses import dataclass
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from common.month import Month
from tickets.services.figures import NOBODY, Figures


@dataclass
class Rows:
    """Rows of a list: what they are called, how many they are, which list (tickets, complaints) with which filters."""

    words: str
    many: int
    page: str
    query: str
    url: str = ""  # of the list; the view knows the addresses


@dataclass
class Card:
    """One figure against the month before: whether down is good, the rows behind it and those it leaves out."""

    label: str
    value: str
    icon: str
    behind: Rows
    beside: Rows | None = None
    change: str = ""
    trend: str = "flat"
    is_good: bool | None = None


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
    """The cards of a month, those of the tickets first; what an average leaves out stands on its card."""
    return [
        *_of_tickets(now, before, month),
        *_of_promises(now, before, month),
        *_of_complaints(now, before, month),
    ]


def _of_tickets(now: Figures, before: Figures, month: Month) -> list[Card]:
    def rows(many: int, only: str = "") -> Rows:
        return Rows(_tickets(many), many, "tickets", f"month={month}" + (f"&only={only}" if only else ""))

    def left_out(many: int, only: str) -> Rows:
        return Rows(_left_out(many), many, "tickets", f"month={month}&only={only}")

    reply, resolution = (now.mean_reply, before.mean_reply), (now.mean_resolution, before.mean_resolution)
    unreplied = left_out(now.unreplied, "unreplied")
    unresolved = left_out(now.unresolved, "unresolved")
    reopened, satisfied = (
        (now.reopened_rate, before.reopened_rate),
        (now.satisfied_rate, before.satisfied_rate),
    )
    return [
        _card(_("Tickets"), "package", (now.tickets, before.tickets), rows(now.tickets), shown=str),
        _card(
            *(_("Mean first reply"), "send", reply, rows(now.replied, "replied"), unreplied),
            is_down_good=True,
            shown=_minutes,
        ),
        _card(
            *(_("Mean resolution"), "circle-check", resolution, rows(now.resolved, "resolved"), unresolved),
            is_down_good=True,
            shown=_minutes,
        ),
        _card(_("Reopened"), "refresh", reopened, rows(now.reopened, "reopened"), is_down_good=True),
        _card(
            *(_("Satisfied in surveys"), "mood-smile", satisfied, rows(now.rated, "rated")),
            left_out(now.unrated, "unrated"),
            is_down_good=False,
        ),
    ]


def _of_promises(now: Figures, before: Figures, month: Month) -> list[Card]:
    """A ticket may have several promises: the list has the tickets."""
    due = ngettext("%(many)s promise was due", "%(many)s promises were due", now.promises)
    words = f"{due % {'many': now.promises}} · {_tickets(now.promised)}"
    broken = ngettext("%(many)s ticket with one not kept", "%(many)s tickets with one not kept", now.broken)
    return [
        _card(
            *(_("Promises kept"), "alarm", (now.kept_rate, before.kept_rate)),
            Rows(words, now.promised, "tickets", f"promised={month}"),
            Rows(broken % {"many": now.broken}, now.broken, "tickets", f"broken={month}"),
            is_down_good=False,
        )
    ]


def _of_complaints(now: Figures, before: Figures, month: Month) -> list[Card]:
    def rows(words: str, many: int, query: str = "") -> Rows:
        return Rows(words, many, "complaints", f"month={month}{query}")

    silent = ngettext("%(many)s said nothing", "%(many)s said nothing", now.unvisited) % {
        "many": now.unvisited
    }
    every = ngettext("of %(many)s complaint", "of %(many)s complaints", now.complaints)
    visited = (now.visit_satisfied_rate, before.visit_satisfied_rate)
    return [
        _card(
            *(_("Satisfied at return visits"), "phone-call", visited),
            rows(_complaints(now.visited), now.visited, "&only=answered"),
            rows(silent, now.unvisited, "&only=unanswered"),
            is_down_good=False,
        ),
        _card(
            *(_("Founded complaints"), "message-report", (now.founded_rate, before.founded_rate)),
            rows(_complaints(now.founded), now.founded, "&founded=True"),
            rows(every % {"many": now.complaints}, now.complaints),
            is_down_good=True,
        ),
    ]


def _tickets(many: int) -> str:
    return ngettext("%(many)s ticket", "%(many)s tickets", many) % {"many": many}


def _complaints(many: int) -> str:
    return ngettext("%(many)s complaint", "%(many)s complaints", many) % {"many": many}


def _left_out(many: int) -> str:
    return ngettext("%(many)s not among them", "%(many)s not among them", many) % {"many": many}


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
    icon: str,
    numbers: tuple[Any, Any],
    behind: Rows,
    beside: Rows | None = None,
    *,
    is_down_good: bool | None = None,
    shown: Any = _percent,
) -> Card:
    """A card of (value now, value before); without a value before there is nothing to compare."""
    now, before = numbers
    card = Card(label, NOBODY if now is None else shown(now), icon, behind, beside)
    if now is not None and before is not None and now != before:
        card.trend = "up" if now > before else "down"
        card.change = shown(abs(now - before))
        card.is_good = None if is_down_good is None else (now < before) == is_down_good
    return card
