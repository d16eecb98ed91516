"""The payroll app."""

from typing import Any

from django.apps import AppConfig
from django.db.models.signals import post_migrate, pre_migrate


class PayrollConfig(AppConfig):
    """Puts the triggers in place after every migrate (the only signals of this project)."""

    name = "payroll"

    def ready(self) -> None:
        pre_migrate.connect(remove_triggers, sender=self)
        post_migrate.connect(install_triggers, sender=self)


def remove_triggers(using: str = "default", plan: Any = (), **_signal: Any) -> None:
    """Before tables change: SQLite rebuilds a table under another name, and triggers that name it stand in its way."""
    from django.db import connections

    from payroll import source_changes, triggers

    if plan and connections[using].vendor == "sqlite":
        triggers.remove(using)
        source_changes.remove(using)


def install_triggers(using: str = "default", **_signal: Any) -> None:
    """Install the triggers once the tables are all there."""
    from django.db import connections

    from payroll import source_changes, triggers

    there = set(connections[using].introspection.table_names())
    if set(triggers.TABLES) | {triggers.LOCKS} <= there:
        triggers.install(using)
    if {*source_changes.SOURCES, source_changes.COUNTS} <= there:
        source_changes.install(using)
    else:  # migrated back to before there were any
        source_changes.remove(using)
