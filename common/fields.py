"""Model fields: money in whole fen, exact numbers, months, encrypted text."""

import base64
import datetime as dt
import functools
import hashlib
import hmac
import json
import secrets
import zoneinfo
from decimal import Decimal
from typing import Any, cast

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from django.conf import settings
from django.core import checks, exceptions
from django.db import models
from django.utils.translation import gettext_lazy as _

from common.money import from_fen, to_fen
from common.month import Month
from common.sounds import sounds


class MoneyField(models.BigIntegerField):
    """Yuan as `Decimal` with two decimals in Python, whole fen in the database; sums are exact everywhere."""

    description = "Money, whole fen"
    # What the type checker shall take and give.
    _pyi_private_set_type: Any
    _pyi_private_get_type: Decimal  # type: ignore[assignment]
    _pyi_lookup_exact_type: Any

    def from_db_value(self, value: int | None, expression: Any, connection: Any) -> Decimal | None:
        return None if value is None else from_fen(value)

    def to_python(self, value: Any) -> Decimal | None:
        if value is None or isinstance(value, Decimal):
            return value
        if isinstance(value, float):
            raise exceptions.ValidationError(
                _("Money is never a binary fraction: %(value)s"), params={"value": value}
            )
        try:
            return from_fen(to_fen(Decimal(str(value))))
        except (ArithmeticError, ValueError) as error:
            raise exceptions.ValidationError(
                _("“%(value)s” is not an amount in yuan with at most two decimals."), params={"value": value}
            ) from error

    def get_prep_value(self, value: Any) -> int | None:
        if value is None or hasattr(value, "resolve_expression"):
            return cast("int | None", value)
        amount = self.to_python(value)
        return None if amount is None else to_fen(amount)

    def get_db_prep_save(self, value: Any, connection: Any) -> Any:
        """The short way for what a month has a hundred thousand of."""
        if type(value) is Decimal:
            return to_fen(value)
        return super().get_db_prep_save(value, connection)

    def formfield(self, **kwargs: Any) -> Any:
        from django import forms

        return models.Field.formfield(
            self, **{"form_class": forms.DecimalField, "max_digits": 14, "decimal_places": 2, **kwargs}
        )

    @property
    def validators(self) -> list[Any]:
        """None of the integer's own, which compare with what the column, not what Python holds."""
        return []


class ExactField(models.CharField):
    """An exact decimal number of any length, kept as its digits, so that SQLite keeps it exactly too."""

    description = "Exact decimal number"
    _pyi_private_set_type: Any
    _pyi_private_get_type: Decimal  # type: ignore[assignment]
    _pyi_lookup_exact_type: Any

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        kwargs.setdefault("max_length", 60)
        super().__init__(*args, **kwargs)

    def from_db_value(self, value: str | None, expression: Any, connection: Any) -> Decimal | None:
        return None if value is None else Decimal(value)

    def to_python(self, value: Any) -> Decimal | None:
        if value is None or isinstance(value, Decimal):
            return value
        if isinstance(value, float):
            raise exceptions.ValidationError(
                _("“%(value)s” is a binary fraction, not an exact number."), params={"value": value}
            )
        return Decimal(str(value))

    def get_prep_value(self, value: Any) -> str | None:
        return None if value is None else str(value)

    @property
    def validators(self) -> list[Any]:
        """None of the text's own: the number that Python holds has no length."""
        return []


class MonthField(models.IntegerField):
    """A `Month`, in the database as 202609, in forms and URLs as 2026-09."""

    description = "Month"
    _pyi_private_set_type: Any
    _pyi_private_get_type: Month  # type: ignore[assignment]
    _pyi_lookup_exact_type: Any

    def from_db_value(self, value: int | None, expression: Any, connection: Any) -> Month | None:
        return None if value is None else Month.from_number(value)

    def to_python(self, value: Any) -> Month | None:
        if value is None or isinstance(value, Month):
            return value
        try:
            return Month.from_number(value) if isinstance(value, int) else Month.parse(str(value))
        except ValueError as error:
            raise exceptions.ValidationError(str(error)) from error

    def get_prep_value(self, value: Any) -> int | None:
        if value is None or hasattr(value, "resolve_expression"):
            return cast("int | None", value)
        month = self.to_python(value)
        return None if month is None else month.number

    def value_to_string(self, obj: models.Model) -> str:
        return str(self.value_from_object(obj))

    def formfield(self, **kwargs: Any) -> Any:
        from django import forms

        return models.Field.formfield(self, **{"form_class": forms.CharField, "max_length": 7, **kwargs})

    @property
    def validators(self) -> list[Any]:
        """None of the integer's own, which compare with what the column, not what Python holds."""
        return []


class LocalMoment(models.Func):
    """A moment as PostgreSQL's plain timestamp.

    Django declares columns with a time zone and converts each value in Python; for half a million punches that costs
    more than reading them. SQLite holds plain moments anyway.
    """

    arity = 1
    output_field = models.DateTimeField()

    def as_postgresql(self, compiler: Any, connection: Any, **context: Any) -> Any:
        template = f"(%(expressions)s AT TIME ZONE {_zone(settings.TIME_ZONE)})"
        return self.as_sql(compiler, connection, template=template, **context)

    def as_sqlite(self, compiler: Any, connection: Any, **context: Any) -> Any:
        return self.as_sql(compiler, connection, template="%(expressions)s", **context)


