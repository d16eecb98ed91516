"""Forms of people, terms, groups and accounts: they check and explain; staff/people.py changes."""

import datetime as dt
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.core.validators import RegexValidator
from django.utils.translation import gettext_lazy as _

from common import identity
from common.access import Role
from common.fields import fingerprint
from common.money import ZERO
from common.templatetags.backoffice import day as day_words
from staff import people
from staff.models import AccountBinding, Employee, Group, RuleBook, Terms, User
from staff.picking import PersonField as PersonField

AGENTS = {Role.AGENT, Role.LEADER}


class EmploymentForm(forms.ModelForm):
    """Employment data of a person."""

    mentor = PersonField(label=_("mentor"), required=False)

    class Meta:
        model = Employee
        fields = ["name", "hired_on", "confirmed_on", "left_on", "is_specialist", "mentor"]
        widgets = dict.fromkeys(["hired_on", "confirmed_on", "left_on"], forms.DateInput())
        help_texts = {
            "confirmed_on": _("Empty: the hire date plus the trial days of the rule book."),
            "left_on": _("The last day of employment. After it the login is closed."),
            "is_specialist": _("Hard tickets are escalated to specialists."),
        }

    def __init__(self, *args: Any, by: User, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.by = by

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or {}
        hired_on, left_on = cleaned.get("hired_on"), cleaned.get("left_on")
        confirmed_on = cleaned.get("confirmed_on")
        if hired_on and left_on and left_on < hired_on:
            self.add_error("left_on", _("The leave date is before the hire date."))
        if hired_on and confirmed_on and confirmed_on < hired_on:
            self.add_error("confirmed_on", _("The confirmation date is before the hire date."))
        if self.instance.pk and cleaned.get("mentor") == self.instance:
            self.add_error("mentor", _("Nobody is their own mentor."))
        if self.instance.pk and not self.errors:
            before = Employee.objects.get(pk=self.instance.pk)
            people.refuse_own(before, self.by)
            people.refuse_locked_employment(before, cleaned)
        return cleaned


class PayFields(forms.ModelForm):
    """Role, group and pay, as they hold from a date."""

    class Meta:
        model = Terms
        fields = ["role", "group", "base_salary", "fixed_salary", "sales_target"]
        help_texts = {
            "base_salary": _("Agents and leaders only. Empty: that of the rule book."),
            "fixed_salary": _("Supervisors, managers, accountants and directors."),
        }

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or {}
        for name in ("base_salary", "fixed_salary", "sales_target"):
            if (cleaned.get(name) or ZERO) < ZERO:
                self.add_error(name, _("Below zero: %(amount)s.") % {"amount": cleaned[name]})
        role = cleaned.get("role")
        if role in AGENTS and cleaned.get("fixed_salary") is not None:
            self.add_error("fixed_salary", _("Agents and leaders have base pay, not fixed pay."))
        if role and role not in AGENTS and cleaned.get("base_salary") is not None:
            self.add_error("base_salary", _("This role has fixed pay, not base pay."))
        return cleaned


class NewPersonForm(EmploymentForm):
    """A new person, without the terms."""

    employee_no = forms.CharField(
        label=_("employee number"),
        max_length=40,
        validators=[
            RegexValidator(r"^[^\s/\\?#%]+$", _("No spaces, slashes, “?”, “#” or “%” in the number."))
        ],
    )
    field_order = ["employee_no"]

    class Meta(EmploymentForm.Meta):
        fields = ["name", "hired_on", "confirmed_on", "is_specialist", "mentor"]

    def clean_employee_no(self) -> str:
        number = self.cleaned_data["employee_no"]
        if Employee.objects.filter(employee_no=number).exists():
            raise ValidationError(_("Somebody has the number %(number)s already."), params={"number": number})
        return number


class TermsForm(PayFields):
    """Terms from a date on, for somebody who is here already."""

    valid_from = forms.DateField(
        label=_("valid from"),
        widget=forms.DateInput(),
        help_text=_("Until the next terms. Terms of the very same date are replaced."),
    )
    field_order = ["valid_from"]

    def __init__(self, *args: Any, person: Employee, by: User, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.person, self.by = person, by

    def clean_valid_from(self) -> dt.date:
        valid_from = self.cleaned_data["valid_from"]
        people.refuse_own(self.person, self.by)
        people.refuse_locked(valid_from)
        if valid_from < self.person.hired_on:
            raise ValidationError(
                _("%(person)s was hired on %(day)s; terms cannot begin before that."),
                params={"person": self.person.name, "day": day_words(self.person.hired_on)},
            )
        return valid_from


class NumbersForm(forms.Form):
    """Bank card, ID and phone. What stands in the database is never shown here; empty leaves it as it is."""

    KEPT = _("Empty: stays as it is.")
    bank_name = forms.CharField(label=_("bank"), max_length=80, required=False)
    bank_card = forms.CharField(label=_("bank card number"), max_length=40, required=False, help_text=KEPT)
    bank_card_again = forms.CharField(
        label=_("bank card number, again"),
        max_length=40,
        required=False,
        help_text=_("Only for a number that fails the check of bank cards."),
    )
    id_number = forms.CharField(label=_("ID number"), max_length=24, required=False, help_text=KEPT)
    phone = forms.CharField(label=_("phone"), max_length=24, required=False, help_text=KEPT)

    def __init__(self, *args: Any, person: Employee, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.person = person
        for field in self.fields.values():
            field.widget.attrs |= {"autocomplete": "off", "spellcheck": "false"}

    def clean_id_number(self) -> str:
        number = _tight(self.cleaned_data["id_number"]).upper()
        if number:
            check_id_number(number, self.person)
        return number

    def clean_phone(self) -> str:
        return _tight(self.cleaned_data["phone"])

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or {}
        cleaned["bank_card"] = _tight(cleaned.get("bank_card", ""))
        again = _tight(cleaned.pop("bank_card_again", ""))
        if cleaned["bank_card"]:
            self._check_card(cleaned["bank_card"], again)
        return cleaned

    def _check_card(self, number: str, again: str) -> None:
        if not (number.isascii() and number.isalnum()):
            self.add_error("bank_card", _("A card number has digits only."))
        elif again and again != number:
            self.add_error("bank_card_again", _("The two numbers differ."))
        elif not again and not looks_like_card(number):
            self.add_error(
                "bank_card",
                _(
                    "This number fails the check of bank cards. If it is right all the same (old passbooks and "
                    "company accounts fail it), type it a second time below."
                ),
            )


class RevealForm(forms.Form):
    """Which personal number to show."""

    what = forms.ChoiceField(choices=[(name, name) for name in people.NUMBERS])


class BindingForm(forms.Form):
    """A service account for a person from a day on."""

    account = forms.CharField(
        label=_("service account"),
        max_length=120,
        help_text=_("As the shop spells it. One that is not known yet is added."),
    )
    employee = PersonField(label=_("person"))
    from_on = forms.DateField(
        label=_("from"),
        widget=forms.DateInput(),
        help_text=_("Whoever had it until now loses it the day before."),
    )

    def clean_from_on(self) -> dt.date:
        people.refuse_locked(self.cleaned_data["from_on"])
        return self.cleaned_data["from_on"]

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or {}
        person, from_on = cleaned.get("employee"), cleaned.get("from_on")
        if person and from_on and not person.is_employed_on(from_on):
            self.add_error("from_on", _("%(person)s is not employed on this day.") % {"person": person.name})
        return cleaned


class UnbindForm(forms.Form):
    """The last day of a binding."""

    to_on = forms.DateField(label=_("last day"), widget=forms.DateInput())

    def __init__(self, *args: Any, binding: AccountBinding, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.binding = binding

    def clean_to_on(self) -> dt.date:
        to_on = self.cleaned_data["to_on"]
        if to_on < self.binding.from_on:
            raise ValidationError(
                _("The binding begins on %(day)s; it cannot end before."),
                params={"day": day_words(self.binding.from_on)},
            )
        people.refuse_locked(to_on + dt.timedelta(days=1))
        return to_on


class GroupTermsForm(forms.Form):
    """Who runs a group under which rule book, from a date on."""

    valid_from = forms.DateField(label=_("valid from"), widget=forms.DateInput())
    supervisor = PersonField(label=_("supervisor"), required=False, roles=(Role.SUPERVISOR,))
    leader = PersonField(label=_("leader"), required=False, roles=(Role.LEADER,))
    rulebook = forms.ModelChoiceField(
        label=_("rule book"),
        queryset=RuleBook.objects.all(),
        required=False,
        empty_label=_("the company's default"),
    )

    def clean_valid_from(self) -> dt.date:
        people.refuse_locked(self.cleaned_data["valid_from"])
        return self.cleaned_data["valid_from"]


class NewGroupForm(GroupTermsForm):
    """A new group; its terms hold from the beginning."""

    name = forms.CharField(label=_("name of the group"), max_length=60)
    valid_from = None  # type: ignore[assignment]
    field_order = ["name"]

    def clean_name(self) -> str:
        name = self.cleaned_data["name"]
        if Group.objects.filter(name=name).exists():
            raise ValidationError(_("There is a group “%(name)s” already."), params={"name": name})
        return name


def check_id_number(number: str, person: Employee) -> None:
    """Raise ValidationError where an ID number is wrong in itself, or somebody else's."""
    if trouble := identity.id_number_trouble(number):
        raise ValidationError(trouble)
    same = Employee.objects.filter(id_number_print=fingerprint(number)).exclude(pk=person.pk).first()
    if same:
        raise ValidationError(_("%(person)s has this ID number already."), params={"person": same})


def looks_like_card(number: str) -> bool:
    return identity.is_card_length(number) and identity.passes_luhn(number)


def _tight(text: str) -> str:
    """Without the spaces and dashes with which people group digits."""
    return "".join(text.split()).replace("-", "")
