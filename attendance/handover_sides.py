"""The two sides of a handover: who is on the shift that ends, and who may take over."""

import datetime as dt
from typing import Any

from django.db.models import QuerySet

from attendance.models import Handover, Shift
from common.access import Role
from staff.models import Group, Terms

LEADS = frozenset({Role.LEADER, Role.SUPERVISOR, Role.MANAGER})


def rostered() -> "QuerySet[Shift]":
    """Shifts that people know of, rest days left out."""
    return Shift.objects.exclude(kind=Shift.Kind.OFF)


def on_shift(group: int, on: dt.date, kind: str) -> "QuerySet[Any, Any]":
    """Ids of the group's people who are rostered on a shift."""
    members = Terms.objects.in_force(on).filter(group=group).values("employee")
    return rostered().filter(employee__in=members, on=on, kind=kind).values("employee")


def leads(user: Any, group: int) -> bool:
    return user.role in LEADS and Group.objects.visible_to(user).filter(pk=group).exists()


def may_write(handover: Handover, user: Any) -> bool:
    """The outgoing side: who is rostered on the shift that ends, and who leads the group."""
    outgoing = on_shift(handover.group_id, handover.on, handover.kind)
    return outgoing.filter(employee=user.employee_id).exists() or leads(user, handover.group_id)


def may_acknowledge(handover: Handover, user: Any) -> bool:
    """The incoming side: people of the group, and who leads it, who were not on the shift that ended.

    Never the one who signed off: a handover takes two.
    """
    if handover.signed_off_by_id == user.employee_id:
        return False
    outgoing = on_shift(handover.group_id, handover.on, handover.kind)
    if outgoing.filter(employee=user.employee_id).exists():
        return False
    if leads(user, handover.group_id):
        return True
    is_member = Terms.objects.in_force(dt.date.today()).filter(
        employee=user.employee_id, group=handover.group_id
    )
    return is_member.exists()
