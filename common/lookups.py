"""`employee__among=ids`: one parameter for any number of keys, where `__in` makes one of each."""

import json
from typing import Any

from django.db.models import Field, ForeignKey, Lookup


class Among(Lookup):
    """As `__in` with plain keys; quick to build and to send for hundreds of them, and without a limit."""

    lookup_name = "among"
    prepare_rhs = False

    def as_sql(self, compiler: Any, connection: Any) -> Any:
        left, parameters = self.process_lhs(compiler, connection)
        keys = list(self.rhs)
        if connection.vendor == "postgresql":
            return f"{left} = ANY(%s)", [*parameters, keys]
        return f"{left} IN (SELECT value FROM json_each(%s))", [*parameters, json.dumps(keys)]


Field.register_lookup(Among)
ForeignKey.register_lookup(Among)
