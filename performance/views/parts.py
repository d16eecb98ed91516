"""What several views of performance do alike."""

from collections.abc import Callable
from typing import Any

from django import forms
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.http import require_http_methods

from common.access import Role
from performance.services.steps import Refused

form_page = require_http_methods(["GET", "HEAD", "POST"])
MARKING = (Role.SUPERVISOR, Role.MANAGER)
LEADING = (Role.LEADER, Role.SUPERVISOR, Role.MANAGER)
READING = (*LEADING, Role.DIRECTOR)
FLOOR = (Role.AGENT, *LEADING)
# What a score was made from is read by the accountant too, who answers disputes.
BEHIND = (*FLOOR, Role.ACCOUNTANT, Role.DIRECTOR)
EVERYBODY = tuple(Role)


def take_step(
    request: HttpRequest, do: Callable[[], Any], done: str, url_name: str, *args: Any
) -> HttpResponse:
    """Do it and say so, or say why not; then back to the page. `done` may name the result as %(result)s."""
    try:
        result = do()
    except Refused as refused:
        messages.error(request, str(refused))
    else:
        messages.success(request, done % {"result": result})
    return redirect(url_name, *args)


def save(request: HttpRequest, form: forms.Form, do: Callable[..., Any], done: str) -> bool:
    """True where the form was right and the service took it; what it refuses stands above the form."""
    if not form.is_valid():
        return False
    try:
        result = do(**form.cleaned_data, by=request.user)
    except Refused as refused:
        form.add_error(None, str(refused))
        return False
    messages.success(request, done % {"result": result})
    return True


def form_of(request: HttpRequest, form: Any, title: str, back: str, **context: Any) -> HttpResponse:
    """A page with one form; `back` is the URL name of the list it belongs to."""
    context = {
        "form": form,
        "title": title,
        "cancel_url": back if back.startswith("/") else reverse(back),
        **context,
    }
    return render(request, "performance/form.html", context)
