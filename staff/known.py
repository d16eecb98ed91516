"""Who and what is known while an import runs: people, those of the file included, and groups."""

from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import Any

from django.utils.translation import gettext as _

from common.intake import Intake, Table
from staff.models import Employee, Group


@dataclass
class People:
    """Who is known while an import runs: standing people and those of the sheet 员工."""

    ids: dict[str, int]
    # Their rows were bad; other sheets do not complain about them a second time.
    bad: set[str] = field(default_factory=set)
    names: dict[int, str] = field(default_factory=dict)

    def knows(self, number: str) -> bool:
        return number in self.ids or number in self.bad


def people(intake: Intake) -> People:
    """Everybody by employee number; read once an import."""
    if "people" not in intake.shelf:
        ids = dict(Employee.objects.values_list("employee_no", "pk"))
        table = intake.tables.get("employees")
        bad = {str(identity[0]) for identity in table.bad_identities} if table else set()
        intake.shelf["people"] = People(ids, bad)
    found: People = intake.shelf["people"]
    return found


def employee_of(intake: Intake, table: Table, row: Any, column: str = "employee_no") -> int | None:
    """The id of the person a row is about; None, and the row reported, where there is no such person."""
    known = people(intake)
    number = getattr(row, column)
    found = known.ids.get(number)
    if found is None and number not in known.bad:
        remedy = _(
            "There is no employee %(number)s. Correct the number, or add the person to the sheet 员工."
        )
        intake.bad(table, row.number, column, remedy % {"number": number})
    return found


def group_ids(intake: Intake) -> dict[str, int]:
    """All groups by name, those of this import included."""
    if "groups" not in intake.shelf:
        intake.shelf["groups"] = dict(Group.objects.values_list("name", "pk"))
    found: dict[str, int] = intake.shelf["groups"]
    return found


def differing(names: Iterable[str], before: Iterable[Any], after: Iterable[Any]) -> dict[str, list[Any]]:
    """{name: [before, after]} of what differs."""
    return {name: [old, new] for name, old, new in zip(names, before, after, strict=True) if old != new}
