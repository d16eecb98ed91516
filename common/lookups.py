"""`employee__among=ids`, one parameter for any number of keys; `__begins`; texts in one order on every database."""

from collections.abc import Iterable
from typing import Any

from django.db import connection
from django.db.models import F, Field, ForeignKey, Lookup
from django.db.models.functions import Collate


class Keys:
    """Whole-number keys for `__among`, written out once for all queries that ask for them.

    Not a list: Django would look through each of its items, in every query.
    """

    def __init__(self, keys: Iterable[int]) -> None:
        self.text = ",".join(map(str, keys))


class Among(Lookup):
    """As `__in` with whole-number keys; quick to build and to send for hundreds of them, and without a limit."""

    lookup_name = "among"
    prepare_rhs = False

    def as_sql(self, compiler: Any, connection: Any) -> Any:
        left, parameters = self.process_lhs(compiler, connection)
        keys = self.rhs if isinstance(self.rhs, Keys) else Keys(self.rhs)
        if connection.vendor == "postgresql":
            return f"{left} = ANY(%s::bigint[])", [*parameters, f"{{{keys.text}}}"]
        return f"{left} IN (SELECT value FROM json_each(%s))", [*parameters, f"[{keys.text}]"]


Field.register_lookup(Among)
ForeignKey.register_lookup(Among)


class Begins(Lookup):
    """`order_no__begins=text`: as `__startswith`, answered from an index on both databases.

    SQLite's LIKE with an escape character reads the whole table; PostgreSQL's range depends on the collation.
    """

    lookup_name = "begins"

    def as_sql(self, compiler: Any, connection: Any) -> Any:
        left, parameters = self.process_lhs(compiler, connection)
        text = str(self.rhs)
        if connection.vendor == "postgresql":
            escaped = text.replace("\\", "\\\\").replace("%", "\\%").replace("_", "\\_")
            return f"{left} LIKE %s", [*parameters, f"{escaped}%"]
        return f"({left} >= %s AND {left} < %s)", [*parameters, text, *parameters, f"{text}\U0010ffff"]


Field.register_lookup(Begins)


def in_code_order(column: str) -> Any:
    """For order_by: as Python sorts texts. PostgreSQL would follow the language of the machine it was set up on."""
    return Collate(column, "C") if connection.vendor == "postgresql" else F(column)
