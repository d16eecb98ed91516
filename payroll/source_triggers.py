"""The triggers that count changes of records, each change with the first month that it matters to."""

from collections.abc import Iterator, Mapping
from typing import NamedTuple

from django.conf import settings
from django.db import connections

from common.triggers import Trigger

COUNTS = "payroll_sourcechange"
# The day of a moment is ours, whoever writes from wherever.
OUR_DAYS = f" SET timezone = '{settings.TIME_ZONE}'"
# The rows that each event knows.
EVENTS = {"insert": ("new",), "update": ("old", "new"), "delete": ("old",)}
# Of a row without a date: one that no month reads.
NO_MONTH = 999912
# SQLite counts in one row for each table and month.
MONTHS_OF_A_TABLE = 1_000_000


class ByMonth:
    """Rows that name the months they count in, in one column or several."""

    def __init__(self, *columns: str) -> None:
        self.columns = columns


class ByDay(NamedTuple):
    """Rows of a day or a moment; so many days after its end a month still reads them."""

    column: str
    reach: int = 0


# None: of every month.
Dated = ByMonth | ByDay | None


def counting(sources: Mapping[str, Dated], using: str = "default") -> list[Trigger]:
    """All the triggers, three for each table."""
    make = _postgresql if connections[using].vendor == "postgresql" else _sqlite
    return [
        trigger
        for key, (table, dated) in enumerate(sources.items(), 1)
        for trigger in make(key, table, dated)
    ]


# PostgreSQL: one row a statement that touched anything


def _postgresql(_key: int, table: str, dated: Dated) -> Iterator[Trigger]:
    for event, seen in EVENTS.items():
        name = f"{table}_{event}_counted"
        count = (
            f"INSERT INTO {COUNTS} (source, number, first_month) SELECT '{table}', 1, {_first_month(dated)}"
            f" FROM {_rows(seen, dated)} HAVING COUNT(*) > 0; RETURN NULL;"
        )
        known = " ".join(f"{rows} TABLE AS {rows}_rows" for rows in seen)
        yield Trigger(
            table,
            name,
            (
                f"CREATE OR REPLACE FUNCTION {name}() RETURNS trigger LANGUAGE plpgsql{OUR_DAYS}"
                f" AS $$ BEGIN {count} END $$",
                f"CREATE OR REPLACE TRIGGER {name} AFTER {event.upper()} ON {table} REFERENCING {known}"
                f" FOR EACH STATEMENT EXECUTE FUNCTION {name}()",
            ),
        )


def _rows(seen: tuple[str, ...], dated: Dated) -> str:
    """The rows of the statement; of an update those before and after it, where their months may differ."""
    if dated is None or len(seen) == 1:
        return f"{seen[-1]}_rows"
    columns = ", ".join(f'"{column}"' for column in _columns(dated))
    return "({}) AS seen".format(" UNION ALL ".join(f"SELECT {columns} FROM {rows}_rows" for rows in seen))


def _columns(dated: ByMonth | ByDay) -> tuple[str, ...]:
    return dated.columns if isinstance(dated, ByMonth) else (dated.column,)


def _first_month(dated: Dated) -> str:
    """The earliest month of all rows: that of the earliest day, so that not each of a million is made a month."""
    if dated is None:
        return "NULL::int"
    if isinstance(dated, ByMonth):
        months = ", ".join(f'MIN("{column}")' for column in dated.columns)
    else:
        day = f'(MIN("{dated.column}")::date - {dated.reach})'
        months = f"(EXTRACT(YEAR FROM {day}) * 100 + EXTRACT(MONTH FROM {day}))::int"
    return f"COALESCE(LEAST({months}), {NO_MONTH})"


# SQLite: row by row, into one row for each table and month


def _sqlite(key: int, table: str, dated: Dated) -> Iterator[Trigger]:
    for event, seen in EVENTS.items():
        name = f"{table}_{event}_counted"
        months = [month for row in seen for month in _months(row.upper(), dated)]
        first = f"MIN({', '.join(months)})" if len(months) > 1 else "".join(months) or "NULL"
        count = (
            f"INSERT INTO {COUNTS} (id, source, number, first_month)"
            f" SELECT {key * MONTHS_OF_A_TABLE} + COALESCE(month, 0), '{table}', 1, month"
            f" FROM (SELECT {first} AS month) WHERE TRUE"
            " ON CONFLICT (id) DO UPDATE SET number = number + 1, source = excluded.source"
        )
        yield Trigger(
            table,
            name,
            (f"CREATE TRIGGER {name} AFTER {event.upper()} ON {table} FOR EACH ROW BEGIN {count}; END",),
        )


def _months(row: str, dated: Dated) -> list[str]:
    """The month of each column of a row."""
    if dated is None:
        return []
    if isinstance(dated, ByMonth):
        found = [f'{row}."{column}"' for column in dated.columns]
    else:
        day = f"""strftime('%Y%m', {row}."{dated.column}", '-{dated.reach} days')"""
        found = [f"CAST({day} AS INTEGER)"]
    return [f"COALESCE({month}, {NO_MONTH})" for month in found]
