"""Where a month stands, and what that allows: shared by every step of it."""

from collections.abc import Mapping
from typing import Any

from django.db.models import Count, Exists, OuterRef, QuerySet, Sum
from django.utils.translation import gettext as _

from common import locks
from common.models import TrackedWork
from payroll.models import PayrollRun, Payslip, RunException, Waiver

WORKING = (TrackedWork.Status.QUEUED, TrackedWork.Status.RUNNING)
SUMS = ("people", "earnings", "deductions", "net", "carried")


class Refused(Exception):
    """A step that the state of the month does not allow; the text says why, in words."""


def locked_row(run: PayrollRun) -> PayrollRun:
    """The run as it stands now, held until the transaction ends."""
    return PayrollRun.objects.select_for_update().get(pk=run.pk)


def refuse_if_locked(run: PayrollRun) -> None:
    border = locks.locked_through()
    if run.is_locked or (border is not None and run.month <= border):
        raise Refused(
            _("%(month)s is locked: its pay is approved and does not change any more.") % {"month": run.month}
        )


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


def why_no_workbook(run: PayrollRun) -> str:
    """Why no workbook can be made of the payslips as they stand, in words: some would be of the calculation before."""
    if run.state != PayrollRun.State.DRAFT and not is_working(run):
        return ""
    if is_working(run) or (run.calculation and not failures(run)):
        text = _("%(month)s is being calculated; wait until it is done.")
    else:
        text = _("%(month)s is not calculated; calculate it first.")
    return text % {"month": run.month}


def open_exceptions(run: PayrollRun) -> "QuerySet[RunException]":
    """The blocking exceptions of the run that nobody has waived; there may be thousands."""
    waived = Waiver.objects.filter(run=OuterRef("run"), code=OuterRef("code"), key=OuterRef("key"))
    return RunException.objects.filter(~Exists(waived), run=run, is_blocking=True).select_related("employee")


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


def fresh(run: PayrollRun) -> PayrollRun:
    """The run as it stands in the database now."""
    return PayrollRun.objects.get(pk=run.pk)
