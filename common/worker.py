"""The queue worker: its jobs die with it, and it notices trouble within seconds instead of minutes."""

import ctypes
import importlib
import os
import signal
import sys
from typing import Any

from rq import Queue, Worker
from rq.job import Job
from rq.utils import get_version

# Below 6.2 there is no BLMOVE, and a worker killed right after taking a job loses it for ever.
OLDEST_REDIS = (6, 2, 0)
PR_SET_PDEATHSIG = 1

# Seconds. The rqworker command passes its own worker_ttl (420) and has no option for the others. An idle worker
# wakes up `worker_ttl - 15` seconds after its last look, and only then does maintenance.
INTERVALS = {"worker_ttl": 45, "maintenance_interval": 30, "job_monitoring_interval": 10}


class PayrollWorker(Worker):
    """An RQ worker for exactly one queue. Exits with a plain sentence if Redis is too old."""

    # After an outage of Redis be back within seconds; the library would sleep for up to a minute.
    max_connection_wait_time = 5.0

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **(kwargs | INTERVALS))
        if len(self.queues) != 1:
            # With two queues the library takes jobs in a way that loses them when the worker is killed.
            sys.exit(f"One queue a worker, please: this one was given {', '.join(self.queue_names())}.")
        refuse_old_redis(get_version(self.connection))

    def work(self, *args: Any, **kwargs: Any) -> bool:
        """As the library's; the jobs' modules are there before the first fork, not once again in every horse."""
        from django.apps import apps

        from common import starting
        from common.models import TrackedWork

        starting.begin()
        for model in apps.get_models():
            if issubclass(model, TrackedWork):
                importlib.import_module(model.JOB.rpartition(".")[0])
        return super().work(*args, **kwargs)

    def main_work_horse(self, job: Job, queue: Queue) -> None:
        die_with_parent()
        if os.getppid() != self.pid:  # the worker died before the line above took effect
            os._exit(1)
        super().main_work_horse(job, queue)


def refuse_old_redis(version: tuple[int, int, int]) -> None:
    if version < OLDEST_REDIS:
        found = ".".join(map(str, version))
        sys.exit(f"Redis {found} is too old: jobs could get lost. Version 6.2 or newer is needed.")


def die_with_parent(signum: int = signal.SIGKILL) -> None:
    """Ask Linux to send this signal when the parent is gone: an orphan works on, seen by nobody."""
    if sys.platform == "linux":
        ctypes.CDLL(None, use_errno=True).prctl(PR_SET_PDEATHSIG, int(signum))
