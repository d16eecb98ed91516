"""Pages of customers, return visits and surveys."""

import datetime as dt
from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_not_required
from django.db.models import Count
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST, require_safe

from common.access import roles_only
from common.pages import list_page
from common.shop_browser import is_of_the_shop
from tickets.filters import CustomerFilters, VisitFilters
from tickets.forms.customers import (
    AttemptForm,
    CustomerForm,
    MergeCustomerForm,
    NewCustomerForm,
    OrderForm,
    SurveyForm,
    VisitForm,
    WeightForm,
)
from tickets.models import Customer, ReturnVisit, ServingWeight, Survey, VisitScript
from tickets.pages import long_list
from tickets.services import customers as services
from tickets.services import surveys as survey_services
from tickets.services import visits as visit_services
from tickets.tables import CustomerTable, VisitTable
from tickets.views.complaints import LEADING
from tickets.views.tickets import READING, SERVING, done, form_page, still_seen, ticket_of


@require_safe
@roles_only(*READING)
def customers(request: HttpRequest) -> HttpResponse:
    """Customers of visible people and of nobody."""
    rows = Customer.objects.visible_to(request.user).alone().select_related("agent")
    context = {"may_write": request.user.role in SERVING, "leads": request.user.role in LEADING}
    return long_list(request, rows, CustomerFilters, CustomerTable, "tickets/customers.html", **context)


def customer_of(request: HttpRequest, pk: int) -> Customer:
    return get_object_or_404(
        Customer.objects.visible_to(request.user).select_related("agent", "merged_into"), pk=pk
    )


@require_safe
@roles_only(*READING)
def customer(request: HttpRequest, pk: int) -> HttpResponse:
    """A profile with orders and everything that was ever done for this customer."""
    customer, role = customer_of(request, pk), request.user.role
    context = {"customer": customer, "may_change": role in SERVING, "leads": role in LEADING}
    history = history_of(customer, request.user, request.GET.get("history") == "whole")
    return render(request, "tickets/customer.html", context | history)


# How many rows of each kind the history begins with, and the most that are shown on one page.
BEGINNING, MOST_OF_HISTORY = 50, 1000
HISTORY_BY = {
    "tickets": "-opened_at",
    "complaints": "-registered_at",
    "reviews": "-found_at",
    "visits": "-due_at",
}


def history_of(customer: Customer, user: Any, is_whole: bool) -> dict[str, Any]:
    """Names, orders, what was done for a customer as far as one may see it, and what is under lock."""
    most = MOST_OF_HISTORY if is_whole else BEGINNING
    seen = {name: getattr(customer, name).visible_to(user) for name in HISTORY_BY}
    seen["orders"] = customer.orders.all()
    many = {name: rows.count() for name, rows in seen.items()}
    return {
        "names": customer.names.all(),
        **{name: rows.order_by(HISTORY_BY.get(name, "-bought_on"))[:most] for name, rows in seen.items()},
        "older": sum(max(number - most, 0) for number in many.values()),
        "may_show_older": not is_whole,
        "hidden": sum(getattr(customer, name).count() - many[name] for name in HISTORY_BY),
        "secrets": secrets_of(customer),
    }


def secrets_of(customer: Customer) -> list[tuple[str, str, str]]:
    """(name of the field, label, what may be shown of it)."""
    return [
        ("real_name", _("Real name"), customer.real_name_mask),
        ("phone", _("Phone"), customer.phone_mask),
        ("address", _("Address"), customer.address_mask),
    ]


@form_page
@roles_only(*SERVING)
def new_customer(request: HttpRequest) -> HttpResponse:
    """Add a customer; without an agent the fairest one gets them."""
    form = NewCustomerForm(request.POST or None)
    made: list[Customer] = []
    if form.is_valid() and done(
        request, lambda: made.append(services.add_customer(by=request.user, **form.cleaned_data)), form
    ):
        return redirect("tickets:customer", made[0].pk)
    return render(
        request,
        "tickets/form.html",
        {"form": form, "title": _("New customer"), "back": reverse("tickets:customers")},
    )


@form_page
@roles_only(*SERVING)
def edit_customer(request: HttpRequest, pk: int) -> HttpResponse:
    """Change a profile."""
    customer = customer_of(request, pk)
    form = CustomerForm(request.POST or None, instance=Customer.objects.get(pk=pk))
    if form.is_valid():
        services.edit_customer(customer, by=request.user, **form.cleaned_data)
        return still_seen(request, Customer, pk, "customer")
    return render(
        request,
        "tickets/form.html",
        {"form": form, "title": _("Change the profile"), "back": reverse("tickets:customer", args=[pk])},
    )


@form_page
@roles_only(*SERVING)
def add_order(request: HttpRequest, pk: int) -> HttpResponse:
    """An order of a customer for which there is no ticket."""
    customer = customer_of(request, pk)
    form = OrderForm(request.POST or None, initial={"bought_on": dt.date.today()})
    if form.is_valid() and done(
        request, lambda: services.add_order(customer, by=request.user, **form.cleaned_data), form
    ):
        return redirect("tickets:customer", pk)
    context = {"title": _("Add an order"), "intro": str(customer)}
    context["back"] = reverse("tickets:customer", args=[pk])
    return render(request, "tickets/form.html", {"form": form, **context})


@never_cache
@require_POST
@roles_only(*SERVING)
def reveal(request: HttpRequest, pk: int) -> HttpResponse:
    """One personal datum in the clear, after it was written down who looked."""
    customer, what = customer_of(request, pk), request.POST.get("what", "")
    if what not in services.PERSONAL:
        raise Http404
    text = services.reveal(customer, what, by=request.user)
    return render(request, "tickets/_revealed.html", {"text": text})


