"""Review and approval: somebody else than who calculated, on records that are compared once more; then the lock."""

import contextlib
import datetime as dt
from typing import Any, NamedTuple

from django.db import transaction
from django.db.models import Sum
from django.utils.translation import gettext as _

from common import audit, jobs, locks
from common.templatetags.backoffice import day as day_words
from payroll import chain, changes, notifications, source_changes
from payroll.changes import Report
from payroll.models import ApprovalWork, FundEntry, PayrollRun
from payroll.services.state import (
    WORKING,
    Refused,
    fresh,
    is_working,
    locked_row,
    open_exceptions,
    refuse_if_locked,
    totals,
)
from payroll.source_changes import Mark

# Up to so many payslips the records are compared while the manager waits, and again while everybody waits.
APPROVED_AT_ONCE = 500
# How often the records of a large month are compared before somebody is told that they do not stand still.
COMPARISONS = 3


@transaction.atomic
def review(run: PayrollRun, *, by: Any) -> PayrollRun:
    """Record that somebody went through the month. Raises Refused where it is not calculated."""
    run = locked_row(run)
    refuse_if_locked(run)
    if run.state != PayrollRun.State.CALCULATED or is_working(run):
        text = (
            _("%(month)s is reviewed already.")
            if run.state == PayrollRun.State.REVIEWED
            else _("%(month)s is not calculated; calculate it first.")
        )
        raise Refused(text % {"month": run.month})
    run.state, run.reviewed_at, run.reviewed_by = PayrollRun.State.REVIEWED, dt.datetime.now(), by
    run.save(update_fields=["state", "reviewed_at", "reviewed_by"])
    audit.record("payroll.review", run, by=by, changes={"state": ["calculated", "reviewed"]})
    notifications.tell_reviewed(run)
    return run


def approve(
    run: PayrollRun, *, by: Any, today: dt.date | None = None, report: Report | None = None
) -> PayrollRun:
    """Compare the payslips with the records once more, approve and lock the month; fines go to the activity fund.

    Raises Refused with the reason: not calculated, not reviewed, not over, exceptions open, months out of order,
    records changed, calculated by oneself, records being written all the time.
    """
    for _attempt in range(COMPARISONS):
        run = fresh(run)
        _refuse_if_not_approvable(run, by, today)
        compared = Compared.now(run)
        refuse_if_changed(run, report)
        with contextlib.suppress(ChangedMeanwhile):
            return _approve_as_compared(run, compared, by, today)
    text = _(
        "Records that %(month)s is worked out from are being changed just now, and each comparison was behind them;"
        " try again in a few minutes."
    )
    raise Refused(text % {"month": run.month})


class Compared(NamedTuple):
    """Which calculation is compared with the records, and where the count of their changes stood before."""

    calculation: int
    mark: Mark

    @classmethod
    def now(cls, run: PayrollRun) -> "Compared":
        return cls(run.calculation, source_changes.mark(month=run.month))


class ChangedMeanwhile(Exception):
    """Records of the month were written between comparison and lock."""


@transaction.atomic
def _approve_as_compared(run: PayrollRun, compared: Compared, by: Any, today: dt.date | None) -> PayrollRun:
    """Raises ChangedMeanwhile, of a large month, where the comparison does not hold any more."""
    run = locked_row(run)
    _refuse_if_not_approvable(run, by, today)
    was = run.state
    run.state = PayrollRun.State.APPROVED
    run.approved_at, run.approved_by = dt.datetime.now(), by if getattr(by, "pk", None) else None
    run.chain_hash = chain.hash_of(run)
    run.save(update_fields=["state", "approved_at", "approved_by", "chain_hash"])
    _book_to_fund(run, by)
    audit.record("payroll.approve", run, by=by, changes={"state": [was, "approved"]}, note=run.chain_hash)
    notifications.tell_approved(run)
    _lock(run, compared)
    return run


