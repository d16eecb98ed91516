"""Objections: made in time by whom it concerns, decided by somebody neutral."""

import datetime as dt
from decimal import Decimal
from typing import Any

from django.db import transaction
from django.db.models import F
from django.utils.translation import gettext as _

from common import audit, locks
from common.money import ZERO
from common.month import Month
from common.templatetags.backoffice import day
from performance.models import (
    DECIDERS,
    Appeal,
    ConductEntry,
    Criterion,
    Finding,
    Inspection,
    Mark,
    Score,
    Sitting,
)
from performance.services import assessments, conduct, telling
from performance.services.steps import Refused, author, refuse_locked

LONGEST = 2000


@transaction.atomic
def appeal_entry(entry: ConductEntry, *, reason: str, by: Any) -> Appeal:
    """Object to an entry of conduct about oneself; it is held out of pay until it is decided.

    Raises Refused for another's entry, a second appeal, after the term, without a reason, in a locked month.
    """
    _refuse_reason(reason)
    _refuse_other(entry.employee_id, by)
    entry = _held_entry(entry)
    if entry.status != ConductEntry.Status.RECORDED:
        raise Refused(_("%(entry)s was appealed already.") % {"entry": entry})
    _refuse_late(conduct.appeal_until(entry))
    refuse_locked(entry.counts_in)
    appeal = Appeal.objects.create(employee_id=entry.employee_id, entry=entry, reason=reason.strip())
    entry.status = ConductEntry.Status.APPEALED
    entry.save(update_fields=["status"])
    audit.record(
        "conduct appealed", entry, by=by, changes={"status": ["recorded", "appealed"]}, note=reason.strip()
    )
    telling.of_filed(appeal, _involved(appeal))
    return appeal


@transaction.atomic
def appeal_mark(mark: Mark, *, reason: str, by: Any) -> Appeal:
    """Object to one part of one's published score.

    Raises Refused for another's score, a part that has full marks, a second appeal of it, after the term.
    """
    _refuse_reason(reason)
    _refuse_other(mark.score.employee_id, by)
    score = assessments.held(mark.score)
    if score.status not in {Score.Status.PUBLISHED, Score.Status.APPEALED}:
        raise Refused(_("This score cannot be appealed any more."))
    if Appeal.objects.filter(mark=mark).exists():
        raise Refused(_("“%(criterion)s” was appealed already.") % {"criterion": mark.criterion})
    if mark.points is None or mark.points >= mark.criterion.weight:
        raise Refused(_("“%(criterion)s” has full marks.") % {"criterion": mark.criterion})
    until = assessments.appeal_until(score)
    if until:
        _refuse_late(until)
    refuse_locked(score.month)
    appeal = Appeal.objects.create(
        employee_id=score.employee_id, mark=mark, reason=reason.strip(), points_before=mark.points
    )
    _set_status(score, Score.Status.APPEALED)
    audit.record(
        "score appealed", score, by=by, changes={str(mark.criterion): [mark.points, mark.points]}, note=reason
    )
    telling.of_filed(appeal, _involved(appeal))
    return appeal


def _held_entry(entry: ConductEntry) -> ConductEntry:
    """The entry as it stands now; a second press waits here, and finds it appealed."""
    return ConductEntry.objects.select_for_update().get(pk=entry.pk)


def _refuse_reason(reason: str) -> None:
    if not reason.strip():
        raise Refused(_("Say what is wrong with it."))
    if len(reason) > LONGEST or "\x00" in reason:
        raise Refused(_("Write at most %(count)s characters, in plain text.") % {"count": LONGEST})


def _refuse_other(employee: int, by: Any) -> None:
    if by.employee_id != employee:
        raise Refused(_("Only whom it concerns can appeal."))


def _refuse_late(until: dt.date) -> None:
    if dt.date.today() > until:
        raise Refused(_("The last day to appeal was %(day)s.") % {"day": day(until)})


def why_not_neutral(appeal: Appeal, by: Any) -> str:
    """Why this login may not decide, in words; empty where it may."""
    if by.role not in DECIDERS:
        return _("A supervisor, the manager or the director decides.")
    if by.employee_id == appeal.employee_id:
        return _("Nobody marks or decides on their own case.")
    if by.pk in _involved(appeal):
        return _("You gave this mark; somebody else decides.")
    return ""


def _involved(appeal: Appeal) -> set[int | None]:
    """Logins of whoever gave what is appealed: recorded it, found it at an inspection, marked it, published it."""
    if appeal.entry:
        finding: Finding | None = getattr(appeal.entry, "finding", None)
        return {appeal.entry.recorded_by_id, finding.inspection.inspector_id if finding else None}
    assert appeal.mark is not None
    assessment = appeal.mark.score.assessment
    published_by = assessment.published_by_id if assessment else None
    return {appeal.mark.marked_by_id or published_by, *_behind(appeal.mark)}


