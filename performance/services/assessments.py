"""A month's assessment: opened, marked by hand, published, acknowledged, final."""

import contextlib
import datetime as dt
from collections.abc import Iterable, Mapping
from decimal import Decimal
from typing import Any

from django.db import transaction
from django.db.models import Exists, OuterRef, Q
from django.utils.translation import gettext as _

from common import audit
from common.dated import DAY, MissingNumber, read_numbers
from common.money import ZERO, rounded
from common.month import Month
from common.templatetags.backoffice import day as day_words
from performance import scoring
from performance.models import (
    Appeal,
    Assessment,
    AssessmentFill,
    Criterion,
    Mark,
    Score,
    ScorecardTemplate,
    TemplateVersion,
)
from performance.rates import ConductRates
from performance.services import telling
from performance.services.steps import Refused, author, numbers_by_group, rates_for, refuse_locked
from staff.models import Group, RuleBook
from staff.rulebooks import books_of_groups

ALL = Decimal(100)


def usual_template(group: Group, month: Month) -> ScorecardTemplate | None:
    """The scorecard that goes with the group's rule book, else with the company's."""
    book = books_of_groups(month.last).get(group.pk)
    rows = RuleBook.objects.filter(pk=book) if book else RuleBook.objects.filter(is_default=True)
    preset = rows.values_list("preset", flat=True).first() or ""
    templates = list(ScorecardTemplate.objects.order_by("pk"))
    named = [one for one in templates if preset and preset in one.rulebooks.split(",")]
    return next(iter(named or templates), None)


@transaction.atomic
def open_assessment(
    group: Group, month: Month, *, by: Any, template: ScorecardTemplate | None = None
) -> Assessment:
    """Begin the marking of a group for a month under the version of the scorecard in force on its first day.

    Raises Refused for a locked month or one that is ahead, for a group that is marked already, and without scorecard.
    """
    refuse_locked(month)
    # Two presses at the same moment queue here; the second finds what the first has opened.
    Group.objects.select_for_update(no_key=True).get(pk=group.pk)
    if month.first > dt.date.today():
        raise Refused(_("%(month)s has not begun.") % {"month": month})
    if Assessment.objects.filter(group=group, month=month).exists():
        raise Refused(
            _("%(group)s is being marked for %(month)s already.") % {"group": group, "month": month}
        )
    template = template or usual_template(group, month)
    version = template.version_on(month.first) if template else None
    if version is None:
        raise Refused(_("No scorecard holds on %(day)s.") % {"day": day_words(month.first)})
    made = Assessment.objects.create(group=group, month=month, version=version, opened_by=author(by))
    audit.record("performance.open", made, by=by, note=str(version))
    return made


@transaction.atomic
def give_mark(
    score: Score,
    criterion: Criterion,
    *,
    given: Decimal | None = None,
    is_applicable: bool = True,
    note: str | None = None,
    evidence: str | None = None,
    by: Any,
) -> Mark | None:
    """Mark one criterion by hand, or say that it does not apply; neither of the two takes the mark back.

    `note` and `evidence` go with the mark; None leaves what is there. Raises Refused where the score is no draft, for
    one's own, outside 0 to 100, for a value where records decide, and for a measure set aside without a word.
    """
    refuse_locked(score.month)
    _refuse_own(score, by)
    score = held(score)
    if score.status != Score.Status.DRAFT:
        raise Refused(_("This score is published; only an appeal can change it."))
    _refuse_value(criterion, given)
    before = Mark.objects.filter(score=score, criterion=criterion).first()
    if given is None and is_applicable:
        mark = _take_back(before, criterion)
    else:
        giver = _giver(before, criterion, given, is_applicable) or author(by)
        values = {"is_applicable": is_applicable, "marked_by": giver}
        values |= {} if criterion.is_filled else {"given": given}
        values |= {name: text for name, text in (("note", note), ("evidence", evidence)) if text is not None}
        _refuse_silence(before, criterion, values)
        values |= {"marked_at": dt.datetime.now(), "points": None}
        mark, _new = Mark.objects.update_or_create(score=score, criterion=criterion, defaults=values)
    work_out(score)
    changes = {str(criterion): [_said(before), _said(mark)]}
    audit.record("performance.mark", score, by=by, changes=changes, note=mark.note if mark else "")
    return mark


def _giver(before: Mark | None, criterion: Criterion, given: Decimal | None, is_applicable: bool) -> Any:
    """Who gave what stands there, if only a remark is added to it: the giver may not decide an appeal of it."""
    if before is None or before.is_applicable != is_applicable:
        return None
    return before.marked_by if criterion.is_filled or before.given == given else None


