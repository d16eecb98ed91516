"""Run the whole site in the foreground: first the tables, then web, workers and reconciler, supervised.

`make start` calls this. Ctrl-C stops everything after the jobs at hand; a second Ctrl-C does not wait.
"""

import fcntl
import os
import shlex
import shutil
import signal
import socket
import subprocess
import sys
import threading
import time
import urllib.error
import urllib.request
from pathlib import Path
from types import FrameType
from typing import IO

import django
from django.core.management import CommandError, call_command

from common.worker import die_with_parent
from csbackoffice import embedded
from scripts import compile_translations

HOST = os.environ.get("HOST") or "127.0.0.1"
try:
    PORT = int(os.environ.get("PORT") or 8000)
except ValueError:
    sys.exit(f"PORT is “{os.environ['PORT']}”; it must be a number such as 8001.")
ANSWERS_WITHIN = 60  # seconds

EVERY_PROGRAM = """\
stdout_logfile = {logs}/%(program_name)s-%(process_num)d.log
stdout_logfile_maxbytes = 5MB
stdout_logfile_backups = 2
redirect_stderr = true
autorestart = true
startsecs = 1
startretries = 1000
stopasgroup = true
killasgroup = true"""


def main() -> None:
    os.chdir(embedded.ROOT)
    os.umask(0o077)
    lock = refuse_a_second_start()  # noqa: F841 (held until the end)
    refuse_a_taken_port()
    prepare_site()
    config = write_supervisor_config()
    sys.exit(run(config))


def refuse_a_second_start() -> IO[str]:
    """Hold a lock for as long as this process lives: two supervisors on one data folder would fight."""
    lock = (embedded.data_dir() / "start.lock").open("w")
    try:
        fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError:
        sys.exit(f"The site is already running from {embedded.data_dir()}. Stop it first, or set DATA_DIR.")
    return lock


def refuse_a_taken_port() -> None:
    with socket.socket() as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind((HOST, PORT))
        except OSError as error:
            sys.exit(f"Cannot listen on {HOST}:{PORT} ({error.strerror}). Another port: make start PORT=8001")


def prepare_site() -> None:
    """Translations, tables, and the demo company if there is nobody in the database yet."""
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "csbackoffice.settings")
    compile_translations.main()
    django.setup()
    call_command("migrate", interactive=False, verbosity=0)
    call_command("collectstatic", interactive=False, verbosity=0)

    from django.contrib.auth import get_user_model
    from django.db import connections

    from csbackoffice import first_login
    from csbackoffice.wiping import demo_mark

    if not get_user_model().objects.exists():
        if os.environ.get("DEMO", "1") == "0":
            say(first_login.made_and_told())
        else:
            say("An empty database: filling in the demo company ...")
            seed_demo()
    if demo_mark().exists():
        os.environ.setdefault("DEMO_LOGINS", "1")
    connections.close_all()


def seed_demo() -> None:
    try:
        call_command("seed_demo")
    except CommandError as error:
        sys.exit(f"The demo company could not be filled in: {error}")

    from csbackoffice.wiping import demo_mark

    demo_mark().touch()


def write_supervisor_config() -> Path:
    data = embedded.data_dir()
    logs = embedded.make_private(data / "log")
    template = (embedded.ROOT / "deploy" / "supervisord.conf").read_text()
    config = data / "supervisord.conf"
    config.write_text(
        template.format(
            every_program=EVERY_PROGRAM.format(logs=plain(logs)),
            as_root="user = root" if os.getuid() == 0 else "",
            root=plain(embedded.ROOT),
            data=plain(data),
            logs=plain(logs),
            control_socket=plain(private_socket("supervisor.sock")),
            child=f"{setpriv} --pdeathsig TERM --" if (setpriv := shutil.which("setpriv")) else "",
            python=quoted(sys.executable),
            workers=int(os.environ.get("WORKERS") or 2),
            web_workers=int(os.environ.get("WEB_WORKERS") or 2),
            bind=f"{HOST}:{PORT}",
            own_redis="false" if os.environ.get("REDIS_URL") else "true",
            redis_binary=quoted(embedded.redis_binary()),
            redis_socket=quoted(private_socket("redis.sock")),
            redis_data=quoted(embedded.make_private(data / "redis")),
        )
    )
    return config


def plain(path: Path) -> str:
    """The supervisor reads % as the beginning of one of its own names."""
    return str(path).replace("%", "%%")


def quoted(path: Path | str) -> str:
    return shlex.quote(str(path)).replace("%", "%%")


def private_socket(name: str) -> Path:
    path = embedded.socket_path(name)
    embedded.make_private(path.parent)
    return path


def run(config: Path) -> int:
    """Start the supervisor in a session of its own: Ctrl-C reaches it once, through us. Its exit code."""
    asked_to_stop = threading.Event()
    supervisor = subprocess.Popen(
        [sys.executable, "-m", "supervisor.supervisord", "--configuration", str(config)],
        start_new_session=True,
        preexec_fn=lambda: die_with_parent(signal.SIGTERM),
    )

    def stop(signum: int, frame: FrameType | None) -> None:
        if not asked_to_stop.is_set():
            asked_to_stop.set()
            say("Stopping. Jobs at hand are finished first; press Ctrl-C again to stop at once.")
            supervisor.terminate()
        else:
            supervisor.kill()  # its children then get SIGTERM from Linux, a second one where they had one

    signal.signal(signal.SIGINT, stop)
    signal.signal(signal.SIGTERM, stop)
    if wait_for_answer(supervisor):
        say_it_runs()
    supervisor.wait()
    if not asked_to_stop.is_set():
        say(f"The supervisor has ended. Look at {embedded.data_dir()}/log/supervisord.log")
    return 0 if asked_to_stop.is_set() else 1


def wait_for_answer(supervisor: "subprocess.Popen[bytes]") -> bool:
    """True once the site answers, on a slow machine however late; False if it was stopped before."""
    deadline = time.monotonic() + ANSWERS_WITHIN
    while supervisor.poll() is None:
        try:
            urllib.request.urlopen(f"http://{HOST}:{PORT}/healthz", timeout=ANSWERS_WITHIN)
            return True
        except urllib.error.HTTPError:
            return True  # it does answer
        except OSError:
            time.sleep(0.3)
        if time.monotonic() > deadline:
            say(
                f"No answer from the site for {ANSWERS_WITHIN} s. Look at {embedded.data_dir()}/log/web-0.log"
            )
            deadline = float("inf")
    return False


def say_it_runs() -> None:
    say(f"The site is running: http://{HOST}:{PORT}")
    if os.environ.get("DEMO_LOGINS"):
        say("The logins of the demo company are on the login page.")
    say(f"Logs: {embedded.data_dir()}/log   Stop with Ctrl-C.")


def say(text: str) -> None:
    print(text, flush=True)


if __name__ == "__main__":
    main()
