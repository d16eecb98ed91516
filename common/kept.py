"""A property that is worked out on first use and then kept."""

from collections.abc import Callable
from typing import TYPE_CHECKING, Any

__all__ = ["kept"]

if TYPE_CHECKING:
    from functools import cached_property as kept
else:

    class kept:
        """As `functools.cached_property`, whose lock costs a month of pay a twentieth (Python 3.11 still has it)."""

        def __init__(self, work_out: Callable[[Any], Any]) -> None:
            self.work_out = work_out
            self.name = work_out.__name__
            self.__doc__ = work_out.__doc__

        def __get__(self, owner: Any, _kind: type | None = None) -> Any:
            if owner is None:
                return self
            value = owner.__dict__[self.name] = self.work_out(owner)
            return value
