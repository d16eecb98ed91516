"""Forms of tickets: a new one, what it says, what is said on it, where it goes."""

import datetime as dt
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

from common.templatetags.backoffice import day as day_words
from common.templatetags.backoffice import moment as moment_words
from staff.models import Group
from tickets.forms.people import ServingField
from tickets.models import Channel, Platform, Ticket
from tickets.models.words import Weight

PRESET = {
    "kind": Ticket.Kind.PROBLEM,
    "channel": Channel.CHAT,
    "platform": Platform.TAOBAO,
    "urgency": Weight.USUAL,
    "importance": Weight.USUAL,
}
ALLOWED = _("Pictures, PDF, Excel, Word or text.")


def refuse_past(moment: dt.datetime | None) -> dt.datetime | None:
    if moment and moment < dt.datetime.now():
        raise ValidationError(
            _("%(moment)s has passed already; promise a time to come."),
            params={"moment": moment_words(moment)},
        )
    return moment


def refuse_future(day: dt.date | None) -> dt.date | None:
    """The day of a purchase. Raises ValidationError for one to come."""
    if day and day > dt.date.today():
        raise ValidationError(
            _("%(day)s is still to come; the purchase was earlier."), params={"day": day_words(day)}
        )
    return day


class TicketFacts(forms.ModelForm):
    """What a ticket says."""

    class Meta:
        model = Ticket
        fields = [
            *[
                "kind",
                "channel",
                "platform",
                "customer_name",
                "order_no",
                "product",
                "bought_on",
                "waybill_no",
            ],
            *["problem", "wish", "urgency", "importance"],
        ]
        widgets = {
            "bought_on": forms.DateInput(),
            "problem": forms.Textarea(attrs={"rows": 3}),
            "wish": forms.Textarea(attrs={"rows": 2}),
        }
        help_texts = {"order_no": _("A number that the orders do not know is kept and marked.")}

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for name in PRESET:
            self.fields[name].required = False

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or {}
        for name, value in PRESET.items():
            cleaned[name] = cleaned.get(name) or value
        return cleaned

    def clean_bought_on(self) -> dt.date | None:
        return refuse_future(self.cleaned_data["bought_on"])


class TicketForm(TicketFacts):
    """A new ticket, with a promise if one was made."""

    TO = [("me", _("me")), ("shift", _("whoever is on shift now")), ("nobody", _("nobody yet"))]

    promised_at = forms.DateTimeField(
        label=_("promised time"),
        required=False,
        widget=forms.DateTimeInput(),
        help_text=_("By when the customer was promised an answer."),
    )
    to = forms.ChoiceField(label=_("goes to"), choices=TO, required=False)

    def clean_promised_at(self) -> dt.datetime | None:
        return refuse_past(self.cleaned_data["promised_at"])


class StatusForm(forms.Form):
    """Where a ticket stands."""

    status = forms.ChoiceField(label=_("status"), choices=Ticket.Status.choices)


class SayForm(forms.Form):
    """A reply, a note, or what the customer wrote."""

    kind = forms.ChoiceField(choices=[("reply", ""), ("note", ""), ("customer", "")])
    text = forms.CharField(label=_("text"), widget=forms.Textarea(attrs={"rows": 4}), max_length=10_000)
    file = forms.FileField(label=_("file"), required=False, help_text=ALLOWED)
    then = forms.ChoiceField(
        label=_("and then"),
        required=False,
        choices=[("", _("leave it as it is")), *Ticket.Status.choices[1:]],
    )


class PromiseForm(forms.Form):
    """“Will answer by 18:00”."""

    due_at = forms.DateTimeField(label=_("promised time"), widget=forms.DateTimeInput())
    text = forms.CharField(label=_("what was promised"), max_length=200, required=False)

    def clean_due_at(self) -> dt.datetime | None:
        return refuse_past(self.cleaned_data["due_at"])


class AssignForm(forms.Form):
    """Who goes on with it: a person, a group, or whoever is on shift."""

    person = ServingField(label=_("person"), required=False)
    group = forms.ModelChoiceField(
        Group.objects.all(), label=_("group"), required=False, empty_label=_("no group")
    )
    to_shift = forms.BooleanField(label=_("whoever is on shift now"), required=False)
    reason = forms.CharField(label=_("note for them"), max_length=300, required=False)

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or {}
        if not self.errors and not (cleaned.get("person") or cleaned.get("group") or cleaned.get("to_shift")):
            raise ValidationError(_("Name a person or a group, or tick “whoever is on shift now”."))
        return cleaned


class EscalateForm(forms.Form):
    """Why this is handed up."""

    level = forms.TypedChoiceField(label=_("to"), choices=Ticket.Level.choices[1:], coerce=int)
    reason = forms.CharField(label=_("reason"), widget=forms.Textarea(attrs={"rows": 2}), max_length=1000)


class OtherTicketForm(forms.Form):
    """Another ticket, by its number."""

    number = forms.CharField(label=_("number of the other ticket"), max_length=20)

    def clean_number(self) -> int:
        text = self.cleaned_data["number"].strip().removeprefix("#")
        if not text.isdecimal() or len(text) > 12:
            raise ValidationError(_("“%(text)s” is not a ticket number."), params={"text": text})
        return int(text)


class SplitForm(forms.Form):
    """The second matter."""

    problem = forms.CharField(
        label=_("what is wrong"), widget=forms.Textarea(attrs={"rows": 3}), max_length=5000
    )
