"""Naming a person in a form: a text with suggestions, for a list of ten thousand to choose from would help nobody."""

import datetime as dt
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.db.models import Case, IntegerField, QuerySet, Value, When
from django.urls import reverse_lazy
from django.utils.text import format_lazy
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from common.access import Role
from staff.models import Employee

PERSON_HINT = gettext_lazy("Employee number, name, pinyin or initials.")
SUGGESTIONS = 8


def suggested(people: "QuerySet[Employee]", text: str, most: int = SUGGESTIONS) -> "QuerySet[Employee]":
    """The people whom a text means, those whose number or name it is first."""
    exact = Case(
        When(employee_no=text, then=Value(0)),
        When(name=text, then=Value(1)),
        When(name__startswith=text, then=Value(2)),
        default=Value(3),
        output_field=IntegerField(),
    )
    return people.called(text).alias(fit=exact).order_by("fit", "employee_no")[:most]  # type: ignore[attr-defined,no-any-return]


def meant(people: "QuerySet[Employee]", text: str) -> list[Employee]:
    """Whom a text names, at most two: by number, as a suggestion writes it, by full name, whole pinyin or initials.

    A part of a name only makes suggestions: what is entered about a person must not land on a guess.
    """
    number = text.split()[-1]
    ways = (
        people.filter(employee_no=text),
        people.filter(employee_no=number, name=text.removesuffix(number).strip()),
        people.filter(name=text),
        people.sounding(text),  # type: ignore[attr-defined]
    )
    return next((found for way in ways if (found := list(way[:2]))), [])


class PersonField(forms.CharField):
    """A person by number, name, pinyin or initials; with `roles` only somebody who has one of them today."""

    suggestions: Any = reverse_lazy("staff:suggest")

    def __init__(self, roles: tuple[str, ...] = (), **kwargs: Any) -> None:
        attrs = {"data-people": self.suggestions, "autocomplete": "off"}
        widget = forms.TextInput(attrs=attrs)
        super().__init__(**{"help_text": PERSON_HINT, "max_length": 110, "widget": widget, **kwargs})
        self.roles = roles
        self.people: QuerySet[Employee] | None = None

    def clean(self, value: Any) -> Employee | None:
        text = super().clean(value)
        return self._found(text) if text else None

    def prepare_value(self, value: Any) -> Any:
        return str(value) if isinstance(value, Employee) else value

    def has_changed(self, initial: Any, data: Any) -> bool:
        return super().has_changed(self.prepare_value(initial), data)

    def _found(self, text: str) -> Employee:
        found = meant(Employee.objects.all() if self.people is None else self.people, text)
        if not found:
            raise ValidationError(self.nobody(), params={"text": text})
        if len(found) > 1:
            raise ValidationError(
                _("Several people are called “%(text)s”. Write the employee number."), params={"text": text}
            )
        self._check_role(found[0])
        return found[0]

    def nobody(self) -> str:
        return _("Nobody has the number or the name “%(text)s”.")

    def _check_role(self, person: Employee) -> None:
        terms = person.terms_on(dt.date.today())
        if self.roles and (terms is None or terms.role not in self.roles):
            labels = ", ".join(str(Role(role).label) for role in self.roles)
            raise ValidationError(
                _("%(person)s is not %(roles)s today."), params={"person": person.name, "roles": labels}
            )


class LedPersonField(PersonField):
    """One of the people in `people`, which the form sets to those whom the user sees."""

    suggestions = format_lazy("{}?led=1", reverse_lazy("staff:suggest"))

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(**{"label": gettext_lazy("person"), **kwargs})
        self.people = Employee.objects.none()

    def nobody(self) -> str:
        return _("“%(text)s” is nobody you lead. Write the employee number.")
