"""Where the record of a change can be read: links for those whom that page lets in."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from django.apps import apps
from django.urls import reverse

from common.access import Role
from common.models import AuditEntry

READERS = frozenset({Role.ACCOUNTANT, Role.MANAGER, Role.DIRECTOR})
DESK = READERS - {Role.ACCOUNTANT}


@dataclass(frozen=True)
class Place:
    """A page of a record. `field` is the column that its address is made of, where that is not the key."""

    url_name: str
    roles: frozenset[Role] = READERS
    kwarg: str = "pk"
    field: str = ""


PLACES: Mapping[str, Place] = {
    "staff.employee": Place("staff:person", kwarg="employee_no", field="employee_no"),
    "staff.group": Place("staff:group"),
    "staff.rulebook": Place("staff:rulebook"),
    "attendance.leave": Place("attendance:leave"),
    "performance.score": Place("performance:score"),
    "performance.conductentry": Place("performance:entry"),
    "performance.suggestion": Place("performance:suggestion"),
    "payroll.payrollrun": Place("payroll:run", kwarg="month", field="month"),
    "payroll.dispute": Place("payroll:answer"),
    "payroll.ruledraft": Place("payroll:draft"),
    "tickets.ticket": Place("tickets:ticket", DESK),
    "tickets.complaint": Place("tickets:complaint", DESK),
    "tickets.review": Place("tickets:review", DESK),
    "tickets.customer": Place("tickets:customer", DESK),
}


def addresses_of(entries: Iterable[AuditEntry], role: str) -> dict[tuple[str, str], str]:
    """{(kind, id): address} of the records that still exist; one query a kind of record."""
    wanted: dict[str, set[str]] = {}
    for entry in entries:
        place = PLACES.get(entry.target_kind)
        if place and role in place.roles and entry.target_id.isdecimal():
            wanted.setdefault(entry.target_kind, set()).add(entry.target_id)
    return {(kind, str(pk)): address for kind, ids in wanted.items() for pk, address in _standing(kind, ids)}


def _standing(kind: str, ids: set[str]) -> Iterable[tuple[Any, str]]:
    place = PLACES[kind]
    rows: Any = apps.get_model(kind)._base_manager.filter(pk__in=ids)
    for pk, value in rows.values_list("pk", place.field or "pk"):
        yield pk, reverse(place.url_name, kwargs={place.kwarg: value})
