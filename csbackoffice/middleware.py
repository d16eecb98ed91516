"""How a page travels, the language of a request (the person's choice, else the browser's), how long a session lasts."""

import time
from collections.abc import Callable

from django.conf import settings
from django.core.exceptions import BadRequest
from django.http import HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.middleware.gzip import GZipMiddleware
from django.utils import translation
from django.utils.cache import patch_vary_headers


class ZippedPagesMiddleware(GZipMiddleware):
    """Compresses pages, to a seventh; Django adds bytes by chance, so that their length tells nobody anything.

    Workbooks and pictures are compressed by themselves, and would lose the length that a browser counts down.
    """

    def process_response(self, request: HttpRequest, response: HttpResponseBase) -> HttpResponseBase:
        is_text = response.headers.get("Content-Type", "").startswith("text/")
        return super().process_response(request, response) if is_text else response


class PlainTextMiddleware:
    """Refuses texts that hold a character with the number zero: no keyboard makes one, and PostgreSQL takes none."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        # What is asked for in an address goes through the filters' forms, which say so in words.
        if any("\0" in text for _name, texts in request.POST.lists() for text in texts):
            raise BadRequest
        return self.get_response(request)


class PersonLocaleMiddleware:
    """Activate what the person chose on any browser; else what this browser's cookie says, or what it asks for."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        chosen = request.user.language if request.user.is_authenticated else ""
        translation.activate(chosen or translation.get_language_from_request(request))
        request.LANGUAGE_CODE = translation.get_language()  # type: ignore[attr-defined]
        response = self.get_response(request)
        response.headers.setdefault("Content-Language", request.LANGUAGE_CODE or settings.LANGUAGE_CODE)  # type: ignore[attr-defined]
        patch_vary_headers(response, ("Accept-Language",))
        return response


RENEWED = "renewed_at"
RENEW_AFTER = 10 * 60  # seconds: not every click has to be written down


class SessionLifeMiddleware:
    """A session ends a while after the last page was opened; what a page asks for by itself does not count."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        is_page = request.user.is_authenticated and not request.headers.get("HX-Request")
        # Log-in writes down the first time; without it there is nothing to prolong.
        if is_page and time.time() - request.session.get(RENEWED, time.time()) > RENEW_AFTER:
            renew(request)
        return self.get_response(request)


def renew(request: HttpRequest) -> int:
    """Let the session last its whole time from now on; how many seconds that is."""
    request.session[RENEWED] = int(time.time())
    return settings.SESSION_COOKIE_AGE


def seconds_left(request: HttpRequest) -> int:
    """Until the session ends if nothing more is done."""
    renewed = request.session.get(RENEWED, time.time())
    return max(0, int(renewed + settings.SESSION_COOKIE_AGE - time.time()))
