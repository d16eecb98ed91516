"""Forms of fast work: a change of many tickets, a saved view."""

from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

from staff.models import Group, User
from tickets.forms.people import ServingField
from tickets.models import Ticket
from tickets.models.desk import own_group


class BulkForm(forms.Form):
    """What is done with the chosen tickets, or with all that match the filters of the address."""

    ids = forms.CharField(required=False, max_length=20_000)
    everything = forms.BooleanField(required=False)
    query = forms.CharField(required=False, max_length=2000)
    person = ServingField(label=_("person"), required=False)
    group = forms.ModelChoiceField(Group.objects.all(), label=_("group"), required=False)
    status = forms.ChoiceField(
        label=_("status"), required=False, choices=[("", _("status")), *Ticket.Status.choices]
    )

    def clean_ids(self) -> list[int]:
        parts = self.cleaned_data["ids"].split(",")
        return [int(part) for part in parts if part.isdecimal() and len(part) < 13]

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or {}
        if not (cleaned.get("ids") or cleaned.get("everything")):
            raise ValidationError(_("Choose tickets first."))
        if not self.errors and sum(bool(cleaned.get(name)) for name in ("person", "group", "status")) != 1:
            raise ValidationError(_("Say one thing to do: a person, a group or a status."))
        return cleaned

    def change(self) -> tuple[str, Any]:
        """(field of a ticket, its new value)."""
        said = self.cleaned_data
        if said["person"]:
            return "owner", said["person"]
        return ("group", said["group"]) if said["group"] else ("status", said["status"])


class ViewForm(forms.Form):
    """The filters of the address under a name."""

    name = forms.CharField(label=_("name of the view"), max_length=40)
    query = forms.CharField(required=False, max_length=500, widget=forms.HiddenInput())
    group = forms.ModelChoiceField(
        Group.objects.none(), label=_("for"), required=False, empty_label=_("only me")
    )
    is_default = forms.BooleanField(label=_("opens by itself"), required=False)

    def __init__(self, *args: Any, user: User, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        group: Any = self.fields["group"]
        group.queryset = own_group(user)