@require_POST
@roles_only(*SERVING)
def contacted(request: HttpRequest, pk: int) -> HttpResponse:
    """The first contact is made."""
    services.note_contact(customer_of(request, pk), by=request.user)
    return redirect("tickets:customer", pk)


@form_page
@roles_only(*LEADING)
def merge_customer(request: HttpRequest, pk: int) -> HttpResponse:
    """Say that this customer is another one's double."""
    double, form = customer_of(request, pk), MergeCustomerForm(request.POST or None)
    if form.is_valid():
        into = Customer.objects.visible_to(request.user).filter(pk=form.cleaned_data["number"]).first()
        if into is None:
            form.add_error("number", _("There is no such customer."))
        elif done(request, lambda: services.merge_customers(double, into, by=request.user), form):
            return redirect("tickets:customer", into.pk)
    context = {"title": _("Merge a double"), "intro": str(double)}
    context["back"] = reverse("tickets:customer", args=[pk])
    return render(request, "tickets/form.html", {"form": form, **context})


@form_page
@roles_only(*LEADING)
def weights(request: HttpRequest) -> HttpResponse:
    """How much each person takes beside the others."""
    form = WeightForm(request.POST or None)
    if form.is_valid():
        services.set_weight(form.cleaned_data["person"], form.cleaned_data["weight"], by=request.user)
        return redirect("tickets:weights")
    rows = ServingWeight.objects.select_related("employee").order_by("employee__employee_no")
    return render(request, "tickets/weights.html", {"form": form, "weights": rows})


# Return visits


@require_safe
@roles_only(*READING)
def visits(request: HttpRequest) -> HttpResponse:
    """The queue of return visits, the most urgent first."""
    rows = (
        ReturnVisit.objects.visible_to(request.user)
        .select_related("visitor")
        .annotate(tries=Count("attempts"))
    )
    return list_page(request, rows, VisitFilters, VisitTable, "tickets/visits.html")


def visit_of(request: HttpRequest, pk: int) -> ReturnVisit:
    rows = ReturnVisit.objects.visible_to(request.user).select_related("complaint", "customer", "visitor")
    return get_object_or_404(rows, pk=pk)


@form_page
@roles_only(*READING)
def visit(request: HttpRequest, pk: int) -> HttpResponse:
    """One return visit: the script, the attempts, the answers."""
    visit = visit_of(request, pk)
    may_change = request.user.role in SERVING and visit.state == ReturnVisit.State.WAITING
    if request.method == "POST" and request.user.role not in SERVING:
        raise Http404
    form = VisitForm(request.POST or None, visit=visit)
    if form.is_valid() and done(request, lambda: completed(visit, form, request.user), form):
        return redirect("tickets:visit", pk)
    return render(
        request,
        "tickets/visit.html",
        {"form": form, "may_change": may_change, **visit_page(visit, request.user)},
    )


def completed(visit: ReturnVisit, form: VisitForm, user: Any) -> None:
    said = form.cleaned_data
    visit_services.complete(visit, form.answers(), said["is_satisfied"], said["note"], by=user)


def visit_page(visit: ReturnVisit, user: Any) -> dict[str, Any]:
    """What stands beside the questions: the script as it is said, attempts, what was answered."""
    script = visit_services.script_of(visit)
    questions = visit_services.questions_of(visit) if visit.answers else []
    return {
        "visit": visit,
        "script": script,
        "opening": opening_of(script, user) if script else "",
        "attempts": visit.attempts.select_related("by__employee"),
        "given": [(row["text"], visit.answers.get(row["key"], "")) for row in questions],
        "attempt_form": AttemptForm(),
    }


def opening_of(script: VisitScript, user: Any) -> str:
    """The first words of a visit, with the name of who says them."""
    name = user.employee.name if user.employee else str(user)
    return script.opening.replace("{agent}", name).replace("{brand}", "")


@require_POST
@roles_only(*SERVING)
def attempt(request: HttpRequest, pk: int) -> HttpResponse:
    """An attempt that did not get through, or giving up after several."""
    visit, form = visit_of(request, pk), AttemptForm(request.POST)
    if "give_up" in request.POST:
        done(request, lambda: visit_services.give_up(visit, by=request.user))
    elif form.is_valid():
        said = form.cleaned_data
        done(request, lambda: visit_services.try_visit(visit, said["outcome"], said["note"], by=request.user))
    return redirect("tickets:visit", pk)


# Surveys


@require_POST
@roles_only(*SERVING)
def send_survey(request: HttpRequest, pk: int) -> HttpResponse:
    """Make a link for the customer; it is shown once."""
    ticket, tokens = ticket_of(request, pk), list[str]()
    if done(request, lambda: tokens.append(survey_services.make_survey(ticket, by=request.user))):
        address = request.build_absolute_uri(reverse("tickets:survey", args=tokens))
        said = _("Send this link to the customer, it is shown only now: %(address)s")
        messages.success(request, said % {"address": address})
    return redirect("tickets:ticket", pk)


@never_cache
@login_not_required
@form_page
def survey(request: HttpRequest, token: str) -> HttpResponse:
    """What a customer sees who follows a link: the questions, once. Nobody of the shop answers for them."""
    survey = get_object_or_404(Survey, token_print=survey_services.print_of(token))
    form = SurveyForm(request.POST or None, asked=survey.asked)
    of_us = is_of_the_shop(request)
    if survey.is_open and not of_us and form.is_valid():
        said = form.cleaned_data
        survey_services.answer_survey(survey, said["score"], form.answers(), said["remark"])
        return redirect("tickets:survey", token)
    context = {"survey": survey, "form": form, "of_us": of_us, "script": survey_services.survey_script()}
    status = 403 if of_us and request.method == "POST" else 200
    return render(request, "tickets/survey.html", context, status=status)
