"""Handovers: the list, one handover in its three states, and the book of all items."""

import datetime as dt
from typing import Any, cast

from django.contrib import messages
from django.db.models import Count, Q
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST, require_safe

from attendance import handover_sides, handovers, settling
from attendance.desk_filters import BookFilters, HandoverFilters
from attendance.desk_forms import HandoverForms
from attendance.desk_tables import BookTable, HandoverTable
from attendance.fingerprint import fingerprint
from attendance.models import Handover, HandoverItem
from attendance.shift_ends import endings
from attendance.views.desk import attempt
from common.access import Role, roles_only
from common.pages import list_page, wants_part
from staff.models import Group
from staff.requests import PersonRequest

FLOOR = (Role.AGENT, Role.LEADER, Role.SUPERVISOR, Role.MANAGER)


@require_safe
@roles_only(*FLOOR)
def handover_list(request: PersonRequest) -> HttpResponse:
    """What is being written, what waits to be acknowledged, and all handovers there were."""
    template = "attendance/handovers/handovers.html"
    return list_page(request, listed(request), HandoverFilters, HandoverTable, template, **moment_of(request))


def listed(request: PersonRequest) -> Any:
    # Counting drops the order of the model.
    rows = with_counts(Handover.objects.visible_to(request.user))
    return rows.select_related("group", "signed_off_by", "acknowledged_by").order_by("-ends_at")


def moment_of(request: PersonRequest) -> dict[str, Any]:
    """What waits to be signed off or acknowledged, and shifts that end soon."""
    since = dt.datetime.now() - dt.timedelta(days=2)
    waiting = list(
        listed(request).filter(acknowledged_at__isnull=True, opened_at__gt=since).order_by("ends_at")
    )
    ending = endings_to_open(request)
    shown = [(*row_of(one), one.all_items) for one in waiting]
    return {"waiting": waiting, "ending": ending, "print": fingerprint(shown, ending)}


def with_counts(rows: Any) -> Any:
    """Handovers with how many items they have, and how many nobody has closed."""
    open_items = Count("items", filter=Q(items__closed_at__isnull=True))
    return rows.annotate(all_items=Count("items"), open_items=open_items)


def endings_to_open(request: PersonRequest) -> list[dict[str, Any]]:
    """Shifts of one's groups that end within some hours and whose handover is not open yet."""
    now = dt.datetime.now()
    groups = dict(Group.objects.on_desk_of(request.user).values_list("pk", "name"))
    recent = Handover.objects.filter(group__in=groups, on__gte=now.date() - dt.timedelta(days=3))
    known = set(recent.values_list("group", "on", "kind"))
    coming = endings(now - handovers.FORGOTTEN, now + 4 * handovers.HOUR, groups)
    return [
        {"name": groups[one.group], "ending": one}
        for one in coming
        if (one.group, one.on, one.kind) not in known
    ]


@require_POST
@roles_only(*FLOOR)
def open_handover(request: PersonRequest) -> HttpResponse:
    """Open a handover before the clock does."""
    wanted = request.POST.get("shift", "")
    for place in endings_to_open(request):
        ending = place["ending"]
        if wanted == f"{ending.group}/{ending.on}/{ending.kind}":
            return redirect("attendance:handover", handovers.open_handover(ending, dt.datetime.now()).pk)
    messages.error(request, _("This shift's handover is open already, or it does not end soon."))
    return redirect("attendance:handovers")


@never_cache
@require_safe
@roles_only(*FLOOR)
def handover(request: PersonRequest, pk: int) -> HttpResponse:
    """One handover: to write, to acknowledge, or to read. It asks again by itself; 204 where nothing changed."""
    shown = visible(request, pk)
    if not wants_part(request):
        return page(request, shown)
    context = context_of(request, shown)
    if request.GET.get("seen") == context["print"]:
        return HttpResponse(status=204)
    return render(request, "attendance/handovers/_handover.html", context)


def visible(request: PersonRequest, pk: int) -> Handover:
    rows = Handover.objects.visible_to(request.user)
    return cast(
        Handover, get_object_or_404(rows.select_related("group", "signed_off_by", "acknowledged_by"), pk=pk)
    )


def visible_item(request: PersonRequest, pk: int) -> HandoverItem:
    rows = HandoverItem.objects.visible_to(request.user).select_related("handover__group")
    return get_object_or_404(rows, pk=pk)


def page(request: PersonRequest, shown: Handover, forms: HandoverForms | None = None) -> HttpResponse:
    return render(request, "attendance/handovers/handover.html", context_of(request, shown, forms))


PEOPLE_OF_ITEMS = ("owner", "acknowledged_by", "asked_by", "answered_by", "closed_by", "written_by__employee")


