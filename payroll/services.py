"""What people do with a month's pay: calculate, waive, approve, pay, export."""

import datetime as dt
import time
from collections.abc import Mapping, Sequence
from typing import Any

from django.db import transaction
from django.db.models import Count, Exists, F, OuterRef, Sum
from django.utils.translation import gettext as _

from common import audit, jobs, locks
from common.models import TrackedWork
from common.month import Month
from payroll import chain, changes
from payroll.models import (
    ApprovalWork,
    BankTemplate,
    FundEntry,
    PayrollExport,
    PayrollRun,
    PayrollShard,
    Payslip,
    RunException,
    Waiver,
)
from payroll.people import Books
from payroll.planning import Plan, plan
from payroll.storing import store_problems
from staff.models import Group

# Up to so many payslips the records are compared while the manager waits.
APPROVED_AT_ONCE = 500
WORKING = (TrackedWork.Status.QUEUED, TrackedWork.Status.RUNNING)


class Refused(Exception):
    """A step that the state of the month does not allow; the text says why, in words."""


@transaction.atomic
def start_run(month: Month, *, by: Any, group: Group | None = None, enqueue: bool = True) -> PayrollRun:
    """Calculate a month (or one group of it) anew, in background. Any number of times before approval.

    Raises Refused for a locked month, and while a calculation of it is still under way.
    """
    PayrollRun.objects.get_or_create(month=month, defaults={"work_status": TrackedWork.Status.DONE})
    run = PayrollRun.objects.select_for_update().get(month=month)
    _refuse_if_locked(run)
    if run.calculation and is_working(run):
        raise Refused(_("%(month)s is being calculated already; wait until it is done.") % {"month": month})
    run.shards.exclude(work_status__in=[TrackedWork.Status.DONE]).delete()
    _begin(run, by, group)
    audit.record("payroll.calculate", run, by=by, note=group.name if group else "")
    if enqueue:
        jobs.start(run)
    return run


def plan_only(run: PayrollRun) -> None:
    """Work out pools and shards of a run and leave the shards waiting."""
    made = plan(run.month, run.group_id)
    with transaction.atomic():
        shards = _store_plan(run, made)
    if not shards:
        close_calculation(run.pk, run.calculation)


def _store_plan(run: PayrollRun, made: Plan) -> list[PayrollShard]:
    pools = [pool.stored() for pool in made.pools]
    whole = {} if run.group_id else {"pools_of_all": pools}
    run.finish(pools=pools, numbers=Books(run.month).used(), **whole)
    run.pools = pools
    stale = RunException.objects.filter(run=run)
    (stale.filter(shard__isnull=True) if run.group_id else stale).delete()
    store_problems(run, made.problems, None)
    run.shards.filter(calculation=run.calculation).delete()
    return PayrollShard.objects.bulk_create(
        PayrollShard(run=run, calculation=run.calculation, number=number, employee_ids=ids)
        for number, ids in enumerate(made.shards, 1)
    )


def _begin(run: PayrollRun, by: Any, group: Group | None) -> None:
    run.calculation = F("calculation") + 1
    run.group = group
    run.requested_by = by if getattr(by, "pk", None) else None
    own = [run.requested_by.pk] if run.requested_by else []
    run.calculators = sorted({*own, *(run.calculators if group else [])})
    run.reviewed_at = run.reviewed_by = None
    run.state = PayrollRun.State.DRAFT
    run.work_status = TrackedWork.Status.QUEUED
    run.attempts_before = run.attempt
    run.done_steps = run.all_steps = 0
    run.queued_at, run.failure, run.stage = dt.datetime.now(), "", ""
    run.lease_until = run.started_at = run.finished_at = None
    run.save()
    run.refresh_from_db()


def is_working(run: PayrollRun) -> bool:
    """True while the planning or any shard of the last calculation waits or runs."""
    return (
        run.work_status in WORKING
        or run.shards.filter(calculation=run.calculation, work_status__in=WORKING).exists()
    )


def progress(run: PayrollRun) -> tuple[int, int]:
    """(shards done, shards) of the last calculation; (0, 0) while it is planned."""
    shards = run.shards.filter(calculation=run.calculation)
    return shards.filter(work_status=TrackedWork.Status.DONE).count(), shards.count()


def failures(run: PayrollRun) -> list[str]:
    """Why the last calculation could not be done, where it could not."""
    shards = run.shards.filter(calculation=run.calculation, work_status=TrackedWork.Status.FAILED)
    own = [run.failure] if run.work_status == TrackedWork.Status.FAILED else []
    return own + [shard.failure for shard in shards]


