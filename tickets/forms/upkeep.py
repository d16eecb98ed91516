"""Forms of what keeps the desk in order: hours and special days, reply templates, scripts with questions, causes."""

import datetime as dt
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.forms import BaseFormSet
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from common.dated import DAY
from staff.models import Group, User
from tickets.clocks import NotPeriods, read_periods
from tickets.models import Cause, Platform, ReplyTemplate, ServiceCalendar, VisitScript
from tickets.models.desk import own_group
from tickets.services.upkeep import KEEPING

LONG = {"rows": 3}
MOST_QUESTIONS = 8
WEEKDAYS = [
    *[_("Monday"), _("Tuesday"), _("Wednesday"), _("Thursday"), _("Friday"), _("Saturday"), _("Sunday")]
]
HOURS = _("For example 08:00-12:00,13:00-24:00; empty: closed.")


class PeriodsField(forms.CharField):
    """Periods of a day, as they are written."""

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(**{"required": False, "max_length": 120, "label": _("hours"), **kwargs})

    def clean(self, value: Any) -> str:
        text: str = super().clean(value)
        try:
            read_periods(text)
        except NotPeriods as error:
            raise ValidationError(
                _("“%(text)s” are no hours of a day; write them like 08:00-12:00,13:00-24:00."),
                params={"text": text},
            ) from error
        return text.replace("，", ",").replace("：", ":").replace("–", "-").replace(" ", "")


class ReasonForm(forms.Form):
    """Why something is changed; it stands in the change log."""

    reason = forms.CharField(label=_("reason"), max_length=200)


class WeekForm(ReasonForm):
    """A week of hours, Monday first."""

    def __init__(self, *args: Any, week: list[str], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        days = {
            f"day{number}": PeriodsField(label=label, initial=week[number])
            for number, label in enumerate(WEEKDAYS)
        }
        days["day0"].help_text = HOURS
        self.fields = {**{name: field for name, field in self.fields.items() if name != "reason"}, **days}
        self.fields["reason"] = self.base_fields["reason"]

    def week(self) -> list[str]:
        return [self.cleaned_data[f"day{number}"] for number in range(7)]


class HoursForm(WeekForm):
    """Another week from a day on."""

    valid_from = forms.DateField(label=_("valid from"), widget=forms.DateInput())

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.initial.setdefault("valid_from", dt.date.today() + DAY)


class NewHoursForm(WeekForm):
    """Hours of a platform that goes by the company's until now."""

    platform = forms.ChoiceField(label=_("shop platform"))
    name = forms.CharField(label=_("hours of service"), max_length=60)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        field: Any = self.fields["platform"]
        field.choices = free_platforms()


def free_platforms() -> list[tuple[str, Any]]:
    """Platforms without hours of their own."""
    taken = set(ServiceCalendar.objects.values_list("platform", flat=True))
    return [(value, label) for value, label in Platform.choices if value not in taken]


class SpecialDaysForm(ReasonForm):
    """Days with other hours."""

    first = forms.DateField(label=_("first day"), widget=forms.DateInput())
    last = forms.DateField(label=_("last day"), widget=forms.DateInput())
    name = forms.CharField(label=_("occasion"), max_length=60)
    periods = PeriodsField(label=pgettext_lazy("of a day", "hours of service"), help_text=HOURS)
    calendar = forms.ModelChoiceField(
        ServiceCalendar.objects.all(),
        label=_("for which platforms"),
        required=False,
        empty_label=_("all of them"),
    )
    field_order = ["first", "last", "name", "periods", "calendar", "reason"]

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or {}
        if not self.errors and cleaned["last"] < cleaned["first"]:
            raise ValidationError(_("The last day comes before the first."))
        return cleaned


class TemplateForm(forms.ModelForm):
    """A reply template, and whose it is."""

    whose = forms.ChoiceField(label=_("for"))

    class Meta:
        model = ReplyTemplate
        fields = ["title", "body"]
        widgets = {"body": forms.Textarea(attrs={"rows": 5})}

    def __init__(self, *args: Any, user: User, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.user = user
        self.groups = {f"group{group.pk}": group for group in groups_led(user)}
        everybody = [("all", _("everybody"))] if user.role in KEEPING else []
        field: Any = self.fields["whose"]
        field.choices = [
            ("me", _("only me")),
            *[(key, str(group)) for key, group in self.groups.items()],
            *everybody,
        ]
        self.initial["whose"] = self._whose()

    def _whose(self) -> str:
        if self.instance.group_id:
            return f"group{self.instance.group_id}"
        return "all" if self.instance.pk and not self.instance.owner_id else "me"

    def said(self) -> dict[str, Any]:
        """Fields of a template."""
        whose = self.cleaned_data["whose"]
        owner = self.user if whose == "me" else None
        texts = {name: self.cleaned_data[name] for name in ("title", "body")}
        return {**texts, "owner": owner, "group": self.groups.get(whose)}


def groups_led(user: User) -> "list[Group]":
    return list(own_group(user)) if user.role in KEEPING or user.role == "leader" else []


class ScriptForm(forms.ModelForm):
    """What is said before and after the questions."""

    reason = forms.CharField(label=_("reason"), max_length=200)

    class Meta:
        model = VisitScript
        fields = ["opening", "closing_good", "closing_bad"]
        widgets = {name: forms.Textarea(attrs=LONG) for name in fields}


class QuestionRow(forms.Form):
    """A question and how it is answered; an empty text takes it away."""

    KINDS = [("score", _("1 to 5")), ("yes_no", _("yes or no")), ("text", _("free text"))]

    key = forms.CharField(required=False, max_length=20, widget=forms.HiddenInput())
    text = forms.CharField(label=_("question"), required=False, max_length=200)
    kind = forms.ChoiceField(label=_("answer"), choices=KINDS, required=False)


class BaseQuestionRows(BaseFormSet):
    def said(self) -> list[dict[str, str]]:
        """The questions in order, without the empty ones."""
        rows = [form.cleaned_data for form in self.forms]
        return [
            {"key": row.get("key", ""), "text": row["text"], "kind": row.get("kind") or "score"}
            for row in rows
            if row.get("text")
        ]


def question_rows(script: VisitScript, posted: Any) -> Any:
    """The rows of a script's questions with room for new ones."""
    kind = forms.formset_factory(
        QuestionRow, formset=BaseQuestionRows, extra=2, max_num=MOST_QUESTIONS, absolute_max=MOST_QUESTIONS
    )
    return kind(posted, initial=script.questions, prefix="ask")


class CauseForm(forms.ModelForm):
    """A cause: its names, under which one, who answers for it, and whether it is still offered."""

    reason = forms.CharField(label=_("reason"), max_length=200)

    class Meta:
        model = Cause
        fields = ["name_zh", "name_en", "parent", "department", "is_used"]

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        field: Any = self.fields["parent"]
        field.queryset = Cause.objects.filter(parent__isnull=True, is_used=True).exclude(pk=self.instance.pk)
        field.empty_label = _("a heading of its own")
