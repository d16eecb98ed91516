"""From a record to the pay that came of it: the way back from a payslip line to its records."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Any

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from common.access import Role, roles_only
from common.month import Month
from payroll.models import PayslipLine
from payroll.wording import code_name
from performance.models import ConductEntry, Order, Refund, Score, Suggestion
from performance.sales import owner_of


@dataclass(frozen=True)
class Record:
    """Whose pay a record goes into, in which month, under which kind of source."""

    employee: int | None
    month: Month
    source: str


def _order(one: Order) -> Record:
    owner = owner_of(one)
    return Record(owner.pk if owner else None, one.counts_in, "sales")


def _refund(one: Refund) -> Record:
    owner = owner_of(one.order) if one.order else None
    return Record(owner.pk if owner else None, one.counts_in, "sales")


def _suggestion(one: Suggestion) -> Record | None:
    return Record(one.employee_id, Month.of(one.approved_on), "suggestion") if one.approved_on else None


KINDS: dict[str, tuple[Any, Callable[[Any], Record | None]]] = {
    "conduct": (ConductEntry, lambda one: Record(one.employee_id, one.counts_in, "conduct")),
    "score": (Score, lambda one: Record(one.employee_id, one.month, "score")),
    "suggestion": (Suggestion, _suggestion),
    "order": (Order, _order),
    "refund": (Refund, _refund),
}


def lines_of(kind: str, pk: int, user: Any) -> list[PayslipLine] | None:
    """The visible lines of pay that rest on a record; None where this person sees no such record."""
    model, read = KINDS[kind]
    found = model.objects.visible_to(user).filter(pk=pk).first()
    record = read(found) if found else None
    if found is None:
        return None
    return list(_lines(record, pk, user)) if record and record.employee else []


def _lines(record: Record, pk: int, user: Any) -> Iterator[PayslipLine]:
    lines = PayslipLine.objects.visible_to(user).select_related("payslip__run")
    for line in lines.filter(payslip__employee=record.employee, payslip__run__month=record.month):
        ids = line.sources.get(record.source)
        if ids and (record.source == "sales" or pk in ids):
            yield line


@require_safe
@roles_only(*Role)
def paid_in(request: HttpRequest, kind: str, pk: int) -> HttpResponse:
    """The lines of pay of a record; a part of its page."""
    lines = lines_of(kind, pk, request.user) if kind in KINDS else None
    if lines is None:
        raise Http404
    shown = [(code_name(line.code), line) for line in lines]
    return render(request, "_paid_in.html", {"lines": shown})
