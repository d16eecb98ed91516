"""The start page, its cards that come later, the clock, and decisions made in place."""

import datetime as dt
from typing import Any

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST, require_safe

from attendance import punches
from common.access import Role, roles_only
from common.pages import wants_part
from csbackoffice.desk.cards.shift import clock_of
from csbackoffice.desk.page import desk_of, part_of
from csbackoffice.desk.parts import Shown
from csbackoffice.desk.waiting import decide, providers_of, waiting_for
from csbackoffice.desk.waiting.row import Answer, NotWaiting


@never_cache
@require_safe
def desk(request: HttpRequest) -> HttpResponse:
    """My desk: what to do next, what waits, what is true today, by role."""
    return render(request, "desk/desk.html", desk_of(request.user))


@never_cache
@require_safe
@roles_only(*Role)
def part(request: HttpRequest, name: str) -> HttpResponse:
    """One card of the desk, asked for by the page itself."""
    found = part_of(request.user, name)
    if found is None:
        raise Http404
    one = Shown(found, found.content(request.user) or {})
    return render(request, "desk/_part.html", {"one": one, "is_nothing": not one.content})


@require_POST
@roles_only(*Role)
def clock(request: HttpRequest) -> HttpResponse:
    """Punch now, on the desk itself."""
    fault, me = "", getattr(request.user, "employee", None)
    if me is None:  # the login of an empty company
        raise Http404
    try:
        punches.clock(me, by=request.user)
    except ValidationError as error:
        fault = " ".join(error.messages)
    if not wants_part(request):
        return redirect("desk")
    context = {"clock": clock_of(request.user, dt.datetime.now()), "fault": fault}
    return render(request, "desk/_clock.html", context)


@never_cache
@require_safe
@roles_only(*Role)
def waiting(request: HttpRequest) -> HttpResponse:
    """Everything that waits for this person's decision; `?kind=` shows one kind."""
    return render(request, "desk/waiting.html", everything(request))


def everything(request: HttpRequest) -> dict[str, Any]:
    rows = waiting_for(request.user, with_slow=True)
    kind = request.GET.get("kind", "")
    counted = [(one, sum(row.kind == one.kind for row in rows)) for one in providers_of(request.user)]
    shown = [row for row in rows if kind in ("", row.kind)]
    return {
        "waiting": shown,
        "waiting_count": len(shown),
        "all_count": len(rows),
        "kind": kind,
        "kinds": [(one, count) for one, count in counted if count],
    }


@require_POST
@roles_only(*Role)
def decide_waiting(request: HttpRequest, kind: str, key: str) -> HttpResponse:
    """Take an answer. The row goes away, or says why it was refused."""
    answer = Answer(request.POST.get("answer", ""), request.POST.get("words", "").strip()[:2000])
    if answer.value not in ("yes", "no"):
        fault = _("Press one of the buttons.")
    else:
        try:
            fault = decide(request.user, kind, key, answer)
        except NotWaiting:
            return gone(request)
    if wants_part(request):
        return answered(request, kind, key, fault, answer)
    messages.error(request, fault) if fault else messages.success(request, _("Done."))
    return redirect("waiting")


def gone(request: HttpRequest) -> HttpResponse:
    """Not to be found, or not any more: two people may look at the same list."""
    if not wants_part(request):
        raise Http404
    fault = _("This does not wait for you any more: somebody has decided it, or it was taken back.")
    return render(request, "desk/_waits.html", {"fault": fault}, status=404)


def answered(request: HttpRequest, kind: str, key: str, fault: str, answer: Answer) -> HttpResponse:
    """The row again: with the refusal and what was written, or as what was done."""
    still = waiting_for(request.user, with_slow=True, kind=kind) if fault else []
    row = next((one for one in still if one.key == key), None)
    context = {"row": row, "fault": fault, "words": answer.words, "is_yes": answer.is_yes}
    return render(request, "desk/_waits.html", context)
