"""A month's assessments of one size of company, measured: the marks filled on the queue, sales counted, pages asked.

Called by scripts/bench.py, which has started database, Redis and workers; it uses the company that is there, or makes
one. Pages are asked in this process: what is counted is the time of the server, and its queries.
"""

import argparse
import datetime as dt
import sys
import time
from collections.abc import Callable, Iterator
from typing import Any

# It sets Django up, and so comes first.
from scripts.bench_month import MONTH, Busy, Report, median, prepare, timed  # isort: skip

from django.db import connection
from django.test import Client

from common.models import TrackedWork
from performance.models import (
    Assessment,
    AssessmentFill,
    Exam,
    Mark,
    Score,
    ScorecardTemplate,
    ServiceMetric,
    Sitting,
)
from performance.services import counting, filling
from staff.models import Employee, Group, GroupTerms, User

MOST_FILL_SECONDS = 20
MOST_PAGE_SECONDS = 0.2
MOST_SECONDS = 600
PAGE_REPEATS = 8
# Every day of everybody who sells, as the platforms report it: 1.5 million rows of 10,000 people.
METRICS = """
INSERT INTO performance_servicemetric ("on", metric, numerator, denominator, is_final, source, employee_id)
SELECT day::date, metric, (40 * share)::int * unit, 40 * per, true, 'imported', employee.id
FROM staff_employee AS employee
CROSS JOIN generate_series(%(first)s::date, %(last)s::date, '1 day') AS day
CROSS JOIN (VALUES ('first_response', 1.0, 50, 1), ('reply_interval', 4.0, 40, 4), ('resolution', 0.9, 1, 1),
                   ('satisfaction', 0.95, 1, 1), ('conversion', 0.5, 1, 1)) AS told (metric, share, unit, per)
"""
SITTINGS = """
INSERT INTO performance_sitting (exam_id, employee_id, mark, answers, finished_at)
SELECT %(exam)s, id, 7000 + 100 * (id %% 30), '{}', %(at)s FROM staff_employee
"""


def main() -> None:
    options = read_arguments()
    report = Report(options.people)
    if not Employee.objects.exists():
        prepare(options, report)
    write_records(report)
    busy = Busy(options.workers)
    fills = [timed(fill) for _time in range(options.repeat)]
    workers, database = busy.seconds()
    # Other programs on the machine lengthen the clock; what the fill itself costs is its processor time.
    report.say("filling the marks, until done", fills)
    used = (workers + database) / options.repeat
    parts = f"{used:.2f} s = {workers / options.repeat:.2f} + {database / options.repeat:.2f}"
    report.number("  its work: worker + database", parts, used, MOST_FILL_SECONDS)
    report.number(
        "  marks", f"{Mark.objects.count():,} of {Score.objects.filter(month=MONTH).count():,} people"
    )
    report.say("counting the month's sales", [timed(count)])
    with connection.cursor() as cursor:
        cursor.execute("VACUUM ANALYZE")
    for name, client, address in pages():
        measure_page(report, name, client, address, options)


def read_arguments() -> argparse.Namespace:
    parser = argparse.ArgumentParser()
    parser.add_argument("--people", type=int, required=True)
    parser.add_argument("--orders-per-day", type=int, required=True)
    parser.add_argument("--repeat", type=int, required=True)
    parser.add_argument("--workers", type=int, nargs="+", required=True)
    return parser.parse_known_args()[0]


def write_records(report: Report) -> None:
    """What the marks are made from beside sales and conduct, and an open assessment of every group."""
    Score.objects.filter(month=MONTH).delete()
    Assessment.objects.all().delete()
    exam = Exam.objects.create(title="Knowledge", on=MONTH.first, full_mark=100)
    with connection.cursor() as cursor:
        cursor.execute(METRICS, {"first": MONTH.first, "last": MONTH.last})
        at = dt.datetime.combine(MONTH.first, dt.time(17))
        cursor.execute(SITTINGS, {"exam": exam.pk, "at": at})
    version = ScorecardTemplate.objects.get(preset="six-with-sales").version_on(MONTH.first)
    opened = [Assessment(group=group, month=MONTH, version=version) for group in Group.objects.all()]
    Assessment.objects.bulk_create(opened)
    with connection.cursor() as cursor:
        cursor.execute("VACUUM ANALYZE")
    counts = f"{ServiceMetric.objects.count():,} metrics, {Sitting.objects.count():,} sittings"
    report.number("records", f"{counts}, {len(opened):,} groups")


