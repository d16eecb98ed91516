"""Forms of rule books: a draft, a number of it, months to try it on, two versions to compare."""

import datetime as dt
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.text import capfirst
from django.utils.translation import gettext as say
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from common import locks
from common.filters import MonthFormField
from common.month import Month
from payroll import numbers
from payroll.drafting import in_force
from payroll.models import RuleDraft
from staff.models import RuleBook


def this_month() -> Month:
    return Month.of(dt.date.today())


class DraftForm(forms.Form):
    """From when and why numbers change."""

    starts = MonthFormField(
        label=_("holds from"),
        help_text=_("A month that is not locked. Numbers change on the first of a month."),
    )
    reason = forms.CharField(
        label=_("reason"), max_length=300, help_text=_("It stays beside every number of this change.")
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        border = locks.locked_through()
        self.fields["starts"].initial = str(max(this_month(), border.next) if border else this_month())


class NumberForm(forms.Form):
    """One number of a draft."""

    name = forms.ChoiceField(label=_("number"))
    value = forms.CharField(label=_("new value"), max_length=60)

    def __init__(self, *args: Any, draft: RuleDraft, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        held = in_force(draft)
        subjects: dict[str, list[tuple[str, str]]] = {}
        for one in numbers.all_numbers().values():
            text = f"{capfirst(say(one.label))} ({say(one.unit)}): {numbers.value_in_words(held.get(one.name, '—'))}"
            subjects.setdefault(say(one.subject), []).append((one.name, text))
        self.fields["name"].choices = list(subjects.items())  # type: ignore[attr-defined]

    def clean_value(self) -> str:
        """What is chosen may be written as it is shown."""
        text: str = self.cleaned_data["value"].strip()
        known = numbers.all_numbers().get(self.data.get("name", ""))
        shown = {numbers.value_in_words(choice): choice for choice in known.choices} if known else {}
        return shown.get(text, text)

    def clean(self) -> dict[str, Any] | None:
        name, value = self.cleaned_data.get("name"), self.cleaned_data.get("value")
        trouble = numbers.trouble_with(name, value) if name and value else ""
        if trouble:
            self.add_error("value", trouble)
        return self.cleaned_data


class TryForm(forms.Form):
    """On which months a draft is tried: the last quarter, unless said otherwise."""

    first = MonthFormField(label=_("first month"))
    last = MonthFormField(label=_("last month"))

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["first"].initial = str(this_month().plus(-3))
        self.fields["last"].initial = str(this_month().previous)


class CompareForm(forms.Form):
    """Two versions: a rule book as it is in a month, and another (or the same) in another month."""

    book = forms.ModelChoiceField(RuleBook.objects.all(), label=_("rule book"))
    month = MonthFormField(label=pgettext_lazy("rule book", "in"))
    other = forms.ModelChoiceField(RuleBook.objects.all(), label=_("beside"))
    other_month = MonthFormField(label=pgettext_lazy("rule book", "in"))

    def clean(self) -> dict[str, Any] | None:
        if not self.errors and (self.cleaned_data["book"], self.cleaned_data["month"]) == (
            self.cleaned_data["other"],
            self.cleaned_data["other_month"],
        ):
            raise ValidationError(_("These are the same; choose another month or another rule book."))
        return self.cleaned_data
