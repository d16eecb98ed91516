"""Calculating a month, or one group of it, any number of times before approval."""

import datetime as dt
import time
from typing import Any

from django.db import transaction
from django.db.models import F
from django.utils.translation import gettext as _

from common import audit, jobs
from common.models import TrackedWork
from common.month import Month
from payroll import notifications
from payroll.models import PayrollRun, PayrollShard, RunException
from payroll.people import Books
from payroll.planning import Plan, plan
from payroll.services.state import Refused, is_working, refuse_if_locked, sums_of
from payroll.storing import store_problems
from staff.models import Group

EARLIEST = Month(2000, 1)


@transaction.atomic
def start_run(month: Month, *, by: Any, group: Group | None = None, enqueue: bool = True) -> PayrollRun:
    """Calculate a month (or one group of it) anew, in background. Any number of times before approval.

    Raises Refused for a locked month, one that has not begun, and while a calculation of it is still under way.
    """
    refuse_if_ahead(month)
    PayrollRun.objects.get_or_create(month=month, defaults={"work_status": TrackedWork.Status.DONE})
    run = PayrollRun.objects.select_for_update().get(month=month)
    refuse_if_locked(run)
    if run.calculation and is_working(run):
        raise Refused(_("%(month)s is being calculated already; wait until it is done.") % {"month": month})
    run.shards.exclude(work_status__in=[TrackedWork.Status.DONE]).delete()
    _begin(run, by, group)
    audit.record("payroll.calculate", run, by=by, note=group.name if group else "")
    if enqueue:
        jobs.start(run)
    return run


def refuse_if_ahead(month: Month, today: dt.date | None = None) -> None:
    """Raises Refused for a month that has not begun: it has no records, and a run of it would look like an answer.

    For one before the first pay rule too: a slip of the pen, and no month stands before it to compare with.
    """
    if month < EARLIEST:
        text = _("%(month)s is too far back; months are worked out from %(first)s on.")
        raise Refused(text % {"month": month, "first": EARLIEST})
    if month > Month.of(today or dt.date.today()):
        text = _("%(month)s has not begun yet: there is nothing to calculate.")
        raise Refused(text % {"month": month})


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
            notifications.tell_calculated(run.select_related("requested_by").get())
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


def close_finished() -> None:
    """Close calculations whose last shard was stored by a worker that died before it could say so."""
    for pk, calculation in PayrollRun.objects.filter(
        state=PayrollRun.State.DRAFT, work_status=TrackedWork.Status.DONE, calculation__gt=0
    ).values_list("pk", "calculation"):
        close_calculation(pk, calculation)
