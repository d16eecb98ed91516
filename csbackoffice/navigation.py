"""The navigation: every page that has a line in it, for whom, and what one person sees of it."""

from collections.abc import Collection, Iterable
from dataclasses import dataclass
from typing import Any

from django.http import HttpRequest
from django.urls import NoReverseMatch, reverse
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from common.access import Role

AGENT, LEADER, SUPERVISOR = Role.AGENT, Role.LEADER, Role.SUPERVISOR
MANAGER, ACCOUNTANT, DIRECTOR = Role.MANAGER, Role.ACCOUNTANT, Role.DIRECTOR

EVERYBODY = frozenset(Role)
ON_SHIFT = frozenset({AGENT, LEADER, SUPERVISOR})
FLOOR = frozenset({AGENT, LEADER, SUPERVISOR, MANAGER})
LEADING = frozenset({LEADER, SUPERVISOR, MANAGER})
PLANNING = frozenset({SUPERVISOR, MANAGER})
PAYING = frozenset({ACCOUNTANT, DIRECTOR})


@dataclass(frozen=True)
class Entry:
    """A line of the navigation. It shows once its URL name exists, to these roles."""

    label: Promise | str
    url_name: str
    icon: str
    roles: frozenset[Role]
    key: str = ""  # pressed after g it goes there
    also: tuple[str, ...] = ()  # URL names of pages elsewhere that belong to it, with what is below them


@dataclass(frozen=True)
class Group:
    """A heading of the navigation and the lines under it."""

    label: Promise | str
    entries: tuple[Entry, ...]


# The whole navigation. An app that comes later appears by itself, under the URL name that stands here.
NAVIGATION = (
    Group(
        _("My desk"),
        (
            Entry(_("Today"), "desk", "home", EVERYBODY, "h"),
            Entry(_("Waits for me"), "waiting", "inbox", EVERYBODY),
            Entry(_("Dashboards"), "dashboards", "layout-dashboard", EVERYBODY, "d"),
            Entry(_("Summaries"), "summaries", "file-text", LEADING | PAYING),
            Entry(_("My shifts"), "attendance:my_shifts", "calendar-event", ON_SHIFT, "s"),
            Entry(_("My leave"), "attendance:my_leave", "beach", EVERYBODY),
            Entry(_("My scorecard"), "performance:my_scorecard", "target", FLOOR),
            Entry(_("My payslips"), "payroll:my_payslips", "receipt", EVERYBODY, "y"),
            Entry(_("My pay to date"), "payroll:my_preview", "coins", EVERYBODY),
            Entry(_("Notices"), "staff:notices", "speakerphone", EVERYBODY, "n"),
        ),
    ),
    Group(
        _("Shift desk"),
        (
            Entry(_("Live"), "attendance:live", "eye", LEADING | {DIRECTOR}),
            Entry(_("Roster"), "attendance:roster", "calendar-month", FLOOR, "r"),
            Entry(_("Shifts"), "attendance:shifts", "calendar-event", EVERYBODY),
            Entry(_("Punches"), "attendance:punches", "fingerprint", EVERYBODY),
            Entry(_("Leave"), "attendance:leaves", "beach", EVERYBODY),
            Entry(_("Overtime"), "attendance:overtime", "hourglass", EVERYBODY),
            Entry(_("Attendance"), "attendance:readings", "clock-check", LEADING | {ACCOUNTANT}),
            Entry(_("Leave and swaps"), "attendance:requests", "arrows-exchange", LEADING | {DIRECTOR}),
            Entry(_("Flags"), "flags", "flag", PLANNING | {DIRECTOR}),
            Entry(_("Handovers"), "attendance:handovers", "clipboard-text", FLOOR, "o"),
            Entry(_("Work plans"), "attendance:work_plans", "list-check", FLOOR, "w"),
            Entry(_("Checklists"), "attendance:checklists", "clipboard-check", FLOOR),
            Entry(_("Duty roster"), "attendance:duty", "clipboard-list", FLOOR),
        ),
    ),
    Group(
        _("Service desk"),
        (
            Entry(_("Tickets"), "tickets:tickets", "package", FLOOR | {DIRECTOR}, "t"),
            Entry(_("Complaints"), "tickets:complaints", "message-report", FLOOR | {DIRECTOR}, "c"),
            Entry(_("Reviews"), "tickets:reviews", "star-half", FLOOR | {DIRECTOR}),
            Entry(_("Return visits"), "tickets:visits", "phone-call", FLOOR | {DIRECTOR}),
            Entry(_("Customers"), "tickets:customers", "address-book", FLOOR | {DIRECTOR}, "u"),
            Entry(_("Question log"), "tickets:questions", "zoom-question", FLOOR),
            Entry(_("Knowledge"), "tickets:knowledge", "books", EVERYBODY, "k"),
            Entry(_("News"), "tickets:news", "speakerphone", EVERYBODY),
            Entry(_("Service figures"), "tickets:figures", "chart-bar", FLOOR | {DIRECTOR}),
        ),
    ),
    Group(
        _("Performance"),
        (
            Entry(_("Sales"), "performance:sales", "chart-line", FLOOR | PAYING, "a"),
            Entry(_("Orders"), "performance:orders", "shopping-cart", EVERYBODY),
            Entry(_("Refunds"), "performance:refunds", "receipt-refund", EVERYBODY),
            Entry(_("Scores"), "performance:scores", "medal", EVERYBODY),
            Entry(_("Service metrics"), "performance:metrics", "activity", FLOOR | {DIRECTOR}),
            Entry(_("Scorecards"), "performance:scorecards", "chart-bar", LEADING | {DIRECTOR}),
            Entry(_("Quality checks"), "performance:inspections", "shield-check", FLOOR),
            Entry(_("Exams"), "performance:exams", "school", FLOOR),
            Entry(_("Conduct and appeals"), "performance:conduct", "gavel", EVERYBODY),
            Entry(_("Suggestions"), "performance:suggestions", "bulb", EVERYBODY),
        ),
    ),
    Group(
        _("Payroll"),
        (
            Entry(_("Payroll months"), "payroll:runs", "report-money", PAYING | {MANAGER}, "m"),
            Entry(_("Payslips"), "payroll:payslips", "receipt", PLANNING),
            Entry(_("Pay to date"), "payroll:team_preview", "eye", PAYING | PLANNING),
            Entry(_("Payslip disputes"), "payroll:disputes", "messages", PAYING | {MANAGER}),
            Entry(_("Adjustments"), "payroll:adjustments", "adjustments-horizontal", PAYING),
            Entry(_("Activity fund"), "payroll:fund", "moneybag", PAYING | PLANNING),
            Entry(_("Working days"), "payroll:calendar", "calendar", PAYING | {MANAGER}),
            Entry(
                *(_("Rule book"), "staff:rulebooks", "scale", PAYING | {MANAGER}),
                also=("payroll:drafts", "payroll:compare_books"),
            ),
        ),
    ),
    Group(
        _("Company"),
        (
            Entry(_("People"), "staff:people", "users", LEADING | PAYING, "p"),
            Entry(_("Groups"), "staff:groups", "sitemap", LEADING | PAYING),
            Entry(_("Service accounts"), "staff:accounts", "headset", LEADING | PAYING),
            Entry(_("Training"), "performance:training", "certificate", FLOOR | {DIRECTOR}),
            Entry(_("Imports"), "imports", "file-import", frozenset({MANAGER, ACCOUNTANT})),
            Entry(_("First steps"), "welcome", "flag", frozenset({MANAGER})),
            Entry(_("Change log"), "audit", "history", PAYING | {MANAGER}),
        ),
    ),
)


