"""Migrations on a database that is in use: what stands there is brought along or counted anew."""

import datetime as dt
from collections.abc import Iterator
from typing import Any

import pytest
from django.db import IntegrityError, connection
from django.db.migrations.executor import MigrationExecutor

from common.month import Month
from payroll.apps import install_triggers, remove_triggers

BEFORE, AFTER = ("performance", "0008_sales_counted"), ("performance", "0009_remarks_and_one_counting")
MONTH = Month(2026, 9)


def migrated(*targets: tuple[str, str]) -> Any:
    """The apps as they are after these migrations."""
    executor = MigrationExecutor(connection)
    remove_triggers(plan=targets)
    executor.migrate(list(targets))
    install_triggers()
    return executor.loader.project_state(list(targets)).apps


@pytest.fixture
def before(transactional_db: None) -> Iterator[Any]:
    yield migrated(BEFORE)
    migrated(*MigrationExecutor(connection).loader.graph.leaf_nodes())


@pytest.mark.postgres
def test_a_database_with_countings_that_are_done_and_two_that_wait_takes_the_one_counting(
    before: Any,
) -> None:
    count = before.get_model("performance", "SalesCount").objects
    done = count.create(month=MONTH, work_status="done")
    before.get_model("performance", "CountedSales").objects.create(count=done, on=MONTH.first)
    waiting = [count.create(month=MONTH, work_status=status).pk for status in ("queued", "running")]
    other = count.create(month=MONTH.next, work_status="queued").pk

    after = migrated(AFTER)

    rows = after.get_model("performance", "SalesCount").objects
    assert dict(rows.values_list("pk", "work_status")) == {
        waiting[0]: "queued",
        waiting[1]: "failed",
        other: "queued",
    }
    assert not after.get_model("performance", "CountedSales").objects.exists()
    with pytest.raises(IntegrityError):
        rows.create(month=MONTH, work_status="queued", queued_at=dt.datetime.now())
