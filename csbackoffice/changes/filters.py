"""Filters of the change log: days, who, kind of change, what it was about."""

import datetime as dt
from typing import Any

import django_filters as filters
from django import forms
from django.db.models import Q
from django.utils.translation import gettext, pgettext_lazy
from django.utils.translation import gettext_lazy as _

from common.filters import PlainSelect
from common.models import AuditEntry
from common.month import Month
from csbackoffice.changes.words import AREAS
from staff.filters import SEARCH
from staff.models import User, called

SYSTEM = "system"
MOST_PEOPLE = 200


def kinds() -> list[tuple[str, list[tuple[str, str]]]]:
    """All of an area, or one action of it. Actions that read the same are one choice."""
    return [(str(label), _of_area(area, words)) for area, (label, words) in AREAS.items()]


def _of_area(area: str, words: Any) -> list[tuple[str, str]]:
    whole = (area, gettext("all of these"))
    first: dict[str, str] = {}
    for action, says in words.items():
        first.setdefault(str(says), action)
    return [whole, *((action, says) for says, action in first.items())]


class ChangeFilters(filters.FilterSet):
    """Without a day it begins with last month: the log holds every change since the first day."""

    since = filters.DateFilter(label=_("from"), method="from_day", widget=forms.DateInput())
    until = filters.DateFilter(label=_("to"), method="to_day", widget=forms.DateInput())
    by = filters.CharFilter(label=_("who"), method="made_by", widget=SEARCH)
    kind = filters.ChoiceFilter(
        label=_("kind of change"), choices=kinds, empty_label=_("any"), method="of_kind", widget=PlainSelect
    )
    q = filters.CharFilter(
        label=pgettext_lazy("change", "on what"),
        field_name="target_name",
        lookup_expr="icontains",
        widget=SEARCH,
    )
    target = filters.CharFilter(method="of_record", widget=forms.HiddenInput)

    class Meta:
        model = AuditEntry
        fields: list[str] = []

    def __init__(self, data: Any = None, *args: Any, **kwargs: Any) -> None:
        first = Month.of(dt.date.today()).previous.first
        if data is not None and not data.get("since") and not data.get("target"):
            data = data.copy()
            data["since"] = f"{first}"
        super().__init__(data, *args, **kwargs)
        # What everybody gets is no choice of this person: the filters stay folded on a phone.
        self.filters["since"].extra["initial"] = first

    def from_day(self, rows: Any, name: str, day: dt.date) -> Any:
        return rows.filter(at__gte=dt.datetime.combine(day, dt.time.min))

    def to_day(self, rows: Any, name: str, day: dt.date) -> Any:
        return rows.filter(at__lte=dt.datetime.combine(day, dt.time.max))

    def made_by(self, rows: Any, name: str, text: str) -> Any:
        """By name or number of the person, or by user name; and what the program did by itself."""
        logins = User.objects.filter(called(text, "employee__") | Q(username__iexact=text))
        found = Q(by__in=list(logins.values_list("pk", flat=True)[:MOST_PEOPLE]))
        if text.lower() in {SYSTEM, gettext("the program").lower()}:
            found |= Q(by__isnull=True)
        return rows.filter(found)

    def of_kind(self, rows: Any, name: str, kind: str) -> Any:
        if kind in AREAS:
            return rows.filter(action__in=list(AREAS[kind][1]))
        alike = next(words for _label, words in AREAS.values() if kind in words)
        return rows.filter(action__in=[action for action in alike if str(alike[action]) == str(alike[kind])])

    def of_record(self, rows: Any, name: str, text: str) -> Any:
        """`staff.employee:12`: everything that was ever changed on one record."""
        kind, _colon, key = text.partition(":")
        return rows.filter(target_kind=kind, target_id=key)
