"""The jobs of payroll: find the row, claim it, do the work, write down how it went."""

import contextlib
import gc
import time
from collections.abc import Iterator
from typing import Any

from django.conf import settings
from django.utils import translation

from common import jobs
from common.dated import MissingNumber, words
from payroll import exports, notifications, services, trying
from payroll.gather import Whole, failed, gather
from payroll.models import ApprovalWork, PayrollExport, PayrollRun, PayrollShard, WhatIf
from payroll.people import Person
from payroll.planning import Pool
from payroll.problems import Problem, problem
from payroll.rules.engine import calculate
from payroll.rules.facts import Facts
from payroll.storing import Slip, store

# How long one job goes on with shards; then another one does, so that no job comes near the queue's own limit.
GO_ON_SECONDS = 60


@contextlib.contextmanager
def without_garbage_collection() -> Iterator[None]:
    """A run makes millions of small things and no cycles among them; looking for garbage costs a tenth."""
    gc.disable()
    try:
        yield
    finally:
        gc.enable()


def plan_run(pk: Any) -> None:
    """Work out pools and shards of a run, have the shards done, and begin with the first of them."""
    with without_garbage_collection():
        jobs.perform(PayrollRun, pk, services.plan_only)
    run = PayrollRun.objects.get(pk=pk)
    waiting = list(
        run.shards.filter(calculation=run.calculation, work_status=PayrollShard.Status.QUEUED).order_by(
            "number"
        )
    )
    for shard in waiting[1:]:
        jobs.start(shard)
    if waiting:
        calculate_shard(waiting[0].pk)


def calculate_shard(pk: Any) -> None:
    """Work out and store the payslips of one shard, then of those of its run that nobody has begun.

    A new process for each shard would cost as much again as its payslips.
    """
    until = time.monotonic() + GO_ON_SECONDS
    frame = Frame()
    following: Any = pk
    with without_garbage_collection():
        while following is not None:
            jobs.perform(PayrollShard, following, frame.calculate)
            following = _next_shard(following) if time.monotonic() < until else None
    shard = PayrollShard.objects.filter(pk=pk).first()
    if shard:
        services.close_calculation(shard.run_id, shard.calculation)


def _next_shard(pk: Any) -> Any:
    """A shard of the same calculation that still waits, its job taken out of the queue; None where none does."""
    waiting = PayrollShard.objects.filter(work_status=PayrollShard.Status.QUEUED)
    same = PayrollShard.objects.filter(pk=pk).values("run", "calculation")
    found = waiting.filter(run__in=same.values("run"), calculation__in=same.values("calculation")).first()
    if found is None:
        return None
    jobs.forget(found)
    return found.pk


class Frame:
    """What all shards of a calculation share, read once: the run, its pools, what is known of the whole company."""

    def __init__(self) -> None:
        self.of: tuple[int, int] | None = None

    def calculate(self, shard: PayrollShard) -> None:
        if self.of != (shard.run_id, shard.calculation):
            self.of = (shard.run_id, shard.calculation)
            self.run = shard.run
            self.pools = [Pool.load(row) for row in self.run.pools]
            self.whole = Whole(self.run.month)
        gathered = gather(self.run.month, shard.employee_ids, self.pools, whole=self.whole)
        problems = list(gathered.problems)
        slips = [slip for person, facts in gathered.facts if (slip := _slip(person, facts, problems))]
        for slip in slips:
            problems += _result_problems(slip)
        store(shard, self.run, slips, problems)


def _slip(person: Person, facts: Facts, problems: list[Problem]) -> Slip | None:
    try:
        return Slip(person, facts, calculate(facts, person.book.rates))
    except MissingNumber as error:
        problems.append(failed(person.id, str(error), person.employee_no))
    except Exception as error:  # noqa: BLE001  one broken person must not leave half a batch
        problems.append(failed(person.id, f"{type(error).__name__}: {error}", person.employee_no))
    return None


def _result_problems(slip: Slip) -> list[Problem]:
    key, pk, result = slip.person.employee_no, slip.person.id, slip.result
    found = []
    if result.carry_out:
        says = words("{amount} is carried to the next month.")
        found.append(problem("NET_CARRIED", key, says, pk, amount=result.carry_out))
    if result.net and not slip.person.has_card:
        found.append(
            problem("BANK_MISSING", key, words("{amount} to pay and no bank card."), pk, amount=result.net)
        )
    return found


def make_export(pk: Any) -> None:
    """Write a workbook of stored lines; a refusal is a result, not a failure of the code."""
    jobs.perform(PayrollExport, pk, _make)


def _make(export: PayrollExport) -> None:
    asker = export.requested_by
    with translation.override(asker.language if asker and asker.language else settings.LANGUAGE_CODE):
        try:
            exports.make(export)
        except services.Refused as refused:
            export.fail(str(refused))


def try_draft(pk: Any) -> None:
    """Work past months out under a draft of a rule book."""
    jobs.perform(WhatIf, pk, trying.try_months)


def approve_month(pk: Any) -> None:
    """Compare a large month with its records, then approve it; a refusal is a result, not a failure."""
    jobs.perform(ApprovalWork, pk, _approve)


def _approve(work: ApprovalWork) -> None:
    def report(done: int, total: int) -> None:
        work.report("", done, total)

    with translation.override(work.by.language or settings.LANGUAGE_CODE):
        refusal = ""
        try:
            services.approve(work.run, by=work.by, report=report)
        except services.Refused as refused:
            refusal = str(refused)
            notifications.tell_not_approved(work.run, refusal, work.by)
    work.finish(refusal=refusal)
