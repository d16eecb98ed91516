"""Forms of payroll: a month to calculate, a reason to waive, a correction."""

import datetime as dt
import re
import tempfile
from decimal import Decimal
from pathlib import Path
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from common import locks
from common.filters import MonthFormField
from common.models import Holiday
from common.month import Month
from common.sheet_xml import Unreadable
from common.templatetags.backoffice import colon, money
from payroll import adjusting, holiday_lines
from payroll.banks import AMOUNTS, CONTENTS, NEEDED
from payroll.models import (
    PAY_OFFICE,
    BankTemplate,
    PapersSeen,
    PayrollExport,
    PayrollRun,
    Payslip,
    PayslipLine,
)
from payroll.services import Refused, refuse_if_ahead, why_no_bank_file, why_no_workbook
from payroll.wording import code_name
from staff.forms import PersonField
from staff.models import Group

LONGEST_REASON = 300
# What spreadsheet programs do not take in the name of a sheet.
SHEET_NAME = re.compile(r"[\[\]:*?/\\]|^'|'$")
MOST_TROUBLES = 20
NOTICE = "2027-01-01 法定 元旦\n2027-02-05 至 2027-02-08 法定 春节\n2027-02-14 补班 春节"


def last_complete_month() -> Month:
    return Month.of(dt.date.today()).previous


class MonthForm(forms.Form):
    """Which month to calculate; a month that has not begun has nothing to work out."""

    month = MonthFormField(label=_("month"))

    def clean_month(self) -> Month:
        month: Month = self.cleaned_data["month"]
        try:
            refuse_if_ahead(month)
        except Refused as refused:
            raise ValidationError(str(refused)) from refused
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


class BankFileForm(forms.Form):
    """For which bank, and why card numbers leave the house."""

    template = forms.ModelChoiceField(
        BankTemplate.objects.filter(is_used=True),
        label=pgettext_lazy("layout of a file", "bank"),
        required=False,
        empty_label=_("Agricultural Bank of China"),
    )
    purpose = forms.CharField(
        label=_("purpose"),
        max_length=200,
        help_text=_("The file holds card numbers. Who made it, when, how many rows and why stays on record."),
    )


class BankTemplateForm(forms.ModelForm):
    """The layout of a bank's upload file: up to ten columns."""

    COLUMNS = 10

    class Meta:
        model = BankTemplate
        fields = ["name", "sheet_name", "title", "is_used"]
        labels = {"name": pgettext_lazy("layout of a file", "bank")}

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        held = [*self.instance.columns, *[["", ""]] * self.COLUMNS]
        for number in range(1, self.COLUMNS + 1):
            head, content = held[number - 1]
            label = _("column %(number)s") % {"number": number}
            self.fields[f"head_{number}"] = forms.CharField(
                label=label, max_length=60, required=False, initial=head
            )
            self.fields[f"content_{number}"] = forms.ChoiceField(
                label=_("contains"), choices=[("", "—"), *CONTENTS.items()], required=False, initial=content
            )

    def clean_sheet_name(self) -> str:
        name: str = self.cleaned_data["sheet_name"]
        if SHEET_NAME.search(name):
            raise ValidationError(_("The name of a sheet has none of [ ] : * ? / \\ and no ' at its ends."))
        return name

    def clean(self) -> dict[str, Any] | None:
        given = super().clean() or self.cleaned_data
        numbers = range(1, self.COLUMNS + 1)
        pairs = [(given.get(f"head_{number}"), given.get(f"content_{number}")) for number in numbers]
        columns = [[head or "", content] for head, content in pairs if content]
        contents = {content for _head, content in columns}
        if not contents >= NEEDED or not AMOUNTS & contents:
            raise ValidationError(_("A bank needs at least card number, name of the account and amount."))
        return {name: given[name] for name in self.Meta.fields if name in given} | {"columns": columns}


