"""Pure: cut a text into what it can be found by. Chinese has no spaces, so every pair of characters counts.

A run of Chinese characters gives its pairs; a run of letters and digits (an order number) gives its triples, so that
a part of it is found too. Full-width letters and digits are the same as half-width ones.
"""

import re
import unicodedata

_RUNS = re.compile(r"[a-z0-9]+|[^\W_a-z0-9]+")
MOST_GRAMS = 400


def grams(text: str) -> list[str]:
    """What a text can be found by, each once, in order."""
    plain = unicodedata.normalize("NFKC", text).lower()
    found: dict[str, None] = {}
    for run in _RUNS.findall(plain):
        found |= dict.fromkeys(_cut(run, 3 if run.isascii() else 2))
    return list(found)[:MOST_GRAMS]


def _cut(run: str, length: int) -> list[str]:
    if len(run) <= length:
        return [run]
    return [run[start : start + length] for start in range(len(run) - length + 1)]


def stored(text: str) -> str:
    """The grams of a text as they are kept: with a space before and after each."""
    return f" {' '.join(grams(text))} "


def asked(text: str) -> list[str]:
    """The grams that a text must hold to match; a single Chinese character or less than three letters finds nothing."""
    return [gram for gram in grams(text) if len(gram) >= (3 if gram.isascii() else 2)]
