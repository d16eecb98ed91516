"""What the pages of assessments and scores show, put together with a fixed number of queries."""

import datetime as dt
from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass, field
from decimal import Decimal
from typing import Any

from django.urls import reverse

from common import locks
from common.access import Role
from common.month import Month
from performance import about as abouts
from performance import scoring, wording
from performance.models import (
    Appeal,
    Assessment,
    ConductEntry,
    Criterion,
    Mark,
    Score,
    ServiceMetric,
    WeeklyRecord,
)
from performance.rates import AssessmentRates
from performance.services import assessments, conduct
from performance.services.steps import Refused, rates_for
from staff.models import Employee

SHOWN = (Score.Status.PUBLISHED, Score.Status.ACKNOWLEDGED, Score.Status.APPEALED, Score.Status.FINAL)


@dataclass
class Cell:
    """One criterion of one person in the sheet."""

    criterion: Criterion
    mark: Mark | None = None

    @property
    def text(self) -> str:
        """What stands in the input of a hand-marked part."""
        if self.mark is None:
            return ""
        if not self.mark.is_applicable:
            return "-"
        return wording.plain(self.mark.given) if self.mark.given is not None else ""

    @property
    def takes_typing(self) -> bool:
        """Marked by hand, or without a measure. What was measured is set aside on its own page, with the reason."""
        return not self.criterion.is_filled or self.mark is None or not is_measured(self.mark)

    @property
    def said(self) -> str:
        return wording.said(self.mark) if self.mark else ""


def is_measured(mark: Mark) -> bool:
    """Scored from records, whether it applies or not."""
    return mark.criterion.is_filled and (mark.denominator is not None or mark.given is not None)


@dataclass
class SheetRow:
    """One person of an assessment."""

    score: Score
    grade: str
    is_flagged: bool
    place: int = 0
    cells: list[Cell] = field(default_factory=list)
    records: list[WeeklyRecord] = field(default_factory=list)


def sheet(assessment: Assessment, user: Any) -> dict[str, Any]:
    """The sheet of an assessment: criteria as columns, people as rows, the best first once it is published.

    Nobody finds there their own draft, nor what is recorded about them.
    """
    criteria = list(assessment.version.criteria.all())
    scores = list(_scores_for(assessment, user))
    limits = limits_of(assessment.group_id, assessment.month)
    marks = {
        (one.score_id, one.criterion_id): one
        for one in Mark.objects.filter(score__assessment=assessment).select_related("criterion")
    }
    flagged, records = twice_below(scores, limits), weekly_records(assessment.month, scores)
    records.pop(user.employee_id, None)
    rows = [
        SheetRow(
            one,
            scoring.grade(one.score, limits),
            one.employee_id in flagged,
            cells=[Cell(row, marks.get((one.pk, row.pk))) for row in criteria],
            records=records.get(one.employee_id, []),
        )
        for one in scores
    ]
    _rank(rows)
    if not assessment.is_open:
        rows.sort(key=lambda row: row.place)
    return {
        "criteria": criteria,
        "rows": rows,
        "missing": sum(one.missing for one in scores),
        "until": _term_of(assessment, scores),
        "is_provisional": assessment.is_open and _has_provisional(assessment.month, scores),
    }


def _term_of(assessment: Assessment, scores: Sequence[Score]) -> dt.date | None:
    """The last day on which parts can be appealed, while it is not past."""
    if assessment.status != Assessment.Status.PUBLISHED:
        return None
    first = next((one for one in scores if one.published_at), None)
    until = assessments.appeal_until(first) if first else None
    return until if until and dt.date.today() <= until else None


def _scores_for(assessment: Assessment, user: Any) -> Any:
    rows = assessment.scores.select_related("employee").order_by("employee__employee_no")
    return rows.exclude(status=Score.Status.DRAFT, employee=user.employee_id)


