"""The payroll app."""

import logging
from typing import Any

from django.apps import AppConfig
from django.db.models.signals import post_migrate, pre_migrate

log = logging.getLogger(__name__)


class PayrollConfig(AppConfig):
    """Puts the triggers in place after every migrate (the only signals of this project), and where they are away."""

    name = "payroll"

    def ready(self) -> None:
        from common import starting

        pre_migrate.connect(remove_triggers, sender=self)
        post_migrate.connect(install_triggers, sender=self)
        starting.FIRST.append(put_triggers_back)


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
    if set(source_changes.SOURCES) <= there and source_changes.can_count(using):
        source_changes.install(using)
    else:  # migrated back to before they could
        source_changes.remove(using)


def put_triggers_back() -> None:
    """At the start of a process: a migration that failed on SQLite has left them away."""
    from payroll import source_changes, triggers

    if lost := triggers.missing() | source_changes.missing():
        log.warning("triggers were away and are put back: %s", ", ".join(sorted(lost)))
        install_triggers()
