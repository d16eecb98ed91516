"""The numbers of a rule book in words. They are named beside the code that uses them, in apps above the page's own."""

import dataclasses
from collections.abc import Mapping
from functools import cache
from typing import Any

from django import template
from django.utils.translation import gettext

from attendance import desk_rates, worktime
from payroll.rules.rule import all_rules
from performance import rates
from staff import rulebooks
from tickets import rates as service_rates

register = template.Library()


@cache
def words_of_numbers() -> dict[str, Mapping[str, Any]]:
    """{number: label and unit} of every dataclass of rates."""
    kinds = [rule.rates for rule in all_rules()]
    for module in (rulebooks, worktime, desk_rates, rates, service_rates):
        kinds += [kind for name, kind in vars(module).items() if name.endswith("Rates")]
    return {part.name: part.metadata for kind in kinds for part in dataclasses.fields(kind)}


@register.filter
def rate_label(name: str) -> str:
    """`lateness at most`; nothing for a number that no code uses."""
    return _said(name, "label")


@register.filter
def rate_unit(name: str) -> str:
    """`yuan a minute`."""
    return _said(name, "unit")


def _said(name: str, part: str) -> str:
    text = words_of_numbers().get(name, {}).get(part, "")
    return gettext(text) if text else ""
