"""Pages of people, groups, service accounts and rule books."""

import datetime as dt
from typing import Any

from django.contrib import messages
from django.db.models import Count, OuterRef, Prefetch, QuerySet, Subquery
from django.http import Http404, HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from common.access import Role, roles_only
from common.pages import list_page
from staff import forms, tables
from staff import people as staff_people
from staff.filters import AccountFilters, PeopleFilters, employed_today
from staff.models import (
    SEE_EVERYBODY,
    AccountBinding,
    Employee,
    Group,
    GroupTerms,
    RuleBook,
    ServiceAccount,
    Terms,
)
from staff.picking import suggested

LEADING = (Role.LEADER, Role.SUPERVISOR, *SEE_EVERYBODY)
form_page = require_http_methods(["GET", "HEAD", "POST"])


@require_safe
@roles_only(*LEADING)
def people(request: HttpRequest) -> HttpResponse:
    """Everybody whom this person may see."""
    rows = Employee.objects.visible_to(request.user).with_terms(dt.date.today())
    return list_page(request, rows, PeopleFilters, tables.PeopleTable, "staff/people.html")


@require_safe
@roles_only(*Role)
def suggest(request: HttpRequest) -> HttpResponse:
    """A few people whom `?q=` may mean, for the fields that name a person; `led=1`: of those one sees, not oneself."""
    known = Employee.objects.known_to(request.user)
    if request.GET.get("led"):
        known = known.filter(pk__in=Employee.objects.visible_to(request.user)).exclude(
            pk=request.user.employee_id
        )
    text = request.GET.get("q", "").strip()
    found = suggested(known.with_terms(dt.date.today()), text) if text else known.none()
    rows = [
        {"value": str(one), "name": one.name, "hint": f"{one.employee_no} {one.group_name or ''}"}
        for one in found
    ]
    return JsonResponse({"people": rows})


@require_safe
@roles_only(*Role)
def person(request: HttpRequest, employee_no: str) -> HttpResponse:
    """One person: employment, terms, accounts, mentor, personal numbers behind masks."""
    shown = visible_person(request, employee_no)
    return render(request, "staff/person.html", {"person": shown, **parts_of(shown, request.user)})


def visible_person(request: HttpRequest, employee_no: str, *, but_me: bool = False) -> Employee:
    rows = (
        Employee.objects.visible_to(request.user).with_terms(dt.date.today()).select_related("mentor", "user")
    )
    if but_me:
        rows = rows.exclude(pk=request.user.employee_id)
    return get_object_or_404(rows, employee_no=employee_no)


def parts_of(person: Employee, user: Any) -> dict[str, Any]:
    """What of a person's page this user may see and do."""
    sees_pay = user.role in SEE_EVERYBODY or user.employee_id == person.pk
    return {
        "role": str(Role(person.role_on).label) if person.role_on else "",
        "terms_table": terms_of(person, user) if sees_pay else None,
        "bindings_table": bindings_of(person, user),
        "apprentices": person.apprentices.visible_to(user).order_by("employee_no"),
        "sees_pay": sees_pay,
        "numbers": numbers_of(person),
        **rights_over(person, user),
    }


def terms_of(person: Employee, user: Any) -> tables.TermsTable:
    rows = Terms.objects.visible_to(user).filter(employee=person)
    return tables.TermsTable(rows.select_related("group").order_by("-valid_from"))


def bindings_of(person: Employee, user: Any) -> tables.BindingTable:
    """The accounts that the person had; who manages can end a binding."""
    rows = person.bindings.select_related("account").order_by("-from_on")
    return tables.BindingTable(rows, exclude=() if user.role == Role.MANAGER else ("end",))


def rights_over(person: Employee, user: Any) -> dict[str, bool]:
    """Which buttons a person's page offers this user."""
    manages = user.role == Role.MANAGER
    return {
        "may_edit": manages and user.employee_id != person.pk,
        "may_bind": manages,
        "may_reveal": user.role == Role.ACCOUNTANT,
        "may_set_password": staff_people.may_set_password(user, person),
    }


def numbers_of(person: Employee) -> list[dict[str, str]]:
    return [
        {"what": "bank_card", "label": _("Bank card"), "mask": person.bank_card_mask},
        {"what": "id_number", "label": _("ID number"), "mask": person.id_number_mask},
        {"what": "phone", "label": _("Phone"), "mask": person.phone_mask},
    ]


@form_page
@roles_only(Role.MANAGER)
def add_person(request: HttpRequest) -> HttpResponse:
    """Hire somebody."""
    form = forms.NewPersonForm(request.POST or None, by=request.user)
    terms = forms.PayFields(request.POST or None)
    if form.is_valid() and terms.is_valid():
        hired = staff_people.add_person(terms.cleaned_data, by=request.user, **form.cleaned_data)
        messages.success(request, _("%(person)s is added.") % {"person": hired})
        return redirect("staff:person", hired.employee_no)
    return render(request, "staff/add_person.html", {"form": form, "terms": terms})


