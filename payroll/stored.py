"""Facts as text: stored with each payslip, so that a closed month can be worked out again without its records."""

import dataclasses
import datetime as dt
import json
import types
import typing
from collections.abc import Callable, Mapping
from decimal import Decimal
from fractions import Fraction
from functools import cache
from operator import attrgetter
from typing import Any

import orjson

from common.month import Month
from payroll.rules.facts import Facts

_TEXTS = {Decimal, Fraction, Month}


def dump(facts: Facts) -> str:
    """Facts as JSON; what is as in a plain month is left out."""
    values = zip(_defaults(), _values_of(Facts)(facts), strict=True)
    told = {name: value for (name, default), value in values if value is not default and value != default}
    return orjson.dumps(told, _plain, orjson.OPT_PASSTHROUGH_DATACLASS).decode()


def load(text: str) -> Facts:
    """Facts from what `dump` wrote."""
    return typing.cast(Facts, build(Facts, json.loads(text)))


def build(kind: type, given: Any) -> Any:
    """A facts dataclass from plain values: {name: value} or values in order; texts are read by the field's type."""
    if isinstance(given, kind):
        return given
    hints = _hints(kind)
    if not isinstance(given, Mapping):
        given = dict(zip(hints, given, strict=False))
    return kind(**{name: _read(hints[name], value) for name, value in given.items()})


@cache
def _defaults() -> list[tuple[str, Any]]:
    return [(part.name, part.default) for part in dataclasses.fields(Facts)]


@cache
def _hints(kind: type) -> dict[str, Any]:
    hints = typing.get_type_hints(kind)
    return {part.name: hints[part.name] for part in dataclasses.fields(kind)}


def _plain(value: Any) -> Any:
    kind = type(value)
    return str(value) if kind in _TEXTS else _values_of(kind)(value)  # type: ignore[arg-type]


@cache
def _values_of(kind: type) -> Callable[[Any], Any]:
    return attrgetter(*(part.name for part in dataclasses.fields(kind)))


def _read(hint: Any, value: Any) -> Any:
    if typing.get_origin(hint) is tuple:
        return tuple(_read(typing.get_args(hint)[0], one) for one in value)
    if isinstance(hint, types.UnionType):
        hint = typing.get_args(hint)[0]
    if value is None or isinstance(value, hint):
        return value
    if hint is dt.date:
        return dt.date.fromisoformat(value)
    if hint is Month:
        return Month.parse(value)
    return build(typing.cast(type, hint), value) if dataclasses.is_dataclass(hint) else hint(value)
