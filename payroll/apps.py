"""The payroll app."""

from typing import Any

from django.apps import AppConfig
from django.db.models.signals import post_migrate


class PayrollConfig(AppConfig):
    """Puts the triggers of locked months in place after every migrate (the one signal of this project)."""

    name = "payroll"

    def ready(self) -> None:
        post_migrate.connect(install_triggers, sender=self)


def install_triggers(using: str = "default", **_signal: Any) -> None:
    """Install the triggers once the tables are all there."""
    from django.db import connections

    from payroll import triggers

    if set(triggers.TABLES) <= set(connections[using].introspection.table_names()):
        triggers.install(using)
