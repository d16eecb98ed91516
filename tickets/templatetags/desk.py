"""How due times, timelines and answers look at the service desk."""

import datetime as dt
from itertools import groupby
from operator import itemgetter
from typing import Any

from django import template
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, pgettext

from common.templatetags.backoffice import colon, moment
from tickets.models import Complaint, Priority, Ticket, TicketClock, TicketEvent
from tickets.services.watching import SOON

register = template.Library()
HOUR = dt.timedelta(hours=1)
DAY = dt.timedelta(days=1)
TONES = {
    Priority.URGENT: "bg-red-lt",
    Priority.HIGH: "bg-orange-lt",
    Priority.NORMAL: "bg-blue-lt",
    Priority.LOW: "",
}
STATUSES = {"open": "bg-blue-lt", "paused": "bg-yellow-lt", "answered": "bg-green-lt", "closed": ""}
COMPLAINT_STATES = {"closed": "", "answered": "bg-green-lt", "received": "bg-red-lt"}
DAYS = (
    gettext_lazy("Mon"),
    gettext_lazy("Tue"),
    gettext_lazy("Wed"),
    gettext_lazy("Thu"),
    gettext_lazy("Fri"),
    gettext_lazy("Sat"),
    gettext_lazy("Sun"),
)
ICONS = {
    **{
        "opened": "plus",
        "reply": "send",
        "customer": "message-circle",
        "note": "notebook",
        "status": "refresh",
    },
    **{"assigned": "user-check", "escalated": "arrow-up-right", "edited": "edit", "promised": "alarm"},
    **{"kept": "circle-check", "missed": "alert-triangle", "file": "paperclip", "linked": "link"},
    **{
        "merged": "arrows-exchange",
        "split": "copy",
        "rated": "star",
        "reported": "speakerphone",
        "undone": "history",
    },
}


