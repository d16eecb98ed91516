"""Squares of the roster that get a shift, and how many people are needed."""

import datetime as dt
from collections.abc import Sequence
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

from attendance.forms.days import only_believable
from attendance.models import CoverageNeed, DraftShift
from attendance.roster_check import DAY
from attendance.roster_grid import Span
from attendance.shifts import Times, span_of
from staff.models import Employee


class CellsForm(forms.Form):
    """Which squares (chosen in the grid, or a person from a day to a day) get which shift."""

    cells = forms.CharField(required=False, widget=forms.HiddenInput)
    person = forms.ChoiceField(label=_("person"), required=False)
    from_on = forms.DateField(label=_("from"), required=False, widget=forms.DateInput)
    to_on = forms.DateField(label=_("to"), required=False, widget=forms.DateInput)
    kind = forms.ChoiceField(label=_("shift"), choices=DraftShift.Kind)
    start_time = forms.TimeField(
        label=_("own start"), required=False, widget=forms.TimeInput, help_text=_("Empty: the usual times.")
    )
    end_time = forms.CharField(label=_("own end"), required=False, max_length=5)
    # Several kinds at once: `day=12:2026-11-23,12:2026-11-24;off=12:2026-11-25`.
    pasted = forms.CharField(required=False, widget=forms.HiddenInput)

    def __init__(self, *args: Any, people: Sequence[Employee], span: Span, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.people, self.span = {str(one.pk): one for one in people}, span
        self.fields["person"].choices = [(str(one.pk), str(one)) for one in people]  # type: ignore[attr-defined]
        self.fields["from_on"].initial, self.fields["to_on"].initial = span.first, span.last
        self.fields["end_time"].widget.input_type = "time"
        only_believable(self, "from_on", "to_on")

    def clean_end_time(self) -> dt.timedelta | None:
        text = self.cleaned_data["end_time"]
        try:
            span = span_of(text) if text else None
        except ValueError as error:
            raise ValidationError(
                _("“%(text)s” is not a time; write it like 17:00."), params={"text": text}
            ) from error
        if span is not None and not dt.timedelta() <= span <= DAY:
            raise ValidationError(_("“%(text)s” is not a time; write it like 17:00."), params={"text": text})
        return span

    def clean(self) -> dict[str, Any]:
        told = super().clean() or {}
        times = self._times(told)
        if told.get("pasted"):
            told["wanted"] = self._pasted(told["pasted"])
        else:
            chosen = self._squares(told["cells"]) if told.get("cells") else self._stretch(told)
            told["wanted"] = [(square, told.get("kind"), times) for square in chosen]
        if not told["wanted"] and not self.errors:
            raise ValidationError(_("Choose at least one square."))
        return told

    def _pasted(self, text: str) -> list[tuple[tuple[int, dt.date], str, None]]:
        found = []
        for part in text.split(";"):
            kind, _equals, squares = part.partition("=")
            if kind not in DraftShift.Kind.values:
                raise ValidationError(_("The page is no longer up to date. Load it again."))
            found += [(square, kind, None) for square in self._squares(squares)]
        return found

    def _times(self, told: dict[str, Any]) -> Times | None:
        start, end = told.get("start_time"), told.get("end_time")
        if (start is None) != (end is None) and not self.errors:
            raise ValidationError(_("Fill in both start and end, or neither."))
        if start is None or end is None or told.get("kind") not in ("day", "night"):
            return None
        return dt.timedelta(hours=start.hour, minutes=start.minute), end

    def _squares(self, text: str) -> list[tuple[int, dt.date]]:
        """`12:2026-11-23,12:2026-11-24`; squares that are not on this page are refused."""
        shown, chosen = set(self.span.days), []
        for square in text.split(","):
            pk, _colon, day = square.partition(":")
            try:
                on = dt.date.fromisoformat(day)
            except ValueError:
                on = dt.date.min
            if pk not in self.people or on not in shown:
                raise ValidationError(_("The page is no longer up to date. Load it again."))
            chosen.append((int(pk), on))
        return list(dict.fromkeys(chosen))

    def _stretch(self, told: dict[str, Any]) -> list[tuple[int, dt.date]]:
        first, last, person = told.get("from_on"), told.get("to_on"), told.get("person")
        if not (first and last and person):
            return []
        if last < first or (last - first).days > 366:
            raise ValidationError(_("The last day is before the first, or more than a year after it."))
        return [(int(person), first + place * DAY) for place in range((last - first).days + 1)]

    def first_error(self) -> str:
        return str(next(iter(self.errors.values()))[0])


class NeedForm(forms.ModelForm):
    """How many people are needed from an hour to an hour."""

    class Meta:
        model = CoverageNeed
        fields = ["weekday", "from_hour", "to_hour", "heads"]

    def clean(self) -> dict[str, Any]:
        told = super().clean() or {}
        first, last = told.get("from_hour"), told.get("to_hour")
        if first is not None and last is not None and not first < last <= 24:
            raise ValidationError(_("The hours go from an earlier to a later one, at most to 24."))
        return told
