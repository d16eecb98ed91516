"""Has anything that pay is worked out from changed since? Counted by the database itself, whoever writes.

Approval compares a large month with its records while everybody goes on working, and asks here, at the moment of
the lock, whether anything came in between. Pay to date asks whether its shared sums still hold.
"""

from collections.abc import Collection

from django.db import OperationalError, connection, connections
from django.db.models import Count, Max, Sum

from payroll.models import SourceChange

# Shared sums: whose sales, which people, under which rule book.
OF_POOLS = (
    "performance_order",
    "performance_refund",
    "staff_employee",
    "staff_group",
    "staff_terms",
    "staff_groupterms",
    "staff_serviceaccount",
    "staff_accountbinding",
    "staff_rulebook",
    "staff_rulerate",
)
SOURCES = (
    *OF_POOLS,
    "attendance_shift",
    "attendance_punch",
    "attendance_leave",
    "attendance_overtime",
    "performance_score",
    "performance_conductentry",
    "performance_conductitem",
    "performance_suggestion",
    "payroll_adjustment",
    "payroll_opening",
)
COUNTS = "payroll_sourcechange"
FUNCTION = "payroll_count_source_change"
EVENTS = ("INSERT", "UPDATE", "DELETE")
# What the sums are compared by; equal marks mean that nothing was written between.
Mark = tuple[int, int, int]
MOST_ROWS, KEPT_ROWS = 20_000, 1_000
WAIT = "5s"


class Busy(Exception):
    """Somebody has been writing records for longer than one may keep everybody else waiting."""


def mark(sources: Collection[str] = ()) -> Mark:
    """Where the counts stand now; of all sources, or of some."""
    rows = SourceChange.objects.filter(source__in=sources) if sources else SourceChange.objects.all()
    found = rows.aggregate(rows=Count("pk"), last=Max("pk"), sum=Sum("number"))
    return (found["rows"], found["last"] or 0, found["sum"] or 0)


def hold() -> None:
    """Until the transaction ends nobody writes records, and who was about to is waited for. Raises Busy.

    The last lock that its transaction takes: whoever waits for it may hold any other. SQLite has one writer anyway.
    """
    if connection.vendor != "postgresql":
        return
    with connection.cursor() as cursor:
        cursor.execute(f"SET LOCAL lock_timeout = '{WAIT}'")
        try:
            cursor.execute(f"LOCK TABLE common_monthlock, {COUNTS} IN EXCLUSIVE MODE")
        except OperationalError as error:
            # Waited too long, or each for the other.
            if getattr(error.__cause__, "sqlstate", "") in ("55P03", "40P01"):
                raise Busy from error
            raise
        cursor.execute("SET LOCAL lock_timeout = DEFAULT")


def forget_old() -> None:
    """Keep the table small. The row that is added makes every mark from before a different one."""
    if SourceChange.objects.count() > MOST_ROWS:
        last = SourceChange.objects.latest("pk").pk
        SourceChange.objects.filter(pk__lt=last - KEPT_ROWS).delete()
        SourceChange.objects.create(source="forgotten")


# The triggers


def install(using: str = "default") -> None:
    """Put every trigger in place, whatever stands there already."""
    connection = connections[using]
    remove(using)
    statements = _postgresql() if connection.vendor == "postgresql" else _sqlite()
    with connection.cursor() as cursor:
        for statement in statements:
            cursor.execute(statement)


def remove(using: str = "default") -> None:
    """Take the triggers away, where their tables are there."""
    connection = connections[using]
    there = set(connection.introspection.table_names())
    with connection.cursor() as cursor:
        for table, name in trigger_names(connection.vendor):
            if table in there:
                place = f" ON {table}" if connection.vendor == "postgresql" else ""
                cursor.execute(f"DROP TRIGGER IF EXISTS {name}{place}")


def trigger_names(vendor: str) -> list[tuple[str, str]]:
    """(table, trigger) of all there should be."""
    if vendor == "postgresql":
        return [(table, f"{table}_counted") for table in SOURCES]
    return [(table, f"{table}_{event.lower()}_counted") for table in SOURCES for event in EVENTS]


def _postgresql() -> list[str]:
    body = f"BEGIN INSERT INTO {COUNTS} (source, number) VALUES (TG_TABLE_NAME, 1); RETURN NULL; END"
    made = [f"CREATE OR REPLACE FUNCTION {FUNCTION}() RETURNS trigger LANGUAGE plpgsql AS $$ {body} $$"]
    for table in SOURCES:
        made.append(
            f"CREATE TRIGGER {table}_counted AFTER {' OR '.join(EVENTS)} ON {table}"
            f" FOR EACH STATEMENT EXECUTE FUNCTION {FUNCTION}()"
        )
    return made


def _sqlite() -> list[str]:
    made = []
    for key, table in enumerate(SOURCES, 1):
        counted = (
            f"INSERT INTO {COUNTS} (id, source, number) VALUES ({key}, '{table}', 1)"
            " ON CONFLICT (id) DO UPDATE SET number = number + 1, source = excluded.source"
        )
        for event in EVENTS:
            name = f"{table}_{event.lower()}_counted"
            made.append(f"CREATE TRIGGER {name} AFTER {event} ON {table} FOR EACH ROW BEGIN {counted}; END")
    return made
