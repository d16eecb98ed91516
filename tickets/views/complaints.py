"""Pages of complaints and reviews."""

from typing import Any

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import NoReverseMatch, reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from common.access import roles_only
from common.pages import list_page
from tickets.complaint_steps import STEPS
from tickets.filters import ComplaintFilters, ReviewFilters
from tickets.forms.complaints import CheckForm, FinishForm, RegisterForm, ReviewEndForm, ReviewForm, TextForm
from tickets.models import Complaint, ComplaintAction, CorrectiveAction, Review, Ticket
from tickets.services import complaints as services
from tickets.services import reviews as review_services
from tickets.tables import ComplaintTable, ReviewTable
from tickets.views.tickets import READING, SERVING, done, form_page, still_seen

LEADING = SERVING[1:]


@require_safe
@roles_only(*READING)
def complaints(request: HttpRequest) -> HttpResponse:
    """Complaints about and of visible people."""
    rows = Complaint.objects.visible_to(request.user).select_related("owner")
    context = {"may_write": request.user.role in SERVING}
    return list_page(request, rows, ComplaintFilters, ComplaintTable, "tickets/complaints.html", **context)


@form_page
@roles_only(*SERVING)
def new_complaint(request: HttpRequest) -> HttpResponse:
    """Take in a complaint; of a ticket it knows what the ticket knows."""
    ticket = ticket_named(request)
    form = RegisterForm(request.POST or None, initial=from_ticket(ticket))
    if form.is_valid():
        complaint = services.register(by=request.user, ticket=ticket, **form.cleaned_data)
        messages.success(request, _("Complaint %(number)s is registered.") % {"number": complaint.number})
        return redirect("tickets:complaint", complaint.pk)
    return render(
        request,
        "tickets/form.html",
        {"form": form, "title": _("Register a complaint"), "back": reverse("tickets:complaints")},
    )


def ticket_named(request: HttpRequest) -> Ticket | None:
    """The ticket that the address names, if one may see it."""
    pk = request.GET.get("ticket", "")
    return get_object_or_404(Ticket.objects.visible_to(request.user), pk=pk) if pk.isdecimal() else None


def from_ticket(ticket: Ticket | None) -> dict[str, Any]:
    if ticket is None:
        return {}
    same = ("customer_name", "platform", "channel", "order_no", "product")
    return {name: getattr(ticket, name) for name in same} | {
        "about": ticket.problem,
        "remedy_wanted": ticket.wish,
        "agent": ticket.owner.employee_no if ticket.owner else "",
    }


def complaint_of(request: HttpRequest, pk: int) -> Complaint:
    people = ("owner", "agent", "responsible", "registered_by", "ticket", "customer", "cause__parent")
    return get_object_or_404(Complaint.objects.visible_to(request.user).select_related(*people), pk=pk)


@require_safe
@roles_only(*READING)
def complaint(request: HttpRequest, pk: int) -> HttpResponse:
    """One complaint with where it stands, and the steps that are one's own now."""
    complaint = complaint_of(request, pk)
    steps = [(name, step) for name, step in STEPS.items() if step.fits(complaint, request.user)]
    return render(request, "tickets/complaint.html", {"steps": steps, **about(complaint, request.user)})


def about(complaint: Complaint, user: Any) -> dict[str, Any]:
    """What the page shows of a complaint."""
    return {
        "complaint": complaint,
        "track": track_of(complaint),
        "events": complaint.events.select_related("by__employee").order_by("-at", "-pk"),
        "proposals": complaint.proposals.select_related("by__employee"),
        "actions": complaint.actions.select_related("owner"),
        "corrections": complaint.corrections.select_related("owner"),
        "visits": complaint.visits.select_related("visitor"),
        "record_url": record_url(complaint, user),
        "may_change": user.role in SERVING,
        "leads": user.role in LEADING,
        "repeated": repeated(complaint, user),
    }


def track_of(complaint: Complaint) -> list[tuple[str, bool, bool]]:
    """(state, is it over, is it the present one) of the whole loop."""
    states = list(Complaint.State)
    place = states.index(Complaint.State(complaint.state))
    return [(str(state.label), index < place, index == place) for index, state in enumerate(states)]


def repeated(complaint: Complaint, user: Any) -> list[tuple[str, int, str]]:
    """(of what, how many, address) of the other complaints of the same customer, product and agent that one sees."""
    rows, page = Complaint.objects.visible_to(user), reverse("tickets:complaints")
    same = [("customer", _("Of this customer")), ("product", _("About this product"))]
    same += [("agent", _("About this agent"))]
    return [
        (label, rows.others_like(complaint, what).count(), f"{page}?like={what}-{complaint.pk}")
        for what, label in same
        if getattr(complaint, what)
    ]


