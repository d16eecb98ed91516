"""The form of a new version of a scorecard."""

from decimal import Decimal
from typing import Any

from django import forms
from django.forms.utils import ErrorDict
from django.utils.translation import gettext_lazy as _

from common.filters import MonthFormField
from performance.models import (
    Criterion,
    ScorecardTemplate,
)

# Rates, seconds or points: exact numbers of a sensible size.
EXACT: dict[str, Any] = {"max_digits": 12, "decimal_places": 6}


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
    """One line. Without a name it is left out, whatever else stands in it; so a criterion is taken off."""

    weight = forms.DecimalField(
        label=_("weight"),
        min_value=Decimal("0.01"),
        max_value=Decimal(100),
        max_digits=5,
        decimal_places=2,
    )
    worst = forms.DecimalField(label=_("value that gives 0"), required=False, **EXACT)
    best = forms.DecimalField(label=_("value that gives full marks"), required=False, **EXACT)

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

    def full_clean(self) -> None:
        super().full_clean()
        if self.is_bound and not (self["name"].data or "").strip():
            self._errors = ErrorDict()
            self.cleaned_data = {}


def criterion_lines(data: Any, version: Any) -> Any:
    """The criteria of a version as a formset with three empty lines."""
    fields = CriterionForm.Meta.fields
    standing = (
        [{name: getattr(one, name) for name in fields} for one in version.criteria.all()] if version else []
    )
    lines = forms.formset_factory(CriterionForm, extra=3 if standing else 6, max_num=30)
    return lines(data, initial=standing, prefix="criteria")
