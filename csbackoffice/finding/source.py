"""One kind of thing that can be found: what the palette and the search page need to know about it."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass, replace
from typing import Any

from django.utils.functional import Promise

from common.access import Role

EVERYBODY = frozenset(Role)


@dataclass(frozen=True)
class Found:
    """One result."""

    label: str
    url: str
    hint: str = ""
    icon: str = ""


@dataclass(frozen=True)
class Source:
    """`find(user, text, most)` gives at most so many results that this person may open, the best first.

    `more(text)` is the address of the list that shows all matches. A source of records that have pages also says
    which `page` (URL name, and the argument that tells which record) and gives `known(user, keys)`: results by key for
    those that this person may open. With these, what was opened lately is offered again.
    """

    name: str
    label: Promise | str
    icon: str
    find: Callable[[Any, str, int], Iterable[Found]]
    roles: frozenset[Role] = EVERYBODY
    more: Callable[[str], str] | None = None
    page: tuple[str, str] = ("", "")
    known: Callable[[Any, list[str]], dict[str, Found]] | None = None

    def marked(self, one: Found) -> Found:
        """The result with an icon, its own or that of its kind."""
        return one if one.icon else replace(one, icon=self.icon)
