"""Forms of customers, knowledge, news, return visits and surveys."""

import datetime as dt
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from tickets.forms.people import ServingField
from tickets.forms.tickets import refuse_future
from tickets.models import Article, Customer, CustomerOrder, News, Question, ReturnVisit, VisitAttempt
from tickets.services.visits import questions_of

LONG = {"rows": 3}
SCORES = [(str(score), str(score)) for score in range(1, 6)]
YES_NO = [("yes", _("yes")), ("no", _("no"))]


class CustomerForm(forms.ModelForm):
    """A profile. Personal data are typed in and never shown again in the clear by this form."""

    agent = ServingField(label=_("looked after by"), required=False)
    real_name = forms.CharField(label=_("real name"), max_length=40, required=False)
    phone = forms.CharField(label=_("phone"), max_length=20, required=False)
    address = forms.CharField(label=_("address"), max_length=200, required=False)

    class Meta:
        model = Customer
        fields = ["is_member", "agent", "real_name", "phone", "address", "note"]
        widgets = {"note": forms.Textarea(attrs=LONG)}

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.initial["agent"] = self.instance.agent.employee_no if self.instance.agent else ""
        for name in ("real_name", "phone", "address"):
            self.initial.pop(name, None)
            if self.instance.pk:
                self.fields[name].help_text = _("Empty: stays as it is.")


class NewCustomerForm(CustomerForm):
    class Meta(CustomerForm.Meta):
        fields = ["name", "platform", *CustomerForm.Meta.fields]


class OrderForm(forms.ModelForm):
    """An order that came without a ticket; of a member it makes a return visit due."""

    bought_on = forms.DateField(label=_("purchase date"), widget=forms.DateInput())

    class Meta:
        model = CustomerOrder
        fields = ["order_no", "product", "bought_on"]

    def clean_bought_on(self) -> dt.date | None:
        return refuse_future(self.cleaned_data["bought_on"])


class MergeCustomerForm(forms.Form):
    """The customer who stays, by the number in their address."""

    number = forms.IntegerField(label=_("number of the customer who stays"), min_value=1)


class WeightForm(forms.Form):
    person = ServingField(label=_("person"))
    weight = forms.IntegerField(
        label=_("weight of ability"),
        min_value=0,
        max_value=500,
        help_text=_("100 is usual; 0 takes nothing new."),
    )


class QuestionForm(forms.ModelForm):
    class Meta:
        model = Question
        fields = ["text", "product"]
        widgets = {"text": forms.Textarea(attrs=LONG)}


class AnswerForm(forms.Form):
    text = forms.CharField(label=_("answer"), widget=forms.Textarea(attrs=LONG), max_length=5000)


class ArticleForm(forms.ModelForm):
    class Meta:
        model = Article
        fields = ["title", "topic", "body"]
        widgets = {"body": forms.Textarea(attrs={"rows": 10})}


class NewsForm(forms.Form):
    kind = forms.ChoiceField(label=_("kind"), choices=News.Kind.choices, widget=forms.RadioSelect)
    text = forms.CharField(
        label=_("what happened"), widget=forms.Textarea(attrs={"rows": 4}), max_length=5000
    )


class AttemptForm(forms.Form):
    outcome = forms.ChoiceField(label=_("outcome"), choices=VisitAttempt.Outcome.choices[1:])
    note = forms.CharField(label=_("note"), max_length=200, required=False)


class VisitForm(forms.Form):
    """The answers to the script of a visit. What is missing is said by the service: incomplete is not done."""

    is_satisfied = forms.TypedChoiceField(
        label=_("Is the customer satisfied?"),
        choices=[("True", _("yes")), ("False", _("no"))],
        widget=forms.RadioSelect,
        required=False,
        coerce=lambda value: value == "True",
        empty_value=None,
    )
    note = forms.CharField(
        label=_("what else was said"), widget=forms.Textarea(attrs=LONG), max_length=2000, required=False
    )

    def __init__(self, *args: Any, visit: ReturnVisit, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        questions = questions_of(visit)
        self.keys = [row["key"] for row in questions]
        asked = {f"q_{row['key']}": field_for(row) for row in questions}
        self.fields = {**asked, **self.fields}

    def answers(self) -> dict[str, Any]:
        return {key: self.cleaned_data.get(f"q_{key}", "") for key in self.keys}


def field_for(question: dict[str, str]) -> forms.Field:
    """The input that suits a question."""
    if question["kind"] == "text":
        return forms.CharField(label=question["text"], required=False, max_length=1000)
    choices = YES_NO if question["kind"] == "yes_no" else SCORES
    return forms.ChoiceField(
        label=question["text"], choices=choices, widget=forms.RadioSelect, required=False
    )


class SurveyForm(forms.Form):
    """What a customer is asked by link: how satisfied they are, the questions of the survey, and a remark."""

    score = forms.TypedChoiceField(
        label=_("How satisfied are you with the way your matter was dealt with? (5 is best)"),
        choices=SCORES,
        widget=forms.RadioSelect,
        coerce=int,
    )
    remark = forms.CharField(
        label=_("What could we do better?"),
        widget=forms.Textarea(attrs=LONG),
        required=False,
        max_length=1000,
    )

    def __init__(self, *args: Any, asked: list[dict[str, str]], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.keys = [row["key"] for row in asked]
        remark = self.fields.pop("remark")
        for row in asked:
            field = field_for(row)
            field.required = row["kind"] != "text"
            self.fields[f"q_{row['key']}"] = field
        self.fields["remark"] = remark

    def answers(self) -> dict[str, Any]:
        return {key: self.cleaned_data.get(f"q_{key}", "") for key in self.keys}
