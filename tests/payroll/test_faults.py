"""What may die at any point and loses nothing: workers, Redis, one person's records."""

import datetime as dt
import os
import signal
from collections.abc import Iterable
from typing import Any
from unittest.mock import patch

import django_rq
import pytest
from redis import ConnectionError, Redis
from rq.job import Job

from common import jobs
from common.models import Fenced
from common.month import Month
from csbackoffice.management.commands.reconcile import one_round
from payroll import jobs as payroll_jobs
from payroll import planning, services
from payroll.models import PayrollRun, PayrollShard, Payslip, PayslipLine
from payroll.rules import late
from payroll.services import plan_only
from tests.conftest import StartWorkers, wait_until
from tests.months.worked import take

AUGUST = Month(2026, 8)
Shown = list[tuple[Any, ...]]


def everything(run: PayrollRun) -> tuple[Shown, Shown]:
    """All that a run stored, in an order of its own, without ids that differ from run to run."""
    slips = Payslip.objects.filter(run=run).order_by("employee_no")
    lines = PayslipLine.objects.filter(payslip__run=run).order_by("payslip__employee_no", "position")
    return (
        list(
            slips.values_list("employee_no", "earnings", "deductions", "net", "carry_out", "to_fund", "facts")
        ),
        [(*row[:-2], str(row[-2]), str(row[-1])) for row in lines.values_list(*LINE)],
    )


LINE = ("payslip__employee_no", "position", "code", "amount", "base", "times", "per", "because", "sources")


def planned_in_small_shards() -> PayrollRun:
    """A planned run of August in shards of two people, none of them started."""
    with patch.object(planning, "SHARD_PEOPLE", 1):
        run = services.start_run(AUGUST, by=None, enqueue=False)
        jobs.perform(PayrollRun, run.pk, plan_only)
    return services.fresh(run)


def done(run: PayrollRun) -> int:
    return services.progress(run)[0]


def stop_at_once(processes: Iterable[Any]) -> None:
    for process in processes:
        os.killpg(process.pid, signal.SIGKILL)
        process.wait(10)


@pytest.mark.worker
@pytest.mark.postgres
def test_a_killed_worker_loses_nothing_and_changes_nothing(
    worker: StartWorkers, monkeypatch: pytest.MonkeyPatch, settings: Any
) -> None:
    settings.LEASE_SECONDS = 2
    monkeypatch.setenv("LEASE_SECONDS", "2")
    take("2026-08")
    undisturbed = everything(services.calculate_now(AUGUST))

    run = planned_in_small_shards()
    assert services.progress(run)[1] > 10
    for shard in run.shards.filter(calculation=run.calculation):
        jobs.start(shard)
    for kill_at in (1, 4, 8):
        killed = worker(1)
        wait_until(lambda at=kill_at: done(run) >= at, "a few shards are done")  # type: ignore[misc]
        stop_at_once(killed)
    assert services.is_working(services.fresh(run)), "the worker was killed too late to show anything"

    worker(1)

    def over() -> bool:
        one_round()
        return not services.is_working(services.fresh(run)) and services.fresh(run).state == "calculated"

    wait_until(over, "the reconciler has the rest done", seconds=60)
    assert services.failures(services.fresh(run)) == []
    assert everything(run) == undisturbed


@pytest.mark.worker
def test_a_run_started_while_redis_is_away_is_done_once_it_is_back(worker: StartWorkers) -> None:
    take("2026-08")
    with patch("common.jobs.enqueue", side_effect=ConnectionError("away")):
        run = services.start_run(AUGUST, by=None)
    worker(1)

    def over() -> bool:
        with patch.object(jobs, "GRACE_SECONDS", 0):
            one_round()
        return services.fresh(run).state == "calculated"

    wait_until(over, "the reconciler has the run done")


@pytest.mark.worker
def test_an_emptied_redis_loses_no_shard(worker: StartWorkers, redis_server: str) -> None:
    take("2026-08")
    run = planned_in_small_shards()
    for shard in run.shards.filter(calculation=run.calculation):
        jobs.start(shard)
    Redis.from_url(redis_server).flushall()
    worker(1)

    def over() -> bool:
        with patch.object(jobs, "GRACE_SECONDS", 0):
            one_round()
        return services.fresh(run).state == "calculated"

    wait_until(over, "the reconciler has the run done")


