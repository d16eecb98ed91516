"""Forms of complaints, one for each step of the loop, and of reviews."""

import datetime as dt
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from staff.forms import PersonField
from tickets.forms.people import ServingField
from tickets.models import Cause, Channel, Complaint, Platform, Proposal, Review

LONG = {"rows": 3}
YES_NO = [("True", _("yes")), ("False", _("no"))]


class LeafField(forms.ModelChoiceField):
    """A leaf of the tree of causes."""

    def __init__(self, **kwargs: Any) -> None:
        rows = Cause.objects.filter(children__isnull=True, is_used=True).exclude(parent__is_used=False)
        rows = rows.select_related("parent")
        super().__init__(rows, **{"label": _("cause"), **kwargs})


class RegisterForm(forms.ModelForm):
    """A complaint as it comes in."""

    agent = PersonField(label=_("agent concerned"), required=False)

    class Meta:
        model = Complaint
        fields = [
            "customer_name",
            "platform",
            "channel",
            "order_no",
            "product",
            "about",
            "remedy_wanted",
            "agent",
        ]
        widgets = {"about": forms.Textarea(attrs=LONG)}

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for name in ("platform", "channel"):
            self.fields[name].required = False

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or {}
        cleaned["platform"] = cleaned.get("platform") or Platform.TAOBAO
        cleaned["channel"] = cleaned.get("channel") or Channel.CHAT
        return cleaned


class TextForm(forms.Form):
    """One text."""

    text = forms.CharField(label=_("text"), widget=forms.Textarea(attrs=LONG), max_length=5000)


class AcknowledgeForm(forms.Form):
    text = forms.CharField(
        label=_("what the customer was told"), widget=forms.Textarea(attrs=LONG), max_length=2000
    )


class JudgeForm(forms.ModelForm):
    """How grave it is, and whether it is founded."""

    is_founded = forms.TypedChoiceField(
        label=_("founded"), choices=YES_NO, widget=forms.RadioSelect, coerce=lambda value: value == "True"
    )
    judged_because = forms.CharField(
        label=_("reason of the judgement"), widget=forms.Textarea(attrs=LONG), max_length=5000
    )

    class Meta:
        model = Complaint
        fields = [
            *["is_founded", "judged_because", "severity", "impact", "complexity"],
            *["is_unsafe", "needs_action_now", "department"],
        ]
        help_texts = {"department": _("For a founded complaint.")}


class InvestigateForm(forms.ModelForm):
    """The cause and the responsible person."""

    cause = LeafField()
    responsible = PersonField(label=_("responsible person"), required=False)
    found_out = forms.CharField(
        label=_("what was found out"), widget=forms.Textarea(attrs=LONG), max_length=5000
    )

    class Meta:
        model = Complaint
        fields = ["found_out", "cause", "responsible"]

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.initial["responsible"] = self.instance.agent.employee_no if self.instance.agent else ""


class ProposalForm(forms.ModelForm):
    class Meta:
        model = Proposal
        fields = ["remedy", "text"]
        widgets = {"text": forms.Textarea(attrs=LONG)}


class ChooseForm(forms.Form):
    """The chosen solution with the reason, and who begins."""

    proposal = forms.ModelChoiceField(
        Proposal.objects.none(), label=_("proposed solution"), widget=forms.RadioSelect, empty_label=None
    )
    because = forms.CharField(
        label=_("reason of the choice"), widget=forms.Textarea(attrs=LONG), max_length=2000
    )
    action = forms.CharField(label=_("what has to be done"), max_length=200)
    owner = ServingField(label=_("by whom"))
    due_on = forms.DateField(label=_("due on"), widget=forms.DateInput())

    def __init__(self, *args: Any, complaint: Complaint, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        field: Any = self.fields["proposal"]
        field.queryset = complaint.proposals.filter(chosen_at__isnull=True)


class HandForm(forms.Form):
    """Who deals with it from now on."""

    owner = ServingField(label=_("dealt with by"))
    reason = forms.CharField(label=_("reason"), max_length=300)


class ActionForm(forms.Form):
    text = forms.CharField(label=_("what has to be done"), max_length=200)
    owner = ServingField(label=_("by whom"))
    due_on = forms.DateField(label=_("due on"), widget=forms.DateInput())


class CorrectForm(forms.Form):
    text = forms.CharField(label=_("what changes for good"), max_length=200)
    owner = ServingField(label=_("by whom"))
    check_on = forms.DateField(label=_("look again on"), widget=forms.DateInput())


class FinishForm(forms.Form):
    outcome = forms.CharField(label=_("what came of it"), max_length=200)


class CheckForm(forms.Form):
    is_effective = forms.TypedChoiceField(
        label=_("it works"), choices=YES_NO, widget=forms.RadioSelect, coerce=lambda value: value == "True"
    )
    finding = forms.CharField(label=_("what was seen"), max_length=200)


class ConclusionForm(forms.Form):
    """What a month's complaints taught."""

    conclusion = forms.CharField(
        label=_("conclusion"), widget=forms.Textarea(attrs={"rows": 4}), max_length=5000
    )


class ReviewForm(forms.ModelForm):
    """A review that was found."""

    agent = PersonField(label=_("agent concerned"), required=False)

    class Meta:
        model = Review
        fields = ["mark", "customer_name", "platform", "order_no", "product", "written_on", "text", "agent"]
        widgets = {"text": forms.Textarea(attrs=LONG), "written_on": forms.DateInput()}

    def clean_written_on(self) -> dt.date:
        day: dt.date = self.cleaned_data["written_on"]
        if day > dt.date.today():
            raise forms.ValidationError(_("This day is still to come."))
        return day


class ReviewEndForm(forms.ModelForm):
    """Cause, outcome, lesson."""

    cause = LeafField()
    outcome = forms.ChoiceField(label=_("outcome"), choices=Review.Outcome.choices, widget=forms.RadioSelect)
    lesson = forms.CharField(label=_("lesson"), widget=forms.Textarea(attrs=LONG), max_length=2000)

    class Meta:
        model = Review
        fields = ["cause", "outcome", "lesson"]