def context_of(request: PersonRequest, shown: Handover, forms: HandoverForms | None = None) -> dict[str, Any]:
    """What the page shows: the handover with its items, what this person may do, the forms of who writes."""
    rows = shown.items.select_related("carried_from", *PEOPLE_OF_ITEMS).annotate(later=Count("carried_to"))
    may_write, may_take = sides_of(request, shown)
    writes = shown.is_open and may_write
    return {
        "handover": shown,
        "items": list(rows),
        "may_write": writes,
        "may_answer": not shown.is_frozen and may_write,
        "may_take": may_take,
        "forms": (forms or HandoverForms(shown)) if writes else None,
        "unsaved": forms.typed if forms and not writes else "",
        "print": fingerprint(row_of(shown), [row_of(item) for item in rows], may_write, may_take),
    }


def sides_of(request: PersonRequest, shown: Handover) -> tuple[bool, bool]:
    """Whether this person belongs to the outgoing side; whether they may take over now."""
    may_write = handover_sides.may_write(shown, request.user)
    return may_write, shown.state == "signed" and handover_sides.may_acknowledge(shown, request.user)


def row_of(shown: Handover | HandoverItem) -> tuple[Any, ...]:
    """Everything that stands in the row, and whether it is late by now."""
    stored = tuple(getattr(shown, part.attname) for part in shown._meta.concrete_fields)
    return (*stored, getattr(shown, "is_overdue", False), getattr(shown, "later", 0))


@require_POST
@roles_only(*FLOOR)
def write_handover(request: PersonRequest, pk: int) -> HttpResponse:
    """Store all that was typed: owners, next steps, remark, a new matter; with the second button also sign off."""
    shown = visible(request, pk)
    forms = HandoverForms(shown, request.POST)
    if not forms.is_valid:
        return page(request, shown, forms)
    if not attempt(request, write_changes, shown, forms):
        return page(request, visible(request, pk), forms)
    if "sign_off" in request.POST and attempt(request, handovers.sign_off, shown):
        messages.success(request, _("Signed off."))
    else:
        messages.info(request, _("Saved."))
    where = "#matter" if "add" in request.POST else ""
    return redirect(reverse("attendance:handover", args=[pk]) + where)


def write_changes(shown: Handover, forms: HandoverForms, *, by: Any) -> None:
    """What was changed on the page, and the remark beside the one that stood there when it was opened."""
    remark, seen = forms.remark, forms.remark_seen
    handovers.write_items(shown, forms.changed, remark, by=by, seen=seen, matter=forms.matter.matter)


@require_POST
@roles_only(*FLOOR)
def acknowledge(request: PersonRequest, pk: int) -> HttpResponse:
    """Take over everything."""
    if attempt(request, handovers.acknowledge, visible(request, pk)):
        messages.success(request, _("You have taken over. The handover is frozen now."))
    return redirect("attendance:handover", pk)


@require_POST
@roles_only(*FLOOR)
def acknowledge_item(request: PersonRequest, pk: int) -> HttpResponse:
    """Take over one item."""
    return item_changed(request, handovers.acknowledge_item, pk)


@require_POST
@roles_only(*FLOOR)
def ask(request: PersonRequest, pk: int) -> HttpResponse:
    """Ask back about an item."""
    return item_changed(request, handovers.ask, pk, request.POST.get("question", ""))


@require_POST
@roles_only(*FLOOR)
def answer(request: PersonRequest, pk: int) -> HttpResponse:
    """Answer a question back."""
    return item_changed(request, handovers.answer, pk, request.POST.get("answer", ""))


@require_POST
@roles_only(*FLOOR)
def close_item(request: PersonRequest, pk: int) -> HttpResponse:
    """Settle an item."""
    return item_changed(request, settling.settle_item, pk)


def item_changed(request: PersonRequest, change: Any, pk: int, *arguments: str) -> HttpResponse:
    item = visible_item(request, pk)
    attempt(request, change, item, *arguments)
    return redirect(f"{reverse('attendance:handover', args=[item.handover_id])}#item-{item.pk}")


@require_safe
@roles_only(*FLOOR)
def book(request: PersonRequest) -> HttpResponse:
    """The book: every item of every handover, the latest first; by day, person and customer."""
    rows = HandoverItem.objects.visible_to(request.user).select_related("handover__group", "owner")
    rows = rows.order_by("-handover__ends_at", "-is_marked", "due_at", "pk")
    return list_page(request, rows, BookFilters, BookTable, "attendance/handovers/book.html")


@never_cache
@require_safe
@roles_only(*FLOOR)
def now(request: PersonRequest) -> HttpResponse:
    """The handovers of this moment, for the list, which asks again by itself; 204 where nothing changed."""
    context = moment_of(request)
    if request.GET.get("seen") == context["print"]:
        return HttpResponse(status=204)
    return render(request, "attendance/handovers/_now.html", context)
