"""Has anything that pay is worked out from changed since? Counted by the database itself, whoever writes.

Approval compares a large month with its records while everybody goes on working, and asks here, at the moment of
the lock, whether anything of that month came in between. Pay to date asks whether its shared sums still hold.
"""

import time
from collections.abc import Collection, Mapping
from typing import NamedTuple

from django.db import OperationalError, connection, connections, transaction
from django.db.models import Count, F, Max, Q, Sum

from attendance.records import MOMENTS_AFTER, SHIFTS_AFTER
from common import triggers
from common.month import Month
from payroll.models import SourceChange
from payroll.source_triggers import COUNTS, ByDay, ByMonth, Dated, counting

EVERY_MONTH = None
# Shared sums: whose sales, which people, under which rule book. With each table: the first month that a row matters to.
OF_POOLS: Mapping[str, Dated] = {
    "performance_order": ByMonth("counts_in", "completed_counts_in"),
    "performance_refund": ByMonth("counts_in", "completed_counts_in"),
    "staff_employee": EVERY_MONTH,
    "staff_group": EVERY_MONTH,
    "staff_terms": ByDay("valid_from"),
    "staff_groupterms": ByDay("valid_from"),
    "staff_serviceaccount": EVERY_MONTH,
    "staff_accountbinding": EVERY_MONTH,
    "staff_rulebook": EVERY_MONTH,
    "staff_rulerate": EVERY_MONTH,
}
SOURCES: Mapping[str, Dated] = {
    **OF_POOLS,
    "attendance_shift": ByDay("on", SHIFTS_AFTER),
    "attendance_punch": ByDay("punched_at", MOMENTS_AFTER),
    "attendance_leave": ByDay("starts_at", MOMENTS_AFTER),
    "attendance_overtime": ByDay("on"),
    "performance_score": ByMonth("month"),
    "performance_conductentry": ByMonth("counts_in"),
    "performance_conductitem": EVERY_MONTH,
    "performance_suggestion": ByDay("approved_on"),
    "payroll_adjustment": ByMonth("month"),
    "payroll_opening": ByMonth("month"),
}
# The row that counts how often old rows were forgotten; of no table, and of every month.
FORGOTTEN = 0
MOST_ROWS, KEPT_ROWS = 20_000, 1_000
# Seconds: how long somebody who writes is waited for, and how often is asked.
WAIT, PAUSE = 5.0, 0.02
NOT_AVAILABLE = "55P03"


class Busy(Exception):
    """Somebody has been writing records for longer than one may keep everybody else waiting."""


class Mark(NamedTuple):
    """Where the counts stand; equal marks mean that nothing was written between."""

    rows: int
    last: int
    sum: int
    forgotten: int


def mark(sources: Collection[str] = (), month: Month | None = None) -> Mark:
    """Where the counts stand now; of all sources or of some, of every change or of those that matter to a month."""
    rows = SourceChange.objects.all()
    if sources:
        rows = rows.filter(Q(source__in=list(sources)) | Q(pk=FORGOTTEN))
    if month:
        rows = rows.filter(Q(first_month__isnull=True) | Q(first_month__lte=month))
    forgotten = Sum("number", filter=Q(pk=FORGOTTEN))
    found = rows.aggregate(rows=Count("pk"), last=Max("pk"), sum=Sum("number"), forgotten=forgotten)
    return Mark(**{name: value or 0 for name, value in found.items()})


def hold() -> None:
    """Until the transaction ends nobody writes records, and who was about to is waited for. Raises Busy.

    The last lock that its transaction takes, and it is asked for again and again instead of waited for: who waits for
    nothing is in no circle of those who wait for one another, and no writer loses its work to this lock. So what the
    transaction has written is checked before, not at its end, where a check waits for rows that others hold. SQLite
    has one writer anyway.
    """
    if connection.vendor != "postgresql":
        return
    with connection.cursor() as cursor:
        cursor.execute("SET CONSTRAINTS ALL IMMEDIATE; SET CONSTRAINTS ALL DEFERRED")
    until = time.monotonic() + WAIT
    while not _held():
        if time.monotonic() > until:
            raise Busy
        time.sleep(PAUSE)


def _held() -> bool:
    try:
        with transaction.atomic(), connection.cursor() as cursor:
            cursor.execute(f"LOCK TABLE common_monthlock, {COUNTS} IN EXCLUSIVE MODE NOWAIT")
    except OperationalError as error:
        if getattr(error.__cause__, "sqlstate", "") == NOT_AVAILABLE:
            return False
        raise
    return True


@transaction.atomic
def forget_old() -> None:
    """Keep the table small. The one row that is never forgotten makes every mark from before a different one."""
    if SourceChange.objects.count() > MOST_ROWS:
        SourceChange.objects.get_or_create(pk=FORGOTTEN, defaults={"source": "forgotten", "number": 0})
        SourceChange.objects.filter(pk=FORGOTTEN).update(number=F("number") + 1)
        last = SourceChange.objects.latest("pk").pk
        SourceChange.objects.filter(pk__lt=last - KEPT_ROWS).exclude(pk=FORGOTTEN).delete()


# The triggers


def install(using: str = "default") -> None:
    """Put every trigger in place, whatever stands there already."""
    triggers.install(counting(SOURCES, using), using)


def remove(using: str = "default") -> None:
    """Take the triggers away, where their tables are there."""
    triggers.remove(counting(SOURCES, using), using)


def can_count(using: str = "default") -> bool:
    """Whether the table of the counts is there as the triggers write it."""
    connection = connections[using]
    with connection.cursor() as cursor:
        if COUNTS not in connection.introspection.table_names(cursor):
            return False
        columns = connection.introspection.get_table_description(cursor, COUNTS)
    return "first_month" in {column.name for column in columns}


def missing(using: str = "default") -> set[str]:
    """Names of triggers that should be there and are not."""
    return triggers.missing(counting(SOURCES, using), using)
