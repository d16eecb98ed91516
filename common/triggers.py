"""Triggers that the product puts into its database: installed, taken away, looked for."""

from collections.abc import Iterable
from typing import Any, NamedTuple

from django.db import connections, transaction


class Trigger(NamedTuple):
    """A trigger of a table, and the statements that make it; on PostgreSQL each of them replaces what is there."""

    table: str
    name: str
    statements: tuple[str, ...]


def install(triggers: Iterable[Trigger], using: str = "default") -> None:
    """Put them in place, whatever stands there already; at no moment is one away.

    On SQLite all of them in one transaction. PostgreSQL replaces one after the other: whoever writes is waited for
    one table at a time, where one transaction over many tables could wait in a circle with its writers.
    """
    connection = connections[using]
    if connection.vendor == "postgresql":
        for trigger in triggers:
            _make([trigger], using)
    else:
        with transaction.atomic(using):
            triggers = list(triggers)
            remove(triggers, using)
            _make(triggers, using)


def _make(triggers: Iterable[Trigger], using: str) -> None:
    with transaction.atomic(using), connections[using].cursor() as cursor:
        for trigger in triggers:
            for statement in trigger.statements:
                cursor.execute(statement)


def remove(triggers: Iterable[Trigger], using: str = "default") -> None:
    """Take them away, those that are there."""
    connection = connections[using]
    with connection.cursor() as cursor:
        for trigger in triggers:
            place = f" ON {trigger.table}" if connection.vendor == "postgresql" else ""
            cursor.execute(f"DROP TRIGGER IF EXISTS {trigger.name}{place}")


def missing(triggers: Iterable[Trigger], using: str = "default") -> set[str]:
    """Names of those that are not there."""
    return {trigger.name for trigger in triggers} - _known(connections[using])


def _known(connection: Any) -> set[str]:
    source = ("tgname", "pg_trigger") if connection.vendor == "postgresql" else ("name", "sqlite_master")
    with connection.cursor() as cursor:
        cursor.execute("SELECT {} FROM {}".format(*source))
        return {row[0] for row in cursor.fetchall()}
