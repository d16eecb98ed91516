"""One size of company, measured: fill it, run its month, export it, and set the database's own time beside it.

Called by scripts/bench.py, which has started database, Redis and workers.
"""

import argparse
import contextlib
import cProfile
import datetime as dt
import os
import pstats
import statistics
import sys
import tempfile
import threading
import time
from collections.abc import Callable, Iterator, Sequence
from pathlib import Path
from typing import Any
from urllib.parse import unquote

import django

django.setup()

from django.conf import settings  # noqa: E402
from django.db import connection, models, transaction  # noqa: E402

from attendance.models import Leave, Overtime, Punch, Shift  # noqa: E402
from common.month import Month  # noqa: E402
from csbackoffice.demo.fill import fill  # noqa: E402
from csbackoffice.demo.plan import Plan  # noqa: E402
from csbackoffice.imports import take_workbook  # noqa: E402
from payroll import exports, services  # noqa: E402
from payroll.models import Adjustment, PayrollRun, Payslip, PayslipLine  # noqa: E402
from performance.models import ConductEntry, Order, Refund, Score, Suggestion  # noqa: E402
from scripts.bench_workbook import write_month_before  # noqa: E402
from staff.models import AccountBinding, Employee, Terms, User  # noqa: E402

MONTH = Month(2026, 10)
MOST_SECONDS = 600  # for one run
# What the run has to keep to, for 10,000 people on two cores.
MOST_RUN_SECONDS = 15
MOST_TIMES_FLOOR = 4
MOST_QUERIES_A_PAYSLIP = 0.2
MOST_MEGABYTES = 600
MOST_PRESS_SECONDS = 0.2
FULL_SIZE = 10_000


def main() -> None:
    options = read_arguments()
    report = Report(options.people)
    prepare(options, report)
    peak = Peak(options.workers)
    busy = Busy(options.workers)
    with peak:
        runs = [timed_run(is_first=True) for _time in range(options.repeat)]
    workers, database = busy.seconds()
    again = [timed_run() for _time in range(options.repeat)]
    queries = count_queries()
    floors = [floor() for _time in range(options.repeat)]
    slips = Payslip.objects.count()
    report.say("pressing “calculate”", [press for press, _run in runs], MOST_PRESS_SECONDS)
    report.say("the run, until done", [run for _press, run in runs], MOST_RUN_SECONDS)
    report.number("  processor time of the workers", f"{workers / options.repeat:.2f} s a run")
    report.number("  processor time of the database", f"{database / options.repeat:.2f} s a run")
    report.say("the run once more, all replaced", [run for _press, run in again])
    report.say("the floor (database alone)", [scan + copy for scan, copy, _plain in floors])
    report.say("  of it: reading the records", [scan for scan, _copy, _plain in floors])
    report.say("  of it: storing the result", [copy for _scan, copy, _plain in floors])
    run, least = median(run for _press, run in runs), median(scan + copy for scan, copy, _plain in floors)
    report.number("run ÷ floor", f"{run / least:.2f}", run / least, MOST_TIMES_FLOOR)
    bare = median(scan + plain for scan, _copy, plain in floors)
    report.number("  without its foreign keys", f"{run / bare:.2f}")
    report.number(
        "queries a payslip",
        f"{queries / slips:.3f} ({queries} ÷ {slips})",
        queries / slips,
        MOST_QUERIES_A_PAYSLIP,
    )
    report.number("peak memory of a worker", f"{peak.megabytes:.0f} MB", peak.megabytes, MOST_MEGABYTES)
    report.number("cost of one person", f"{run / slips * 1000:.2f} ms")
    for format in ("sheet", "slips", "bank", "lines"):
        report.say(f"export “{format}”", [timed_export(format)])
    measure_import(report)
    if options.profile:
        profile()


def read_arguments() -> argparse.Namespace:
    parser = argparse.ArgumentParser()
    parser.add_argument("--people", type=int, required=True)
    parser.add_argument("--orders-per-day", type=int, required=True)
    parser.add_argument("--repeat", type=int, required=True)
    parser.add_argument("--profile", action="store_true")
    parser.add_argument("--workers", type=int, nargs="+", required=True)
    return parser.parse_args()


class Report:
    """The table, line by line as it is known."""

    def __init__(self, people: int) -> None:
        self.is_full_size = people == FULL_SIZE
        busy = f"{os.getloadavg()[0]:.1f} of {os.cpu_count()} cores busy before"
        print(f"\n== {people:,} people, {MONTH}; {busy}; times are min / median / max", flush=True)

    def say(self, what: str, seconds: Sequence[float], most: float | None = None) -> None:
        """Times in seconds, with the target for the median."""
        low, middle, high = min(seconds), median(seconds), max(seconds)
        self.number(what, f"{low:.2f} / {middle:.2f} / {high:.2f} s", middle, most)

    def number(self, what: str, shown: str, value: float = 0, most: float | None = None) -> None:
        """Any figure, with its target where there is one; targets are those of the full size."""
        target = ""
        if most is not None:
            kept = "kept" if value <= most else "MISSED"
            target = (
                f"at most {most:g}: {kept}" if self.is_full_size else f"at most {most:g} at {FULL_SIZE:,}"
            )
        print(f"{what:32} {shown:34} {target}", flush=True)