def _has_provisional(month: Month, scores: Sequence[Score]) -> bool:
    """Whether figures of service of these people may still change."""
    rows = ServiceMetric.objects.filter(employee__in=[one.employee_id for one in scores], is_final=False)
    return rows.filter(on__gte=month.first, on__lte=month.last).exists()


def _rank(rows: Sequence[SheetRow]) -> None:
    """Equal scores share a place."""
    marks = sorted((row.score.score for row in rows), reverse=True)
    for row in rows:
        row.place = marks.index(row.score.score) + 1


def limits_of(group: int | None, month: Month) -> dict[str, Decimal]:
    """The least mark of each grade under the group's rule book."""
    return rates_for(AssessmentRates, group, month).limits()


def twice_below(scores: Sequence[Score], limits: dict[str, Decimal]) -> set[int]:
    """Whose score is below the lowest grade in this month and the one before (rules.md section 4: flag)."""
    low = {one.employee_id: one.month for one in scores if not one.missing and one.score < limits["junior"]}
    if not low:
        return set()
    before = Score.objects.filter(
        employee__in=low,
        month=next(iter(low.values())).previous,
        status__in=SHOWN,
        score__lt=limits["junior"],
    )
    return set(before.values_list("employee", flat=True))


def weekly_records(month: Month, scores: Sequence[Score]) -> dict[int, list[WeeklyRecord]]:
    """{employee id: records of the weeks that touch the month}."""
    found: dict[int, list[WeeklyRecord]] = defaultdict(list)
    since = month.first - dt.timedelta(days=6)
    rows = WeeklyRecord.objects.filter(week_on__gte=since, week_on__lte=month.last)
    for one in rows.filter(employee__in=[one.employee_id for one in scores]).select_related("by__employee"):
        found[one.employee_id].append(one)
    return found


@dataclass
class Part:
    """One criterion of a score as whom it marks sees it."""

    criterion: Criterion
    mark: Mark | None
    said: str
    scale: str
    links: list[wording.Link]
    appeal: Appeal | None
    may_appeal: bool
    # A critical part of its section got nothing.
    has_failed_section: bool = False

    @property
    def lost(self) -> Decimal | None:
        """Points that are lacking to full marks."""
        if self.mark is None or self.mark.points is None:
            return None
        return self.criterion.weight - self.mark.points


def parts_of(score: Score, user: Any) -> list[Part]:
    """The criteria of a score with their measures, records, appeals."""
    if score.assessment is None:
        return []
    marks = {one.criterion_id: one for one in score.marks.select_related("criterion", "marked_by__employee")}
    appeals = {
        one.mark_id: one
        for one in Appeal.objects.filter(mark__score=score).select_related("decided_by__employee")
    }
    may, criteria = may_appeal(score, user), list(score.assessment.version.criteria.all())
    failed = {row.section for row in criteria if row.is_critical and _got_nothing(marks.get(row.pk))}
    parts = []
    for row in criteria:
        mark = marks.get(row.pk)
        appeal = appeals.get(mark.pk) if mark else None
        part = Part(row, mark, "", wording.scale(row), [], appeal, False, row.section in failed)
        if mark:
            part.said = wording.said(mark)
            part.links = wording.behind(mark, score.employee.employee_no, score.month)
            part.may_appeal = bool(may and not appeal and part.lost)
        parts.append(part)
    return parts


def _got_nothing(mark: Mark | None) -> bool:
    return mark is not None and mark.points is not None and mark.points == 0


def part_of(criterion: Criterion, mark: Mark | None, score: Score) -> dict[str, Any]:
    """What the page of one part of a score shows beside its form."""
    sheet = reverse("performance:assessment", args=[score.assessment_id])
    return {
        "said": wording.said(mark) if mark else "",
        "scale": wording.scale(criterion),
        "links": wording.links_behind(criterion, score.employee.employee_no, score.month),
        "back": f"{sheet}#row-{score.pk}",
    }


