"""The numbers of a rule book in words. They are named beside the code that uses them, in apps above the page's own."""

from django import template
from django.utils.translation import gettext

from payroll.numbers import all_numbers

register = template.Library()


@register.filter
def rate_label(name: str) -> str:
    """`lateness at most`; nothing for a number that no code uses."""
    return _said(name, "label")


@register.filter
def rate_unit(name: str) -> str:
    """`yuan a minute`."""
    return _said(name, "unit")


def _said(name: str, part: str) -> str:
    known = all_numbers().get(name)
    text = getattr(known, part) if known else ""
    return gettext(text) if text else ""
