"""What one's own scorecard page shows: the score to date, what costs points, what is pending, the way to a medal."""

import datetime as dt
from dataclasses import dataclass, field
from decimal import Decimal
from typing import Any

from django.db.models import OuterRef, Subquery

from common.dated import MissingNumber, read_numbers
from common.money import rounded
from common.month import Month
from performance import measuring, pictures, scoring, showing, wording
from performance.members import Member, members_of
from performance.models import (
    Appeal,
    ConductEntry,
    ConductItem,
    Criterion,
    Score,
    Sitting,
    TemplateVersion,
)
from performance.rates import AssessmentRates, SalesRates
from performance.services.assessments import usual_template
from performance.services.steps import group_of, numbers_for
from performance.wording import said_of, scale
from staff.models import Employee, Group
from staff.rulebooks import EmploymentRates


@dataclass
class PartToday:
    """One criterion as it stands today."""

    criterion: Criterion
    said: str
    scale: str
    points: Decimal | None
    links: list[wording.Link] = field(default_factory=list)

    @property
    def lost(self) -> Decimal | None:
        return None if self.points is None else self.criterion.weight - self.points

    @property
    def percent(self) -> int:
        return 0 if self.points is None else int(self.points * 100 / self.criterion.weight)


def page_of(user: Any, today: dt.date) -> dict[str, Any]:
    """Everything of the page; `today_score` is empty for whoever is not marked."""
    month = Month.of(today)
    standing = _standing(user.employee_id, month)
    trend = showing.trend(user.employee_id)
    limits = standing.get("limits") or showing.limits_of(group_of(user.employee_id, today), month)
    mark = standing.get("today_score")
    return {
        "month": month,
        **standing,
        "ladder": pictures.ladder(mark, limits) if mark is not None else None,
        "line": pictures.trend_line(trend, limits),
        "trend": trend,
        "latest": trend[-1] if trend else None,
        "entries": _entries(user.employee_id, month),
        **_pending(user.employee_id, today),
    }


def _pending(employee: int, today: dt.date) -> dict[str, Any]:
    """What waits: scores to accept, exams to sit, appeals that are not decided."""
    appeals = Appeal.objects.filter(employee=employee).select_related(
        "entry", "mark__criterion", "mark__score"
    )
    sittings = Sitting.objects.filter(
        employee=employee, mark__isnull=True, exam__on__gte=Month.of(today).first
    )
    return {
        "to_acknowledge": Score.objects.filter(employee=employee, status="published"),
        "appeals": appeals[:5],
        "open_appeals": [one for one in appeals if one.status == Appeal.Status.OPEN],
        "to_sit": sittings.select_related("exam").on_screen(),
    }


def _entries(employee: int, month: Month) -> list[ConductEntry]:
    """This month's entries with the item in words and its points."""
    items = ConductItem.objects.filter(code=OuterRef("item"), valid_from__lte=OuterRef("on")).order_by(
        "-valid_from"
    )
    rows = ConductEntry.objects.filter(employee=employee, counts_in=month)
    return list(
        rows.annotate(
            name_zh=Subquery(items.values("name_zh")[:1]),
            name_en=Subquery(items.values("name_en")[:1]),
            points=Subquery(items.values("points")[:1]),
        )
    )


def _standing(employee: int, month: Month) -> dict[str, Any]:
    member, numbers = _member(employee, month)
    if member is None or member.group is None:
        return {}
    try:
        limits = read_numbers(AssessmentRates, numbers).limits()
        basis = read_numbers(SalesRates, numbers).commission_basis
    except MissingNumber:
        return {}
    version = _version(member.group, month)
    if version is None:
        return {}
    criteria = list(version.criteria.all())
    found = measuring.find(month, {employee: member}, {None: basis})
    measures = {one.pk: measuring.measure(one, employee, found) for one in criteria if one.is_filled}
    result = scoring.score([one.scored() for one in criteria], measures)
    number = Employee.objects.values_list("employee_no", flat=True).get(pk=employee)
    parts = [_part(one, measures.get(one.pk, scoring.MISSING), result) for one in criteria]
    for part in parts:
        part.links = wording.links_behind(part.criterion, number, month)
    mark = result.score
    return {
        "today_score": mark,
        "grade": scoring.grade(mark, limits) if mark is not None else "",
        "next_grade": scoring.to_next(mark, limits) if mark is not None else None,
        "limits": limits,
        "parts": sorted(parts, key=lambda part: -(part.lost or 0)),
        "waiting": [part.criterion for part in parts if part.points is None],
        "missing": len(result.missing),
        "version": version,
    }


def _member(employee: int, month: Month) -> tuple[Member | None, Any]:
    numbers = numbers_for(group_of(employee, month.last), month)
    trial = read_numbers(EmploymentRates, numbers).trial_days
    rows = members_of(month, {None: trial}, Employee.objects.filter(pk=employee))
    return next(rows, None), numbers


def _version(group: int, month: Month) -> TemplateVersion | None:
    opened = TemplateVersion.objects.filter(assessments__group=group, assessments__month=month).first()
    template = usual_template(Group.objects.get(pk=group), month)
    return opened or (template.version_on(month.first) if template else None)


def _part(criterion: Criterion, measure: scoring.Measure, result: scoring.Result) -> PartToday:
    points = rounded(result.earned[criterion.pk]) if criterion.pk in result.earned else None
    return PartToday(criterion, said_of(criterion, measure), scale(criterion), points)
