"""Forms of exams, training, weekly records, colleagues and suggestions."""

import datetime as dt
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from common.month import Month
from performance.forms.days import DayField
from performance.forms.marking import OfPeople
from performance.models import (
    Exam,
    TrainingPlace,
)
from performance.services.steps import group_of
from staff.models import Employee, Group, Terms
from staff.picking import LedPersonField


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
    on = DayField(label=_("date"))
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
    on = DayField(label=_("date"))
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
    employee = LedPersonField()
    on = DayField(label=_("a day of the week"))
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