def _behind(mark: Mark) -> set[int | None]:
    """Whose inspections, or exam marks from paper, a mark was filled from."""
    month, person = mark.score.month, mark.score.employee_id
    if mark.criterion.kind == Criterion.Kind.INSPECTION:
        done = Inspection.objects.filter(employee=person, done_at__isnull=False, is_calibration=False)
        in_month = done.filter(on__gte=month.first, on__lte=month.last).order_by()
        return set(in_month.values_list("inspector", flat=True))
    if mark.criterion.kind == Criterion.Kind.EXAM:
        sat = Sitting.objects.filter(employee=person, entered_by__isnull=False).order_by()
        sat = sat.filter(exam__on__gte=month.first, exam__on__lte=month.last)
        return set(sat.values_list("entered_by", flat=True))
    return set()


@transaction.atomic
def decide_appeal(
    appeal: Appeal,
    *,
    is_accepted: bool,
    answer: str,
    points: Decimal | None = None,
    was_error: bool = False,
    by: Any,
) -> Appeal:
    """Accept or reject. An accepted appeal of a mark says the points instead, up to the criterion's weight.

    Raises Refused for whoever is not neutral, a decided appeal, no answer, points out of range, a locked month.
    """
    appeal = Appeal.objects.select_for_update().get(pk=appeal.pk)
    if appeal.status != Appeal.Status.OPEN:
        raise Refused(_("This appeal is decided already."))
    why_not = why_not_neutral(appeal, by)
    if why_not:
        raise Refused(why_not)
    if not answer.strip():
        raise Refused(_("Answer with the reason."))
    appeal.status = Appeal.Status.ACCEPTED if is_accepted else Appeal.Status.REJECTED
    appeal.answer, appeal.was_error = answer.strip(), was_error and is_accepted
    appeal.decided_by, appeal.decided_at = author(by), dt.datetime.now()
    if appeal.entry:
        _decide_entry(appeal, appeal.entry, by)
    else:
        assert appeal.mark is not None
        _decide_mark(appeal, appeal.mark, points, by)
    telling.of_decided(appeal, _involved(appeal))
    return appeal


def _decide_entry(appeal: Appeal, entry: ConductEntry, by: Any) -> None:
    """An upheld entry is paid in the month in which it is decided."""
    is_accepted = appeal.status == Appeal.Status.ACCEPTED
    appeal.save()
    before = entry.counts_in
    entry.status = ConductEntry.Status.OVERTURNED if is_accepted else ConductEntry.Status.UPHELD
    if not is_accepted:
        entry.counts_in = locks.first_open(Month.of(dt.date.today()))
    entry.save(update_fields=["status", "counts_in"])
    changes = {"status": ["appealed", entry.status], "counts_in": [before, entry.counts_in]}
    audit.record("conduct appeal decided", entry, by=by, changes=changes, note=appeal.answer)


def _decide_mark(appeal: Appeal, mark: Mark, points: Decimal | None, by: Any) -> None:
    score, weight = assessments.held(mark.score), mark.criterion.weight
    before = score.score
    if appeal.status == Appeal.Status.ACCEPTED:
        refuse_locked(score.month)
        _refuse_points(points, appeal.points_before or ZERO, weight)
        appeal.points_after = points
    appeal.save()
    if appeal.status == Appeal.Status.ACCEPTED:
        assessments.work_out(score)
    _set_status(score, _status_after(score))
    if score.assessment and score.status == Score.Status.FINAL:
        assessments.close_if_final(score.assessment)
    changes = {
        "score": [before, score.score],
        "status": [Score.Status.APPEALED, score.status],
        str(mark.criterion): [appeal.points_before, appeal.points_after],
    }
    audit.record("score appeal decided", score, by=by, changes=changes, note=appeal.answer)


def _status_after(score: Score) -> str:
    """Appealed while another part waits; published while one may still be appealed; then final.

    Everybody has all the days of the term for every part (rules.md section 5); that one is decided takes none of them.
    """
    if Appeal.objects.filter(mark__score=score, status=Appeal.Status.OPEN).exists():
        return Score.Status.APPEALED
    until = assessments.appeal_until(score)
    runs = until is not None and dt.date.today() <= until
    left = Mark.objects.filter(score=score, points__lt=F("criterion__weight"), appeals__isnull=True)
    return Score.Status.PUBLISHED if runs and left.exists() else Score.Status.FINAL


def _refuse_points(points: Decimal | None, before: Decimal, weight: Decimal) -> None:
    """Nobody is worse off for an objection that was right."""
    if points is None or not 0 <= points <= weight:
        raise Refused(_("Say the points instead, from 0 to %(weight)s.") % {"weight": weight})
    if points <= before:
        raise Refused(
            _("An accepted appeal gives more than the %(before)s points before; else reject it.")
            % {"before": before}
        )


def _set_status(score: Score, status: str) -> None:
    score.status = status
    score.save(update_fields=["status"])
