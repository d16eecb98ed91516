"""Markdown into safe HTML: headings get addresses, links stay inside the help, pictures know their size."""

import json
import posixpath
import re
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache
from typing import Any

from django.conf import settings
from django.templatetags.static import static
from django.urls import reverse
from markdown_it import MarkdownIt
from markdown_it.token import Token

PICTURES = "static/help/"
RULES = "../../reference/pay-rules.md"


@dataclass(frozen=True)
class Heading:
    """A chapter of a page, for its table of contents."""

    address: str
    words: str


@dataclass(frozen=True)
class Text:
    """A page in one language: its title, the rest as HTML, its chapters, and its words for the search."""

    title: str
    html: str
    headings: Sequence[Heading]
    words: str


def read_markdown(source: str) -> Text:
    """Turn the source of a page into what is shown; the first heading is the title."""
    reader = MarkdownIt("commonmark", {"html": False}).enable("table")
    tokens = reader.parse(source)
    title, tokens = tokens[1].content, tokens[3:]
    headings = _number_headings(tokens)
    for token in tokens:
        for part in token.children or ():
            _point(part)
        if token.type == "table_open":
            token.attrSet("class", "table")
    html = reader.renderer.render(tokens, reader.options, {})
    return Text(title, html, headings, _plain(tokens))


def _number_headings(tokens: Sequence[Token]) -> list[Heading]:
    found = []
    for before, token in zip(tokens, tokens[1:], strict=False):
        if before.type == "heading_open" and before.tag == "h2":
            found.append(Heading(f"h{len(found) + 1}", token.content))
            before.attrSet("id", found[-1].address)
    return found


def _point(part: Token) -> None:
    """Links to other pages go to the help of the product; pictures are served with the static files."""
    if part.type == "link_open":
        target = str(part.attrGet("href") or "")
        if re.fullmatch(r"[a-z-]+\.md", target):
            part.attrSet("href", reverse("help_page", args=[target.removesuffix(".md")]))
        elif target.startswith(RULES):
            code = target.partition("#")[2]
            part.attrSet("href", reverse("help_rule", args=[code]) if code else reverse("help_rules"))
    elif part.type == "image":
        name = posixpath.normpath(str(part.attrGet("src"))).lstrip("./").removeprefix(PICTURES)
        part.attrSet("src", static(f"help/{name}"))
        part.attrSet("loading", "lazy")
        for key, value in zip(("width", "height"), sizes().get(name, ()), strict=False):
            part.attrSet(key, str(value))


@cache
def sizes() -> dict[str, Any]:
    """{picture: [width, height]}, so that nothing jumps while they load."""
    place = settings.BASE_DIR / PICTURES / "sizes.json"
    return json.loads(place.read_text()) if place.exists() else {}


def _plain(tokens: Sequence[Token]) -> str:
    words = [
        part.content
        for token in tokens
        for part in token.children or ()
        if part.type in {"text", "code_inline"}
    ]
    return re.sub(r"\s+", " ", " ".join(words))