def may_appeal(score: Score, user: Any) -> bool:
    """Own, published, within the term."""
    if score.employee_id != user.employee_id or score.status not in {"published", "appealed"}:
        return False
    try:
        until = assessments.appeal_until(score)
    except Refused:
        return False
    return until is not None and dt.date.today() <= until


def page_of_score(score: Score, user: Any) -> dict[str, Any]:
    """Everything the page of one score shows."""
    group = score.assessment.group_id if score.assessment else None
    limits, until = limits_of(group, score.month), assessments.appeal_until(score)
    return {
        "score": score,
        "grade": scoring.grade(score.score, limits),
        "next_grade": scoring.to_next(score.score, limits),
        "parts": parts_of(score, user),
        "until": until,
        "is_in_term": until is not None and dt.date.today() <= until,
        "is_own": score.employee_id == user.employee_id,
        "may_acknowledge": score.status == "published" and score.employee_id == user.employee_id,
        "entries": ConductEntry.objects.filter(employee=score.employee_id, counts_in=score.month),
    }


def trend(employee: int, months: int = 12) -> list[Score]:
    """The last published scores, oldest first."""
    rows = Score.objects.filter(employee=employee, status__in=SHOWN).order_by("-month")[:months]
    return list(rows)[::-1]


def page_of_entry(entry: ConductEntry, user: Any) -> dict[str, Any]:
    """Appeal and term of an entry of conduct, and the person's other entries under the same item."""
    is_own = entry.employee_id == user.employee_id
    until = conduct.appeal_until(entry)
    is_recorded = entry.status == ConductEntry.Status.RECORDED
    return {
        "appeal": entry.appeals.select_related("decided_by__employee").first(),
        "until": until,
        "links": abouts.links_of(entry, user),
        "files": entry.files.select_related("by__employee"),
        "may_appeal": is_own and is_recorded and dt.date.today() <= until,
        "may_add": may_add_evidence(entry, user),
        "before": ConductEntry.objects.filter(employee=entry.employee_id, item=entry.item).exclude(
            pk=entry.pk
        )[:10],
        "score": Score.objects.visible_to(user)
        .exclude(status=Score.Status.DRAFT)
        .filter(employee=entry.employee_id, month=entry.counts_in)
        .first(),
    }


def may_add_evidence(entry: ConductEntry, user: Any) -> bool:
    """The person concerned, and whoever leads them, as long as nothing is decided and the month is open."""
    is_open = entry.status in {ConductEntry.Status.RECORDED, ConductEntry.Status.APPEALED}
    leads = user.role in {Role.LEADER, Role.SUPERVISOR, Role.MANAGER}
    return (
        is_open
        and (leads or entry.employee_id == user.employee_id)
        and not locks.is_locked(entry.counts_in.first)
    )


def about(appeal: Appeal, user: Any) -> dict[str, Any]:
    """What an appeal is about, for whoever decides and may not open the record itself."""
    if appeal.mark:
        mark = appeal.mark
        parts = (wording.said(mark), wording.scale(mark.criterion), mark.note, mark.evidence)
        said = " · ".join(part for part in parts if part)
    else:
        entry = appeal.entry
        item = conduct.item_on(entry.item, entry.on) if entry else None
        said = " · ".join(
            str(part) for part in (item, entry and entry.note, entry and entry.evidence) if part
        )
    seen = Employee.objects.visible_to(user).filter(pk=appeal.employee_id)
    return {"said": said, "may_open": seen.exists(), **_score_now(appeal)}


def _score_now(appeal: Appeal) -> dict[str, Any]:
    """Of a decided appeal of a mark: what the score is now, and until when its other parts can be appealed."""
    if appeal.mark is None or appeal.status == Appeal.Status.OPEN:
        return {}
    score = appeal.mark.score
    group = score.assessment.group_id if score.assessment else None
    is_open = score.status in {Score.Status.PUBLISHED, Score.Status.APPEALED}
    return {
        "score": score,
        "grade": scoring.grade(score.score, limits_of(group, score.month)),
        "until": assessments.appeal_until(score) if is_open else None,
    }
