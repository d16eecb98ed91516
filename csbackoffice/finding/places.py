"""Pages and actions: found by a part of their name, and in Chinese by its pinyin and initials."""

import functools
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import Any

from django.urls import reverse
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from common.access import Role
from common.sounds import asked, plain, sounds
from csbackoffice.finding.source import Found
from csbackoffice.navigation import EVERYBODY, FLOOR, LEADING, NAVIGATION, may_begin

AGENT, LEADER, SUPERVISOR = Role.AGENT, Role.LEADER, Role.SUPERVISOR
MANAGER, ACCOUNTANT, DIRECTOR = Role.MANAGER, Role.ACCOUNTANT, Role.DIRECTOR


@dataclass(frozen=True)
class Action:
    """Something to do, which begins at a page; `roles` are those whom that page lets in."""

    label: Promise | str
    url_name: str
    icon: str
    roles: frozenset[Role] = EVERYBODY


ACTIONS = (
    Action(_("New ticket"), "tickets:new", "plus", FLOOR),
    Action(_("Register a complaint"), "tickets:new_complaint", "plus", FLOOR),
    Action(_("Add a customer"), "tickets:new_customer", "plus", FLOOR),
    Action(_("Note a question"), "tickets:ask", "zoom-question", FLOOR),
    Action(_("Report upwards"), "tickets:report", "speakerphone"),
    Action(_("Ask for leave"), "attendance:ask_leave", "beach"),
    Action(_("Ask for overtime"), "attendance:ask_overtime", "hourglass"),
    Action(_("Hand in a suggestion"), "performance:submit_suggestion", "bulb", FLOOR),
    Action(_("Record conduct"), "performance:record_conduct", "gavel", LEADING),
    Action(_("Put up a notice"), "staff:new_notice", "speakerphone", LEADING | {DIRECTOR}),
    Action(_("Add a person"), "staff:add_person", "user-plus", frozenset({MANAGER})),
    Action(
        _("Add an adjustment"), "payroll:add_adjustment", "adjustments-horizontal", frozenset({ACCOUNTANT})
    ),
    Action(_("Notifications"), "staff:notifications", "bell"),
    Action(_("What I am told"), "staff:notification_settings", "settings"),
    Action(_("Change password"), "password_change", "key"),
)


def pages(user: Any, text: str, most: int) -> Iterable[Found]:
    """Pages of the navigation."""
    entries = ((entry, group.label) for group in NAVIGATION for entry in group.entries)
    fitting = (
        Found(str(entry.label), reverse(entry.url_name), str(heading), entry.icon)
        for entry, heading in entries
        if may_begin(user, entry.url_name, entry.roles) and names(str(entry.label), text)
    )
    return list(fitting)[:most]


def actions(user: Any, text: str, most: int) -> Iterator[Found]:
    """What one can do."""
    for action in ACTIONS:
        if most and may_begin(user, action.url_name, action.roles) and names(str(action.label), text):
            most -= 1
            yield Found(str(action.label), reverse(action.url_name), icon=action.icon)


def names(label: str, text: str) -> bool:
    """True where a text is a part of the label, its pinyin or its initials."""
    heard = asked(text)
    return plain(text) in plain(label) or bool(heard) and heard in _heard(label)


@functools.lru_cache(maxsize=512)
def _heard(label: str) -> str:
    return sounds(label)
