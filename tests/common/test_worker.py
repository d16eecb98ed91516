"""Real workers on a real Redis: what common/worker.py promises."""

import os
import signal
from pathlib import Path

import django_rq
import pytest
from rq.registry import StartedJobRegistry

from common.worker import refuse_old_redis
from tests.conftest import StartWorkers, wait_until


@pytest.mark.worker
@pytest.mark.postgres
def test_a_job_is_done_by_a_real_worker(worker: StartWorkers) -> None:
    worker(2)
    job = django_rq.enqueue("os.getcwd")
    wait_until(lambda: job.is_finished, "the job is finished")
    assert job.return_value() == os.getcwd()


@pytest.mark.worker
def test_a_job_dies_with_its_worker(worker: StartWorkers) -> None:
    (process,) = worker()
    django_rq.enqueue("time.sleep", 60)
    queue = django_rq.get_queue()
    wait_until(lambda: StartedJobRegistry(queue=queue).get_job_count(cleanup=False) == 1, "the job has begun")
    wait_until(lambda: children_of(process.pid) != [], "the worker has forked")
    (horse,) = children_of(process.pid)

    os.kill(process.pid, signal.SIGKILL)
    process.wait(5)
    wait_until(lambda: not is_alive(horse), "the orphan is dead", seconds=3)


def test_an_old_redis_is_refused_with_a_plain_sentence() -> None:
    refuse_old_redis((6, 2, 0))
    with pytest.raises(SystemExit, match="Redis 6.0.16 is too old"):
        refuse_old_redis((6, 0, 16))


def children_of(pid: int) -> list[int]:
    return [int(child) for child in Path(f"/proc/{pid}/task/{pid}/children").read_text().split()]


def is_alive(pid: int) -> bool:
    """A zombie that nobody has collected yet counts as dead."""
    try:
        return "State:\tZ" not in Path(f"/proc/{pid}/status").read_text()
    except FileNotFoundError:
        return False
