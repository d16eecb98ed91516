"""Starting tracked work, doing it under a lease, and finding what was lost."""

import contextlib
import datetime as dt
import importlib
import logging
import threading
from collections.abc import Callable
from typing import Any, TypeVar

import django_rq
from django.conf import settings
from django.db import connection, transaction
from django.db.models import F
from django.utils.translation import gettext as _
from redis import RedisError
from rq import get_current_job
from rq.job import Job

from common.models import TrackedWork

log = logging.getLogger(__name__)
Work = TypeVar("Work", bound=TrackedWork)
# How long a waiting row may have no job in Redis before the reconciler enqueues it again.
GRACE_SECONDS = 3


def start(work: TrackedWork) -> None:
    """Enqueue after commit. If Redis is away nothing is lost: the reconciler enqueues the row later."""
    transaction.on_commit(lambda: _try_enqueue(work), robust=True)


def _try_enqueue(work: TrackedWork) -> None:
    try:
        enqueue(work)
    except RedisError as error:
        log.warning("%s %s waits for the reconciler: %s", work._meta.label, work.pk, error)


def enqueue(work: TrackedWork) -> None:
    """Put the hint into Redis: the function's name and the row's id, nothing else."""
    queue = django_rq.get_queue("default")
    queue.enqueue(work.JOB, work.pk, job_id=job_id_of(work), result_ttl=60, failure_ttl=3600)


def forget(work: TrackedWork) -> None:
    """Take the hint back, because the job that asks is about to claim the row itself.

    Without it a worker would start a process that finds nothing to do. Outside a job there is no hint to take back.
    """
    if get_current_job() is None:
        return
    queue = django_rq.get_queue("default")
    with contextlib.suppress(RedisError):
        # A hint that stands in the queue no more is in another worker's hands, and so is its job.
        if queue.remove(job_id_of(work)):
            queue.connection.delete(Job.key_for(job_id_of(work)))


def job_id_of(work: TrackedWork) -> str:
    """The name of the job that stands for the row's next attempt."""
    return f"{work._meta.model_name}-{work.pk}-{work.attempt}"


def perform(model: type[Work], pk: Any, do: Callable[[Work], None]) -> None:
    """Claim the row and do the work while a thread renews the lease.

    What the work raises is written to the row as its failure and raised again, for the queue's own log.
    """
    work = model.claim(pk)
    if work is None:
        return
    over = threading.Event()
    renewer = threading.Thread(target=_renew_until, args=(work, over), daemon=True)
    renewer.start()
    try:
        do(work)  # type: ignore[arg-type]
    except Exception as error:
        work.fail(f"{type(error).__name__}: {error}")
        raise
    finally:
        over.set()
        renewer.join()


def _renew_until(work: TrackedWork, over: threading.Event) -> None:
    has_asked = False
    while not over.wait(settings.LEASE_SECONDS / 4):
        has_asked = True
        try:
            work.renew()
        except Exception as error:  # noqa: BLE001  the database may be busy; the next beat tries again
            log.warning("lease of %s %s not renewed: %s", work._meta.label, work.pk, error)
    if has_asked:  # else there is no connection of this thread, and closing it would make one first
        connection.close()


def run_now(work: TrackedWork) -> None:
    """Do the work in this process, for commands with --inline and for tests."""
    module, _dot, name = work.JOB.rpartition(".")
    getattr(importlib.import_module(module), name)(work.pk)


def requeue_lost(model: type[TrackedWork]) -> int:
    """Enqueue every claimable row that has no job waiting in Redis; give up on those that failed too often."""
    now = dt.datetime.now()
    claimable = model._default_manager.filter(model.claimable(now))
    given_up = claimable.filter(attempt__gte=F("attempts_before") + model.MOST_ATTEMPTS).update(
        work_status=TrackedWork.Status.FAILED,
        finished_at=now,
        failure=_("Started %(count)s times without an end; see the worker's log.")
        % {"count": model.MOST_ATTEMPTS},
    )
    if given_up:
        log.error("%s: gave up on %s rows", model._meta.label, given_up)
    waiting = waiting_ids()
    lost = [
        work
        for work in claimable.filter(queued_at__lt=now - dt.timedelta(seconds=GRACE_SECONDS))
        if job_id_of(work) not in waiting
    ]
    for work in lost:
        enqueue(work)
    return len(lost)


def waiting_ids() -> set[str]:
    """Ids of the jobs that wait in Redis; what the jobs say of themselves may be stale."""
    return set(django_rq.get_queue("default").job_ids)
