"""Settling a matter of a handover, and the task on the whiteboard that it came from."""

import datetime as dt
from typing import Any

from django.db import transaction

from attendance.handovers import close_item
from attendance.models import HandoverItem, PlanItem
from common.audit import record


@transaction.atomic
def settle_item(item: HandoverItem, *, by: Any) -> None:
    """Close an item of a handover; a task of the whiteboard is done with it, wherever it has moved since."""
    close_item(item, by=by)
    kind, _colon, pk = item.key.partition(":")
    if kind == "plan" and pk.isdigit():
        _finish_task(int(pk), by)


def _finish_task(pk: int, by: Any) -> None:
    task = PlanItem.objects.select_for_update().filter(pk=pk).first()
    while task is not None and task.status == PlanItem.Status.MOVED:
        task = PlanItem.objects.select_for_update().filter(moved_from=task).first()
    if task is None or not task.is_open:
        return
    before, task.status = task.status, PlanItem.Status.DONE
    task.percent, task.finished_at = 100, dt.datetime.now()
    task.save(update_fields=["status", "percent", "finished_at"])
    # Whoever took the shift over may finish a task of somebody who has gone home: it is written down who it was.
    record("task done in the handover", task, by=by, changes={"status": [before, task.status]})
