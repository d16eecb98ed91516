"""Writes many rows at once: COPY on PostgreSQL, one prepared statement on SQLite."""

import functools
import itertools
from collections.abc import Callable, Iterable, Iterator, Sequence
from typing import Any, TypeVar

import orjson
from django.db import DEFAULT_DB_ALIAS, connection, connections, models

from common.fields import ExactField

Item = TypeVar("Item")
# How many keys one query asks for; SQLite takes 250,000 parameters, PostgreSQL 65,535.
CHUNK = 5_000
# Fields whose values every database takes as they are.
PLAIN = frozenset(
    {
        models.CharField,
        models.TextField,
        models.IntegerField,
        models.BigIntegerField,
        models.PositiveIntegerField,
        models.BigAutoField,
    }
    | {models.PositiveSmallIntegerField, models.BooleanField}
)


def chunks(items: Iterable[Item], size: int = CHUNK) -> Iterator[list[Item]]:
    """Cut into lists of at most `size`."""
    rest = iter(items)
    while part := list(itertools.islice(rest, size)):
        yield part


def insert(model: type[models.Model], names: Sequence[str], rows: Iterable[Sequence[Any]]) -> None:
    """Insert rows of values in the order of `names`; other fields get the model's defaults.

    No signals, no `save()`; primary keys are given out by the database.
    """
    fields: list[Any] = [model._meta.get_field(name) for name in names]
    others: list[Any] = [f for f in model._meta.concrete_fields if not f.primary_key and f not in fields]
    fixed = _row(others, [field.get_default() for field in others])
    prepared: Any = _prepared(rows, fields, fixed)
    columns = ", ".join(_quoted(field.column) for field in [*fields, *others])
    table = _quoted(model._meta.db_table)
    with connection.cursor() as cursor:
        if connection.vendor == "postgresql":
            with cursor.copy(f"COPY {table} ({columns}) FROM STDIN") as copy:
                for row in prepared:
                    copy.write_row(row)
        else:
            places = ", ".join(["%s"] * (len(fields) + len(others)))
            cursor.executemany(f"INSERT INTO {table} ({columns}) VALUES ({places})", prepared)


def _prepared(rows: Iterable[Sequence[Any]], fields: Sequence[Any], fixed: list[Any]) -> Iterator[list[Any]]:
    """Rows as the database takes them. Only the values that are not plain are touched."""
    special = [(place, do) for place, do in enumerate(_writers(fields)) if do is not _as_it_is]
    for row in rows:
        ready = [*row, *fixed]
        for place, do in special:
            value = ready[place]
            if value is not None:
                ready[place] = do(value)
        yield ready


def insert_objects(objects: Sequence[models.Model]) -> None:
    """Insert unsaved objects of one model."""
    if not objects:
        return
    model = type(objects[0])
    names = [field.attname for field in model._meta.concrete_fields if not field.primary_key]
    insert(model, names, ([getattr(item, name) for name in names] for item in objects))


def update(model: type[models.Model], names: Sequence[str], rows: Iterable[Sequence[Any]]) -> None:
    """Update rows: each is the primary key, then the values in the order of `names`."""
    fields: list[Any] = [model._meta.get_field(name) for name in names]
    assigned = ", ".join(f"{_quoted(field.column)} = %s" for field in fields)
    key = _quoted(str(model._meta.pk.column))
    prepared = [[*_row(fields, row[1:]), row[0]] for row in rows]
    if prepared:
        with connection.cursor() as cursor:
            sql = f"UPDATE {_quoted(model._meta.db_table)} SET {assigned} WHERE {key} = %s"
            cursor.executemany(sql, prepared)


def _row(fields: Sequence[Any], row: Sequence[Any]) -> list[Any]:
    return [None if value is None else do(value) for do, value in zip(_writers(fields), row, strict=True)]


def _writers(fields: Sequence[Any]) -> list[Callable[[Any], Any]]:
    """How to write a value of each field; asked for once, used for every row."""
    # The connection itself: looking through its proxy for every value costs more than the value.
    database = connections[DEFAULT_DB_ALIAS]
    known: dict[type, Callable[[Any], Any]] = {
        **dict.fromkeys(PLAIN, _as_it_is),
        models.JSONField: _as_json,
        ExactField: str,
    }
    return [
        known.get(type(getattr(field, "target_field", field)))
        or functools.partial(field.get_db_prep_save, connection=database)
        for field in fields
    ]


def _as_json(value: Any) -> str:
    return orjson.dumps(value).decode()


def _as_it_is(value: Any) -> Any:
    return value


def _quoted(name: str) -> str:
    return connection.ops.quote_name(name)