def _lock(run: PayrollRun, compared: Compared) -> None:
    """Lock the month, and let nobody's change slip in between comparison and lock: it is compared too.

    The last step: from here to the commit whoever writes records waits. So a large month is not compared here.
    """
    try:
        source_changes.hold()
    except source_changes.Busy as busy:
        text = _(
            "Records are being written at this moment, by an import perhaps; approve %(month)s after it."
        )
        raise Refused(text % {"month": run.month}) from busy
    if Compared.now(run) != compared:
        if _is_large(run):
            raise ChangedMeanwhile
        refuse_if_changed(run)
    locks.lock(run.month)


def _is_large(run: PayrollRun) -> bool:
    return (totals(run)["people"] or 0) > APPROVED_AT_ONCE


def start_approval(run: PayrollRun, *, by: Any) -> ApprovalWork | None:
    """Approve a small month at once (None), a large one in background. Raises Refused as `approve` does."""
    if not _is_large(run):
        approve(run, by=by)
        return None
    with transaction.atomic():
        run = locked_row(run)
        _refuse_if_not_approvable(run, by)
        if run.approvals.filter(work_status__in=WORKING).exists():
            raise Refused(_("%(month)s is being approved already.") % {"month": run.month})
        work = ApprovalWork.objects.create(run=run, by=by)
        jobs.start(work)
    return work


def refuse_if_changed(run: PayrollRun, report: Report | None = None) -> None:
    """Raises Refused where a new calculation would not give the payslips as they stand."""
    changed = changes.what_changed(run, *([report] if report else []))
    if changed:
        text = _("%(month)s must be calculated again: %(changed)s.")
        raise Refused(text % {"month": run.month, "changed": changed})


def _refuse_if_not_approvable(run: PayrollRun, by: Any, today: dt.date | None = None) -> None:
    refuse_if_locked(run)
    _refuse_if_not_ready(run, today or dt.date.today())
    _refuse_own_calculation(run, by)


def _refuse_own_calculation(run: PayrollRun, by: Any) -> None:
    """For people; a command acts for nobody in particular."""
    if getattr(by, "pk", None) is None:
        return
    if by.pk in run.calculators:
        raise Refused(
            _("You calculated %(month)s yourself; somebody else has to approve it.") % {"month": run.month}
        )
    if run.state != PayrollRun.State.REVIEWED:
        raise Refused(_("%(month)s is not reviewed yet.") % {"month": run.month})


def why_not_approvable(run: PayrollRun, by: Any = None) -> str:
    """What stands in the way of approval today, in words; empty where nothing does. Records are not looked at."""
    try:
        _refuse_if_not_approvable(run, by)
    except Refused as refused:
        return str(refused)
    return ""


def _refuse_if_not_ready(run: PayrollRun, today: dt.date) -> None:
    if run.month.last >= today:
        raise Refused(
            _("%(month)s is not over; it can be approved from %(day)s.")
            % {"month": run.month, "day": day_words(run.month.next.first)}
        )
    if run.state not in {PayrollRun.State.CALCULATED, PayrollRun.State.REVIEWED} or is_working(run):
        raise Refused(_("%(month)s is not calculated; calculate it first.") % {"month": run.month})
    if run.pools_of_all is None or run.pools != run.pools_of_all:
        raise Refused(
            _("Only one group of %(month)s was calculated last; calculate the whole month.")
            % {"month": run.month}
        )
    _refuse_out_of_order(run)
    if open_exceptions(run).exists():
        raise Refused(_("%(month)s has open exceptions; mend or waive them first.") % {"month": run.month})


def _refuse_out_of_order(run: PayrollRun) -> None:
    border = locks.locked_through()
    if border is not None and run.month != border.next:
        raise Refused(_("Months are approved in order; %(month)s is next.") % {"month": border.next})
    before = PayrollRun.objects.filter(month=run.month.previous).first()
    if before and before.approved_at and run.calculated_at and run.calculated_at < before.approved_at:
        text = _("%(before)s was approved after %(month)s was calculated; calculate %(month)s again.")
        raise Refused(text % {"before": before.month, "month": run.month})


def _book_to_fund(run: PayrollRun, by: Any) -> None:
    taken = run.payslips.aggregate(total=Sum("to_fund"))["total"]
    if taken:
        author = by if getattr(by, "pk", None) else None
        note = _("Fines and points of %(month)s") % {"month": run.month}
        FundEntry.objects.create(on=dt.date.today(), amount=taken, run=run, note=note, by=author)
