"""What a dashboard is asked for in its address: from which month to which, and of which group."""

import datetime as dt
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any
from urllib.parse import urlencode

from django import forms
from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _

from common.dated import DAY
from common.filters import MonthFormField
from common.month import Month
from staff.models import Employee, Group, Terms

USUAL_MONTHS = 6
MOST_MONTHS = 24


class AskedForm(forms.Form):
    """What is missing falls back to the usual: the last six months, everybody whom one sees; so does what is wrong,
    which is said too.
    """

    first = MonthFormField(label=_("from month"), required=False)
    last = MonthFormField(label=_("to month"), required=False)
    group = forms.ModelChoiceField(
        Group.objects.none(), label=_("group"), required=False, empty_label=_("all groups")
    )

    def __init__(self, *args: Any, user: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        groups: Any = self.fields["group"]
        groups.queryset = Group.objects.visible_to(user)


@dataclass(frozen=True)
class Asked:
    """A period of whole months and a group (None: everybody whom this user sees)."""

    user: Any
    first: Month
    last: Month
    group: Group | None = None

    @property
    def since(self) -> dt.datetime:
        return dt.datetime.combine(self.first.first, dt.time())

    @property
    def until(self) -> dt.datetime:
        """The moment after the last one."""
        return dt.datetime.combine(self.last.last + DAY, dt.time())

    def months(self) -> Iterator[Month]:
        month = self.first
        while month <= self.last:
            yield month
            month = month.next

    @property
    def people(self) -> Any:
        """Whom this user sees, of the group that is asked for today; who has left belongs to the last group."""
        seen = Employee.objects.visible_to(self.user)
        if self.group is None:
            return seen
        members = Terms.objects.in_force(dt.date.today()).filter(group=self.group)
        return seen.filter(pk__in=members.values("employee"))

    @property
    def query(self) -> str:
        """The same, for an address."""
        parts = {"first": str(self.first), "last": str(self.last)}
        return urlencode(parts | ({"group": str(self.group.pk)} if self.group else {}))


def asked_of(request: HttpRequest) -> tuple[Asked, AskedForm]:
    """What this address asks for, and the form that says it."""
    today = Month.of(dt.date.today())
    form = AskedForm(request.GET or None, user=request.user)
    form.full_clean()
    told = getattr(form, "cleaned_data", {})  # there is none where nothing was asked
    last = min(told.get("last") or today, today)
    first = min(told.get("first") or last.plus(1 - USUAL_MONTHS), last)
    asked = Asked(request.user, max(first, last.plus(1 - MOST_MONTHS)), last, told.get("group"))
    if form.is_bound and form.errors:
        return asked, form
    shown = {"first": str(asked.first), "last": str(asked.last), "group": asked.group}
    return asked, AskedForm(initial=shown, user=request.user)
