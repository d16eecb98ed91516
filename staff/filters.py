"""Filters of people and accounts; and the filters by person and group that the lists of every app use."""

import datetime as dt
from typing import Any

import django_filters as filters
from django import forms
from django.db.models import Q, QuerySet
from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _

from common.access import Role
from common.filters import PlainSelect, TickFilter
from staff.models import Employee, Group, ServiceAccount, Terms, called

SEARCH = forms.TextInput(attrs={"type": "search"})


def groups_of(request: HttpRequest | None) -> "QuerySet[Group]":
    return Group.objects.visible_to(request.user) if request else Group.objects.none()


class PersonFilter(filters.CharFilter):
    """Rows of a person: by number, a part of the name, pinyin or initials. `field_name` leads to the person."""

    def __init__(self, field_name: str = "employee", **kwargs: Any) -> None:
        kwargs = {"label": _("person"), "widget": SEARCH} | kwargs
        super().__init__(field_name=field_name, **kwargs)

    def filter(self, rows: "QuerySet[Any]", text: str) -> "QuerySet[Any]":
        if not text:
            return rows
        return rows.filter(called(text, f"{self.field_name}__"))


class GroupFilter(filters.ModelChoiceFilter):
    """Rows of the people who are in a group today."""

    def __init__(self, **kwargs: Any) -> None:
        usual = {"label": _("group"), "empty_label": _("all groups"), "widget": PlainSelect}
        super().__init__(queryset=groups_of, **usual | kwargs)

    def filter(self, rows: "QuerySet[Any]", group: Group | None) -> "QuerySet[Any]":
        if not group:
            return rows
        members = Terms.objects.in_force(dt.date.today()).filter(group=group)
        return rows.filter(employee__in=members.values("employee"))


class PeopleFilters(filters.FilterSet):
    q = filters.CharFilter(label=_("name or number"), method="search", widget=SEARCH)
    role = filters.ChoiceFilter(
        field_name="role_on", label=_("role"), choices=Role.choices, empty_label=_("all roles")
    )
    group = filters.ModelChoiceFilter(
        field_name="group_on",
        label=_("group"),
        queryset=groups_of,
        empty_label=_("all groups"),
        method="in_group",
    )
    state = filters.ChoiceFilter(
        label=_("employment"),
        choices=[("left", _("have left")), ("all", _("everyone"))],
        empty_label=_("employed today"),
        method="by_state",
    )

    class Meta:
        model = Employee
        fields: list[str] = []

    def filter_queryset(self, rows: "QuerySet[Employee]") -> "QuerySet[Employee]":
        rows = super().filter_queryset(rows)
        return rows if self.form.cleaned_data.get("state") else employed_today(rows)

    def search(self, rows: "QuerySet[Employee]", name: str, text: str) -> "QuerySet[Employee]":
        return rows.called(text)

    def in_group(self, rows: "QuerySet[Employee]", name: str, group: Group) -> "QuerySet[Employee]":
        return rows.filter(group_on=group.pk)

    def by_state(self, rows: "QuerySet[Employee]", name: str, state: str) -> "QuerySet[Employee]":
        return rows.filter(left_on__lt=dt.date.today()) if state == "left" else rows


def employed_today(rows: Any, person: str = "") -> Any:
    """Rows of people who have not left yet, those who begin later included; `person` leads to the person."""
    here = {f"{person}left_on__isnull": True}, {f"{person}left_on__gte": dt.date.today()}
    return rows.filter(Q(**here[0]) | Q(**here[1]))


class AccountFilters(filters.FilterSet):
    q = filters.CharFilter(
        label=_("service account"), field_name="name", lookup_expr="icontains", widget=SEARCH
    )
    person = filters.CharFilter(label=_("person"), method="of_person", widget=SEARCH)
    unbound = TickFilter(label=_("only those that nobody has today"), method="only_unbound")

    class Meta:
        model = ServiceAccount
        fields: list[str] = []

    def of_person(self, rows: Any, name: str, text: str) -> Any:
        return rows.filter(pk__in=Employee.objects.called(text).values("bindings__account"))

    def only_unbound(self, rows: Any, name: str, wanted: bool) -> Any:
        return rows.unbound_on(dt.date.today()) if wanted else rows