def held(score: Score) -> Score:
    """The score as it stands now; until the end of the transaction nobody else publishes, fills or decides it.

    Assessment first, then score: everybody who needs both takes them in this order, so that nobody waits in a circle.
    """
    if score.assessment_id is not None:
        Assessment.objects.select_for_update().filter(pk=score.assessment_id).first()
    found = Score.objects.select_for_update().filter(pk=score.pk).first()
    if found is None:
        raise Refused(_("This person is not marked here any more; open the sheet anew."))
    return found


def _refuse_value(criterion: Criterion, given: Decimal | None) -> None:
    if given is None:
        return
    if criterion.is_filled:
        raise Refused(_("“%(criterion)s” is scored from records.") % {"criterion": criterion})
    if not 0 <= given <= 100:
        raise Refused(_("%(value)s is not between 0 and 100.") % {"value": f"{given:f}"})
    if criterion.kind == Criterion.Kind.YES_NO and given not in {ALL, ZERO}:
        raise Refused(_("“%(criterion)s” is yes or no: 100 or 0.") % {"criterion": criterion})


def _refuse_silence(before: Mark | None, criterion: Criterion, values: Mapping[str, Any]) -> None:
    """What was measured is set aside with the reason only; it stays, and applies again once that is taken back."""
    is_measured = before is not None and criterion.is_filled and _has_measure(before)
    if is_measured and not values.get("note", before.note if before else ""):
        raise Refused(
            _("“%(criterion)s” was measured; say why it does not apply.") % {"criterion": criterion}
        )


def _has_measure(mark: Mark) -> bool:
    return mark.denominator is not None or mark.given is not None


def _take_back(before: Mark | None, criterion: Criterion) -> Mark | None:
    """Remove what was given by hand; a measure from records is left, and applies again."""
    if before is None:
        return None
    if criterion.is_filled and _has_measure(before):
        before.is_applicable, before.marked_by, before.note, before.evidence = True, None, "", ""
        before.save(update_fields=["is_applicable", "marked_by", "note", "evidence"])
        return before
    before.delete()
    return None


def _said(mark: Mark | None) -> str | None:
    if mark is None:
        return None
    return "n/a" if not mark.is_applicable else str(mark.given if mark.given is not None else mark.points)


def _refuse_own(score: Score, by: Any) -> None:
    if getattr(by, "employee_id", None) == score.employee_id:
        raise Refused(_("Nobody marks or decides on their own case."))


def work_out(score: Score) -> scoring.Result:
    """Work the score out anew from its marks and decided appeals, and store it with the points."""
    marks = list(Mark.objects.filter(score=score).select_related("criterion"))
    decided = dict(
        Appeal.objects.filter(mark__score=score, status=Appeal.Status.ACCEPTED).values_list(
            "mark", "points_after"
        )
    )
    version: TemplateVersion = score.assessment.version  # type: ignore[union-attr]
    result = scoring.score(version.scored(), {one.criterion_id: measured(one, decided) for one in marks})
    for one in marks:
        points = rounded(result.earned[one.criterion_id]) if one.criterion_id in result.earned else None
        if points != one.points:
            Mark.objects.filter(pk=one.pk).update(points=points)
    score.score, score.missing = result.score or ZERO, len(result.missing)
    score.save(update_fields=["score", "missing"])
    return result


def measured(mark: Mark, decided: Mapping[int, Decimal | None]) -> scoring.Measure:
    """A mark as scoring wants it; what an appeal gave stands for the measure."""
    return scoring.Measure(
        mark.numerator, mark.denominator, mark.given, mark.is_applicable, decided.get(mark.pk)
    )


@transaction.atomic
def publish(assessment: Assessment, *, by: Any) -> int:
    """Show the scores to whom they mark; returns how many.

    Raises Refused while parts are missing or being filled in, before the month is over, without scores, and for a
    locked month.
    """
    assessment = Assessment.objects.select_for_update().get(pk=assessment.pk)
    refuse_locked(assessment.month)
    if not assessment.is_open:
        raise Refused(_("%(assessment)s is published already.") % {"assessment": assessment})
    if assessment.month.last >= dt.date.today():
        raise Refused(
            _("%(month)s is not over; it can be published from %(day)s.")
            % {"month": assessment.month, "day": day_words(assessment.month.next.first)}
        )
    if fills_under_way(assessment.month, assessment).exists():
        raise Refused(_("The marks are being filled in already; wait a moment."))
    rows = assessment.scores.select_for_update(of=("self",)).order_by("pk")  # in the order of an import
    drafts = list(rows.filter(status=Score.Status.DRAFT).select_related("employee"))
    if not drafts:
        raise Refused(_("Nobody is marked yet. Fill the marks in first."))
    lacking = [one.employee.name for one in drafts if one.missing]
    if lacking:
        raise Refused(_("Parts are missing for %(people)s.") % {"people": ", ".join(lacking[:10])})
    now = dt.datetime.now()
    assessment.scores.filter(status=Score.Status.DRAFT).update(
        status=Score.Status.PUBLISHED, published_at=now
    )
    assessment.status, assessment.published_at = Assessment.Status.PUBLISHED, now
    assessment.published_by = author(by)
    assessment.save(update_fields=["status", "published_at", "published_by"])
    _record(drafts, "published", by)
    telling.of_published(assessment)
    return len(drafts)