@pytest.mark.django_db
def test_a_job_goes_on_with_the_shards_that_wait_until_its_time_is_up(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    take("2026-08")
    run = planned_in_small_shards()
    shards = run.shards.filter(calculation=run.calculation)
    busy = shards.last()
    assert busy is not None and PayrollShard.claim(busy.pk)
    monkeypatch.setattr(payroll_jobs, "GO_ON_SECONDS", -1)
    jobs.run_now(shards[1])
    assert done(run) == 1 and services.fresh(run).state == "draft"

    monkeypatch.setattr(payroll_jobs, "GO_ON_SECONDS", 60)
    jobs.run_now(
        shards[1]
    )  # its own is done: it goes on with the others, but not with what somebody works on
    assert done(run) == shards.count() - 1 and services.fresh(run).state == "draft"
    shards.filter(pk=busy.pk).update(lease_until=dt.datetime(2026, 1, 1))
    jobs.run_now(busy)
    assert done(run) == shards.count() and services.fresh(run).state == "calculated"


@pytest.mark.worker
def test_only_a_hint_that_still_waits_is_taken_back(redis_server: str) -> None:
    Redis.from_url(redis_server).flushall()
    waiting, taken = PayrollShard(pk=1), PayrollShard(pk=2)
    queue = django_rq.get_queue("default")
    for shard in (waiting, taken):
        jobs.enqueue(shard)
    queue.remove(jobs.job_id_of(taken))  # as a worker does that has just begun with it
    with patch("common.jobs.get_current_job", return_value=True):
        jobs.forget(waiting)
        jobs.forget(taken)
    assert queue.job_ids == []
    kept = [Job.exists(jobs.job_id_of(shard), queue.connection) for shard in (waiting, taken)]
    assert kept == [False, True], "the job of a worker stays in its hands"


@pytest.mark.django_db(transaction=True)
@pytest.mark.postgres
def test_what_an_overtaken_worker_stores_is_refused(settings: Any) -> None:
    take("2026-08")
    run = planned_in_small_shards()
    shard = run.shards.filter(calculation=run.calculation).first()
    assert shard is not None
    settings.LEASE_SECONDS = -1
    slow = PayrollShard.claim(shard.pk)
    settings.LEASE_SECONDS = 30
    quick = PayrollShard.claim(shard.pk)
    assert slow is not None and quick is not None and quick.attempt == slow.attempt + 1

    from payroll.jobs import Frame

    Frame().calculate(quick)  # type: ignore[arg-type]
    stored = everything(run)
    with pytest.raises(Fenced):
        Frame().calculate(slow)  # type: ignore[arg-type]
    assert everything(run) == stored


@pytest.mark.django_db
def test_a_shard_of_an_earlier_calculation_stores_nothing_any_more() -> None:
    take("2026-08")
    run = planned_in_small_shards()
    shard = run.shards.filter(calculation=run.calculation).first()
    assert shard is not None
    old = PayrollShard.claim(shard.pk)
    PayrollRun.objects.filter(pk=run.pk).update(work_status="done")
    run.shards.update(work_status="failed")
    services.calculate_now(AUGUST)

    from payroll.jobs import Frame

    with pytest.raises(Fenced):
        Frame().calculate(old)  # type: ignore[arg-type]


@pytest.mark.django_db
def test_one_broken_person_is_an_exception_and_the_rest_is_done() -> None:
    take("2026-08")
    whole = everything(services.calculate_now(AUGUST))[0]
    honest = late.lines

    def breaks(facts: Any, rates: Any) -> Any:
        if facts.employee_no == "A0007":
            raise ZeroDivisionError("a broken record")
        return honest(facts, rates)

    from payroll.rules import rule

    rule.all_rules.cache_clear()
    try:
        with patch.object(late, "lines", breaks):
            run = services.calculate_now(AUGUST)
    finally:
        rule.all_rules.cache_clear()
    failed = run.exceptions.get(code="CALCULATION_FAILED")
    assert (failed.key, failed.is_blocking) == ("A0007", True)
    assert "a broken record" in failed.says["numbers"]["why"]
    assert everything(run)[0] == [slip for slip in whole if slip[0] != "A0007"]


@pytest.mark.django_db
def test_work_that_never_ends_is_given_up_and_said() -> None:
    take("2026-08")
    run = planned_in_small_shards()
    shards = run.shards.filter(calculation=run.calculation)
    shards.update(attempt=PayrollShard.MOST_ATTEMPTS)
    with patch("common.jobs.enqueue"), patch("common.jobs.waiting_ids", return_value=set()):
        jobs.requeue_lost(PayrollShard)
    assert len(services.failures(services.fresh(run))) == shards.count()
    assert not services.is_working(services.fresh(run))
