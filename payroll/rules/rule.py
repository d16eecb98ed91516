"""What a rule is: a module of this folder with six parts, found by listing the folder."""

import dataclasses
import importlib
import inspect
import pkgutil
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from enum import IntEnum
from functools import cache
from types import ModuleType
from typing import Any

from common.month import Month
from payroll.rules.facts import Facts
from payroll.rules.lines import Code, Line

_PARTS = frozenset({"lines", "rule", "facts", "engine", "numbers"})


class Phase(IntEnum):
    """Rules of one phase do not see each other; a later phase sees the totals so far."""

    EARNING = 1
    DEDUCTION = 2
    STATUTORY = 3
    LIMIT = 4


@dataclass(frozen=True)
class Example:
    """A worked example of a rule: facts that differ from a plain month, rates, and the amounts that come out."""

    says: str
    facts: Mapping[str, Any]
    amounts: Sequence[str]
    rates: Mapping[str, str] = dataclasses.field(default_factory=dict)
    so_far: Mapping[str, str] = dataclasses.field(default_factory=dict)


@dataclass(frozen=True)
class Rule:
    """A rule as the engine uses it."""

    name: str
    code: Code
    starts: Month
    ends: Month | None
    phase: Phase
    rates: type
    lines: Callable[..., Iterable[Line]]
    sees_totals: bool
    carries: Callable[[Facts], Decimal] | None
    examples: Sequence[Example]
    source: str
    explained: str

    def holds_in(self, month: Month) -> bool:
        return self.starts <= month and (self.ends is None or month <= self.ends)


@cache
def all_rules() -> tuple[Rule, ...]:
    """Every rule of this folder, in order of phase and place."""
    package = importlib.import_module("payroll.rules")
    names = [found.name for found in pkgutil.iter_modules(package.__path__) if found.name not in _PARTS]
    rules = [_rule(importlib.import_module(f"payroll.rules.{name}"), name) for name in names]
    return tuple(sorted(rules, key=lambda rule: (rule.phase, rule.code.place)))


@cache
def all_codes() -> Mapping[str, Code]:
    """Every code of a pay line, in the order of the columns of the payroll sheet."""
    codes = sorted((rule.code for rule in all_rules()), key=lambda code: code.place)
    return {code.code: code for code in codes}


def _rule(module: ModuleType, name: str) -> Rule:
    text = inspect.getdoc(module) or ""
    explained, _marker, source = text.partition("Source:")
    if not source:
        raise TypeError(f"payroll/rules/{name}.py does not name its Source: in its docstring")
    return Rule(
        name=name,
        code=module.CODE,
        starts=module.STARTS,
        ends=getattr(module, "ENDS", None),
        phase=module.PHASE,
        rates=module.Rates,
        lines=module.lines,
        sees_totals=len(inspect.signature(module.lines).parameters) == 3,
        carries=getattr(module, "carries", None),
        examples=module.EXAMPLES,
        source=source.strip(),
        explained=explained.strip(),
    )
