"""What a page shows that it should not: too wide for a phone, the other language, raw values."""

import re
from pathlib import Path
from typing import Any

# Latin words that a Chinese reader knows by these letters; all else in Latin letters on a Chinese page is left over.
# "tiered", "yes" and the like are typed as they are into the draft of a rule book.
ALLOWED = {
    "tiered",
    "yes",
    "no",
    "paid",
    "completed",
    "Office",
    "Excel",
    "CSV",
    "PDF",
    "PNG",
    "JPG",
    "Ctrl",
    "Enter",
    "Esc",
    "English",
    "ID",
    "SKU",
    "KB",
    "MB",
    "SF",
}
RAW = re.compile(r"\b(None|True|False|NaN|undefined|Decimal\()|\{\{|\{%|<\w+ object|%\(\w+\)|datetime\.")
LATIN = re.compile(r"[A-Za-z][A-Za-z']+")
# Names of things in capitals with digits (KF0009, TS-1), addresses and file names are no words.
NO_WORD = re.compile(r"\{\w+\}|\S*[0-9@/._]\S*|\S+\.\w{2,4}\b")

# Everything that can be read on the page, and what sticks out to the right.
READ = (Path(__file__).parent / "looks.js").read_text(encoding="utf-8")


def look_at(page: Any, language: str, width: int) -> list[str]:
    """What is wrong with the page as it is shown now, in words."""
    found = page.evaluate(READ)
    wrong = [f"raw value “{text}”" for text in found["texts"] if RAW.search(text)]
    if found["wide"]:
        wrong.append(f"wider than {width} px: {', '.join(found['wide'][-3:])}")
    if language == "zh":
        wrong += [f"English “{text[:80]}”" for text in found["texts"] if foreign_words(text)]
    return wrong


def foreign_words(text: str) -> list[str]:
    """Latin words of a text that are left over on a Chinese page."""
    return [
        word for word in LATIN.findall(NO_WORD.sub(" ", text)) if word not in ALLOWED and not word.isupper()
    ]
