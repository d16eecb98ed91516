"""Emptying the demo company: every table goes, and an empty company is left, as after a first migrate."""

import shutil
from pathlib import Path

from django.conf import settings
from django.core.management import call_command
from django.db import connection

from csbackoffice import embedded
from payroll import triggers
from staff.models import Company, Employee


class NotTheDemo(Exception):
    """The people in this database are nobody's demo."""


def demo_mark() -> Path:
    """Says that the people of this site are the demo company's, whose logins may be shown."""
    return embedded.data_dir() / "demo-company"


def is_demo() -> bool:
    """By the row that `seed_demo` writes; by the mark of `make start` for companies seeded before there was a row."""
    company = Company.objects.first()
    return company.is_demo if company else demo_mark().exists() and Employee.objects.exists()


def wipe() -> None:
    """Drop every table and make them anew; files that belonged to the company go too. Raises NotTheDemo."""
    if not is_demo():
        raise NotTheDemo
    triggers.remove()
    drop_tables()
    call_command("migrate", interactive=False, verbosity=0)
    for part in Path(settings.MEDIA_ROOT).glob("*"):
        shutil.rmtree(part) if part.is_dir() else part.unlink()
    demo_mark().unlink(missing_ok=True)


def drop_tables() -> None:
    """All of the site's tables, in one transaction; what else lives in the database stays."""
    ours = {*connection.introspection.django_table_names(include_views=False), "django_migrations"}
    there = [name for name in connection.introspection.table_names() if name in ours]
    with connection.schema_editor() as editor:
        for name in there:
            editor.execute(editor.sql_delete_table % {"table": editor.quote_name(name)})
