"""Handovers: the list, one handover in its three states, and the book of all items."""

import datetime as dt
from typing import Any

from django.contrib import messages
from django.db.models import Count, Q
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from attendance import handover_sides, handovers
from attendance.desk_filters import BookFilters, HandoverFilters
from attendance.desk_forms import MatterForm, items_formset, people_for
from attendance.desk_tables import BookTable, HandoverTable
from attendance.models import Handover, HandoverItem
from attendance.views.desk import attempt
from common.access import Role, roles_only
from common.pages import list_page
from staff.models import Group
from staff.requests import PersonRequest

FLOOR = (Role.AGENT, Role.LEADER, Role.SUPERVISOR, Role.MANAGER)


@require_safe
@roles_only(*FLOOR)
def handover_list(request: PersonRequest) -> HttpResponse:
    """What is being written, what waits to be acknowledged, and all handovers there were."""
    seen = Handover.objects.visible_to(request.user)
    # Counting drops the order of the model.
    rows = with_counts(seen).select_related("group", "signed_off_by", "acknowledged_by").order_by("-ends_at")
    waiting = rows.filter(
        acknowledged_at__isnull=True, opened_at__gt=dt.datetime.now() - dt.timedelta(days=2)
    )
    context = {"waiting": waiting.order_by("ends_at"), "ending": endings_to_open(request)}
    template = "attendance/handovers/handovers.html"
    return list_page(request, rows, HandoverFilters, HandoverTable, template, **context)


def with_counts(rows: Any) -> Any:
    """Handovers with how many items they have, and how many nobody has closed."""
    open_items = Count("items", filter=Q(items__closed_at__isnull=True))
    return rows.annotate(all_items=Count("items"), open_items=open_items)


def endings_to_open(request: PersonRequest) -> list[dict[str, Any]]:
    """Shifts of one's groups that end within some hours and whose handover is not open yet."""
    now = dt.datetime.now()
    groups = dict(Group.objects.on_desk_of(request.user).values_list("pk", "name"))
    known = set(Handover.objects.filter(group__in=groups).values_list("group", "on", "kind"))
    coming = handovers.endings(now - handovers.FORGOTTEN, now + 4 * handovers.HOUR, groups)
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


@require_safe
@roles_only(*FLOOR)
def handover(request: PersonRequest, pk: int) -> HttpResponse:
    """One handover: to write, to acknowledge, or to read."""
    return page(request, visible(request, pk))


def visible(request: PersonRequest, pk: int) -> Handover:
    rows = Handover.objects.visible_to(request.user)
    return get_object_or_404(rows.select_related("group", "signed_off_by", "acknowledged_by"), pk=pk)


def visible_item(request: PersonRequest, pk: int) -> HandoverItem:
    rows = HandoverItem.objects.visible_to(request.user).select_related("handover__group")
    return get_object_or_404(rows, pk=pk)


def page(request: PersonRequest, shown: Handover, **forms: Any) -> HttpResponse:
    items = shown.items.select_related(
        "owner",
        "acknowledged_by",
        "asked_by",
        "answered_by",
        "closed_by",
        "carried_from",
        "written_by__employee",
    ).annotate(later=Count("carried_to"))
    writes = shown.is_open and handover_sides.may_write(shown, request.user)
    people = people_for(shown) if writes else []
    context = {
        "handover": shown,
        "items": list(items),
        "may_write": writes,
        "may_answer": not shown.is_frozen and handover_sides.may_write(shown, request.user),
        "may_take": shown.state == "signed" and handover_sides.may_acknowledge(shown, request.user),
        "formset": forms.get("formset") or (items_formset(shown, people) if writes else None),
        "matter": forms.get("matter") or (MatterForm(people=people) if writes else None),
    }
    return render(request, "attendance/handovers/handover.html", context)


@require_POST
@roles_only(*FLOOR)
def write_handover(request: PersonRequest, pk: int) -> HttpResponse:
    """Store owners, next steps and remark; with the second button also sign off."""
    shown = visible(request, pk)
    formset = items_formset(shown, people_for(shown), request.POST)
    if not formset.is_valid():
        return page(request, shown, formset=formset)
    changed = formset.save(commit=False)
    remark = request.POST.get("remark", "").strip()[:2000]
    if attempt(request, handovers.write_items, shown, changed, remark):
        signed = "sign_off" in request.POST and attempt(request, handovers.sign_off, shown)
        messages.success(request, _("Signed off.")) if signed else messages.info(request, _("Saved."))
    return redirect("attendance:handover", pk)


@require_POST
@roles_only(*FLOOR)
def add_matter(request: PersonRequest, pk: int) -> HttpResponse:
    """Write down a matter of one's own."""
    shown = visible(request, pk)
    form = MatterForm(request.POST, people=people_for(shown))
    if not form.is_valid():
        return page(request, shown, matter=form)
    attempt(request, handovers.add_matter, shown, **form.cleaned_data)
    return redirect("attendance:handover", pk)


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
    return item_changed(request, handovers.close_item, pk)


def item_changed(request: PersonRequest, change: Any, pk: int, *arguments: str) -> HttpResponse:
    item = visible_item(request, pk)
    attempt(request, change, item, *arguments)
    return redirect(f"{reverse('attendance:handover', args=[item.handover_id])}#item-{item.pk}")


@require_safe
@roles_only(*FLOOR)
def book(request: PersonRequest) -> HttpResponse:
    """The book: every item of every handover, by day, person and customer."""
    rows = HandoverItem.objects.visible_to(request.user).select_related("handover__group", "owner")
    return list_page(request, rows, BookFilters, BookTable, "attendance/handovers/book.html")


@require_safe
@roles_only(*FLOOR)
def unacknowledged(request: PersonRequest) -> HttpResponse:
    """For the live page: handovers that nobody took over in time. It asks again by itself."""
    if request.user.role == Role.AGENT:
        raise Http404
    return render(
        request, "attendance/handovers/_unacknowledged.html", {"late": late_handovers(request.user)}
    )


def late_handovers(user: Any) -> Any:
    """Handovers of the last two days that the next shift should have acknowledged by now."""
    now = dt.datetime.now()
    rows = (
        Handover.objects.visible_to(user).unacknowledged(now).filter(opened_at__gt=now - dt.timedelta(days=2))
    )
    return with_counts(rows).select_related("group", "signed_off_by").order_by("overdue_at")
