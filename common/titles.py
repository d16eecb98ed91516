"""Titles of sheets and columns, compared without what does not matter."""

import unicodedata


def folded(title: str) -> str:
    """A header or sheet name for comparison: no case, blanks or line breaks, full width made half width."""
    plain = unicodedata.normalize("NFKC", title).replace("*", "")
    return "".join(plain.split()).casefold().strip("\ufeff\u200b")
