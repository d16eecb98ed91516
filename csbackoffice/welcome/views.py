"""The first steps: a checklist, three short forms, two sample workbooks."""

import re
from typing import Any
from urllib.parse import quote

from django import forms
from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_http_methods, require_safe

from common.access import Role, roles_only
from common.filters import MonthFormField
from csbackoffice.welcome import founding, samples, steps
from staff.models import RuleBook
from staff.rulebooks import default_book

WORKBOOK = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
TIME = re.compile(r"(?:[01]\d|2[0-3]):[0-5]\d|24:00")
form_page = require_http_methods(["GET", "HEAD", "POST"])


class CompanyForm(forms.Form):
    name = forms.CharField(label=gettext_lazy("Company name"), max_length=60)
    first_month = MonthFormField(
        label=gettext_lazy("First month"),
        help_text=gettext_lazy("The first month whose pay is worked out here. It may be over already."),
    )

    def save(self, by: Any) -> None:
        founding.name_company(**self.cleaned_data, by=by)


# What sets each rule book that ships with the product apart.
ABOUT = {
    "ecommerce-shop": gettext_lazy("base pay, commission, medals, fines by the minute"),
    "service-department": gettext_lazy("as the online shop, but early leave is fined in steps"),
    "operations-center": gettext_lazy("no commission; 400 of performance pay by score"),
    "warehouse": gettext_lazy("no commission; points are only noted, with a reminder and a warning first"),
}


class BookChoice(forms.ModelChoiceField):
    """A rule book by its name and what sets it apart."""

    def label_from_instance(self, obj: Any) -> str:
        about = ABOUT.get(obj.preset)
        return f"{obj.name} – {about}" if about else obj.name


class RuleBookForm(forms.Form):
    book = BookChoice(
        RuleBook.objects.all(), label=gettext_lazy("Rule book"), empty_label=None, widget=forms.RadioSelect
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["book"].queryset = RuleBook.objects.order_by("pk")  # type: ignore[attr-defined]

    def save(self, by: Any) -> None:
        founding.choose_rulebook(self.cleaned_data["book"], by=by)


class TimeField(forms.CharField):
    """`08:00`; also 24:00, which no time field takes."""

    def __init__(self, **kwargs: Any) -> None:
        attrs = {"inputmode": "numeric", "placeholder": "08:00"}
        super().__init__(**{"max_length": 5, "widget": forms.TextInput(attrs=attrs), **kwargs})

    def clean(self, value: Any) -> str:
        text = str(super().clean(value)).replace("：", ":")
        text = text if len(text.partition(":")[0]) == 2 else f"0{text}"
        if not TIME.fullmatch(text):
            raise ValidationError(_("Write a time like 08:00; midnight at the end of the day is 24:00."))
        return text


class ShiftsForm(forms.Form):
    day_shift_start = TimeField(label=gettext_lazy("Day shift starts"))
    day_shift_end = TimeField(label=gettext_lazy("Day shift ends"))
    night_shift_start = TimeField(label=gettext_lazy("Night shift starts"))
    night_shift_end = TimeField(label=gettext_lazy("Night shift ends"))

    def save(self, by: Any) -> None:
        founding.set_shift_times(self.cleaned_data, steps.first_month(), by=by)


@require_safe
@roles_only(Role.MANAGER)
def welcome(request: HttpRequest) -> HttpResponse:
    """The checklist."""
    return render(request, "welcome/welcome.html", steps.progress())


@form_page
@roles_only(Role.MANAGER)
def name_company(request: HttpRequest) -> HttpResponse:
    """Name and first month."""
    company = founding.company()
    initial = {"name": company.name if company else "", "first_month": str(steps.first_month())}
    return settle(request, CompanyForm(request.POST or None, initial=initial), _("Name the company"))


@form_page
@roles_only(Role.MANAGER)
def choose_rulebook(request: HttpRequest) -> HttpResponse:
    """One of the rule books that ship with the product."""
    form = RuleBookForm(request.POST or None, initial={"book": default_book()})
    return settle(request, form, _("Choose a rule book"), "welcome/rulebook.html")


@form_page
@roles_only(Role.MANAGER)
def set_shifts(request: HttpRequest) -> HttpResponse:
    """When the shifts begin and end."""
    form = ShiftsForm(request.POST or None, initial=founding.shift_times(steps.first_month()))
    return settle(request, form, _("Set the times of the shifts"))


def settle(request: HttpRequest, form: Any, title: str, template: str = "welcome/form.html") -> HttpResponse:
    """Save a form and go back to the checklist; what is refused is said above the form."""
    if form.is_valid():
        try:
            form.save(request.user)
            messages.success(request, _("Saved."))
            return redirect("welcome")
        except ValidationError as refused:
            form.add_error(None, refused)
    return render(
        request,
        template,
        {"form": form, "title": title, "cancel_url": reverse("welcome"), "books": founding.preset_books},
    )


@require_safe
@roles_only(Role.MANAGER, Role.ACCOUNTANT)
def sample(request: HttpRequest, name: str) -> HttpResponse:
    """A sample workbook, with rows of the first month."""
    if name not in samples.SAMPLES:
        raise Http404
    month = steps.first_month()
    names = {"people": f"员工示例 {month}.xlsx", "month": f"月度数据示例 {month}.xlsx"}
    answer = HttpResponse(samples.sample(name, month), content_type=WORKBOOK)
    answer.headers["Content-Disposition"] = f"attachment; filename*=UTF-8''{quote(names[name])}"
    return answer