def close_calculation(run_id: int, calculation: int) -> bool:
    """Mark the run calculated once all its shards are done; called by each shard, true for the last one only."""
    unfinished = PayrollShard.objects.filter(run=run_id, calculation=calculation).exclude(
        work_status=TrackedWork.Status.DONE
    )
    run = PayrollRun.objects.filter(
        pk=run_id, calculation=calculation, state=PayrollRun.State.DRAFT, work_status=TrackedWork.Status.DONE
    )
    if unfinished.exists() or not run.exists():
        return False
    with transaction.atomic():
        closed = run.update(state=PayrollRun.State.CALCULATED, calculated_at=dt.datetime.now())
        if closed:
            _drop_leftovers(PayrollRun.objects.get(pk=run_id))
            run = PayrollRun.objects.filter(pk=run_id)
            run.update(**{name: value or 0 for name, value in sums_of(run_id).items()})
    return bool(closed)


def _drop_leftovers(run: PayrollRun) -> None:
    """After a calculation of everybody, payslips that it did not write belong to people without one."""
    if run.group is None:
        run.payslips.filter(calculation__lt=run.calculation).delete()
        run.shards.filter(calculation__lt=run.calculation).delete()


def calculate_now(month: Month, *, by: Any = None, group: Group | None = None) -> PayrollRun:
    """Calculate in this process, without queue and workers. Raises Refused, and what broken code raises."""
    run = start_run(month, by=by, group=group, enqueue=False)
    jobs.perform(PayrollRun, run.pk, plan_only)
    for shard in run.shards.filter(calculation=run.calculation):
        jobs.run_now(shard)
    run.refresh_from_db()
    while is_working(run):  # a worker has taken a shard meanwhile; its lease bounds the wait
        time.sleep(0.2)
        run.refresh_from_db()
    return run


def has_open_exceptions(run: PayrollRun) -> bool:
    """True where a blocking exception is not waived."""
    waived = Waiver.objects.filter(run=run, code=OuterRef("code"), key=OuterRef("key"))
    return bool(run.exceptions.filter(~Exists(waived), is_blocking=True).exists())


def open_exceptions(run: PayrollRun) -> list[RunException]:
    """The blocking exceptions of the run that nobody has waived."""
    waived = set(run.waivers.values_list("code", "key"))
    blocking = run.exceptions.filter(is_blocking=True).select_related("employee")
    return [one for one in blocking if (one.code, one.key) not in waived]


@transaction.atomic
def waive(run: PayrollRun, exceptions: Sequence[RunException], *, reason: str, by: Any) -> int:
    """Let blocking exceptions pass, with the reason. Raises Refused for a locked month or without a reason."""
    _refuse_if_locked(_locked_row(run))
    if not reason.strip():
        raise Refused(_("Say why: a waiver stays on record with its reason."))
    known = set(run.waivers.values_list("code", "key"))
    rows = [
        Waiver(
            run=run,
            code=one.code,
            key=one.key,
            reason=reason.strip()[:300],
            by=by if getattr(by, "pk", None) else None,
        )
        for one in exceptions
        if (one.code, one.key) not in known
    ]
    Waiver.objects.bulk_create(rows)
    audit.record_all(
        audit.entry_for(
            "payroll.waive", run, by=by, changes={"exception": [None, f"{row.code} {row.key}"]}, note=reason
        )
        for row in rows
    )
    return len(rows)


@transaction.atomic
def review(run: PayrollRun, *, by: Any) -> PayrollRun:
    """Record that somebody went through the month. Raises Refused where it is not calculated."""
    run = _locked_row(run)
    _refuse_if_locked(run)
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
    return run


@transaction.atomic
def approve(
    run: PayrollRun, *, by: Any, today: dt.date | None = None, report: Any = None, is_checked: bool = False
) -> PayrollRun:
    """Approve and lock the month; books what fines really took to the activity fund.

    `is_checked`: `what_changed` was asked just before, outside this transaction. Raises Refused with the reason: not
    calculated, not reviewed, not over, exceptions open, months out of order, records changed, calculated by oneself.
    """
    run = _locked_row(run)
    _refuse_if_locked(run)
    _refuse_if_not_ready(run, today or dt.date.today())
    _refuse_own_calculation(run, by)
    if not is_checked:
        refuse_if_changed(run, report)
    was = run.state
    run.state = PayrollRun.State.APPROVED
    run.approved_at, run.approved_by = dt.datetime.now(), by if getattr(by, "pk", None) else None
    run.chain_hash = chain.hash_of(run)
    run.save(update_fields=["state", "approved_at", "approved_by", "chain_hash"])
    locks.lock(run.month)
    _book_to_fund(run, by)
    audit.record("payroll.approve", run, by=by, changes={"state": [was, "approved"]}, note=run.chain_hash)
    return run


def start_approval(run: PayrollRun, *, by: Any) -> ApprovalWork | None:
    """Approve a small month at once (None), a large one in background. Raises Refused as `approve` does."""
    if (totals(run)["people"] or 0) <= APPROVED_AT_ONCE:
        approve(run, by=by)
        return None
    with transaction.atomic():
        run = _locked_row(run)
        _refuse_if_locked(run)
        _refuse_if_not_ready(run, dt.date.today())
        _refuse_own_calculation(run, by)
        if run.approvals.filter(work_status__in=WORKING).exists():
            raise Refused(_("%(month)s is being approved already.") % {"month": run.month})
        work = ApprovalWork.objects.create(run=run, by=by)
        jobs.start(work)
    return work


