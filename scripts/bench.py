"""How long a month of pay takes, and how fast pages answer: a throw-away PostgreSQL and Redis, two workers.

`make bench` calls this; make bench ARGS="--only month --people 1000 --repeat 1" for a short look. What is measured and
how to read the tables: docs/how-to/measure.md.
"""

import argparse
import contextlib
import os
import signal
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from pathlib import Path

from common.worker import die_with_parent
from csbackoffice import embedded
from scripts.test import find_postgres, postgres_cluster

WORKERS = 2
RQWORKER = (
    "manage.py rqworker default --worker-class common.worker.PayrollWorker"
    " --serializer rq.serializers.JSONSerializer"
)
MOST_SECONDS = 1800  # for one size
# What needs no workers: name, module.
ALONE = {"files": "bench_files", "tickets": "bench_tickets", "pages": "bench_pages", "draft": "bench_draft"}
# What is measured of a company of one size, in this order: the second finds the records of the first.
PARTS = {"month": "scripts.bench_month", "performance": "scripts.bench_performance"}


def main() -> None:
    signal.signal(signal.SIGTERM, lambda *_ignored: sys.exit("stopped"))  # so that everything is cleaned up
    options = read_arguments()
    binaries = find_postgres()
    if binaries is None:
        sys.exit("The bench needs PostgreSQL on this machine (apt-get install postgresql).")
    code = 0
    sizes = {
        "files": [],
        "tickets": [f"--tickets={options.tickets}"],
        "pages": [f"--people={min(options.people)}"],
        "draft": [f"--people={min(options.people)}"],
    }
    for part, module in ALONE.items():
        if options.only in (None, part):
            code |= measure_alone(module, sizes[part], binaries)
    for people in options.people if options.only in (None, *PARTS) else []:
        with tempfile.TemporaryDirectory(prefix="csb-bench-") as folder, postgres_cluster(binaries) as url:
            code |= measure(people, options, Path(folder), url)
    sys.exit(code)


def read_arguments() -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="make bench", description=__doc__)
    parser.add_argument("--only", choices=[*PARTS, *ALONE], help="one bench")
    parser.add_argument("--tickets", type=int, default=1_000_000, help="size of the service desk")
    parser.add_argument("--people", type=int, nargs="+", default=[1000, 10_000], help="sizes of the company")
    parser.add_argument("--orders-per-day", type=int, default=10, help="per agent")
    parser.add_argument("--repeat", type=int, default=3, help="how often the run is measured")
    parser.add_argument("--profile", action="store_true", help="also say where the time of the run goes")
    return parser.parse_args()


def measure_alone(bench: str, arguments: list[str], binaries: Path) -> int:
    """Fill and measure what needs a database and nothing else. The exit code."""
    with tempfile.TemporaryDirectory(prefix="csb-bench-") as folder, postgres_cluster(binaries) as url:
        environment = os.environ | {
            "DATABASE_URL": url,
            "DATA_DIR": folder,
            "DJANGO_SETTINGS_MODULE": "csbackoffice.settings",
        }
        return python(["-m", f"scripts.{bench}", *arguments], environment)


def measure(people: int, options: argparse.Namespace, folder: Path, url: str) -> int:
    """Fill and measure a company of one size. The exit code."""
    environment = os.environ | {
        "DATABASE_URL": url,
        "DATA_DIR": str(folder),
        "REDIS_URL": f"unix://{folder}/redis.sock",
        "DJANGO_SETTINGS_MODULE": "csbackoffice.settings",
    }
    python(["manage.py", "migrate", "-v0"], environment)
    with contextlib.ExitStack() as running:
        running.enter_context(child(redis_command(folder), environment, folder / "redis.log"))
        wait_for(folder / "redis.sock")
        pids = [
            running.enter_context(
                child([sys.executable, *RQWORKER.split()], environment, folder / "worker.log")
            )
            for _number in range(WORKERS)
        ]
        asked = [
            f"--people={people}",
            f"--orders-per-day={options.orders_per_day}",
            f"--repeat={options.repeat}",
        ]
        asked += ["--profile"] if options.profile else []
        code = 0
        for part, module in PARTS.items():
            if options.only in (None, part):
                code |= python(["-m", module, *asked, "--workers", *map(str, pids)], environment)
        return code


def python(arguments: list[str], environment: dict[str, str]) -> int:
    command = [sys.executable, *arguments]
    return subprocess.call(command, env=environment, cwd=embedded.ROOT, timeout=MOST_SECONDS)


def redis_command(folder: Path) -> list[str]:
    address = str(folder / "redis.sock")
    return [str(embedded.redis_binary()), *["--port", "0", "--save", ""], "--unixsocket", address]


@contextlib.contextmanager
def child(command: list[str], environment: dict[str, str], log: Path) -> Iterator[int]:
    """A process that ends with this block, or with us. Its id."""
    with log.open("ab") as output:
        process = subprocess.Popen(
            command,
            env=environment,
            cwd=embedded.ROOT,
            stdout=output,
            stderr=output,
            preexec_fn=lambda: die_with_parent(signal.SIGTERM),
        )
    try:
        yield process.pid
    finally:
        process.terminate()
        with contextlib.suppress(subprocess.TimeoutExpired):
            process.wait(20)
        process.kill()
        process.wait()


def wait_for(socket: Path, seconds: float = 15) -> None:
    deadline = time.monotonic() + seconds
    while not socket.exists():
        if time.monotonic() > deadline:
            sys.exit(f"{socket.name} is not there after {seconds} s.")
        time.sleep(0.05)


if __name__ == "__main__":
    main()
