"""Every template compiles, and none has script or style inside: the content security policy blocks them."""

import os
import re
import sys
from collections.abc import Iterator
from pathlib import Path

import django

ROOT = Path(__file__).resolve().parent.parent
COMMENT = re.compile(r"{#.*?#}|{% comment.*?endcomment %}|<!--.*?-->", re.DOTALL)
BLOCKED = {
    "a script without src": re.compile(r"<script(?![^>]*\bsrc=)(?![^>]*application/json)", re.IGNORECASE),
    "a style element": re.compile(r"<style\b", re.IGNORECASE),
    "a style attribute": re.compile(r"\sstyle\s*=", re.IGNORECASE),
    "an event attribute": re.compile(r"\s(on[a-z]+|hx-on[:a-z-]*)\s*=\s*[\"']", re.IGNORECASE),
    "a javascript: address": re.compile(r"javascript:", re.IGNORECASE),
    "something from another server": re.compile(r"(src|<link[^>]*href)=[\"'](https?:)?//", re.IGNORECASE),
}


def main() -> None:
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "csbackoffice.settings")
    django.setup()
    templates = sorted([*ROOT.glob("templates/**/*.*"), *ROOT.glob("*/templates/**/*.*")])
    templates = [path for path in templates if path.suffix in {".html", ".txt", ".svg"}]
    faults = [fault for path in templates for fault in faults_of(path)]
    print("\n".join(faults) or f"{len(templates)} templates compile and have no script or style inside.")
    sys.exit(bool(faults))


def faults_of(path: Path) -> Iterator[str]:
    from django.template import TemplateSyntaxError, loader

    where = path.relative_to(ROOT)
    try:
        loader.get_template(str(path).split("/templates/", 1)[1])
    except TemplateSyntaxError as error:
        yield f"{where}: {error}"
    # Comments go, their line breaks stay, so that line numbers hold.
    text = COMMENT.sub(lambda comment: "\n" * comment[0].count("\n"), path.read_text())
    for what, pattern in BLOCKED.items():
        for found in pattern.finditer(text):
            yield f"{where}:{text.count(chr(10), 0, found.start()) + 1}: {what}"


if __name__ == "__main__":
    main()
