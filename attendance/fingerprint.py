"""Whether a page that refreshes itself shows anything new: a few letters that change when what it shows changes."""

import hashlib
from typing import Any


def fingerprint(*shown: Any) -> str:
    """The browser sends it back, and is told nothing (204) where it is the same. `shown` must have a stable `repr`."""
    return hashlib.blake2s(repr(shown).encode(), digest_size=8).hexdigest()
