"""Forms of payroll: a month to calculate, a reason to waive, a correction."""

import datetime as dt
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

from common import locks
from common.filters import MonthFormField
from common.models import Holiday
from common.month import Month
from common.templatetags.backoffice import money
from payroll import adjusting
from payroll.models import PAY_OFFICE, PayrollExport, PayrollRun, Payslip, PayslipLine
from payroll.services import Refused
from payroll.wording import code_name
from staff.forms import PersonField
from staff.models import Group

LONGEST_REASON = 300


def last_complete_month() -> Month:
    return Month.of(dt.date.today()).previous


class MonthForm(forms.Form):
    """Which month to calculate; a month that has not begun has nothing to work out."""

    month = MonthFormField(label=_("month"))

    def clean_month(self) -> Month:
        month: Month = self.cleaned_data["month"]
        if month > Month.of(dt.date.today()):
            text = _("%(month)s has not begun yet: there is nothing to calculate.")
            raise ValidationError(text, params={"month": month})
        return month


class GroupForm(forms.Form):
    """Whom to calculate: everybody, or one group."""

    group = forms.ModelChoiceField(
        Group.objects.order_by("name"), label=_("whom"), required=False, empty_label=_("the whole month")
    )


class ReasonForm(forms.Form):
    """Why an exception may pass."""

    reason = forms.CharField(
        label=_("reason"),
        max_length=LONGEST_REASON,
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text=_("It stays on record with your name."),
    )


class ExportForm(forms.Form):
    """Which workbook."""

    format = forms.ChoiceField(choices=PayrollExport.Format.choices)

    def __init__(self, *args: Any, run: PayrollRun, by: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.run, self.by = run, by

    def clean_format(self) -> str:
        chosen: str = self.cleaned_data["format"]
        refusal = why_not_export(self.run, chosen, self.by)
        if refusal:
            raise ValidationError(refusal)
        return chosen


def why_not_export(run: PayrollRun, format: str, by: Any) -> str:
    """Why this person cannot have this workbook now, in words; empty where they can."""
    if by.role not in PAY_OFFICE:
        return str(_("This is for the pay office."))
    if format != PayrollExport.Format.BANK:
        return ""
    if by.role != "accountant":
        return str(_("The bank file holds card numbers: the accountant makes it."))
    return "" if run.is_locked else str(_("The bank file can be made once the month is approved."))


class AdjustmentForm(forms.Form):
    """A correction of somebody's pay."""

    employee = PersonField(label=_("person"))
    month = MonthFormField(label=_("paid in"), help_text=_("A month that is not locked."))
    amount = forms.DecimalField(
        label=_("amount"),
        max_digits=10,
        decimal_places=2,
        help_text=_("Above 0 is back pay; below 0, such as -50, is a clawback."),
    )
    corrects = MonthFormField(
        label=_("corrects"),
        required=False,
        help_text=_("The month in which the mistake is, if there is one."),
    )
    note = forms.CharField(
        label=_("reason"), max_length=LONGEST_REASON, help_text=_("The person reads it too.")
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        border = locks.locked_through()
        self.fields["month"].initial = str(border.next if border else last_complete_month())

    def clean_month(self) -> Month:
        month: Month = self.cleaned_data["month"]
        try:
            adjusting.refuse_if_locked(month)
        except Refused as refused:
            raise ValidationError(str(refused)) from refused
        return month

    def clean_amount(self) -> Any:
        if self.cleaned_data["amount"] == 0:
            raise ValidationError(_("An adjustment of 0 changes nothing."))
        return self.cleaned_data["amount"]

    def clean(self) -> dict[str, Any] | None:
        month, corrects = self.cleaned_data.get("month"), self.cleaned_data.get("corrects")
        if month and corrects and corrects > month:
            self.add_error("corrects", _("A correction cannot come before what it corrects."))
        return self.cleaned_data


class PaidForm(forms.Form):
    """On which day the month was paid."""

    on = forms.DateField(label=_("paid on"), widget=forms.DateInput(), initial=dt.date.today)

    def clean_on(self) -> dt.date:
        if self.cleaned_data["on"] > dt.date.today():
            raise ValidationError(_("This day is still to come."))
        return self.cleaned_data["on"]


class DisputeForm(forms.Form):
    """What is wrong with one's payslip."""

    line = forms.ChoiceField(label=_("what is wrong"))
    reason = forms.CharField(
        label=_("reason"),
        max_length=1000,
        widget=forms.Textarea(attrs={"rows": 4}),
        help_text=_("What should it be, and how can the accountant see that?"),
    )
    MISSING = "missing"

    def __init__(self, *args: Any, slip: Payslip, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.lines = {str(line.pk): line for line in slip.lines.all()}
        choices = [(pk, f"{code_name(line.code)}: {money(line.amount)}") for pk, line in self.lines.items()]
        self.fields["line"].choices = [*choices, (self.MISSING, _("A line is missing"))]  # type: ignore[attr-defined]

    def clean_line(self) -> PayslipLine | None:
        return self.lines.get(self.cleaned_data["line"])


class AnswerForm(forms.Form):
    """The accountant's answer to a dispute."""

    decision = forms.ChoiceField(
        label=_("decision"),
        choices=[("accept", _("Accept: correct it in the next open month")), ("refuse", _("Refuse"))],
        widget=forms.RadioSelect,
    )
    amount = forms.DecimalField(
        label=_("amount"),
        required=False,
        max_digits=10,
        decimal_places=2,
        help_text=_("Only where you accept. Above 0 is back pay; below 0 is a clawback."),
    )
    answer = forms.CharField(
        label=_("answer"),
        max_length=1000,
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text=_("The person reads it too."),
    )

    def clean(self) -> dict[str, Any] | None:
        if self.cleaned_data.get("decision") == "accept" and not self.cleaned_data.get("amount"):
            self.add_error("amount", _("Say which amount is corrected; 0 corrects nothing."))
        return self.cleaned_data


class HolidayForm(forms.ModelForm):
    """A day of the calendar."""

    class Meta:
        model = Holiday
        fields = ["day", "kind", "name", "source", "confirmed"]
        widgets = {"day": forms.DateInput()}