# What is a person's own; the first login of an empty company is nobody's.
OWN = frozenset(
    {
        "attendance:my_shifts",
        "attendance:my_leave",
        "attendance:ask_leave",
        "attendance:ask_overtime",
        "performance:my_scorecard",
        "performance:submit_suggestion",
        "payroll:my_payslips",
        "payroll:my_preview",
        "tickets:report",
    }
)


def may_begin(user: Any, url_name: str, roles: Collection[str]) -> bool:
    """Whether a page is one of this login's: by its role, and a person's own only where it is a person's."""
    is_own = url_name in OWN and not getattr(user, "employee_id", None)
    return getattr(user, "role", "") in roles and not is_own


def navigation_for(request: HttpRequest) -> list[dict[str, Any]]:
    """List the groups and entries that this person may open; the one that the page belongs to is `active`."""
    groups: list[dict[str, Any]] = [
        {"label": group.label, "entries": _entries_for(request, group)} for group in NAVIGATION
    ]
    shown = [entry for group in groups for entry in group["entries"]]
    nearest = max(shown, key=lambda entry: _nearness(entry["urls"], request.path), default=None)
    if nearest and _nearness(nearest["urls"], request.path):
        nearest["active"] = True
    return [group for group in groups if group["entries"]]


def _entries_for(request: HttpRequest, group: Group) -> list[dict[str, Any]]:
    found = []
    for entry in group.entries:
        url = _url(entry.url_name)
        if url and may_begin(request.user, entry.url_name, entry.roles):
            shown = {"label": entry.label, "icon": entry.icon, "key": entry.key, "active": False}
            found.append(shown | {"url": url, "urls": [url, *map(_url, entry.also)]})
    return found


def _nearness(urls: Iterable[str], path: str) -> int:
    """How much of an address the nearest of these covers; 0 where none does."""
    return max((len(url) for url in urls if url and _covers(url, path)), default=0)


def _covers(url: str, path: str) -> bool:
    return path == url or (url != "/" and path.startswith(url.rstrip("/") + "/"))


def _url(name: str) -> str:
    try:
        return reverse(name)
    except NoReverseMatch:
        return ""