@form_page
@roles_only(Role.MANAGER)
def edit_person(request: HttpRequest, employee_no: str) -> HttpResponse:
    """Change employment data."""
    person = visible_person(request, employee_no, but_me=True)
    form = forms.EmploymentForm(request.POST or None, instance=person, by=request.user)
    if form.is_valid():
        staff_people.edit_person(person, by=request.user, **form.cleaned_data)
        return saved(request, person)
    return person_form(request, form, person, _("Edit employment data"))


def saved(request: HttpRequest, person: Employee) -> HttpResponse:
    messages.success(request, _("Saved."))
    return redirect("staff:person", person.employee_no)


def person_form(request: HttpRequest, form: Any, person: Employee, title: str) -> HttpResponse:
    context = {"form": form, "title": title, "pretitle": str(person)}
    context["cancel_url"] = reverse("staff:person", args=[person.employee_no])
    return render(request, "staff/form.html", context)


@form_page
@roles_only(Role.MANAGER)
def add_terms(request: HttpRequest, employee_no: str) -> HttpResponse:
    """Role, group and pay from a date on."""
    person = visible_person(request, employee_no, but_me=True)
    today = person.terms_on(dt.date.today())
    form = forms.TermsForm(request.POST or None, instance=today, person=person, by=request.user)
    if form.is_valid():
        staff_people.add_terms(person, by=request.user, **form.cleaned_data)
        return saved(request, person)
    return person_form(request, form, person, _("New terms of pay"))


@never_cache
@form_page
@roles_only(Role.ACCOUNTANT)
def edit_numbers(request: HttpRequest, employee_no: str) -> HttpResponse:
    """Enter bank card, ID and phone; what is stored is not shown."""
    person = visible_person(request, employee_no)
    form = forms.NumbersForm(request.POST or None, person=person, initial={"bank_name": person.bank_name})
    if form.is_valid():
        staff_people.set_numbers(person, by=request.user, **form.cleaned_data)
        return saved(request, person)
    return person_form(request, form, person, _("Bank card and ID"))


@never_cache
@require_POST
@roles_only(Role.ACCOUNTANT)
def reveal(request: HttpRequest, employee_no: str) -> HttpResponse:
    """Show one personal number in the answer to this POST, and nowhere else."""
    person = visible_person(request, employee_no)
    form = forms.RevealForm(request.POST)
    if not form.is_valid():
        raise Http404
    number = staff_people.reveal(person, form.cleaned_data["what"], by=request.user)
    label = next(part["label"] for part in numbers_of(person) if part["what"] == form.cleaned_data["what"])
    return render(request, "staff/revealed.html", {"person": person, "number": number, "label": label})


@never_cache
@form_page
@roles_only(Role.MANAGER, Role.ACCOUNTANT)
def set_password(request: HttpRequest, employee_no: str) -> HttpResponse:
    """Make a login, or give it a new password, which is shown once."""
    person = visible_person(request, employee_no)
    if not staff_people.may_set_password(request.user, person):
        raise Http404
    if request.method != "POST":
        return render(request, "staff/set_password.html", {"person": person})
    username, password = staff_people.set_password(person, by=request.user)
    context = {"person": person, "username": username, "password": password}
    return render(request, "staff/password.html", context)


@require_safe
@roles_only(*LEADING)
def groups(request: HttpRequest) -> HttpResponse:
    """Groups with who runs them today and how many people are in them."""
    rows = with_who_runs_them(Group.objects.visible_to(request.user))
    return list_page(request, rows, None, tables.GroupTable, "staff/groups.html")


def with_who_runs_them(rows: "QuerySet[Group]") -> "QuerySet[Group]":
    today = dt.date.today()
    now = GroupTerms.objects.filter(group=OuterRef("pk"), valid_from__lte=today).order_by("-valid_from")
    inside = employed_today(Terms.objects.in_force(today), "employee__").filter(group=OuterRef("pk"))
    counted = inside.order_by().values("group").annotate(people=Count("pk")).values("people")
    return rows.annotate(
        supervisor_name=Subquery(now.values("supervisor__name")[:1]),
        leader_name=Subquery(now.values("leader__name")[:1]),
        rulebook_name=Subquery(now.values("rulebook__name")[:1]),
        members=Subquery(counted),
    )


