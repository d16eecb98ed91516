"""What the pages of payroll share: who may do what, the run of an address, a refusal told in words."""

from collections.abc import Callable
from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.views.decorators.http import require_http_methods

from common.access import Role
from common.month import Month
from payroll.models import PayrollRun
from payroll.services import Refused

CALCULATING = (Role.MANAGER, Role.ACCOUNTANT)
READING = (*CALCULATING, Role.DIRECTOR)
form_page = require_http_methods(["GET", "HEAD", "POST"])


def run_of(request: HttpRequest, month: Month) -> PayrollRun:
    runs = PayrollRun.objects.visible_to(request.user).select_related(
        "group",
        "requested_by__employee",
        "reviewed_by__employee",
        "approved_by__employee",
        "paid_by__employee",
    )
    return get_object_or_404(runs, month=month)


def takes(form: Any, name: str | None, step: Callable[[], Any]) -> bool:
    """True where a valid form's step was taken; why the step refuses stands at a field of the form, or above it."""
    if not form.is_valid():
        return False
    try:
        step()
    except Refused as refused:
        form.add_error(name, str(refused))
        return False
    return True


def attempt(request: HttpRequest, month: Month, success: str, step: Callable[[], Any]) -> HttpResponse:
    """Take a step and say how it went: `success`, or why the state of the month refuses it. Back to the month."""
    try:
        step()
    except Refused as refused:
        messages.warning(request, str(refused))
    else:
        messages.success(request, success)
    return redirect("payroll:run", month)