@register.filter
def span(length: dt.timedelta) -> str:
    """`25 min`, `3 h 10 min`, `2 d 4 h`."""
    minutes = int(abs(length).total_seconds()) // 60
    if minutes < 60:
        return _("%(minutes)s min") % {"minutes": minutes}
    hours, minutes = divmod(minutes, 60)
    if hours < 24:
        return _("%(hours)s h %(minutes)s min") % {"hours": hours, "minutes": minutes}
    return _("%(days)s d %(hours)s h") % {"days": hours // 24, "hours": hours % 24}


@register.filter
def span_of_seconds(seconds: int | None) -> str:
    return "—" if seconds is None else span(dt.timedelta(seconds=seconds))


@register.filter
def span_of_minutes(minutes: int | float | None) -> str:
    return "—" if minutes is None else span(dt.timedelta(minutes=float(minutes)))


@register.filter
def hours_words(text: str) -> str:
    """`08:00-12:00, 13:00-24:00`, or that nobody serves."""
    return text.replace(",", ", ") or pgettext("hours of service", "closed")


@register.filter
def week_words(week: list[str]) -> list[tuple[str, str]]:
    """[("Mon–Fri", "08:00-12:00"), …]: days that follow one another with the same hours together."""
    runs = [(text, [day for day, _text in days]) for text, days in groupby(enumerate(week), itemgetter(1))]
    if len(runs) == 1:
        return [(_("every day"), hours_words(week[0]))]
    return [
        (DAYS[days[0]] if len(days) == 1 else f"{DAYS[days[0]]}–{DAYS[days[-1]]}", hours_words(text))
        for text, days in runs
    ]


@register.filter
def as_percent(rate: Any) -> str:
    """`4.3%` of a rate; `—` for none."""
    return "—" if rate is None else f"{float(rate) * 100:.1f}%"


@register.simple_tag
def due_chip(due_at: dt.datetime | None, is_over: bool = False) -> SafeString | str:
    """How long there is left, green, amber or red; the very moment stands behind it."""
    if due_at is None or is_over:
        return "—"
    left = due_at - dt.datetime.now()
    tone = "bg-red-lt" if left < dt.timedelta() else "bg-yellow-lt" if left < SOON else "bg-green-lt"
    words = _("%(time)s late") if left < dt.timedelta() else _("%(time)s left")
    return format_html(
        '<span class="badge {}" title="{}">{}</span>', tone, moment(due_at), words % {"time": span(left)}
    )


@register.filter
def priority_tone(priority: int) -> str:
    return TONES.get(Priority(priority), "")


@register.filter
def status_tone(status: str) -> str:
    return STATUSES.get(status, "bg-blue-lt")


@register.filter
def state_tone(state: str) -> str:
    return COMPLAINT_STATES.get(state, "bg-yellow-lt")


@register.filter
def event_icon(kind: str) -> str:
    return ICONS.get(kind, "dots")


@register.filter
def event_words(event: TicketEvent) -> str:
    """What a missed clock or promise is called; other events say their kind."""
    if event.kind != TicketEvent.Kind.MISSED:
        return event.get_kind_display()
    if event.text in TicketClock.Kind.values:
        return _("missed: %(what)s") % {"what": TicketClock.Kind(event.text).label}
    return _("missed: %(what)s") % {"what": _("promise") + event.text.removeprefix("promise:").rstrip()}


@register.filter
def event_text(event: TicketEvent) -> str:
    return "" if event.kind == TicketEvent.Kind.MISSED else event.text


@register.filter
def said_changes(event: Any) -> list[tuple[str, str, str]]:
    """(field, before, after) of an event in the reader's words."""
    of = "ticket" if hasattr(event, "ticket_id") else "complaint"
    model = event._meta.get_field(of).related_model
    return [
        (_field(model, name), _value(model, name, old), _value(model, name, new))
        for name, (old, new) in event.changes.items()
        if _is_told(name)
    ]


def _is_told(name: str) -> bool:
    return name not in {
        "first_owner",
        "resolved_at",
        "resolution_minutes",
        "resolution_waited",
        "merged_into",
    }


def _field(model: Any, name: str) -> str:
    known = {field.name: field for field in model._meta.fields}
    return (
        str(known[name].verbose_name)
        if name in known
        else str(Ticket._meta.verbose_name if name == "ticket" else name)
    )


def _value(model: Any, name: str, value: Any) -> str:
    field = next((field for field in model._meta.fields if field.name == name), None)
    choices = {str(key): str(label) for key, label in (getattr(field, "choices", None) or [])}
    if value in {"True", "False"}:
        return _("yes") if value == "True" else _("no")
    return choices.get(str(value), str(value)) or "—"


STEP_WORDS = {
    "register": gettext_lazy("registered"),
    "acknowledge": gettext_lazy("customer told that it has arrived"),
    "judge": gettext_lazy("judged"),
    "investigate": gettext_lazy("cause written down"),
    "propose": gettext_lazy("solution proposed"),
    "choose": gettext_lazy("solution chosen"),
    "action": gettext_lazy("action added"),
    "done": gettext_lazy("action done"),
    "carried_out": gettext_lazy("carried out"),
    "answer": gettext_lazy("customer answered"),
    "close": gettext_lazy("closed after the return visit"),
    "reopen": gettext_lazy("reopened: the customer is not satisfied"),
    "hand": gettext_lazy("given to somebody else"),
    "correct": gettext_lazy("corrective action added"),
    "check": gettext_lazy("corrective action looked at again"),
    "conduct": gettext_lazy("conduct entry recorded"),
    "missed": gettext_lazy("deadline missed"),
}
STEP_ICONS = {
    **{
        "register": "plus",
        "acknowledge": "send",
        "judge": "scale",
        "investigate": "search",
        "propose": "bulb",
    },
    **{"choose": "check", "action": "list-check", "done": "circle-check", "carried_out": "circle-check"},
    **{"answer": "send", "close": "lock", "reopen": "refresh", "correct": "shield-check", "check": "eye"},
    **{"hand": "user-check", "conduct": "gavel", "missed": "alert-triangle"},
}


@register.filter
def step_words(event: Any) -> str:
    """A step of a complaint in words; a missed deadline names the state that lasted too long."""
    words = str(STEP_WORDS.get(event.step, event.step))
    labels = dict(Complaint.State.choices)
    return f"{words}{colon()}{labels.get(event.text, event.text)}" if event.step == "missed" else words


@register.filter
def step_icon(event: Any) -> str:
    return STEP_ICONS.get(event.step, "dots")
