"""Forms of sales, metrics and inspections."""

import datetime as dt
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from common.access import Role
from common.filters import MonthFormField, PlainSelect
from common.month import Month
from performance.forms.days import DayField
from performance.forms.marking import OfPeople
from performance.models import (
    Finding,
    Inspection,
    LostInquiry,
    Metric,
    Standard,
)
from staff.models import Employee, Group, Terms
from staff.picking import LedPersonField

# More seconds or buyers than any day has.
LARGEST = 1_000_000_000


class SalesForm(forms.Form):
    """Which groups and month the sales page shows; what is wrong or missing falls back to the usual."""

    month_shown = MonthFormField(label=_("month"), required=False)
    day_shown = forms.DateField(label=_("date"), required=False)
    group = forms.ModelChoiceField(
        Group.objects.none(),
        label=_("group"),
        required=False,
        empty_label=_("all groups"),
        widget=PlainSelect,
    )

    def __init__(self, *args: Any, user: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.user = user
        self.fields["group"].queryset = Group.objects.visible_to(user)
        if user.role == Role.AGENT:
            del self.fields["group"]
        self.told: dict[str, Any] = self.cleaned_data if self.is_bound and self.is_valid() else {}
        self.fields["month_shown"].initial = str(self.month())

    def month(self) -> Month:
        return self.told.get("month_shown") or Month.of(dt.date.today())

    def day(self, month: Month) -> dt.date:
        told: dt.date | None = self.told.get("day_shown")
        within = told and month.first <= told <= month.last
        return told if told and within else min(dt.date.today(), month.last)

    def members(self) -> Any:
        """Who sells in the group chosen, or in all groups that one may see; of an agent's own group everybody."""
        month, last = self.month(), self.month().last
        own = Terms.objects.in_force(last).filter(employee=self.user.employee_id).values("group")
        groups = (
            Group.objects.filter(pk__in=own)
            if self.user.role == Role.AGENT
            else self.fields["group"].queryset
        )
        group = self.told.get("group")
        members = Terms.objects.in_force(last).filter(group__in=[group] if group else groups)
        people = Employee.objects.filter(pk__in=members.values("employee")).order_by("employee_no")
        return people.employed_between(month.first, last)


class TargetForm(OfPeople):
    employee = LedPersonField()
    month = MonthFormField(label=_("month"))
    amount = forms.DecimalField(label=_("sales target"), max_digits=12, decimal_places=2)


class LostForm(forms.Form):
    customer_name = forms.CharField(label=_("customer's chat name"), max_length=80)
    reason = forms.ChoiceField(label=_("why"), choices=LostInquiry.Reason.choices)
    note = forms.CharField(label=_("note"), max_length=300, required=False)


class MonthForm(forms.Form):
    month = MonthFormField(label=_("month"))


class MetricForm(OfPeople):
    employee = LedPersonField()
    metric = forms.ChoiceField(
        label=_("metric"), choices=[row for row in Metric.choices if row[0] != Metric.SALES_TARGET]
    )
    on = DayField(label=_("date"))
    numerator = forms.IntegerField(
        label=_("numerator"), max_value=LARGEST, help_text=_("seconds, or how many of them")
    )
    denominator = forms.IntegerField(label=_("denominator"), max_value=LARGEST, help_text=_("over how many"))
    is_final = forms.BooleanField(label=_("final"), required=False)


# Inspections


class CheckForm(OfPeople):
    employee = LedPersonField()
    standard = forms.ModelChoiceField(Standard.objects.filter(kind="quality"), label=_("standard"))
    conversation = forms.CharField(label=_("conversation"), max_length=120)
    is_calibration = forms.BooleanField(
        label=_("calibration"), required=False, help_text=_("compares inspectors; never enters a score")
    )


class SheetForm(forms.Form):
    """A verdict and a note for each line of a standard."""

    def __init__(self, *args: Any, inspection: Inspection, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.lines = list(inspection.standard.items.all())
        for line in self.lines:
            label = f"{line} ({line.points})"
            verdict = forms.ChoiceField(
                label=label, choices=Finding.Verdict.choices, widget=forms.RadioSelect, initial="good"
            )
            self.fields[f"verdict_{line.pk}"] = verdict
            self.fields[f"note_{line.pk}"] = forms.CharField(label=_("note"), required=False, max_length=300)
        self.fields["remark"] = forms.CharField(
            label=_("remark"), required=False, max_length=2000, widget=forms.Textarea(attrs={"rows": 2})
        )

    def clean(self) -> dict[str, Any]:
        told = super().clean() or {}
        verdicts = {
            line.pk: (told.get(f"verdict_{line.pk}", ""), told.get(f"note_{line.pk}", ""))
            for line in self.lines
        }
        return {"verdicts": verdicts, "remark": told.get("remark", "")}
