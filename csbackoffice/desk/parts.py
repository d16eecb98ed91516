"""What a desk is made of: steps (what to do next), figures, and parts (a card with a heading)."""

from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any

from django.utils.functional import Promise

# In this order steps are shown: what is late before what is due, due before the rest.
LATE, DUE, OPEN = "late", "due", "open"


@dataclass(frozen=True)
class Step:
    """One thing to do next: a sentence, the page on which it is done, how pressing it is, what the button says."""

    says: str
    url: str
    icon: str
    urgency: str = OPEN
    button: str = ""


@dataclass(frozen=True)
class Figure:
    """A number, the rows behind it, and how it stands against what it is compared with."""

    label: str
    value: Any
    url: str = ""
    icon: str = ""
    unit: str = ""
    hint: str = ""
    change: str = ""
    trend: str = ""
    good: bool | None = None
    before: str = ""


@dataclass(frozen=True)
class Part:
    """A card of the desk. `content` gives its template what it shows; None where there is nothing to show.

    `is_later`: dear to work out, so the page comes first and the browser asks for the card by itself.
    `more`: the URL name of the page on which all of it stands.
    """

    name: str
    title: Promise
    icon: str
    content: Callable[[Any], dict[str, Any] | None]
    more: str = ""
    is_later: bool = False
    template: str = ""

    @property
    def path(self) -> str:
        return self.template or f"desk/_{self.name}.html"


@dataclass(frozen=True)
class Desk:
    """What stands on the desk of one kind of person, each in the order in which it is shown."""

    steps: tuple[Callable[[Any], Step | None], ...] = ()
    main: tuple[Part, ...] = ()
    side: tuple[Part, ...] = ()
    has_shift: bool = False
    decides: bool = False


@dataclass
class Shown:
    """A part with what it shows; without it where the browser asks later."""

    part: Part
    content: dict[str, Any] | None = field(default=None)

    @property
    def is_later(self) -> bool:
        return self.part.is_later and self.content is None


FIGURES = "desk/_figures.html"
