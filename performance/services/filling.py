"""From a month's records to the marks of its open assessments: everything at once, set-based."""

import datetime as dt
from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from decimal import Decimal
from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _

from common import audit, bulk, jobs
from common.dated import read_numbers
from common.models import Fenced, TrackedWork
from common.money import ZERO, rounded
from common.month import Month
from performance import measuring, scoring
from performance.members import Member, days_away, members_of
from performance.models import Assessment, AssessmentFill, Criterion, Exclusion, Mark, Score
from performance.rates import AssessmentRates, SalesRates
from performance.services import assessments
from performance.services.steps import Refused, author, numbers_by_group, refuse_locked
from staff.rulebooks import EmploymentRates

MARK = (
    "score_id",
    "criterion_id",
    "numerator",
    "denominator",
    "given",
    "is_applicable",
    "points",
    "marked_at",
)


@transaction.atomic
def start_fill(month: Month, assessment: Assessment | None, *, by: Any) -> AssessmentFill:
    """Have the marks of one assessment (None: of all open ones of the month) filled from the records.

    Raises Refused for a locked month, where nothing is open, and while the same is under way.
    """
    refuse_locked(month)
    # Two presses at the same moment queue here, and so does one that publishes; the second finds the fill of the first.
    if not list(wanted(month, assessment).select_for_update().order_by("pk").values_list("pk")):
        raise Refused(_("No assessment of %(month)s is being marked.") % {"month": month})
    if assessments.fills_under_way(month, assessment).exists():
        raise Refused(_("The marks are being filled in already; wait a moment."))
    work = AssessmentFill.objects.create(month=month, assessment=assessment, by=author(by))
    audit.record("performance.fill", assessment or work, by=by, note=str(month))
    jobs.start(work)
    return work


def wanted(month: Month, assessment: Assessment | None) -> Any:
    """The open assessments that a fill is about."""
    rows = Assessment.objects.filter(month=month, status=Assessment.Status.OPEN)
    return rows.filter(pk=assessment.pk) if assessment else rows


@dataclass
class Filled:
    """What is to be stored."""

    scores: dict[int, int] = field(default_factory=dict)
    excluded: list[Exclusion] = field(default_factory=list)
    people: dict[int, tuple[Member, Assessment]] = field(default_factory=dict)


def fill(work: AssessmentFill) -> None:
    """Read the month and store the marks, in one transaction that a later attempt fences off."""
    month = work.month
    open_ones = {one.group_id: one for one in wanted(month, work.assessment)}
    numbers = numbers_by_group(month)
    _tell(work, _("people"), 1)
    trial = {group: read_numbers(EmploymentRates, row).trial_days for group, row in numbers.items()}
    members = {one.id: one for one in members_of(month, trial) if one.group in open_ones}
    made = _sort_out(month, members, open_ones, numbers)
    _tell(work, _("sales and metrics"), 2)
    bases = {group: read_numbers(SalesRates, row).commission_basis for group, row in numbers.items()}
    found = measuring.find(month, {pk: members[pk] for pk in made.people}, bases)
    _tell(work, _("scores"), 3)
    with transaction.atomic():
        refuse_locked(month)
        _store(month, _still_open(month, work, made), made, found)
        work.finish(people=len(made.people), done_steps=4)


def _still_open(month: Month, work: AssessmentFill, made: Filled) -> list[Assessment]:
    """What is open now, held until the marks are stored; whoever was published meanwhile is left as published."""
    still = list(wanted(month, work.assessment).select_for_update().order_by("pk"))
    keys = {one.pk for one in still}
    made.people = {pk: held for pk, held in made.people.items() if held[1].pk in keys}
    made.excluded = [one for one in made.excluded if one.assessment_id in keys]
    return still


def _tell(work: AssessmentFill, stage: str, done: int) -> None:
    if work.work_status == TrackedWork.Status.RUNNING and not work.report(stage, done, 4):
        raise Fenced(f"fill {work.pk}: attempt {work.attempt} was overtaken")


def _sort_out(
    month: Month,
    members: Mapping[int, Member],
    open_ones: Mapping[int, Assessment],
    numbers: Mapping[int | None, Mapping[str, str]],
) -> Filled:
    """Who is marked, and who is left out with the reason."""
    made = Filled()
    limits = {
        group: read_numbers(AssessmentRates, numbers.get(group, numbers[None])).assessment_away_days
        for group in open_ones
    }
    away = days_away(month, members, min(limits.values(), default=0))
    other = _scored_elsewhere(month, open_ones)
    for one in members.values():
        assessment = open_ones[one.group or 0]
        reason, days = _why_not(one, other, away.get(one.id, 0), limits[one.group or 0])
        if reason:
            made.excluded.append(
                Exclusion(assessment=assessment, employee_id=one.id, reason=reason, days=days)
            )
        else:
            made.people[one.id] = one, assessment
    return made


def _why_not(one: Member, other: set[int], days: int, limit: int) -> tuple[str, int]:
    if one.id in other:
        return Exclusion.Reason.MARKED, 0
    if one.confirmed_on > one.last_on:
        return Exclusion.Reason.TRIAL, 0
    return (Exclusion.Reason.AWAY, days) if days > limit else ("", 0)


