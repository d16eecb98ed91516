"""Filters that every list uses: the rows that a link names, a month."""

import datetime as dt
import itertools
from typing import Any

import django_filters as filters
from django import forms
from django.core.exceptions import ValidationError
from django.db.models import QuerySet
from django.forms.utils import flatatt
from django.http import QueryDict
from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString
from django.utils.translation import gettext_lazy as _
from django_filters.widgets import BaseCSVWidget

from common.addresses import LARGEST_KEY
from common.month import Month


class HiddenList(BaseCSVWidget, forms.HiddenInput):
    """`3,5,8` in a hidden input; by itself the widget shows several values as a text input."""

    surrogate = forms.HiddenInput


class PlainSelect(forms.Select):
    """A select written at once: Django renders a template for every option, and there may be a thousand groups."""

    def render(self, name: str, value: Any, attrs: Any = None, renderer: Any = None) -> SafeString:
        chosen = set(self.format_value(value))
        outer = self.build_attrs(self.attrs, {**(attrs or {}), "name": name})
        return format_html("<select{}>{}</select>", flatatt(outer), _options(self.choices, chosen))


def _options(choices: Any, chosen: set[str]) -> SafeString:
    """A choice whose label is a list is a heading with choices of its own."""
    parts: list[SafeString] = []
    for is_heading, rows in itertools.groupby(choices, key=lambda row: isinstance(row[1], list | tuple)):
        if is_heading:
            headed = ((key, _options(label, chosen)) for key, label in rows)
            parts.append(format_html_join("", '<optgroup label="{}">{}</optgroup>', headed))
        else:
            plain = ((key, " selected" if str(key) in chosen else "", label) for key, label in rows)
            parts.append(format_html_join("", '<option value="{}"{}>{}</option>', plain))
    return format_html_join("", "{}", ((part,) for part in parts))


class IdsFilter(filters.BaseInFilter, filters.NumberFilter):
    """`?ids=3,5,8`: the very rows that a link names. Not shown as a field; “Clear” drops it."""

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(field_name="pk", lookup_expr="in", widget=HiddenList, **kwargs)

    def filter(self, qs: Any, value: Any) -> Any:
        """Numbers beyond any key match nothing instead of troubling the database."""
        return super().filter(qs, [key for key in value if abs(key) < LARGEST_KEY] if value else value)


class TickFilter(filters.Filter):
    """A tick that narrows the list; `method` gets True or False."""

    field_class = forms.BooleanField


class MonthFormField(forms.CharField):
    """`2026-09` as a `Month`, with the browser's own picker."""

    widget = forms.TextInput(attrs={"type": "month", "placeholder": "2026-09"})

    def clean(self, value: Any) -> Month | None:
        text = super().clean(value)
        try:
            return Month.parse(text) if text else None
        except ValueError as error:
            raise ValidationError(
                _("“%(text)s” is not a month; write it like 2026-09."), params={"text": text}
            ) from error


class MonthFilter(filters.Filter):
    """Rows of a month: `by` says how the column is read, as a `month`, a `day` or a `moment`."""

    field_class = MonthFormField

    def __init__(self, field_name: str, by: str = "day", **kwargs: Any) -> None:
        super().__init__(field_name=field_name, **{"label": _("month"), **kwargs})
        self.by = by

    def filter(self, rows: "QuerySet[Any]", month: Month | None) -> "QuerySet[Any]":
        if not month:
            return rows
        if self.by == "month":
            return rows.filter(**{self.field_name: month})
        first, after = month.first, month.last + dt.timedelta(days=1)
        if self.by == "moment":
            first, after = (dt.datetime.combine(day, dt.time()) for day in (first, after))
        return rows.filter(**{f"{self.field_name}__gte": first, f"{self.field_name}__lt": after})


class ThisMonthFirst(filters.FilterSet):
    """A list too long to show whole: without any filter it shows this month."""

    def __init__(self, data: QueryDict | None = None, *args: Any, **kwargs: Any) -> None:
        if not any((data or {}).get(name) for name in self.base_filters):
            data = QueryDict(mutable=True) if data is None else data.copy()
            data["month"] = str(Month.of(dt.date.today()))
        super().__init__(data, *args, **kwargs)
        # What everybody gets is no choice of this person: the filters stay folded on a phone.
        self.filters["month"].extra["initial"] = str(Month.of(dt.date.today()))