def fills_under_way(month: Month, assessment: Assessment | None) -> Any:
    """Fillings of an assessment, or of everything in its month, that are not over."""
    rows = AssessmentFill.objects.filter(month=month, work_status__in=["queued", "running"])
    return rows.filter(Q(assessment=assessment) | Q(assessment__isnull=True))


def _record(scores: Iterable[Score], status: str, by: Any) -> None:
    audit.record_all(
        audit.entry_for(
            f"score {status}",
            one,
            by=by,
            changes={"status": [one.status, status], "score": [None, one.score]},
        )
        for one in scores
    )


@transaction.atomic
def acknowledge(score: Score, *, by: Any) -> None:
    """Accept one's own published score. Raises Refused for another's, and where it is not to be accepted any more."""
    if by.employee_id != score.employee_id:
        raise Refused(_("Only whom a score marks can acknowledge it."))
    changed = Score.objects.filter(pk=score.pk, status=Score.Status.PUBLISHED).update(
        status=Score.Status.ACKNOWLEDGED, acknowledged_at=dt.datetime.now()
    )
    if not changed:
        raise Refused(_("This score is not waiting to be acknowledged."))
    audit.record("score acknowledged", score, by=by, changes={"status": ["published", "acknowledged"]})


def appeal_until(score: Score) -> dt.date | None:
    """The last day on which a published score can be appealed."""
    if score.published_at is None or score.assessment is None:
        return None
    days = rates_for(ConductRates, score.assessment.group_id, score.month).appeal_days
    return score.published_at.date() + dt.timedelta(days=days)


@transaction.atomic
def finalise(assessment: Assessment, *, by: Any) -> int:
    """Make final what is acknowledged, or published and past its term; returns how many.

    Raises Refused where nothing can be made final: appeals open, or the term still running.
    """
    assessment = Assessment.objects.select_for_update().get(pk=assessment.pk)
    if assessment.is_open:
        raise Refused(_("Publish the scores first."))
    scores = assessment.scores.select_related("employee", "assessment").order_by("pk")
    ready = [one for one in scores.select_for_update(of=("self",)) if _is_settled(one)]
    if not ready and assessment.scores.exclude(status=Score.Status.FINAL).exists():
        raise Refused(_("Nothing can be made final yet: appeals are open, or the days to appeal still run."))
    Score.objects.filter(pk__in=[one.pk for one in ready]).update(status=Score.Status.FINAL)
    _record(ready, "final", by)
    close_if_final(assessment)
    return len(ready)


def finalise_due(now: dt.datetime) -> int:
    """Make final what nobody has appealed in the days given for it; how many scores. For the clock."""
    scores = Score.objects.filter(assessment=OuterRef("pk"))
    waiting = scores.filter(status__in=[Score.Status.PUBLISHED, Score.Status.ACKNOWLEDGED])
    # Where the last open score was imported, only the assessment is left to be closed.
    is_due = Exists(waiting) | ~Exists(scores.exclude(status=Score.Status.FINAL))
    rows = Assessment.objects.filter(is_due, status=Assessment.Status.PUBLISHED, published_at__lt=now - DAY)
    terms: dict[Month, Mapping[int | None, int]] = {}
    made = 0
    for one in rows.order_by("month", "pk"):
        of_month = terms.setdefault(one.month, terms.get(one.month) or _appeal_days(one.month))
        days = of_month.get(one.group_id, of_month.get(None))
        if days is not None and one.published_at and now.date() > one.published_at.date() + days * DAY:
            with contextlib.suppress(Refused):  # somebody has done it, or appealed, at this moment
                made += finalise(one, by=None)
    return made


def _appeal_days(month: Month) -> dict[int | None, int]:
    """{group id: days to appeal}, None for the company's; groups whose rule book lacks the number are left out."""
    found = {}
    for group, numbers in numbers_by_group(month).items():
        with contextlib.suppress(MissingNumber):
            found[group] = read_numbers(ConductRates, numbers).appeal_days
    return found


def _is_settled(score: Score) -> bool:
    if score.status == Score.Status.ACKNOWLEDGED:
        return True
    until = appeal_until(score)
    return score.status == Score.Status.PUBLISHED and until is not None and dt.date.today() > until


def close_if_final(assessment: Assessment) -> None:
    """Mark the assessment final once every score of it is; who decides two of them at once comes here in turns."""
    Assessment.objects.select_for_update().get(pk=assessment.pk)
    if not assessment.scores.exclude(status=Score.Status.FINAL).exists():
        Assessment.objects.filter(pk=assessment.pk).update(status=Assessment.Status.FINAL)
