"""What makes the list and the page of a ticket fast: live refresh, presence, templates, bulk changes, saved views."""

import datetime as dt
from typing import Any

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import Http404, HttpRequest, HttpResponse, QueryDict
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_POST, require_safe

from common.access import roles_only
from common.pages import ROWS_PER_PAGE
from tickets.filters import TicketFilters
from tickets.forms.working import BulkForm, ViewForm
from tickets.models import Article, BulkChange, ReplyTemplate, SavedView, Ticket
from tickets.services import working
from tickets.services.knowledge import articles_for, count_read
from tickets.views.tickets import READING, SERVING, done, ticket_of

MOST_READ = 2_000  # characters of what is being written


@require_safe
@roles_only(*READING)
def pulse(request: HttpRequest) -> HttpResponse:
    """Say whether a visible ticket has changed since the list was drawn; then the list draws itself again."""
    since, shown = _moment(request.GET.get("since", "")), _numbers(request.GET.get("shown", ""))
    rows = Ticket.objects.visible_to(request.user)
    response = render(request, "tickets/_pulse.html", {"now": working.watched_since()})
    if since and (rows.filter(changed_at__gt=since).exists() or _has_gone(rows, shown)):
        response["HX-Trigger"] = "tickets-changed"
    return response


def _numbers(text: str) -> set[int]:
    """The tickets of a page of the list; `3,5,8`."""
    parts = text.split(",")[:ROWS_PER_PAGE]
    return {int(part) for part in parts if part.isdecimal() and len(part) < 13}


def _has_gone(rows: Any, shown: set[int]) -> bool:
    """Whether a ticket that is shown was given to somebody whose tickets one does not see."""
    return bool(shown) and rows.filter(pk__in=shown).count() < len(shown)


def _moment(text: str) -> dt.datetime | None:
    try:
        return dt.datetime.fromisoformat(text).replace(tzinfo=None)
    except ValueError:
        return None


@require_POST
@roles_only(*SERVING)
def here(request: HttpRequest, pk: int) -> HttpResponse:
    """Keep the draft and that one is there; answer who else is."""
    ticket = ticket_of(request, pk)
    working.be_here(ticket, request.user, request.POST.get("text", ""))
    others = working.others_at(ticket, request.user, dt.datetime.now())
    return render(
        request, "tickets/_others.html", {"others": others, "is_kept": bool(request.POST.get("text"))}
    )


@require_POST
@roles_only(*SERVING)
def template(request: HttpRequest, pk: int, template: int) -> HttpResponse:
    """The text of a reply template, filled in from the ticket."""
    ticket = ticket_of(request, pk)
    chosen = get_object_or_404(ReplyTemplate.objects.visible_to(request.user), pk=template)
    working.count_use(chosen)
    return HttpResponse(
        working.filled_in(chosen, ticket, request.user), content_type="text/plain; charset=utf-8"
    )


@require_safe
@roles_only(*SERVING)
def proposed(request: HttpRequest) -> HttpResponse:
    """Articles that may help with what is being written, of a ticket that is there or of a new one."""
    pk, said = request.GET.get("ticket", ""), request.GET
    ticket = ticket_of(request, int(pk)) if pk.isdecimal() else None
    text = " ".join(said.get(name, "")[:MOST_READ] for name in ("text", "problem", "wish"))
    articles = articles_for(f"{ticket.problem} {ticket.wish} {text}" if ticket else text)
    return render(request, "tickets/_articles.html", {"ticket": ticket, "articles": articles})


@require_POST
@roles_only(*SERVING)
def use_article(request: HttpRequest, pk: int, article: int) -> HttpResponse:
    """The text of an article for the reply; that it was used is counted."""
    ticket_of(request, pk)
    chosen = get_object_or_404(Article.objects.visible_to(request.user).published(), pk=article)
    count_read(chosen)
    return HttpResponse(chosen.body, content_type="text/plain; charset=utf-8")


@require_POST
@roles_only(*SERVING)
def bulk(request: HttpRequest) -> HttpResponse:
    """Change the chosen tickets, or all that match the filters; with a way back."""
    form = BulkForm({**request.POST.dict(), "ids": ",".join(request.POST.getlist("pick"))})
    if form.is_valid():
        done(request, lambda: change_chosen(request, form))
    else:
        messages.error(request, " ".join(text for errors in form.errors.values() for text in errors))
    return redirect(f"/tickets/?{request.POST.get('query', '')[:2000]}")


def change_chosen(request: HttpRequest, form: BulkForm) -> None:
    """Change them, say how many they were, and remember it for taking it back."""
    change = working.change_many(_chosen(request, form.cleaned_data), *form.change(), by=request.user)
    many = len(change.before)
    said = ngettext("%(many)s ticket changed.", "%(many)s tickets changed.", many)
    messages.success(request, said % {"many": many})
    request.session["last_bulk"] = change.pk


def _chosen(request: HttpRequest, said: dict[str, Any]) -> Any:
    rows = Ticket.objects.visible_to(request.user).filter(merged_into__isnull=True)
    if said["everything"]:
        return TicketFilters(QueryDict(said["query"]), queryset=rows, request=request).qs
    return rows.filter(pk__in=said["ids"])


@require_POST
@roles_only(*SERVING)
def undo(request: HttpRequest, pk: int) -> HttpResponse:
    """Take back one's own change of many tickets."""
    change = get_object_or_404(BulkChange, pk=pk, by=request.user)
    try:
        many = working.undo(change, by=request.user)
    except ValidationError as refusal:
        messages.error(request, " ".join(refusal.messages))
        return redirect("tickets:tickets")
    request.session.pop("last_bulk", None)
    messages.success(
        request,
        ngettext("%(many)s ticket is as before.", "%(many)s tickets are as before.", many) % {"many": many},
    )
    return redirect("tickets:tickets")


@require_POST
@roles_only(*READING)
def save_view(request: HttpRequest) -> HttpResponse:
    """Keep the filters of the address under a name."""
    form = ViewForm(request.POST, user=request.user)
    if not form.is_valid():
        messages.error(request, _("The view was not kept: give it a name of at most 40 characters."))
        return redirect("tickets:tickets")
    said = form.cleaned_data
    if done(request, lambda: working.save_view(request.user, **said)):
        messages.success(request, _("“%(view)s” is kept.") % {"view": said["name"]})
    return redirect(f"/tickets/?{said['query']}")


@require_POST
@roles_only(*READING)
def drop_view(request: HttpRequest, pk: int) -> HttpResponse:
    """Forget a view of one's own, or one of the group that one made or leads."""
    view = get_object_or_404(SavedView.objects.visible_to(request.user), pk=pk)
    if not working.may_change_view(view, request.user):
        raise Http404
    view.delete()
    return redirect("tickets:tickets")
