"""Whose roster stands on which page: the members of a group, or those who are in none."""

import datetime as dt
from collections.abc import Iterable
from typing import Any

from django.db.models import Q, QuerySet

from common.access import Role
from staff.models import SEE_EVERYBODY, Employee, Group, Terms

MAKERS = frozenset({Role.LEADER, Role.SUPERVISOR, Role.MANAGER})
# How the people without a group (supervisors, the office) are named in addresses.
WITHOUT_GROUP = "none"


def groups_seen(user: Any) -> "QuerySet[Group]":
    """Groups whose published roster one reads: those one runs, all for who sees everybody, and one's own.

    That colleagues see when each other works is wider than `Employee.visible_to` (docs/adr/0020).
    """
    return Group.objects.on_desk_of(user)


def may_make(user: Any, group: Group | None) -> bool:
    """Whether this person makes the roster of the group; of people without a group the manager does."""
    if user.role == Role.MANAGER:
        return True
    return group is not None and user.role in MAKERS and _runs(user, group)


def _runs(user: Any, group: Group) -> bool:
    return Group.objects.visible_to(user).filter(pk=group.pk).exists()


def may_see_without_group(user: Any) -> bool:
    return user.role in SEE_EVERYBODY


def members(group: Group | None, first: dt.date, last: dt.date) -> "QuerySet[Employee]":
    """People employed in the span who are in the group (or in none) at its end."""
    terms = Terms.objects.in_force(last).filter(group=group)
    in_group = Q(pk__in=terms.values("employee"))
    return Employee.objects.employed_between(first, last).filter(in_group).order_by("employee_no")


def lock_rosters(people: Iterable[int]) -> None:
    """Let one change of these people's roster at a time look at it and write it; held to the end of the transaction.

    Without their keys: a notification to somebody whose roster is being changed does not wait, and so nobody waits
    for one another in a ring.
    """
    rows = Employee.objects.select_for_update(no_key=True).filter(pk__in=list(people)).order_by("pk")
    list(rows.values_list("pk", flat=True))
