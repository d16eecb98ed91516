"""Browsers in which somebody of the shop has logged in: they answer nothing that is asked of customers.

A cookie with nothing in it but a signature. Another computer, or a private window, is not known.
"""

from django.conf import settings
from django.http import HttpRequest, HttpResponse

NAME = "of_the_shop"
YEAR = 365 * 24 * 3600


def mark(response: HttpResponse) -> None:
    """Remember for a year, also after logging out, that somebody of the shop uses this browser."""
    response.set_signed_cookie(
        NAME, "1", max_age=YEAR, httponly=True, samesite="Lax", secure=settings.SESSION_COOKIE_SECURE
    )


def is_of_the_shop(request: HttpRequest) -> bool:
    """Whether somebody is logged in, or has been within a year."""
    return request.user.is_authenticated or bool(request.get_signed_cookie(NAME, "", max_age=YEAR))