def median(values: Any) -> float:
    return float(statistics.median(values))


def prepare(options: argparse.Namespace, report: Report) -> None:
    """One month of records, and the statistics that a database in use has."""
    plan = Plan(options.people, 1, options.orders_per_day, today=MONTH.next.first, with_current=False)
    report.say("filling in the company", [timed(lambda: fill(plan))])
    with connection.cursor() as cursor:
        cursor.execute("VACUUM ANALYZE")
    counts = {model._meta.model_name: model.objects.count() for model in (Order, Refund, Shift, Punch)}
    report.number("records", ", ".join(f"{count:,} {name}" for name, count in counts.items()))


def timed(do: Callable[[], object]) -> float:
    started = time.perf_counter()
    do()
    return time.perf_counter() - started


def timed_run(is_first: bool = False) -> tuple[float, float]:
    """(seconds until pressing answered, seconds until all payslips are there); the month's first run, or one more."""
    if is_first:
        with connection.cursor() as cursor:
            cursor.execute(f"TRUNCATE {Payslip._meta.db_table} CASCADE")
    by = User.objects.get(username="accountant")
    pressed_at = dt.datetime.now()
    press = timed(lambda: services.start_run(MONTH, by=by))
    run = wait_until_done()
    return press, (run.calculated_at - pressed_at).total_seconds()


def wait_until_done() -> PayrollRun:
    deadline = time.monotonic() + MOST_SECONDS
    while time.monotonic() < deadline:
        run = PayrollRun.objects.get(month=MONTH)
        if failed := services.failures(run):
            sys.exit("The run failed: " + "; ".join(failed))
        if run.state == PayrollRun.State.CALCULATED:
            return run
        time.sleep(0.3)
    sys.exit(f"The run was not done after {MOST_SECONDS} s.")


def timed_export(format: str) -> float:
    run = PayrollRun.objects.get(month=MONTH)
    with tempfile.TemporaryDirectory() as folder:
        return timed(lambda: exports.write(run, format, Path(folder) / f"{format}.xlsx"))


def measure_import(report: Report) -> None:
    """Take a workbook of the month before, all rows new. Last, because it leaves its rows behind."""
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "month.xlsx"
        report.number("workbook to import", write_month_before(path, MONTH))
        outcome: list[Any] = []
        report.say(
            "importing it", [timed(lambda: outcome.append(take_workbook(path, by=None, is_preview=False)))]
        )
        if outcome[0].rejected:
            report.number("  but rows were rejected", str(outcome[0].bad_rows[:3]))


class Peak:
    """The most memory that any process of the workers had, sampled while the block runs."""

    def __init__(self, workers: Sequence[int]) -> None:
        self.workers = workers
        self.megabytes = 0.0
        self.over = threading.Event()
        self.thread = threading.Thread(target=self._sample, daemon=True)

    def __enter__(self) -> None:
        self.thread.start()

    def __exit__(self, *_error: object) -> None:
        self.over.set()
        self.thread.join()

    def _sample(self) -> None:
        while not self.over.wait(0.02):
            for worker in self.workers:
                for pid in [worker, *children(worker)]:
                    self.megabytes = max(self.megabytes, most_memory(pid))


class Busy:
    """Processor time since it was made, which other programs on the machine do not lengthen as they do the clock."""

    def __init__(self, workers: Sequence[int]) -> None:
        self.workers = workers
        self.server = int((cluster() / "data" / "postmaster.pid").read_text().split()[0])
        self.before = self._now()

    def _now(self) -> tuple[float, float]:
        backends = [self.server, *children(self.server)]
        return sum(map(processor_seconds, self.workers)), sum(map(processor_seconds, backends))

    def seconds(self) -> tuple[float, float]:
        """(of workers and their jobs, of the database) in seconds."""
        workers, database = self._now()
        return workers - self.before[0], database - self.before[1]


def processor_seconds(pid: int) -> float:
    """Of a process and of its children that have ended."""
    with contextlib.suppress(OSError):
        fields = Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()
        return sum(map(int, fields[11:15])) / os.sysconf("SC_CLK_TCK")
    return 0.0


def cluster() -> Path:
    """The folder of the throw-away database."""
    return Path(unquote(settings.DATABASES["default"]["HOST"]))


def children(pid: int) -> list[int]:
    with contextlib.suppress(OSError):
        return list(map(int, Path(f"/proc/{pid}/task/{pid}/children").read_text().split()))
    return []


def most_memory(pid: int) -> float:
    """The high-water mark of a process in megabytes; 0 where it is gone."""
    with contextlib.suppress(OSError):
        for line in Path(f"/proc/{pid}/status").read_text().splitlines():
            if line.startswith("VmHWM"):
                return int(line.split()[1]) / 1024
    return 0.0


