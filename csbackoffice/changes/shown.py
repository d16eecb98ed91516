"""What an audit entry stores, in the reader's words: names of fields, values before and after, the note."""

import re
from decimal import Decimal, InvalidOperation
from functools import cache
from typing import Any, NamedTuple
from urllib.parse import parse_qs

from django.apps import apps
from django.db import models
from django.utils.functional import Promise
from django.utils.text import capfirst
from django.utils.translation import gettext, ngettext
from django.utils.translation import gettext_lazy as _

from attendance.models import Shift
from common.audit import SECRET
from common.fields import MoneyField
from common.models import AuditEntry
from common.templatetags.backoffice import money
from csbackoffice.dashboards.charts import CHARTS
from csbackoffice.templatetags.rates import value_in_words as rate_in_words
from payroll.numbers import all_numbers
from performance.models import Metric

NOTHING = "—"
# What is said about a record besides its own fields: the terms of a person, the book behind a draft.
BESIDE = {
    "staff.employee": ("staff.accountbinding", "staff.terms"),
    "staff.group": ("staff.groupterms",),
    "tickets.bulkchange": ("tickets.ticket",),
    "payroll.payrollrun": ("payroll.payrollexport",),
}
HOLD_NUMBERS = {"staff.rulebook", "payroll.ruledraft"}
# Names in entries that are no field of any model, where needed with the kind of record.
NAMES: dict[str, Promise | str] = {
    "created": _("new rows"),
    "updated": _("changed rows"),
    "rows": _("rows"),
    "span": _("from – to"),
    "points": _("points"),
    "attendance.checklist.points": _("points of checklists"),
    "exception": _("exception"),
    "bank": _("bank template"),
    "purpose": _("purpose"),
    "paper": _("paper"),
    "seen_on": _("seen on"),
    "adjustment": _("adjustment"),
    "line": _("pay line"),
    "service_accounts": _("service accounts"),
    "account": _("service account"),
    "week": _("week of service"),
    "first": _("first day"),
    "last": _("last day"),
    "hours": _("hours of service"),
    "award": _("award"),
    "given": _("rating"),
    "proposal": _("proposed solution"),
    "first_owner": _("first owner"),
    "group": _("group"),
    "owner": _("owner"),
}
NAMED_IN_NOTE = {"personal number revealed", "customer's personal data revealed"}
TO_THE_SECOND = re.compile(r"(\d{4}-\d\d-\d\d)[ T](\d\d:\d\d):\d\d(\.\d+)?")
DAY = re.compile(r"\d{4}-\d\d-\d\d")
ROWS = re.compile(r"\b(\d+) rows$")


class Change(NamedTuple):
    """A field before and after, all three in words."""

    field: str
    before: str
    after: str


def changes_of(entry: AuditEntry) -> list[Change]:
    """What changed, in the order in which it was written down."""
    found = []
    for name, sides in entry.changes.items():
        before, after = sides if isinstance(sides, list) and len(sides) == 2 else (None, sides)
        kind = entry.target_kind
        words = (value_in_words(kind, name, side) for side in (before, after))
        found.append(Change(capfirst(name_in_words(kind, name)), *words))
    return found


def note_of(entry: AuditEntry) -> str:
    """The note in the reader's language: which number was looked at, how many rows were taken, the sum of a month."""
    if entry.action in NAMED_IN_NOTE:
        return name_in_words(entry.target_kind, entry.note)
    if entry.action == "payroll.approve":
        return gettext("check sum: %(hash)s") % {"hash": entry.note} if entry.note else ""
    if entry.action == "dashboard.download":
        return _chart(entry.note)
    return ROWS.sub(_rows, entry.note)


def _chart(note: str) -> str:
    """`sales first=2026-06&last=2026-11`: the chart's title and the months."""
    key, _blank, query = note.partition(" ")
    title = next((chart.title for chart in CHARTS if chart.key == key), key)
    asked = parse_qs(query)
    return f"{title}, {' – '.join(asked.get('first', []) + asked.get('last', []))}"


def _rows(found: re.Match[str]) -> str:
    many = int(found[1])
    return ngettext("%(many)s row", "%(many)s rows", many) % {"many": many}


@cache
def kind_in_words(kind: str) -> Promise | str:
    """What sort of record an entry is about: `payroll.payrollrun` is a payroll run; "" where it has no words."""
    model = _model(kind)
    words = model._meta.verbose_name if model else ""
    return words if isinstance(words, Promise) else ""


def _model(kind: str) -> type[models.Model] | None:
    try:
        return apps.get_model(kind)
    except (LookupError, ValueError):  # of a version to come, or about nothing
        return None


@cache
def _fields(kind: str) -> dict[str, Any]:
    """{name: field} of the record, and of what is said beside it."""
    found = [_model(one) for one in (*BESIDE.get(kind, ()), kind)]
    return {field.name: field for model in found if model for field in model._meta.concrete_fields}


def name_in_words(kind: str, name: str) -> str:
    """The name of a field as people call it; a name without words as it is stored."""
    field = _fields(kind).get(name)
    beside = field.related_model._meta.verbose_name if field is not None and field.is_relation else None
    for words in (getattr(field, "verbose_name", None), beside):
        if isinstance(words, Promise):
            return str(words)
    if kind in HOLD_NUMBERS and name in all_numbers():
        return gettext(all_numbers()[name].label)
    if name in Metric.values:
        return str(Metric(name).label)
    return str(NAMES.get(f"{kind}.{name}") or NAMES.get(name, name))


def value_in_words(kind: str, name: str, value: Any) -> str:
    """A stored value as the pages show it."""
    if value is None or value == "":
        return NOTHING
    if name in SECRET:
        return "•••"
    text = str(value)
    if text in {"True", "False"}:
        return gettext("yes") if text == "True" else gettext("no")
    if kind in HOLD_NUMBERS:
        return rate_in_words(text)
    if DAY.fullmatch(name):
        return _shift(text)
    return _of_field(_fields(kind).get(name), text)


def _of_field(field: Any, text: str) -> str:
    labels = {str(value): label for value, label in getattr(field, "flatchoices", ())}
    if text in labels:
        return str(labels[text])
    if isinstance(field, MoneyField):
        return _amount(text)
    return TO_THE_SECOND.sub(r"\1 \2", text)


def _amount(text: str) -> str:
    try:
        return money(Decimal(text))
    except InvalidOperation:
        return text


def _shift(text: str) -> str:
    """`day 08:00-17:00` of the roster, with the shift in words."""
    kind, space, times = text.partition(" ")
    labels = dict(Shift.Kind.choices)
    return f"{labels[kind]}{space}{times}" if kind in labels else text
