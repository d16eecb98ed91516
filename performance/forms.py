"""Forms of assessments, conduct, appeals and everything that marks rest on."""

import datetime as dt
from decimal import Decimal, InvalidOperation
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

from common.filters import MonthFormField
from common.month import Month
from performance.models import (
    Appeal,
    Assessment,
    ConductItem,
    Criterion,
    Exam,
    Finding,
    Inspection,
    LostInquiry,
    Metric,
    ScorecardTemplate,
    Standard,
    TrainingPlace,
)
from performance.services import assessments
from performance.services.steps import group_of
from staff.models import Employee, Group, Terms

NOT_APPLICABLE = {"-", "—", "–", "na", "n/a", "无", "不适用"}


class MarkField(forms.Field):
    """A mark from 0 to 100; `-` for not applicable; nothing takes it back. Gives the arguments of `give_mark`."""

    def clean(self, value: Any) -> dict[str, Any]:
        text = (value or "").strip().lower()
        if text in NOT_APPLICABLE:
            return {"is_applicable": False}
        try:
            given = Decimal(text) if text else None
        except InvalidOperation:
            given = Decimal("NaN")
        if given is not None and (not given.is_finite() or given != round(given, 2)):
            raise ValidationError(
                _("“%(text)s” is not a mark; write 0 to 100, or - if it does not apply."),
                params={"text": text},
            )
        return {"given": given}


class MarkForm(forms.Form):
    value = MarkField(required=False)


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


class EmployeeField(forms.CharField):
    """A person by employee number or full name, among those whom the user sees; suggestions come from a datalist."""

    def __init__(self, **kwargs: Any) -> None:
        attrs = {"list": "people", "autocomplete": "off"}
        super().__init__(**{"label": _("person"), "widget": forms.TextInput(attrs=attrs), **kwargs})
        self.people = Employee.objects.none()

    def clean(self, value: Any) -> Employee | None:
        text = super().clean(value)
        if not text:
            return None
        words = text.split()
        found = list(self.people.filter(employee_no__in=[text, words[-1]])[:1])
        found = found or list(self.people.filter(name=text)[:2])
        if len(found) != 1:
            raise ValidationError(
                _("“%(text)s” is nobody you lead. Write the employee number."), params={"text": text}
            )
        return found[0]


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

    employee = EmployeeField()
    code = forms.ChoiceField(label=_("item"))
    count = forms.IntegerField(label=_("count"), min_value=1, max_value=99, initial=1)
    amount = forms.DecimalField(
        label=_("amount"),
        required=False,
        max_digits=10,
        decimal_places=2,
        help_text=_("of a fine or compensation"),
    )
    on = forms.DateField(label=_("date"), required=False, help_text=_("empty: today"))
    incident = forms.CharField(
        label=_("incident"),
        required=False,
        max_length=80,
        help_text=_("order, ticket or complaint number"),
    )
    evidence = forms.CharField(label=_("evidence"), required=False, max_length=300)
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


# Sales and metrics