class MinutesOn(models.Func):
    """A moment some minutes later (or earlier, below zero), by the database's own arithmetic.

    Django's `F("moment") + timedelta` calls Python for every row on SQLite.
    """

    arity = 1
    output_field = models.DateTimeField()

    def __init__(self, moment: Any, minutes: int) -> None:
        super().__init__(moment)
        self.minutes = minutes

    def as_postgresql(self, compiler: Any, connection: Any, **context: Any) -> Any:
        template = f"(%(expressions)s + INTERVAL '{self.minutes} minutes')"
        return self.as_sql(compiler, connection, template=template, **context)

    def as_sqlite(self, compiler: Any, connection: Any, **context: Any) -> Any:
        template = f"DATETIME(%(expressions)s, '{self.minutes:+d} minutes')"
        return self.as_sql(compiler, connection, template=template, **context)


@functools.cache
def _zone(name: str) -> str:
    """The time zone for SQL: where it never changes its clocks its distance from UTC, which is quicker to apply."""
    zone = zoneinfo.ZoneInfo(name)
    days = (dt.datetime(year, month, 1) for year in STEADY_YEARS for month in range(1, 13))
    offsets = {day.replace(tzinfo=zone).utcoffset() for day in days}
    steady = offsets.pop() if len(offsets) == 1 else None
    return f"'{name}'" if steady is None else f"INTERVAL '{int(steady.total_seconds())} seconds'"


# No record is older, and no zone's future is known further.
STEADY_YEARS = range(1995, 2040)


class Listed(models.Aggregate):
    """All values of a group as one list. The lists of one query are in the same order, but in no order of their own.

    Half a million punches as ten thousand lists are read in a fifth of the time that their rows take.
    """

    function = "ARRAY_AGG"
    output_field = models.TextField()

    def as_sqlite(self, compiler: Any, connection: Any, **context: Any) -> Any:
        return self.as_sql(compiler, connection, function="JSON_GROUP_ARRAY", **context)

    def get_db_converters(self, connection: Any) -> list[Any]:
        return [] if connection.vendor == "postgresql" else [self._from_json]

    def _from_json(self, text: str, _expression: Any, _connection: Any) -> list[Any]:
        values = json.loads(text)
        read: Any = LISTED_AS.get(self.get_source_expressions()[0].output_field.get_internal_type())
        return [None if value is None else read(value) for value in values] if read else values


# How the texts of SQLite's lists are read, by type of field.
LISTED_AS = {"DateField": dt.date.fromisoformat, "DateTimeField": dt.datetime.fromisoformat}


class EncryptedField(models.TextField):
    """Text that is encrypted at rest (AES-256-GCM, bound to its table and column).

    The stored form is `v1:` + base64(nonce + ciphertext). A value that was tampered with, or stands in another
    column, raises `cryptography.exceptions.InvalidTag`; it never comes out as text. It cannot be searched:
    keep a `fingerprint()` beside it where equality matters.
    """

    description = "Encrypted text"

    def _place(self) -> bytes:
        return f"{self.model._meta.db_table}.{self.column}".encode()

    def from_db_value(self, value: str | None, expression: Any, connection: Any) -> str | None:
        if not value:
            return value
        version, _colon, body = value.partition(":")
        if version != "v1":
            raise InvalidTag
        raw = base64.b64decode(body)
        return AESGCM(_key("encrypt")).decrypt(raw[:12], raw[12:], self._place()).decode()

    def get_prep_value(self, value: Any) -> Any:
        if not value:
            return value
        nonce = secrets.token_bytes(12)
        sealed = AESGCM(_key("encrypt")).encrypt(nonce, str(value).encode(), self._place())
        return "v1:" + base64.b64encode(nonce + sealed).decode()

    def check(self, **kwargs: Any) -> list[checks.CheckMessage]:
        errors = super().check(**kwargs)
        if self.unique or getattr(self, "db_index", False):
            errors.append(checks.Error("An EncryptedField cannot be indexed; index a fingerprint.", obj=self))
        return errors


def fingerprint(text: str) -> str:
    """A keyed hash of a personal number, to find it again or find it twice without storing it in the clear."""
    return hmac.new(_key("fingerprint"), text.encode(), hashlib.sha256).hexdigest() if text else ""


def masked(text: str, head: int, tail: int) -> str:
    """`110105********002X`: the first `head` and last `tail` characters, the rest as stars."""
    hidden = max(len(text) - head - tail, 0)
    return text[:head] + "*" * hidden + text[len(text) - tail :] if hidden else "*" * len(text)


def _key(purpose: str) -> bytes:
    return hashlib.sha256(f"csbackoffice {purpose}\0{settings.FIELD_KEY}".encode()).digest()


class SoundsField(models.TextField):
    """How the name in another field sounds (common/sounds.py); written with it whenever the row is saved.

    A partial save has to name this field too, and so has a writer that goes around `save()`.
    """

    def __init__(self, of: str = "name", **kwargs: Any) -> None:
        self.of = of
        usual: dict[str, Any] = {"editable": False, "blank": True, "default": ""}
        super().__init__(**usual | kwargs)

    def deconstruct(self) -> Any:
        name, path, args, kwargs = super().deconstruct()
        return name, path, args, kwargs | {"of": self.of}

    def pre_save(self, model_instance: models.Model, add: bool) -> str:
        heard = sounds(getattr(model_instance, self.of))
        setattr(model_instance, self.attname, heard)
        return heard
