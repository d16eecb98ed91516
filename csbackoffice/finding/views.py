"""The search page; for the palette it answers the results alone."""

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.cache import patch_vary_headers
from django.views.decorators.http import require_safe

from common.access import Role, roles_only
from common.pages import wants_part
from csbackoffice.finding import SERVING, find, listed, recent

IN_PALETTE, ON_PAGE = 5, 20


@require_safe
@roles_only(*Role)
def search(request: HttpRequest) -> HttpResponse:
    """What `?q=` finds; without it what was opened lately."""
    text, in_palette = request.GET.get("q", "").strip(), wants_part(request)
    context: dict[str, Any] = {
        "text": text,
        "found": find(request.user, text, IN_PALETTE if in_palette else ON_PAGE),
    }
    context["words_url"] = listed("tickets:tickets", q=text) if request.user.role in SERVING else ""
    if not text:
        context["recent"] = recent.opened_lately(request)
    response = render(request, "find/_found.html" if in_palette else "find/find.html", context)
    patch_vary_headers(response, ("HX-Request",))
    return response
