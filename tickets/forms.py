"""The form of a problem item and the change of its status."""

import datetime as dt

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

from tickets.models import Ticket


class TicketForm(forms.ModelForm):
    """A new problem item."""

    class Meta:
        model = Ticket
        fields = ["order_no", "customer_name", "bought_on", "waybill_no", "problem", "wish", "promised_at"]
        widgets = {
            "bought_on": forms.DateInput(),
            "promised_at": forms.DateTimeInput(),
            "problem": forms.Textarea(attrs={"rows": 3}),
            "wish": forms.Textarea(attrs={"rows": 2}),
        }
        help_texts = {"promised_at": _("By when the customer was promised an answer.")}

    def clean_promised_at(self) -> dt.datetime | None:
        promised_at = self.cleaned_data["promised_at"]
        if promised_at and promised_at < dt.datetime.now():
            raise ValidationError(
                _("%(moment)s has passed already; promise a time to come."),
                params={"moment": f"{promised_at:%Y-%m-%d %H:%M}"},
            )
        return promised_at

    def clean_bought_on(self) -> dt.date | None:
        bought_on = self.cleaned_data["bought_on"]
        if bought_on and bought_on > dt.date.today():
            raise ValidationError(
                _("%(day)s is still to come; the purchase was earlier."), params={"day": bought_on}
            )
        return bought_on


class StatusForm(forms.Form):
    """Where a ticket stands."""

    status = forms.ChoiceField(label=_("status"), choices=Ticket.Status.choices)