class ExportForm(forms.Form):
    """Which workbook."""

    format = forms.ChoiceField(choices=PayrollExport.Format.choices)
    purpose = forms.CharField(max_length=200, required=False)

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
    if refusal := why_no_workbook(run):
        return refusal
    if format != PayrollExport.Format.BANK:
        return ""
    if by.role != "accountant":
        return str(_("The bank file holds card numbers: the accountant makes it."))
    return why_no_bank_file(run)


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
            adjusting.refuse_if_far(month)
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

    on = forms.DateField(
        label=pgettext_lazy("payroll run", "paid on"), widget=forms.DateInput(), initial=dt.date.today
    )

    def clean_on(self) -> dt.date:
        if self.cleaned_data["on"] > dt.date.today():
            raise ValidationError(_("This day is still to come."))
        return self.cleaned_data["on"]


class DisputeForm(forms.Form):
    """What is wrong with one's payslip."""

    line = forms.ChoiceField(label=pgettext_lazy("dispute", "what is wrong"))
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
        choices = [
            (pk, f"{code_name(line.code)}{colon()}{money(line.amount)}") for pk, line in self.lines.items()
        ]
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


class HolidaysForm(forms.Form):
    """A year's notice: lines, or a workbook with the same three columns."""

    lines = forms.CharField(
        label=pgettext_lazy("calendar", "lines"),
        required=False,
        widget=forms.Textarea(attrs={"rows": 10, "placeholder": NOTICE}),
        help_text=_("A line for each day or span: day, kind (法定, 放假, 补班), name."),
    )
    file = forms.FileField(
        label=_("or a workbook"),
        required=False,
        help_text=_("An .xlsx file; day, kind and name in the first three columns of its first sheet."),
    )
    source = forms.CharField(label=_("source"), max_length=200, help_text=_("Such as 国办发明电〔2026〕7号."))
    confirmed = forms.BooleanField(
        label=_("confirmed"),
        required=False,
        initial=True,
        help_text=_("As in the official notice; not only expected."),
    )

    def clean(self) -> dict[str, Any]:
        text, file = self.cleaned_data.get("lines", ""), self.cleaned_data.get("file")
        if bool(text.strip()) == bool(file):
            raise ValidationError(_("Paste lines, or choose a workbook."))
        try:
            given = _of_upload(file) if file else holiday_lines.of_text(text)
        except Unreadable as unreadable:
            raise ValidationError(str(unreadable)) from unreadable
        if given.troubles:
            raise ValidationError(given.troubles[:MOST_TROUBLES])
        if not given.days:
            raise ValidationError(_("There is no day in it."))
        return {"days": given.days, **{name: self.cleaned_data.get(name) for name in ("source", "confirmed")}}


def _of_upload(file: Any) -> holiday_lines.Given:
    """Through a file of its own: the one door in reads files."""
    with tempfile.NamedTemporaryFile(suffix=".xlsx") as copy:
        for chunk in file.chunks():
            copy.write(chunk)
        copy.flush()
        return holiday_lines.of_workbook(Path(copy.name), file.name)


class SpendingForm(forms.Form):
    """Money of the activity fund that was or will be spent."""

    on = forms.DateField(label=_("date"), widget=forms.DateInput(), initial=dt.date.today)
    amount = forms.DecimalField(label=_("amount"), min_value=Decimal("0.01"), max_digits=10, decimal_places=2)
    purpose = forms.CharField(label=_("purpose"), max_length=LONGEST_REASON)
    receipt = forms.FileField(label=_("receipt"), help_text=_("A PDF, PNG or JPEG file of at most 10 MB."))


class DecisionForm(forms.Form):
    """The decision about a spending."""

    decision = forms.ChoiceField(
        label=_("decision"),
        choices=[("approve", _("Approve and book")), ("refuse", _("Refuse"))],
        widget=forms.RadioSelect,
    )
    answer = forms.CharField(label=_("answer"), max_length=LONGEST_REASON, required=False)

    def clean(self) -> dict[str, Any] | None:
        if self.cleaned_data.get("decision") == "refuse" and not self.cleaned_data.get("answer"):
            self.add_error("answer", _("Give the reason: the person reads it."))
        decision = self.cleaned_data.get("decision")
        return {"is_approved": decision == "approve", "answer": self.cleaned_data.get("answer", "")}


class PaperForm(forms.Form):
    """Which paper was seen, and when."""

    paper = forms.ChoiceField(choices=PapersSeen.Paper.choices)
    seen_on = forms.DateField(label=_("seen on"), widget=forms.DateInput(), initial=dt.date.today)
