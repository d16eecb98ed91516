"""What every page shows around its content: the navigation of a role, and who is logged in."""

import datetime as dt
import functools
from collections.abc import Callable
from typing import Any

from django.conf import settings
from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _

from common.access import Role
from csbackoffice.help.shelves import help_address
from csbackoffice.middleware import seconds_left
from csbackoffice.navigation import navigation_for
from staff.models import Company, Notification, Terms


def shell(request: HttpRequest) -> dict[str, Any]:
    """Give the templates what base.html shows. Everything is worked out only where a template asks for it."""
    return {
        "navigation": lambda: navigation_for(request),
        "shell_name": lambda: _name_of(request),
        "shell_role": lambda: _role_label(request),
        "unread_notifications": _once(lambda: Notification.objects.visible_to(request.user).unread().count()),
        "company_name": lambda: Company.objects.values_list("name", flat=True).first() or _("Service Desk"),
        "session_seconds": lambda: seconds_left(request),
        "help_link": lambda: help_address(request),
        "demo_logins": _demo_logins,
    }


def _once(work_out: Callable[[], int]) -> Callable[[], int]:
    """For what a page shows in two places: asked for once."""
    return functools.cache(work_out)


def _name_of(request: HttpRequest) -> str:
    employee = request.user.employee if request.user.is_authenticated else None
    return employee.name if employee else request.user.get_username()


def _role_label(request: HttpRequest) -> str:
    role = getattr(request.user, "role", "")
    return str(Role(role).label) if role else ""


def _demo_logins() -> list[tuple[str, str]]:
    """One user name and role for each role, for visitors of a demo company."""
    if not settings.DEMO_LOGINS:
        return []
    rows = Terms.objects.in_force(dt.date.today()).filter(employee__user__is_active=True)
    first: dict[str, str] = {}
    for role, username in rows.order_by("employee__employee_no").values_list(
        "role", "employee__user__username"
    ):
        first.setdefault(role, username)
    return [(first[role], str(role.label)) for role in Role if role in first]
