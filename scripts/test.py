"""Run the tests on SQLite, then those marked `postgres` or `postgres_only` on a throw-away PostgreSQL.

`make test` calls this; arguments go to pytest: make test ARGS="-k payroll". A lack of PostgreSQL is said
in the last line, and is a failure under CI=true.
"""

import contextlib
import os
import pwd
import shutil
import signal
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from pathlib import Path

from common.worker import die_with_parent

CI = os.environ.get("CI", "").lower() in {"1", "true"}
NOTHING_COLLECTED = 5


def main() -> None:
    arguments = sys.argv[1:]
    everything = run_pytest("SQLite", arguments, {"DATABASE_URL": ""})
    binaries = find_postgres()
    if binaries is None:
        print("NOT RUN: the tests on PostgreSQL: this machine lacks it (apt-get install postgresql)")
        sys.exit(everything or int(CI))
    with postgres_cluster(binaries) as url:
        marked = [*arguments, "-m", "postgres or postgres_only"]
        on_postgres = run_pytest("PostgreSQL", marked, {"DATABASE_URL": url})
    print(f"SQLite: {verdict(everything)}. PostgreSQL: {verdict(on_postgres)}.")
    sys.exit(everything or on_postgres)


def run_pytest(where: str, arguments: list[str], environment: dict[str, str]) -> int:
    """The exit code; a selection that leaves no test to run is no failure."""
    print(f"== pytest on {where}", flush=True)
    # A file stays with one worker; in the order of collection, so that long files do not come last and alone.
    cores = ["-n", "2", "--dist", "loadfile", "--no-loadscope-reorder"]
    code = subprocess.call([sys.executable, "-m", "pytest", *cores, *arguments], env=os.environ | environment)
    return 0 if code == NOTHING_COLLECTED else code


def verdict(code: int) -> str:
    return "passed" if code == 0 else "FAILED"


def find_postgres() -> Path | None:
    """The newest folder with both initdb and postgres: Debian keeps them out of the PATH."""
    on_path = [Path(folder) for folder in os.environ.get("PATH", "").split(os.pathsep) if folder]
    debian = sorted(Path("/usr/lib/postgresql").glob("*/bin"), reverse=True)
    return next((folder for folder in debian + on_path if is_postgres(folder)), None)


def is_postgres(folder: Path) -> bool:
    return (folder / "initdb").exists() and (folder / "postgres").exists()


@contextlib.contextmanager
def postgres_cluster(binaries: Path) -> Iterator[str]:
    """A cluster in a temporary folder, on a unix socket alone and careless about power cuts. Its url."""
    user = unprivileged_user()
    with tempfile.TemporaryDirectory(prefix="csb-pg-", ignore_cleanup_errors=True) as folder:
        os.chmod(folder, 0o755)  # our own user connects, PostgreSQL may run as another one
        data = f"{folder}/data"
        if user is not None:
            shutil.chown(folder, user)
        initdb = [str(binaries / "initdb"), "-D", data]
        initdb += ["--username=tests", "--auth=trust", "--encoding=UTF8", "--locale=C", "--no-sync"]
        subprocess.run(initdb, check=True, user=user, cwd="/", stdout=subprocess.DEVNULL)
        careless = ["fsync=off", "synchronous_commit=off", "full_page_writes=off", "listen_addresses="]
        options = [part for option in careless for part in ("-c", option)]
        with Path(folder, "postgres.log").open("wb") as log:
            server = subprocess.Popen(
                [str(binaries / "postgres"), "-D", data, "-k", folder, *options],
                user=user,
                cwd="/",
                stderr=log,
                preexec_fn=lambda: die_with_parent(signal.SIGINT),
            )
        try:
            wait_for(Path(folder, ".s.PGSQL.5432"), server)
            yield f"postgres://tests@{folder.replace('/', '%2F')}/postgres"
        finally:
            server.send_signal(signal.SIGINT)
            server.wait(30)


def unprivileged_user() -> str | None:
    """PostgreSQL refuses to run as root: somebody else then, or None for the user we are."""
    if os.getuid() != 0:
        return None
    known = {entry.pw_name for entry in pwd.getpwall()}
    return "postgres" if "postgres" in known else "nobody"


def wait_for(socket: Path, server: "subprocess.Popen[bytes]") -> None:
    deadline = time.monotonic() + 30
    while not socket.exists():
        if server.poll() is not None or time.monotonic() > deadline:
            sys.exit("PostgreSQL does not start:\n" + (socket.parent / "postgres.log").read_text())
        time.sleep(0.1)
    time.sleep(0.5)  # the socket is there a little before the server says yes


if __name__ == "__main__":
    main()
