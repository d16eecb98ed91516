"""August and September 2026 come out as the rules say, to the fen."""

from pathlib import Path

import pytest

from common.month import Month
from payroll import services
from payroll.models import PayrollRun, Payslip, PayslipLine
from tests.conftest import StartWorkers, wait_until
from tests.months.worked import expected, lock, paid, run_inline, shuffled, take


@pytest.mark.django_db
@pytest.mark.postgres
def test_both_months_come_out_to_the_fen_the_second_on_top_of_the_locked_first(tmp_path: Path) -> None:
    for month in ("2026-08", "2026-09"):
        take(month)
        run = run_inline(month)
        assert paid(run, tmp_path) == expected(month)
        lock(run)


@pytest.mark.django_db
@pytest.mark.parametrize("seed", [pytest.param(1, marks=pytest.mark.postgres), 2])
def test_the_order_of_sheets_columns_and_rows_changes_nothing(tmp_path: Path, seed: int) -> None:
    for month in ("2026-08", "2026-09"):
        take(month, shuffled(month, tmp_path, seed))
        run = run_inline(month)
        assert paid(run, tmp_path) == expected(month)
        lock(run)


@pytest.mark.django_db
def test_a_second_run_gives_the_same_lines_and_keeps_no_old_ones(tmp_path: Path) -> None:
    take("2026-08")
    first = paid(run_inline("2026-08"), tmp_path)
    lines = PayslipLine.objects.count()
    assert paid(run_inline("2026-08"), tmp_path) == first
    assert PayslipLine.objects.count() == lines
    assert Payslip.objects.count() == len({number for number, _code in first})


@pytest.mark.worker
@pytest.mark.postgres
@pytest.mark.parametrize("workers", [1, 4])
def test_workers_give_what_one_process_gives(worker: StartWorkers, tmp_path: Path, workers: int) -> None:
    worker(workers)
    for month in ("2026-08", "2026-09"):
        take(month)
        run = services.start_run(Month.parse(month), by=None)
        wait_until(lambda run=run: over(run), "the run is done")  # type: ignore[misc]
        run.refresh_from_db()
        assert services.failures(run) == []
        assert paid(run, tmp_path) == expected(month)
        lock(run)


def over(run: PayrollRun) -> bool:
    """Calculated and closed, or failed: the last shard is done a moment before the month is."""
    run = services.fresh(run)
    return run.state == PayrollRun.State.CALCULATED or bool(services.failures(run))
