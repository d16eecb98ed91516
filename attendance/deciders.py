"""Who is to be told that something of a person waits: whoever runs the group, else whoever stands above."""

import datetime as dt
from collections.abc import Collection

from common.access import Role
from staff.models import Employee, GroupTerms, Terms


def with_role(role: str, but: Collection[int] = ()) -> list[int]:
    """Everybody who has a role today, without some."""
    today = dt.date.today()
    there = Employee.objects.employed_between(today, today).exclude(pk__in=but)
    rows = Terms.objects.in_force(today).filter(role=role, employee__in=there)
    return sorted(rows.values_list("employee", flat=True))


def run_group(group: int | None, *, with_leader: bool = True) -> list[int]:
    """The supervisor of a group today, and its leader."""
    runs = (
        GroupTerms.objects.in_force(dt.date.today()).filter(group=group).values_list("supervisor", "leader")
    )
    supervisor, leader = runs.first() or (None, None)
    found = {supervisor, leader} if with_leader else {supervisor}
    return sorted(pk for pk in found if pk)


def above(person: int, *, with_leader: bool = True, but: Collection[int] = ()) -> list[int]:
    """Who decides about a person: those who run the group; where there is nobody, managers, then directors.

    Never the person, nor who is named in `but`.
    """
    left_out = {person, *but}
    group = Terms.objects.in_force(dt.date.today()).filter(employee=person).values_list("group", flat=True)
    found = [pk for pk in run_group(group.first(), with_leader=with_leader) if pk not in left_out]
    return found or with_role(Role.MANAGER, left_out) or with_role(Role.DIRECTOR, left_out)
