"""Settings of the tests: a data folder and a Redis socket of their own, in every test process."""

import os
import tempfile
from pathlib import Path

# Before the real settings are read, and always: a test must never reach the site that a developer is running.
TEST_DIR = Path(tempfile.mkdtemp(prefix="csb-test-"))
(TEST_DIR / "static").mkdir()
os.environ["DATA_DIR"] = str(TEST_DIR)
os.environ["REDIS_URL"] = f"unix://{TEST_DIR}/redis.sock"
os.environ["SECRET_KEY"] = "only for tests"
os.environ.pop("FIELD_KEY", None)

from csbackoffice.settings import *  # noqa: E402, F403
from csbackoffice.settings import DATABASES  # noqa: E402

PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]
STORAGES = {
    "default": {"BACKEND": "django.core.files.storage.FileSystemStorage"},
    "staticfiles": {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"},
}

DATABASES["default"]["CONN_MAX_AGE"] = 0
if DATABASES["default"]["ENGINE"] == "django.db.backends.sqlite3":
    # A file, because real workers in other processes open it too; a power cut may have it.
    DATABASES["default"]["TEST"] = {"NAME": str(TEST_DIR / "test.sqlite3")}
    OPTIONS = DATABASES["default"].setdefault("OPTIONS", {})
    OPTIONS["init_command"] = OPTIONS.get("init_command", "") + "PRAGMA synchronous=OFF;"
