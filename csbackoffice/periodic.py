"""What happens by itself, by the clock: every step looks for what is due, and may be repeated at any time.

The reconciler calls `run_due`, at most once a minute however many reconcilers there are. A step that fails is
logged and does not keep the others from their turn. To add one: a function of an app that takes `now`, is safe to
repeat (unique rows), and a line in STEPS.
"""

import datetime as dt
import logging
from collections.abc import Callable
from typing import Any

from attendance import handover_items, handovers, missing_plans, plans, swap, swap_outcomes
from attendance.models import Handover
from common.models import Heartbeat
from csbackoffice import flags
from csbackoffice.summaries import writing
from payroll import source_changes
from performance.services.assessments import finalise_due
from performance.services.counting import count_due
from performance.services.inspections import draw_due
from performance.services.metrics import take_due_metrics
from performance.services.telling import remind_of_exams
from staff import mailing
from tickets.services import complaints, handing_over, visit_queue, watching

log = logging.getLogger(__name__)
NAME = "periodic work"
EVERY = dt.timedelta(minutes=1)

# Who writes what is open into a handover that is still being written: functions that take the handover.
BRINGING: tuple[Callable[[Handover], Any], ...] = (handover_items.bring_plans, handing_over.bring_open)


def forget_old_counts(now: dt.datetime) -> None:
    """Keep the counts of changed records small."""
    source_changes.forget_old()


def bring_what_is_open(now: dt.datetime) -> None:
    """Let whiteboard and the apps above attendance write what is open into the handovers that are being written."""
    for handover in Handover.objects.being_written().filter(opened_at__gt=now - dt.timedelta(days=1)):
        for bring in BRINGING:
            bring(handover)


STEPS: tuple[Callable[[dt.datetime], Any], ...] = (
    handovers.open_due_handovers,
    bring_what_is_open,
    handovers.tell_unacknowledged,
    plans.close_past_days,
    missing_plans.tell_missing,
    missing_plans.propose_missing_plans,
    swap.lapse_past,
    swap_outcomes.propose_unmanned,
    flags.tell_flags,
    watching.note_missed,
    watching.warn_of_due,
    complaints.note_missed,
    visit_queue.queue_for_members,
    mailing.write_letters,
    mailing.forget_old,
    take_due_metrics,
    count_due,
    draw_due,
    finalise_due,
    remind_of_exams,
    writing.write_due,
    forget_old_counts,
)


def run_due(now: dt.datetime | None = None) -> bool:
    """Run every step if it is time. False where somebody ran them within the last minute."""
    now = now or dt.datetime.now()
    _beat, is_new = Heartbeat.objects.get_or_create(name=NAME, defaults={"at": now})
    due = Heartbeat.objects.filter(name=NAME, at__lte=now - EVERY)
    if not is_new and not due.update(at=now):
        return False
    for step in STEPS:
        try:
            step(now)
        except Exception:
            log.exception("%s failed; it is tried again in the next round", step.__name__)
    return True