def refuse_if_changed(run: PayrollRun, report: Any = None) -> None:
    """Raises Refused where a new calculation would not give the payslips as they stand."""
    changed = changes.what_changed(run, *([report] if report else []))
    if changed:
        text = _("%(month)s must be calculated again: %(changed)s.")
        raise Refused(text % {"month": run.month, "changed": changed})


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
        _refuse_if_locked(run)
        _refuse_if_not_ready(run, dt.date.today())
        _refuse_own_calculation(run, by)
    except Refused as refused:
        return str(refused)
    return ""


def _refuse_if_not_ready(run: PayrollRun, today: dt.date) -> None:
    if run.month.last >= today:
        raise Refused(
            _("%(month)s is not over; it can be approved from %(day)s.")
            % {"month": run.month, "day": run.month.next.first}
        )
    if run.state not in {PayrollRun.State.CALCULATED, PayrollRun.State.REVIEWED} or is_working(run):
        raise Refused(_("%(month)s is not calculated; calculate it first.") % {"month": run.month})
    if run.pools_of_all is None or run.pools != run.pools_of_all:
        raise Refused(
            _("Only one group of %(month)s was calculated last; calculate the whole month.")
            % {"month": run.month}
        )
    _refuse_out_of_order(run)
    if has_open_exceptions(run):
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


@transaction.atomic
def mark_paid(run: PayrollRun, *, by: Any, on: dt.date | None = None) -> PayrollRun:
    """Record on which day an approved month was paid. Raises Refused where it is not approved, or paid already."""
    run = _locked_row(run)
    if run.state != PayrollRun.State.APPROVED:
        text = (
            _("%(month)s was paid already.")
            if run.state == PayrollRun.State.PAID
            else _("%(month)s is not approved.")
        )
        raise Refused(text % {"month": run.month})
    run.state = PayrollRun.State.PAID
    run.paid_on, run.paid_at = on or dt.date.today(), dt.datetime.now()
    run.paid_by = by if getattr(by, "pk", None) else None
    run.save(update_fields=["state", "paid_on", "paid_at", "paid_by"])
    audit.record(
        "payroll.pay", run, by=by, changes={"state": ["approved", "paid"], "paid_on": [None, run.paid_on]}
    )
    return run


@transaction.atomic
def start_export(
    run: PayrollRun, format: str, *, by: Any, purpose: str = "", template: BankTemplate | None = None
) -> PayrollExport:
    """Have a workbook made in background. Raises Refused where card numbers would leave without a purpose."""
    if format == PayrollExport.Format.BANK and not purpose.strip():
        raise Refused(_("Say what the card numbers are for: it stays on record."))
    author = by if getattr(by, "pk", None) else None
    export = PayrollExport.objects.create(
        run=run, format=format, template=template, purpose=purpose.strip(), requested_by=author
    )
    changes = {"format": [None, format], "bank": [None, template], "purpose": [None, purpose.strip()]}
    changes = changes if format == PayrollExport.Format.BANK else {"format": [None, format]}
    audit.record("payroll.export", run, by=by, changes=changes, note=f"{run.payslips.count()} rows")
    jobs.start(export)
    return export


def _locked_row(run: PayrollRun) -> PayrollRun:
    """The run as it stands now, held until the transaction ends."""
    return PayrollRun.objects.select_for_update().get(pk=run.pk)


def _refuse_if_locked(run: PayrollRun) -> None:
    border = locks.locked_through()
    if run.is_locked or (border is not None and run.month <= border):
        raise Refused(
            _("%(month)s is locked: its pay is approved and does not change any more.") % {"month": run.month}
        )


SUMS = ("people", "earnings", "deductions", "net", "carried")


def totals(run: PayrollRun) -> Mapping[str, Any]:
    """People and sums of the run's payslips: as kept when its calculation was closed, else added up."""
    if run.people is not None and run.state != PayrollRun.State.DRAFT:
        return {name: getattr(run, name) for name in SUMS}
    return sums_of(run.pk)


def sums_of(run_id: int) -> Mapping[str, Any]:
    """People and sums, added up over the payslips."""
    return Payslip.objects.filter(run=run_id).aggregate(
        people=Count("pk"),
        earnings=Sum("earnings"),
        deductions=Sum("deductions"),
        net=Sum("net"),
        carried=Sum("carry_out"),
    )


def close_finished() -> None:
    """Close calculations whose last shard was stored by a worker that died before it could say so."""
    for pk, calculation in PayrollRun.objects.filter(
        state=PayrollRun.State.DRAFT, work_status=TrackedWork.Status.DONE, calculation__gt=0
    ).values_list("pk", "calculation"):
        close_calculation(pk, calculation)


def fresh(run: PayrollRun) -> PayrollRun:
    """The run as it stands in the database now."""
    return PayrollRun.objects.get(pk=run.pk)