@require_safe
@roles_only(*LEADING)
def group(request: HttpRequest, pk: int) -> HttpResponse:
    """One group: who runs it under which rule book since when, and its people today."""
    shown = get_object_or_404(Group.objects.visible_to(request.user), pk=pk)
    today = dt.date.today()
    members = employed_today(Employee.objects.visible_to(request.user).with_terms(today)).filter(group_on=pk)
    terms = shown.terms.select_related("supervisor", "leader", "rulebook").order_by("-valid_from")
    context = {
        "group": shown,
        "terms_table": tables.GroupTermsTable(terms),
        "may_edit": request.user.role == Role.MANAGER,
    }
    return list_page(request, members, None, tables.MembersTable, "staff/group.html", **context)


@form_page
@roles_only(Role.MANAGER)
def add_group(request: HttpRequest) -> HttpResponse:
    """A new group."""
    form = forms.NewGroupForm(request.POST or None)
    if form.is_valid():
        added = staff_people.add_group(by=request.user, **form.cleaned_data)
        return redirect("staff:group", added.pk)
    context = {"form": form, "title": _("New group"), "cancel_url": reverse("staff:groups")}
    return render(request, "staff/form.html", context)


@form_page
@roles_only(Role.MANAGER)
def add_group_terms(request: HttpRequest, pk: int) -> HttpResponse:
    """Who runs a group from a date on."""
    group = get_object_or_404(Group.objects.visible_to(request.user), pk=pk)
    today = group.terms.filter(valid_from__lte=dt.date.today()).order_by("-valid_from").first()
    running = {name: getattr(today, name, None) for name in ("supervisor", "leader", "rulebook")}
    form = forms.GroupTermsForm(request.POST or None, initial=running)
    if form.is_valid():
        staff_people.add_group_terms(group, by=request.user, **form.cleaned_data)
        return redirect("staff:group", pk)
    context = {"form": form, "title": _("Who runs the group, from a date on"), "pretitle": str(group)}
    context["cancel_url"] = reverse("staff:group", args=[pk])
    return render(request, "staff/form.html", context)


@require_safe
@roles_only(*LEADING)
def accounts(request: HttpRequest) -> HttpResponse:
    """Service accounts with everybody who had them."""
    bindings = AccountBinding.objects.visible_to(request.user).select_related("employee").order_by("-from_on")
    rows = ServiceAccount.objects.visible_to(request.user).prefetch_related(Prefetch("bindings", bindings))
    may_bind = request.user.role == Role.MANAGER
    return list_page(
        request, rows, AccountFilters, tables.AccountTable, "staff/accounts.html", may_bind=may_bind
    )


@form_page
@roles_only(Role.MANAGER)
def bind_account(request: HttpRequest) -> HttpResponse:
    """Give a service account to a person from a day on."""
    form = forms.BindingForm(request.POST or None, initial=request.GET.dict())
    if form.is_valid():
        told = form.cleaned_data
        staff_people.bind_account(told["account"], told["employee"], told["from_on"], by=request.user)
        return saved(request, told["employee"])
    context = {"form": form, "title": _("Bind a service account"), "cancel_url": reverse("staff:accounts")}
    return render(request, "staff/form.html", context)


@form_page
@roles_only(Role.MANAGER)
def unbind_account(request: HttpRequest, pk: int) -> HttpResponse:
    """Say on which day a person has an account for the last time."""
    open_ones = AccountBinding.objects.visible_to(request.user).filter(to_on__isnull=True)
    binding = get_object_or_404(open_ones.select_related("account", "employee"), pk=pk)
    form = forms.UnbindForm(request.POST or None, binding=binding)
    if form.is_valid():
        staff_people.unbind_account(binding, form.cleaned_data["to_on"], by=request.user)
        return saved(request, binding.employee)
    title = _("End the binding of %(account)s") % {"account": binding.account}
    return person_form(request, form, binding.employee, title)


@require_safe
@roles_only(*SEE_EVERYBODY)
def rulebooks(request: HttpRequest) -> HttpResponse:
    """Rule books and how many groups are under each."""
    now = GroupTerms.objects.in_force(dt.date.today()).filter(rulebook=OuterRef("pk")).order_by()
    counted = now.values("rulebook").annotate(groups=Count("pk")).values("groups")
    rows = RuleBook.objects.annotate(groups_now=Subquery(counted))
    return list_page(request, rows, None, tables.RuleBookTable, title=_("Rule books"))


@require_safe
@roles_only(*SEE_EVERYBODY)
def rulebook(request: HttpRequest, pk: int) -> HttpResponse:
    """Every number of a rule book, with unit, reason and from-date."""
    book = get_object_or_404(RuleBook, pk=pk)
    rates = book.rates.select_related("by__employee")
    return render(request, "staff/rulebook.html", {"book": book, "rates": rates})
