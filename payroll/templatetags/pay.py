"""Exceptions in words, and where they are mended."""

from collections.abc import Mapping
from decimal import Decimal
from typing import Any

from django import template

from common.templatetags.backoffice import money
from payroll import links, wording
from payroll.models import RunException

register = template.Library()


@register.filter
def say(stored: Mapping[str, Any]) -> str:
    """A stored reason in the reader's language."""
    return wording.say(stored)


@register.filter
def places(exception: RunException) -> list[links.Link]:
    """The pages where an exception is mended."""
    return links.places_to_mend(exception)


@register.filter
def code_name(code: str) -> str:
    """The name of a pay code."""
    return wording.code_name(code)


@register.filter
def signed(amount: Any) -> str:
    """A change: `+116.86`, `−80.00`, `0.00`."""
    exact = Decimal(amount)
    return f"+{money(exact)}" if exact > 0 else money(exact)