def _scored_elsewhere(month: Month, open_ones: Mapping[int, Assessment]) -> set[int]:
    """Who has a score of the month that was imported, or given in another group."""
    rows = Score.objects.filter(month=month).order_by().values_list("employee", "assessment")
    ours = {one.pk for one in open_ones.values()}
    return {person for person, assessment in rows if assessment not in ours}


# Storing


def _store(month: Month, open_ones: Sequence[Assessment], made: Filled, found: measuring.Found) -> None:
    ours = [one.pk for one in open_ones]
    # Held in the order of an import: what it made final meanwhile is seen here, neither overwritten nor dropped.
    list(Score.objects.filter(assessment__in=ours).select_for_update().order_by("pk").values_list("pk"))
    Exclusion.objects.filter(assessment__in=ours).delete()
    bulk.insert_objects(made.excluded)
    _drop_people(ours, made)
    _add_people(month, made)
    rows = Score.objects.filter(assessment__in=ours, status=Score.Status.DRAFT).order_by()
    made.scores = dict(rows.values_list("employee", "pk"))
    kept = _kept(ours)
    stale = Mark.objects.filter(
        score__assessment__in=ours, score__status=Score.Status.DRAFT, marked_by__isnull=True
    )
    Mark.objects.filter(pk__in=stale.values("pk"))._raw_delete("default")
    marks, scores, changed = _worked_out(made, found, kept)
    bulk.insert(Mark, MARK, marks)
    bulk.update(Mark, ["points"], changed)
    bulk.update(Score, ["score", "missing"], scores)
    Assessment.objects.filter(pk__in=ours).update(filled_at=dt.datetime.now())


def _drop_people(ours: Sequence[int], made: Filled) -> None:
    """Drafts of people who are not marked in these groups any more."""
    drafts = Score.objects.filter(assessment__in=ours, status=Score.Status.DRAFT).order_by()
    gone = [
        pk
        for pk, person, assessment in drafts.values_list("pk", "employee", "assessment")
        if person not in made.people or made.people[person][1].pk != assessment
    ]
    for part in bulk.chunks(gone):
        Score.objects.filter(pk__in=part).delete()


def _add_people(month: Month, made: Filled) -> None:
    there = set(Score.objects.filter(month=month).order_by().values_list("employee", flat=True))
    new = [
        (pk, month, ZERO, Score.Status.DRAFT, assessment.pk)
        for pk, (_one, assessment) in made.people.items()
        if pk not in there
    ]
    bulk.insert(Score, ("employee_id", "month", "score", "status", "assessment_id"), new)


Kept = dict[int, dict[int, tuple[int, scoring.Measure, Decimal | None]]]


def _kept(ours: Sequence[int]) -> Kept:
    """{score: {criterion: (mark, measure, points)}} of what people marked; it survives every fill."""
    found: Kept = defaultdict(dict)
    rows = Mark.objects.filter(score__assessment__in=ours, marked_by__isnull=False).order_by()
    columns = ("score", "criterion", "pk", "points", "numerator", "denominator", "given", "is_applicable")
    for score, criterion, pk, points, *measure in rows.values_list(*columns):
        found[score][criterion] = pk, scoring.Measure(*measure), points
    return found


def _worked_out(made: Filled, found: measuring.Found, kept: Kept) -> tuple[list[Any], list[Any], list[Any]]:
    """(new marks, scores, changed points of kept marks)."""
    marks: list[Any] = []
    scores: list[Any] = []
    changed: list[Any] = []
    criteria: dict[int, list[tuple[Criterion, scoring.Criterion]]] = {}
    now = dt.datetime.now()
    for person, (_one, assessment) in made.people.items():
        if person not in made.scores:  # not a draft any more: imported over, and final
            continue
        version = assessment.version_id
        if version not in criteria:
            criteria[version] = [(row, row.scored()) for row in assessment.version.criteria.all()]
        pk = made.scores[person]
        by_hand = kept.get(pk, {})
        measures = {key: measure for key, (_mark, measure, _points) in by_hand.items()}
        measures |= dict(_measures(criteria[version], person, found, measures))
        result = scoring.score([scored for _row, scored in criteria[version]], measures)
        scores.append((pk, result.score or ZERO, len(result.missing)))
        for key, measure in measures.items():
            points = rounded(result.earned[key]) if key in result.earned else None
            if key in by_hand:
                if points != by_hand[key][2]:
                    changed.append((by_hand[key][0], points))
            else:
                marks.append((pk, key, *_columns(measure), points, now))
    return marks, scores, changed


def _measures(
    criteria: Sequence[tuple[Criterion, scoring.Criterion]],
    person: int,
    found: measuring.Found,
    by_hand: Mapping[int, scoring.Measure],
) -> Iterator[tuple[int, scoring.Measure]]:
    for row, _scored in criteria:
        if row.pk not in by_hand and row.is_filled:
            measure = measuring.measure(row, person, found)
            if measure != scoring.MISSING:
                yield row.pk, measure


def _columns(measure: scoring.Measure) -> tuple[Any, ...]:
    return measure.numerator, measure.denominator, measure.given, measure.is_applicable