def record_url(complaint: Complaint, user: Any) -> str:
    """Where a conduct entry is recorded from a founded complaint; '' while there is no such page."""
    if not complaint.is_founded or user.role not in {"supervisor", "manager"}:
        return ""
    try:
        return reverse("performance:record_from_complaint", args=[complaint.pk])
    except NoReverseMatch:
        return ""


@form_page
@roles_only(*SERVING)
def complaint_step(request: HttpRequest, pk: int, step: str) -> HttpResponse:
    """The form of one step of the loop, and doing it."""
    complaint, chosen = complaint_of(request, pk), STEPS.get(step)
    if chosen is None or request.user.role not in chosen.roles:
        raise Http404
    form = chosen.form_for(complaint, request.POST or None)
    if form.is_valid() and done(request, lambda: chosen.do(complaint, form.cleaned_data, request.user), form):
        messages.success(request, _("Done: %(step)s.") % {"step": chosen.label})
        return still_seen(request, Complaint, pk, "complaint")
    back = reverse("tickets:complaint", args=[pk])
    return render(
        request,
        "tickets/form.html",
        {"form": form, "title": chosen.label, "back": back, "of": complaint, "intro": complaint.about},
    )


@form_page
@roles_only(*SERVING)
def finish_action(request: HttpRequest, pk: int) -> HttpResponse:
    """An action of a complaint is done."""
    action = get_object_or_404(ComplaintAction.objects.visible_to(request.user), pk=pk)
    form = FinishForm(request.POST or None)
    if form.is_valid() and done(
        request, lambda: services.finish_action(action, form.cleaned_data["outcome"], by=request.user), form
    ):
        return redirect("tickets:complaint", action.complaint_id)
    back = reverse("tickets:complaint", args=[action.complaint_id])
    return render(
        request,
        "tickets/form.html",
        {"form": form, "title": _("Action done"), "back": back, "of": action.complaint, "intro": action.text},
    )


@form_page
@roles_only(*LEADING)
def check_correction(request: HttpRequest, pk: int) -> HttpResponse:
    """Look whether a corrective action has helped."""
    correction = get_object_or_404(CorrectiveAction.objects.visible_to(request.user), pk=pk)
    form = CheckForm(request.POST or None)
    if form.is_valid() and done(
        request, lambda: services.check_correction(correction, by=request.user, **form.cleaned_data), form
    ):
        return redirect("tickets:complaint", correction.complaint_id)
    context = {"title": _("Did it help?"), "of": correction.complaint, "intro": correction.text}
    context["back"] = reverse("tickets:complaint", args=[correction.complaint_id])
    return render(request, "tickets/form.html", {"form": form, **context})


# Reviews


@require_safe
@roles_only(*READING)
def reviews(request: HttpRequest) -> HttpResponse:
    """Bad and middling reviews."""
    rows = Review.objects.visible_to(request.user).select_related("owner")
    context = {"may_write": request.user.role in SERVING}
    return list_page(request, rows, ReviewFilters, ReviewTable, "tickets/reviews.html", **context)


@form_page
@roles_only(*SERVING)
def new_review(request: HttpRequest) -> HttpResponse:
    """Write down a review that is not good."""
    form = ReviewForm(request.POST or None)
    if form.is_valid():
        review = review_services.find(by=request.user, **form.cleaned_data)
        return redirect("tickets:review", review.pk)
    return render(
        request,
        "tickets/form.html",
        {"form": form, "title": _("New review"), "back": reverse("tickets:reviews")},
    )


@form_page
@roles_only(*READING)
def review(request: HttpRequest, pk: int) -> HttpResponse:
    """One review; the next step stands on its page: contact, then cause, outcome and lesson."""
    review = get_object_or_404(
        Review.objects.visible_to(request.user).select_related("owner", "agent", "cause__parent"), pk=pk
    )
    may_change = request.user.role in SERVING and review.state != Review.State.DONE
    if request.method == "POST" and not may_change:
        raise Http404
    form: Any = (TextForm if review.state == Review.State.FOUND else ReviewEndForm)(request.POST or None)
    if form.is_valid() and done(request, lambda: next_of(review, form.cleaned_data, request.user), form):
        return redirect("tickets:review", pk)
    return render(request, "tickets/review.html", {"review": review, "form": form, "may_change": may_change})


def next_of(review: Review, said: dict[str, Any], user: Any) -> None:
    if review.state == Review.State.FOUND:
        review_services.contact(review, said["text"], by=user)
    else:
        review_services.finish(review, by=user, **said)