def fill() -> None:
    """Press “fill” for the whole month, and wait for the worker."""
    work = filling.start_fill(MONTH, None, by=User.objects.get(username="manager"))
    wait_for(AssessmentFill, work.pk)


def count() -> None:
    """Have the month's sales counted, and wait for the worker."""
    work = counting.start_count(MONTH, by=User.objects.get(username="manager"))
    wait_for(type(work), work.pk)


def wait_for(model: Any, pk: int) -> None:
    deadline = time.monotonic() + MOST_SECONDS
    while time.monotonic() < deadline:
        work = model.objects.get(pk=pk)
        if work.work_status == TrackedWork.Status.FAILED:
            sys.exit(f"{work} failed: {work.failure}")
        if work.is_over:
            return
        time.sleep(0.05)
    sys.exit(f"{model.__name__} {pk} was not done after {MOST_SECONDS} s.")


def pages() -> Iterator[tuple[str, Client, str]]:
    """(what it is, who asks, address)."""
    manager, supervisor, agent = (client_of(name) for name in ("manager", "supervisor", "agent"))
    person = User.objects.get(username="agent").employee
    runs = GroupTerms.objects.filter(supervisor=User.objects.get(username="supervisor").employee_id)
    group = runs.values_list("group", flat=True).first()
    sheet = Assessment.objects.get(month=MONTH, group=group)
    score = Score.objects.get(month=MONTH, employee=person)
    month = f"month={MONTH}"
    yield "sales and ranking of all", manager, f"/performance/sales/?month_shown={MONTH}"
    yield "sales and ranking of groups", supervisor, f"/performance/sales/?month_shown={MONTH}"
    yield "sales, an agent's own", agent, f"/performance/sales/?month_shown={MONTH}"
    yield "assessment sheet", supervisor, f"/performance/assessments/{sheet.pk}/"
    yield "assessments of the month", manager, f"/performance/assessments/?{month}"
    yield "one score with its records", supervisor, f"/performance/scores/{score.pk}/"
    yield "my scorecard", agent, "/performance/my/"
    yield "conduct list", manager, f"/performance/conduct/?{month}"
    yield "conduct list of groups", supervisor, "/performance/conduct/"
    yield "a person's record", supervisor, f"/performance/conduct/record/{person.employee_no}/"
    yield "demerits and discipline", supervisor, "/performance/conduct/discipline/"
    yield "service metrics of groups", supervisor, f"/performance/metrics/?{month}"
    yield "orders of a person", supervisor, f"/performance/orders/?{month}&employee={person.employee_no}"


def client_of(username: str) -> Client:
    client = Client(headers={"accept-language": "en"})
    client.force_login(User.objects.get(username=username))
    return client


def measure_page(
    report: Report, name: str, client: Client, address: str, options: argparse.Namespace
) -> None:
    """The time of the server for a page (its own and the database's, however busy the machine is), and its queries."""
    asked = Asked()
    with connection.execute_wrapper(asked):
        answered(client, address)
    busy, started = Busy(options.workers), time.process_time()
    took = [timed(lambda: answered(client, address)) for _time in range(PAGE_REPEATS)]
    own = time.process_time() - started
    used = (own + busy.seconds()[1]) / PAGE_REPEATS
    shown = f"{used * 1000:.0f} ms used, {median(took) * 1000:.0f} ms waited, {asked.queries} queries"
    report.number(name, shown, used, MOST_PAGE_SECONDS)


class Asked:
    """Counts the statements that a page sends."""

    def __init__(self) -> None:
        self.queries = 0

    def __call__(self, execute: Callable[..., Any], *arguments: Any) -> Any:
        self.queries += 1
        return execute(*arguments)


def answered(client: Client, address: str) -> None:
    answer = client.get(address)
    if answer.status_code != 200:
        sys.exit(f"{address} answers {answer.status_code}.")


if __name__ == "__main__":
    main()
