"""The language switch, staying logged in, and the health check."""

import datetime as dt
from typing import Any

from django.conf import settings
from django.contrib.auth import get_user_model
from django.contrib.auth import views as auth_views
from django.contrib.auth.decorators import login_not_required
from django.db import connection
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import redirect
from django.utils.http import url_has_allowed_host_and_scheme
from django.views.decorators.http import require_POST, require_safe

from common import shop_browser
from common.models import Heartbeat
from csbackoffice.middleware import renew

STALE = dt.timedelta(minutes=2)


class LoginView(auth_views.LoginView):
    """Log in; from now on the session lasts, and the browser is known as one of the shop."""

    http_method_names = ["get", "head", "post"]

    def form_valid(self, form: Any) -> HttpResponse:
        response = super().form_valid(form)
        renew(self.request)
        shop_browser.mark(response)
        return response


@login_not_required
@require_POST
def set_language(request: HttpRequest) -> HttpResponse:
    """Switch the language, for this browser and for this person."""
    language = request.POST.get("language", "")
    target = request.POST.get("next", "/")
    if not url_has_allowed_host_and_scheme(target, allowed_hosts={request.get_host()}):
        target = "/"
    response = redirect(target)
    if language in dict(settings.LANGUAGES):
        response.set_cookie(
            settings.LANGUAGE_COOKIE_NAME, language, max_age=31_536_000, samesite="Lax", httponly=True
        )
        if request.user.is_authenticated:
            get_user_model().objects.filter(pk=request.user.pk).update(language=language)
    return response


@require_POST
def stay(request: HttpRequest) -> JsonResponse:
    """Stay logged in: the session lasts its whole time from now on."""
    return JsonResponse({"seconds": renew(request)})


@login_not_required
@require_safe
def healthz(request: HttpRequest) -> JsonResponse:
    """200 while the database answers and the reconciler is alive, else 503; for load balancers and compose."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT 1")
    alive = reconciler_is_alive()
    return JsonResponse({"database": True, "reconciler": alive}, status=200 if alive else 503)


def reconciler_is_alive() -> bool:
    """Whether it has beaten lately: it does so every few seconds."""
    beat = Heartbeat.objects.filter(name="reconciler").values_list("at", flat=True).first()
    return beat is not None and dt.datetime.now() - beat < STALE