def count_queries() -> int:
    """Statements that one more run sends, counted by the database in its own log; ours are left out."""
    log = cluster() / "postgres.log"
    with connection.cursor() as cursor:
        cursor.execute("ALTER SYSTEM SET log_statement = 'all'")
        cursor.execute("SELECT pg_reload_conf()")
        time.sleep(1)
        cursor.execute("SET log_statement = 'none'")
        before = log.stat().st_size
        timed_run()
        cursor.execute("ALTER SYSTEM RESET log_statement")
        cursor.execute("SELECT pg_reload_conf()")
    with log.open("rb") as lines:
        lines.seek(before)
        return sum(1 for line in lines if b"LOG:  statement:" in line or b"LOG:  execute " in line)


# The floor


def floor() -> tuple[float, float, float]:
    """Seconds of the database alone, without Python: to read the month's records, to store the result, and to store
    it in tables without foreign keys."""
    slips, lines = copied_out(Payslip), copied_out(PayslipLine)
    return timed(read_everything), store_all(slips, lines), store_all(slips, lines, foreign_keys=False)


def store_all(slips: list[bytes], lines: list[bytes], foreign_keys: bool = True) -> float:
    with twin(Payslip, foreign_keys) as slips_twin, twin(PayslipLine, foreign_keys) as lines_twin:
        return timed(lambda: copy_in({slips_twin: slips, lines_twin: lines}))


def read_everything() -> None:
    """Scan every record that the month's pay rests on."""
    first, last = MONTH.first, MONTH.next.first
    for query, sums in (
        (Order.objects.filter(counts_in=MONTH), models.Sum("amount")),
        (Refund.objects.filter(counts_in=MONTH), models.Sum("amount")),
        (Shift.objects.filter(on__range=(first, last)), models.Max("ends_at")),
        (Punch.objects.filter(punched_at__range=(first, last)), models.Max("punched_at")),
        (Leave.objects.filter(starts_at__lt=last, ends_at__gte=first), models.Max("ends_at")),
        (Overtime.objects.filter(on__range=(first, last)), models.Sum("hours")),
        (ConductEntry.objects.filter(counts_in=MONTH), models.Sum("count")),
        (Score.objects.filter(month=MONTH), models.Sum("score")),
        (Suggestion.objects.filter(approved_on__range=(first, last)), models.Sum("award")),
        (Adjustment.objects.filter(month=MONTH), models.Sum("amount")),
        (Employee.objects.all(), models.Max("hired_on")),
        (Terms.objects.all(), models.Max("valid_from")),
        (AccountBinding.objects.all(), models.Max("from_on")),
    ):
        query.order_by().aggregate(rows=models.Count("pk"), sums=sums)


def copied_out(model: type[models.Model]) -> list[bytes]:
    with connection.cursor() as cursor, cursor.copy(f"COPY {model._meta.db_table} TO STDOUT") as copy:
        return [bytes(block) for block in copy]


@transaction.atomic
def copy_in(tables: dict[str, list[bytes]]) -> None:
    """In one transaction, at whose end the database checks the foreign keys."""
    with connection.cursor() as cursor:
        for table, blocks in tables.items():
            with cursor.copy(f"COPY {table} FROM STDIN") as copy:
                for block in blocks:
                    copy.write(block)


@contextlib.contextmanager
def twin(model: type[models.Model], foreign_keys: bool) -> Iterator[str]:
    """An empty table like the model's, with its constraints and indexes, and with its foreign keys if asked for."""
    table = model._meta.db_table
    with connection.cursor() as cursor:
        cursor.execute(f"CREATE TABLE twin_{table} (LIKE {table} INCLUDING ALL)")
        if foreign_keys:
            add_foreign_keys(cursor, table)
        yield f"twin_{table}"
        cursor.execute(f"DROP TABLE twin_{table}")


def add_foreign_keys(cursor: Any, table: str) -> None:
    """Those of the table to its twin; lines refer to the twin of the payslips."""
    own = f"REFERENCES {Payslip._meta.db_table}("
    cursor.execute(
        "SELECT pg_get_constraintdef(oid) FROM pg_constraint WHERE contype = 'f' AND conrelid = %s::regclass",
        [table],
    )
    for (foreign_key,) in cursor.fetchall():
        definition = foreign_key.replace(own, own.replace("REFERENCES ", "REFERENCES twin_"))
        cursor.execute(f"ALTER TABLE twin_{table} ADD {definition}")


def profile() -> None:
    """Where the processor time of a run goes, planning and shards, in this process and without the queue."""
    profiler = cProfile.Profile(time.process_time)
    profiler.runcall(services.calculate_now, MONTH)
    stats = pstats.Stats(profiler)
    stats.sort_stats("cumulative").print_stats(45)
    stats.sort_stats("tottime").print_stats(35)


if __name__ == "__main__":
    main()
