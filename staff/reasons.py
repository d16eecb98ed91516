"""Why a number of a rule book is what it is, in the reader's language.

What people write stays as they wrote it. The presets bring their reasons in English and Chinese, side by side in
csbackoffice/presets/*.toml; csbackoffice tells this module when the site starts.
"""

from django.utils.translation import get_language

# {reason in English: the same in Chinese}
IN_CHINESE: dict[str, str] = {}


def in_words(reason: str) -> str:
    """A reason in the active language, as far as it is known in it."""
    return IN_CHINESE.get(reason, reason) if (get_language() or "").startswith("zh") else reason
