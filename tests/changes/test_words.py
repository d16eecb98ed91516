"""Every action that the source writes into the change log has its words, also those that are built from parts."""

import ast
import importlib
import inspect
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

import pytest
from django.conf import settings
from django.utils import translation

from csbackoffice.changes.words import AREAS, WORDS, action_in_words
from csbackoffice.imports import EVERY_SHEET

APPS = ("csbackoffice", "payroll", "performance", "tickets", "attendance", "staff", "common")
AUDITS = {"record", "entry_for"}
# Parts of an action that are known only as they run: what they can be.
RUNS_OVER = {"table.sheet.field": {sheet.field for sheet in EVERY_SHEET}}


@dataclass(frozen=True)
class Place:
    """A module with its syntax, and the functions around a piece of it."""

    name: str
    around: tuple[ast.FunctionDef, ...] = ()

    @property
    def module(self) -> Any:
        return importlib.import_module(self.name)


@cache
def trees() -> dict[str, ast.Module]:
    found = {}
    for app in APPS:
        for path in sorted(Path(settings.BASE_DIR, app).rglob("*.py")):
            if "migrations" not in path.parts:
                dotted = ".".join(path.relative_to(settings.BASE_DIR).with_suffix("").parts)
                found[dotted.removesuffix(".__init__")] = ast.parse(path.read_text(encoding="utf-8"))
    return found


def calls(node: ast.AST, place: Place) -> Iterator[tuple[ast.Call, Place]]:
    for child in ast.iter_child_nodes(node):
        inside = place
        if isinstance(child, ast.FunctionDef):
            inside = Place(place.name, (*place.around, child))
        if isinstance(child, ast.Call):
            yield child, inside
        yield from calls(child, inside)


@cache
def every_call() -> list[tuple[ast.Call, Place]]:
    return [found for name, tree in trees().items() for found in calls(tree, Place(name))]


def audit_calls() -> Iterator[tuple[ast.Call, Place]]:
    for call, place in every_call():
        if ast.unparse(call.func).rpartition(".")[2] in AUDITS and call.args:
            yield call, place


def texts(node: ast.AST, place: Place) -> set[str]:
    """What a piece of source can be as it runs."""
    if isinstance(node, ast.Constant):
        return {str(node.value)}
    if isinstance(node, ast.IfExp):
        return texts(node.body, place) | texts(node.orelse, place)
    if isinstance(node, ast.JoinedStr):
        found = {""}
        for part in node.values:
            ends = texts(part.value if isinstance(part, ast.FormattedValue) else part, place)
            found = {start + end for start in found for end in ends}
        return found
    source = ast.unparse(node)
    if source in RUNS_OVER:
        return RUNS_OVER[source]
    if isinstance(node, ast.Name) and place.around and (inside := inside_texts(node.id, place)):
        return inside
    return {str(eval(source, vars(place.module)))}  # a constant of the module, a choice of a model


def inside_texts(name: str, place: Place) -> set[str]:
    """What a name is inside its function: what is assigned to it, or what callers pass."""
    function = place.around[-1]
    found: set[str] = set()
    for node in ast.walk(function):
        if isinstance(node, ast.Assign) and ast.unparse(node.targets[0]) == name:
            found |= texts(node.value, place)
    names = [one.arg for one in (*function.args.posonlyargs, *function.args.args)]
    if name in names or name in {one.arg for one in function.args.kwonlyargs}:
        position = names.index(name) if name in names else None
        found |= passed(function, name, position, place.name)
    return found


def passed(function: ast.FunctionDef, name: str, position: int | None, module: str) -> set[str]:
    if function.name in AUDITS:  # the log's own functions: whoever calls them is looked at already
        return {""}
    found: set[str] = set()
    meant = inspect.unwrap(getattr(importlib.import_module(module), function.name))
    for call, place in every_call():
        if ast.unparse(call.func).rpartition(".")[2] != function.name or called(call, place) is not meant:
            continue
        given = {word.arg: word.value for word in call.keywords}.get(name)
        if given is None and position is not None and len(call.args) > position:
            given = call.args[position]
        if given is not None:
            found |= texts(given, place)
    return found


def called(call: ast.Call, place: Place) -> Any:
    try:
        return inspect.unwrap(eval(ast.unparse(call.func), vars(place.module)))
    except (NameError, AttributeError):  # a method of a value that exists only as it runs
        return None


def actions_in_source() -> set[str]:
    found: set[str] = set()
    for call, place in audit_calls():
        found |= texts(call.args[0], place)
    return found - {""}


def test_every_action_that_the_source_records_has_words():
    without = actions_in_source() - set(WORDS)

    assert not without, f"add to csbackoffice/changes/words.py: {', '.join(sorted(without))}"


def test_there_are_no_words_for_what_nobody_records():
    assert set(WORDS) <= actions_in_source()


def test_the_scan_sees_plain_actions_and_those_built_from_parts():
    found = actions_in_source()

    plain = {"payroll.approve", "swap approved", "clocked on the page", "default rule book chosen"}
    built = {"complaint: judge", "ticket escalated", "punches imported", "score published", "swap withdrawn"}
    passed_on = {"conduct imported", "roster rotated", "person changed", "checklist added", "leave refused"}
    assert plain | built | passed_on <= found


def test_an_action_stands_in_one_area_only_and_areas_are_no_actions():
    actions = [action for _label, words in AREAS.values() for action in words]

    assert len(actions) == len(set(actions))
    assert not set(AREAS) & set(actions)


@pytest.mark.parametrize("language", ["en", "zh-hans"])
def test_an_action_without_words_is_shown_as_it_is_stored(language: str):
    with translation.override(language):
        assert action_in_words("something new") == "something new"


def test_every_action_is_said_in_chinese():
    with translation.override("zh-hans"):
        latin = [action for action, words in WORDS.items() if str(words).isascii()]

    assert not latin
