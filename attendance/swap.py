"""Swaps of shifts: asked, accepted, approved; then the roster moves, with everything that hangs on the shift."""

from collections.abc import Iterable, Mapping
from typing import Any


def follow_edits(edited: Iterable[Any] | Mapping[Any, Any]) -> None:
    return None
