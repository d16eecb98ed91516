"""How people are coming on: apprentices with their first score, weak points of a month."""

from collections import defaultdict
from dataclasses import dataclass, field
from decimal import Decimal
from typing import Any

from django.db.models import Exists, OuterRef, Q, Sum

from common.money import rounded
from common.month import Month
from performance.models import Mark, MentorNote, Score
from performance.showing import SHOWN
from staff.models import Employee


@dataclass
class Apprentice:
    """One pair of mentor and apprentice."""

    person: Employee
    may_open: bool = False
    first: Score | None = None
    notes: list[MentorNote] = field(default_factory=list)


def apprentices(user: Any) -> list[Apprentice]:
    """Visible people with a mentor, and one's own apprentices; the newest first. Three queries.

    What is noted about somebody is for the mentor and for who leads, as on the person's record.
    """
    seen = Employee.objects.visible_to(user)
    people = Employee.objects.filter(Q(pk__in=seen) | Q(mentor=user.employee_id), mentor__isnull=False)
    people = people.annotate(is_seen=Exists(seen.filter(pk=OuterRef("pk"))))
    shown = people.select_related("mentor").order_by("-hired_on")[:200]
    rows = {one.pk: Apprentice(one, one.is_seen) for one in shown}
    for score in Score.objects.filter(employee__in=rows, status__in=SHOWN).order_by("-month"):
        confirmed = rows[score.employee_id].person.confirmed_on or rows[score.employee_id].person.hired_on
        if score.month >= Month.of(confirmed):
            rows[score.employee_id].first = score
    for note in (
        MentorNote.objects.filter(employee__in=rows)
        .exclude(employee=user.employee_id)
        .select_related("by__employee")
    ):
        rows[note.employee_id].notes.append(note)
    return list(rows.values())


def weak_points(user: Any, month: Month) -> list[dict[str, Any]]:
    """Criteria of a month by the part of their points that visible people got, the weakest first."""
    rows = Mark.objects.filter(score__month=month, score__employee__in=Employee.objects.visible_to(user))
    sums = rows.filter(points__isnull=False).order_by().values("criterion__name")
    found: dict[str, list[Decimal]] = defaultdict(lambda: [Decimal(0), Decimal(0)])
    for row in sums.annotate(got=Sum("points"), possible=Sum("criterion__weight")):
        found[row["criterion__name"]][0] += row["got"]
        found[row["criterion__name"]][1] += row["possible"]
    parts = [
        {"name": name, "percent": rounded(got * 100 / all_)} for name, (got, all_) in found.items() if all_
    ]
    return sorted(parts, key=lambda row: row["percent"])[:6]
