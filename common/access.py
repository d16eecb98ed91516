"""Who is who at the door: roles and the decorators of views."""

from collections.abc import Callable
from functools import wraps
from typing import Any

from django.db import models
from django.http import Http404, HttpRequest, HttpResponse
from django.utils.translation import pgettext_lazy


class Role(models.TextChoices):
    """The six kinds of person, rules.md section 1."""

    AGENT = "agent", pgettext_lazy("role", "agent")
    LEADER = "leader", pgettext_lazy("role", "leader")
    SUPERVISOR = "supervisor", pgettext_lazy("role", "supervisor")
    MANAGER = "manager", pgettext_lazy("role", "manager")
    ACCOUNTANT = "accountant", pgettext_lazy("role", "accountant")
    DIRECTOR = "director", pgettext_lazy("role", "director")


def roles_only(*roles: str) -> Callable[..., Any]:
    """Let these roles in; to everyone else the page does not exist (404)."""

    def decorate(view: Callable[..., HttpResponse]) -> Callable[..., HttpResponse]:
        @wraps(view)
        def guarded(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
            if getattr(request.user, "role", "") not in roles:
                raise Http404
            return view(request, *args, **kwargs)

        return guarded

    return decorate
