"""Compile locale/*/LC_MESSAGES/*.po where the .mo is missing or older. Pure Python: no gettext needed."""

import os
from pathlib import Path

from babel.messages.mofile import write_mo
from babel.messages.pofile import read_po

ROOT = Path(__file__).resolve().parent.parent


def main() -> None:
    for source in sorted(ROOT.glob("locale/*/LC_MESSAGES/*.po")):
        target = source.with_suffix(".mo")
        if not target.exists() or target.stat().st_mtime <= source.stat().st_mtime:
            compile_file(source, target)


def compile_file(source: Path, target: Path) -> None:
    with source.open("rb") as file:
        catalog = read_po(file)
    draft = target.with_suffix(f".{os.getpid()}.tmp")  # test processes may compile at the same moment
    with draft.open("wb") as file:
        write_mo(file, catalog)
    draft.replace(target)


if __name__ == "__main__":
    main()
