"""Requests about shifts: leave, overtime, missing punches, swaps, and the answers to them."""

import datetime as dt
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from attendance.forms.days import believable, only_believable
from attendance.models import Leave, LeaveGrant, Overtime, OvertimeRequest
from staff.forms import PersonField

REASON = forms.Textarea(attrs={"rows": 2})


class LeaveForm(forms.Form):
    """Leave from a moment to a moment."""

    kind = forms.ChoiceField(label=_("kind"), choices=Leave.Kind)
    starts_at = forms.DateTimeField(label=_("from"), widget=forms.DateTimeInput, validators=[believable])
    ends_at = forms.DateTimeField(label=_("to"), widget=forms.DateTimeInput, validators=[believable])
    reason = forms.CharField(label=_("reason"), max_length=300, widget=REASON)
    proof = forms.FileField(
        label=_("proof"),
        required=False,
        help_text=_(
            "PDF, JPG or PNG, at most 5 MB. A work injury needs the report at once; "
            "a sick note may follow until the leave is approved."
        ),
    )


class ProofForm(forms.Form):
    """The note or report that was missing."""

    proof = forms.FileField(label=_("proof"), help_text=_("PDF, JPG or PNG, at most 5 MB."))


class OvertimeForm(forms.ModelForm):
    """Overtime of one day."""

    class Meta:
        model = OvertimeRequest
        fields = ["on", "hours", "kind", "is_time_off", "reason"]
        widgets = {"on": forms.DateInput, "reason": REASON}

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["kind"].choices = Overtime.Kind.choices  # type: ignore[attr-defined]
        self.fields["is_time_off"].label = _("Time off instead of pay")
        only_believable(self, "on")

    def validate_unique(self) -> None:
        """The service says it in words."""


class CorrectionForm(forms.Form):
    """When one came or went."""

    punched_at = forms.DateTimeField(
        label=_("came or went at"), widget=forms.DateTimeInput, validators=[believable]
    )
    reason = forms.CharField(label=_("reason"), max_length=300, widget=REASON)


class SwapForm(forms.Form):
    """Whom one offers which shift, and for what."""

    on = forms.DateField(label=_("my shift of"), widget=forms.DateInput)
    partner: Any = forms.ModelChoiceField(label=_("swap with"), queryset=None)
    return_on = forms.DateField(
        label=_("for their shift of"),
        widget=forms.DateInput,
        required=False,
        help_text=_("Empty: they take it over without one in return."),
    )
    reason = forms.CharField(label=_("reason"), max_length=300, required=False, widget=REASON)

    def __init__(self, *args: Any, partners: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["partner"].queryset = partners  # type: ignore[attr-defined]
        self.fields["partner"].error_messages["invalid_choice"] = _(
            "Choose a colleague of your own group: nobody swaps with themselves or with another group."
        )
        only_believable(self, "on", "return_on")


class AnswerForm(forms.Form):
    """Yes or no, and why."""

    answer = forms.ChoiceField(choices=[("yes", _("approve")), ("no", _("refuse"))])
    reason = forms.CharField(label=_("reason"), max_length=300, required=False)

    @property
    def is_yes(self) -> bool:
        return bool(self.cleaned_data["answer"] == "yes")


class GrantForm(forms.ModelForm):
    """Days of leave for a person."""

    employee = PersonField(label=_("person"))

    class Meta:
        model = LeaveGrant
        fields = ["kind", "days", "on", "reason"]
        widgets = {"on": forms.DateInput}
        labels = {"days": _("number of days")}

    field_order = ["employee"]

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        given = (Leave.Kind.ANNUAL, Leave.Kind.COMPENSATORY)
        self.fields["kind"].choices = [(kind.value, kind.label) for kind in given]  # type: ignore[attr-defined]
        self.fields["on"].initial = dt.date.today()
        only_believable(self, "on")

    def clean_days(self) -> Any:
        days = self.cleaned_data["days"]
        if not days or abs(days) > 366:
            raise forms.ValidationError(_("A number of days, not 0; below 0 takes days back."))
        return days
