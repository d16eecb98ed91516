"""Every text of the code and the templates has a Simplified Chinese translation that is not marked fuzzy."""

import os
import shutil
import subprocess
import sys
import tempfile
from pathlib import Path

from babel.messages.catalog import Catalog, Message
from babel.messages.pofile import read_po

ROOT = Path(__file__).resolve().parent.parent
LANGUAGE = "zh_Hans"
NO_TEXTS_IN = [".*", "var", "tests", "scripts", "docs", "static", "node_modules"]


def main() -> None:
    if shutil.which("xgettext") is None:
        print("NOT RUN: are all texts translated? This machine lacks gettext (apt-get install gettext)")
        sys.exit(os.environ.get("CI", "").lower() in {"1", "true"})
    catalog = extract()
    texts = [message for message in catalog if message.id]
    missing = [message for message in texts if not is_translated(message)]
    for message in missing:
        places = ", ".join(f"{file}:{line}" for file, line in message.locations[:3])
        print(f"{places}: not translated: {message.id!r}{' (fuzzy)' if message.fuzzy else ''}")
    print(f"{len(texts)} texts, {len(missing)} without a Chinese translation.")
    sys.exit(bool(missing))


def extract() -> Catalog:
    """The catalogue as makemessages would leave it, made in a copy: the working tree is not touched."""
    with tempfile.TemporaryDirectory() as folder:
        copy = Path(folder) / "copy"
        shutil.copytree(ROOT, copy, ignore=shutil.ignore_patterns(*NO_TEXTS_IN))
        (copy / "locale").mkdir(exist_ok=True)
        command = [sys.executable, "manage.py", "makemessages", "--locale", LANGUAGE, "--no-obsolete"]
        made = subprocess.run(command, cwd=copy, capture_output=True, text=True)
        if made.returncode != 0:
            sys.exit(f"The texts cannot be extracted:\n{made.stdout}{made.stderr}")
        result = copy / "locale" / LANGUAGE / "LC_MESSAGES" / "django.po"
        if not result.exists():
            return Catalog()
        with result.open("rb") as file:
            return read_po(file, ignore_obsolete=True)


def is_translated(message: Message) -> bool:
    strings = message.string if isinstance(message.string, (list, tuple)) else [message.string]
    return not message.fuzzy and all(strings)


if __name__ == "__main__":
    main()