class SalesForm(forms.Form):
    """Which group and month the sales page shows; what is wrong or missing falls back to the usual."""

    month_shown = MonthFormField(label=_("month"), required=False)
    day_shown = forms.DateField(label=_("date"), required=False)
    group = forms.ModelChoiceField(Group.objects.none(), label=_("group"), required=False, empty_label=None)

    def __init__(self, *args: Any, user: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.user = user
        self.fields["group"].queryset = Group.objects.visible_to(user)
        self.told: dict[str, Any] = self.cleaned_data if self.is_bound and self.is_valid() else {}
        self.fields["month_shown"].initial = str(self.month())

    def month(self) -> Month:
        return self.told.get("month_shown") or Month.of(dt.date.today())

    def day(self, month: Month) -> dt.date:
        return self.told.get("day_shown") or min(dt.date.today(), month.last)

    def people(self) -> list[Employee]:
        """One's own group, or whom one may see of the group chosen; an agent sees themselves."""
        group = self.told.get("group") or Group.objects.visible_to(self.user).first()
        seen = Employee.objects.visible_to(self.user).order_by("employee_no")
        if group is None:
            return list(seen.filter(pk=self.user.employee_id))
        self.fields["group"].initial = group.pk
        members = Terms.objects.in_force(self.month().last).filter(group=group).values("employee")
        return list(seen.filter(pk__in=members).employed_between(self.month().first, self.month().last))


class TargetForm(OfPeople):
    employee = EmployeeField()
    month = MonthFormField(label=_("month"))
    amount = forms.DecimalField(label=_("sales target"), max_digits=12, decimal_places=2)


class LostForm(forms.Form):
    customer_name = forms.CharField(label=_("customer's chat name"), max_length=80)
    reason = forms.ChoiceField(label=_("why"), choices=LostInquiry.Reason.choices)
    note = forms.CharField(label=_("note"), max_length=300, required=False)


class MetricForm(OfPeople):
    employee = EmployeeField()
    metric = forms.ChoiceField(
        label=_("metric"), choices=[row for row in Metric.choices if row[0] != Metric.SALES_TARGET]
    )
    on = forms.DateField(label=_("date"))
    numerator = forms.IntegerField(label=_("numerator"), help_text=_("seconds, or how many of them"))
    denominator = forms.IntegerField(label=_("denominator"), help_text=_("over how many"))
    is_final = forms.BooleanField(label=_("final"), required=False)


# Inspections


class CheckForm(OfPeople):
    employee = EmployeeField()
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


# Learning


class OfGroup(forms.Form):
    """A form about the people of a group; gives them as `people`."""

    group = forms.ModelChoiceField(Group.objects.none(), label=_("group"))

    def __init__(self, *args: Any, user: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.user = user
        self.fields["group"].queryset = Group.objects.visible_to(user)

    def clean(self) -> dict[str, Any]:
        told = super().clean() or {}
        group, on = told.pop("group", None), told.get("on") or dt.date.today()
        members = Terms.objects.in_force(on).filter(group=group).values("employee")
        people = Employee.objects.visible_to(self.user).filter(pk__in=members).employed_between(on, on)
        return {**told, "people": list(people)}


class ExamForm(OfGroup):
    title = forms.CharField(label=_("exam"), max_length=120)
    on = forms.DateField(label=_("date"))
    full_mark = forms.IntegerField(label=_("full mark"), min_value=1, max_value=1000, initial=100)


class QuestionForm(forms.Form):
    text = forms.CharField(label=_("question"), max_length=300)
    choices = forms.CharField(
        label=_("answers, one a line"), max_length=1000, widget=forms.Textarea(attrs={"rows": 4})
    )
    answer = forms.IntegerField(label=_("number of the right one"), min_value=1, max_value=20, initial=1)
    points = forms.IntegerField(label=_("points"), min_value=1, max_value=100, initial=10)


class ExamMarkForm(forms.Form):
    mark = forms.DecimalField(max_digits=6, decimal_places=2, min_value=0)


class AnswersForm(forms.Form):
    """The questions of an exam."""

    def __init__(self, *args: Any, exam: Exam, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for one in exam.questions.all():
            self.fields[str(one.pk)] = forms.ChoiceField(
                label=one.text, choices=one.answers(), widget=forms.RadioSelect
            )

    def clean(self) -> dict[str, Any]:
        return {"answers": super().clean() or {}}


class TrainingForm(OfGroup):
    topic = forms.CharField(label=_("topic"), max_length=120)
    weak_point = forms.CharField(label=_("weak point"), max_length=80, required=False)
    on = forms.DateField(label=_("date"))
    trainer = forms.CharField(label=_("trainer"), max_length=60, required=False)


class AttendanceForm(forms.Form):
    """Who came to a training."""

    def __init__(self, *args: Any, places: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.places = list(places)
        for place in self.places:
            self.fields[str(place.pk)] = forms.ChoiceField(
                label=str(place.employee),
                choices=TrainingPlace.Attendance.choices,
                initial=place.attendance,
                widget=forms.RadioSelect,
            )

    def clean(self) -> dict[str, Any]:
        told = super().clean() or {}
        return {"places": {place: told[str(place.pk)] for place in self.places if str(place.pk) in told}}


class NoteForm(forms.Form):
    text = forms.CharField(label=_("note"), max_length=2000, widget=forms.Textarea(attrs={"rows": 4}))


class WeekForm(OfPeople):
    employee = EmployeeField()
    on = forms.DateField(label=_("a day of the week"))
    text = forms.CharField(label=_("record"), max_length=2000, widget=forms.Textarea(attrs={"rows": 4}))


class ColleaguesForm(forms.Form):
    """A rating from 0 to 100 for each colleague of one's own group; who is left empty is left out."""

    def __init__(self, *args: Any, user: Any, month: Month, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        group = group_of(user.employee_id, month.last)
        members = Terms.objects.in_force(month.last).filter(group=group).values("employee")
        people = Employee.objects.filter(pk__in=members).employed_between(month.last, month.last)
        self.people = list(people.exclude(pk=user.employee_id) if group else people.none())
        for person in self.people:
            self.fields[str(person.pk)] = forms.DecimalField(
                label=person.name, required=False, min_value=0, max_value=100, max_digits=5, decimal_places=2
            )

    def clean(self) -> dict[str, Any]:
        told = super().clean() or {}
        given = {one: told[str(one.pk)] for one in self.people if told.get(str(one.pk)) is not None}
        return {"given": given}


class SuggestionForm(forms.Form):
    title = forms.CharField(label=_("title"), max_length=200)
    text = forms.CharField(label=_("suggestion"), max_length=5000, widget=forms.Textarea(attrs={"rows": 5}))


class JudgeForm(forms.Form):
    is_tried = forms.TypedChoiceField(
        label=_("judgement"),
        choices=[("yes", _("try it")), ("no", _("decline it"))],
        coerce=lambda text: text == "yes",
        widget=forms.RadioSelect,
    )
    judgement = forms.CharField(label=_("reason"), max_length=2000, widget=forms.Textarea(attrs={"rows": 3}))


class ProveForm(forms.Form):
    is_proven = forms.TypedChoiceField(
        label=_("effect"),
        choices=[("yes", _("the effect is proven")), ("no", _("no effect"))],
        coerce=lambda text: text == "yes",
        widget=forms.RadioSelect,
    )
    award = forms.DecimalField(label=_("award"), required=False, max_digits=8, decimal_places=2)
    effect = forms.CharField(
        label=_("what the trial showed"), max_length=2000, widget=forms.Textarea(attrs={"rows": 3})
    )


class VersionForm(forms.Form):
    """New criteria of a scorecard: those that stand, to be changed, and empty lines for more."""

    valid_from = MonthFormField(label=_("from the month"))
    reason = forms.CharField(label=_("reason"), max_length=300)

    def __init__(self, *args: Any, template: ScorecardTemplate, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        latest = template.versions.order_by("-valid_from").first()
        self.rows = criterion_lines(self.data if self.is_bound else None, latest)

    def is_valid(self) -> bool:
        return super().is_valid() and self.rows.is_valid()

    def clean(self) -> dict[str, Any]:
        told = super().clean() or {}
        if not self.rows.is_valid():
            return told
        kept = [one.cleaned_data for one in self.rows.forms if one.cleaned_data.get("name")]
        told["criteria"] = [{key: part for key, part in row.items() if key != "DELETE"} for row in kept]
        month = told.pop("valid_from", None)
        return told | ({"valid_from": month.first} if month else {})


class CriterionForm(forms.ModelForm):
    class Meta:
        model = Criterion
        fields = [
            "section",
            "name",
            "weight",
            "kind",
            "metric",
            "worst",
            "best",
            "rater",
            "items",
            "is_critical",
        ]


def criterion_lines(data: Any, version: Any) -> Any:
    """The criteria of a version as a formset with three empty lines."""
    fields = CriterionForm.Meta.fields
    standing = (
        [{name: getattr(one, name) for name in fields} for one in version.criteria.all()] if version else []
    )
    lines = forms.formset_factory(CriterionForm, extra=3 if standing else 6, max_num=30)
    return lines(data, initial=standing, prefix="criteria")
