"""The how-to pages: which there are, for whom, what they explain, and their words in either language."""

import re
import tomllib
from dataclasses import dataclass
from functools import cache
from pathlib import Path

from django.conf import settings

from csbackoffice.help.markdown import Text, read_markdown

FOLDER: Path = settings.BASE_DIR / "docs" / "how-to"
LANGUAGES = {"zh-hans": "zh", "en": "en"}
AROUND = 40  # characters of a find that are shown on either side


@dataclass(frozen=True)
class HelpPage:
    """One page: `roles` read it first; `explains` are URL names of the pages that it explains."""

    slug: str
    roles: tuple[str, ...]
    explains: tuple[str, ...]

    def text(self, language: str) -> Text:
        return _text(self.slug, LANGUAGES.get(language, "en"))


@dataclass(frozen=True)
class Find:
    """A page that has every word that was looked for, and the words around the first of them."""

    page: HelpPage
    text: Text
    around: str


@cache
def all_pages() -> tuple[HelpPage, ...]:
    """Every page in the order of docs/how-to/pages.toml."""
    listed = tomllib.loads((FOLDER / "pages.toml").read_text(encoding="utf-8"))["page"]
    return tuple(HelpPage(row["slug"], tuple(row["roles"]), tuple(row.get("explains", ()))) for row in listed)


def page_named(slug: str) -> HelpPage | None:
    return next((page for page in all_pages() if page.slug == slug), None)


def page_about(url_name: str, role: str) -> HelpPage | None:
    """The page that explains a page of the product: that of the reader's own role first."""
    about = [page for page in all_pages() if url_name in page.explains]
    return next((page for page in about if role in page.roles), about[0] if about else None)


def find(words: str, language: str) -> list[Find]:
    """Pages with every word, those with a word in the title first."""
    wanted = words.lower().split()
    found = []
    for page in all_pages():
        text = page.text(language)
        everything = f"{text.title} {text.words}".lower()
        if wanted and all(word in everything for word in wanted):
            found.append(Find(page, text, _around(text.words, wanted[0])))
    return sorted(found, key=lambda one: wanted[0] not in one.text.title.lower())


def _around(words: str, word: str) -> str:
    at = words.lower().find(word)
    if at < 0:
        return words[: 2 * AROUND]
    start, end = max(0, at - AROUND), at + len(word) + AROUND
    return f"{'…' if start else ''}{words[start:end].strip()}{'…' if end < len(words) else ''}"


@cache
def _text(slug: str, folder: str) -> Text:
    source = (FOLDER / folder / f"{slug}.md").read_text(encoding="utf-8")
    return read_markdown(re.sub(r"<!--.*?-->", "", source, flags=re.S))
