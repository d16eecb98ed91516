"""Forms of assessments, conduct and appeals."""

import datetime as dt
from decimal import Decimal, InvalidOperation
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

from common.filters import MonthFormField
from common.month import Month
from performance.forms.days import DayField
from performance.models import (
    Appeal,
    Assessment,
    ConductItem,
    Criterion,
    Mark,
    ScorecardTemplate,
)
from performance.services import assessments
from staff.models import Employee, Group
from staff.picking import LedPersonField

NOT_APPLICABLE = {"-", "—", "–", "na", "n/a", "无", "不适用"}

YES_OR_NO = {"yes": "100", "y": "100", "是": "100", "no": "0", "n": "0", "否": "0"}


class MarkField(forms.Field):
    """A mark from 0 to 100; `-` for not applicable; nothing takes it back. Gives the arguments of `give_mark`."""

    def clean(self, value: Any) -> dict[str, Any]:
        text = (value or "").strip().lower()
        if text in NOT_APPLICABLE:
            return {"is_applicable": False}
        text = YES_OR_NO.get(text, text)
        try:
            given = Decimal(text) if text else None
        except InvalidOperation:
            given = Decimal("NaN")
        if given is not None and not _is_mark(given):
            raise ValidationError(
                _("“%(text)s” is not a mark; write 0 to 100, or - if it does not apply."),
                params={"text": text},
            )
        return {"given": given}


def _is_mark(given: Decimal) -> bool:
    """Two decimals at most, and of a size that can be rounded."""
    return given.is_finite() and abs(given) < 10**6 and given == round(given, 2)


class MarkForm(forms.Form):
    value = MarkField(required=False)


class PartForm(forms.Form):
    """One part of one score with its remark: the mark where a person gives it, or that it does not apply."""

    value = MarkField(label=_("mark"), required=False, help_text=_("0 to 100"))
    not_applicable = forms.BooleanField(
        label=_("does not apply"),
        required=False,
        help_text=_("leaves both sums: neither points nor weight count"),
    )
    note = forms.CharField(
        label=_("remark"), required=False, max_length=300, widget=forms.Textarea(attrs={"rows": 3})
    )
    evidence = forms.CharField(
        label=_("evidence"), required=False, max_length=300, help_text=_("in words, or the address of a page")
    )

    def __init__(self, *args: Any, criterion: Criterion, mark: Mark | None, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if criterion.is_filled:
            del self.fields["value"]
        elif criterion.kind == Criterion.Kind.YES_NO:
            self.fields["value"].help_text = _("yes or no")
        if mark:
            self.initial = {
                "note": mark.note,
                "evidence": mark.evidence,
                "not_applicable": not mark.is_applicable,
            }
            self.initial["value"] = "" if mark.given is None else f"{mark.given.normalize():f}"

    def clean(self) -> dict[str, Any]:
        told = super().clean() or {}
        mark = {"is_applicable": False} if told.pop("not_applicable", False) else told.pop("value", {})
        told.pop("value", None)
        is_marked = mark.get("given") is not None or not mark.get("is_applicable", True)
        if not self.errors and not is_marked and (told.get("note") or told.get("evidence")):
            raise ValidationError(
                _("A remark goes with a mark, or with saying that the part does not apply.")
            )
        return told | mark


class OpenForm(forms.Form):
    """Which group is marked for which month, by which scorecard."""

    group = forms.ModelChoiceField(Group.objects.none(), label=_("group"), empty_label=_("choose a group"))
    month = MonthFormField(label=_("month"))
    template = forms.ModelChoiceField(
        ScorecardTemplate.objects.all(),
        label=_("scorecard"),
        required=False,
        empty_label=_("the one of the group's rule book"),
    )

    def __init__(self, *args: Any, user: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["group"].queryset = Group.objects.visible_to(user)
        self.fields["month"].initial = str(Month.of(dt.date.today()).previous)

    def open(self, *, by: Any) -> Assessment:
        told = self.cleaned_data
        return assessments.open_assessment(told["group"], told["month"], template=told["template"], by=by)


class OfPeople(forms.Form):
    """A form about a person whom the user sees."""

    def __init__(self, *args: Any, user: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.people = Employee.objects.visible_to(user).exclude(pk=user.employee_id).order_by("employee_no")
        self.fields["employee"].people = self.people


def item_choices(day: dt.date) -> list[Any]:
    """The catalogue of a day, grouped by kind, deductions first."""
    held: dict[str, ConductItem] = {}
    for item in ConductItem.objects.filter(valid_from__lte=day).order_by("code", "valid_from"):
        held[item.code] = item
    lost, praised, money = [], [], []
    for code, item in held.items():
        if item.kind != ConductItem.Kind.POINTS:
            money.append((code, str(item)))
        else:
            place = lost if item.points < 0 else praised
            place.append((code, f"{item} ({item.points:+d})"))
    return [
        ("", _("choose an item")),
        (_("points lost"), lost),
        (_("points earned"), praised),
        (_("money and demerits"), money),
    ]


class ConductForm(OfPeople):
    """Quick entry: person, item, Enter. Everything else has a usual value."""

    employee = LedPersonField()
    code = forms.ChoiceField(label=_("item"))
    count = forms.IntegerField(label=_("count"), min_value=1, max_value=99, initial=1)
    amount = forms.DecimalField(
        label=_("amount"),
        required=False,
        max_digits=10,
        decimal_places=2,
        help_text=_("of a fine or compensation"),
    )
    on = DayField(label=_("date"), required=False, help_text=_("empty: today"))
    incident = forms.CharField(
        label=_("incident"),
        required=False,
        max_length=80,
        help_text=_("order, ticket or complaint number"),
    )
    evidence = forms.CharField(
        label=_("evidence"), required=False, max_length=300, help_text=_("in words, or the address of a page")
    )
    file = forms.FileField(label=_("file"), required=False, help_text=_("a picture, PDF or Office file"))
    note = forms.CharField(
        label=_("note"), required=False, max_length=2000, widget=forms.Textarea(attrs={"rows": 2})
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["code"].choices = item_choices(dt.date.today())
        self.fields["code" if self.initial.get("employee") else "employee"].widget.attrs["autofocus"] = True


class ReasonForm(forms.Form):
    reason = forms.CharField(label=_("reason"), max_length=2000, widget=forms.Textarea(attrs={"rows": 3}))


class DecisionForm(forms.Form):
    """Accept or reject; of a mark, the points instead."""

    is_accepted = forms.TypedChoiceField(
        label=_("decision"),
        choices=[("yes", _("accept the appeal")), ("no", _("reject the appeal"))],
        coerce=lambda text: text == "yes",
        widget=forms.RadioSelect,
    )
    points = forms.DecimalField(
        label=_("points instead"), required=False, min_value=0, max_digits=6, decimal_places=2
    )
    was_error = forms.BooleanField(label=_("it was an error of whoever marked"), required=False)
    answer = forms.CharField(label=_("answer"), max_length=2000, widget=forms.Textarea(attrs={"rows": 3}))

    def __init__(self, *args: Any, appeal: Appeal, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if appeal.mark is None:
            del self.fields["points"]
        else:
            weight = appeal.mark.criterion.weight
            self.fields["points"].help_text = _("0 to %(weight)s") % {"weight": weight}
