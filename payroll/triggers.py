"""The database's own refusal to change a locked month, on SQLite and PostgreSQL.

The last wall behind service and model: it also stops `update()`, raw SQL and a psql prompt. Installed after every
migrate, because SQLite drops triggers when it rebuilds a table.
"""

from typing import Any

from django.db import connections

LOCKED = "('approved', 'paid')"
SAYS = "the month is locked: its pay is approved and does not change any more"
# What makes a row of the table locked; {row} is the row's name in the trigger.
TABLES = {
    "payroll_payslip": "SELECT 1 FROM payroll_payrollrun run WHERE run.id = {row}.run_id AND run.state IN "
    + LOCKED,
    "payroll_payslipline": "SELECT 1 FROM payroll_payslip slip JOIN payroll_payrollrun run ON run.id = slip.run_id"
    " WHERE slip.id = {row}.payslip_id AND run.state IN " + LOCKED,
}
# The column by which a row finds out.
PARENTS = {"payroll_payslip": "run_id", "payroll_payslipline": "payslip_id"}
BACKWARDS = (
    "OLD.state IN ('approved', 'paid') AND (NEW.month <> OLD.month OR NEW.calculation <> OLD.calculation"
    " OR NEW.chain_hash <> OLD.chain_hash OR CAST(NEW.numbers AS text) <> CAST(OLD.numbers AS text)"
    " OR NEW.net <> OLD.net OR NEW.earnings <> OLD.earnings OR NEW.deductions <> OLD.deductions"
    " OR NEW.people <> OLD.people OR NEW.carried <> OLD.carried"
    " OR NEW.state NOT IN ('approved', 'paid') OR (OLD.state = 'paid' AND NEW.state <> 'paid'))"
)
# The rows that say which months are locked: added at approval, and nothing takes one back.
LOCKS = "common_monthlock"
# What else refuses: table, event, condition ("" for every row).
OTHERS = (
    ("payroll_payrollrun", "UPDATE", BACKWARDS),
    ("payroll_payrollrun", "DELETE", "OLD.state IN ('approved', 'paid')"),
    (LOCKS, "UPDATE", "NEW.month <> OLD.month OR NEW.id <> OLD.id"),
    (LOCKS, "DELETE", ""),
)
# A few thousand look-ups by key; the planner would rather scan all payslips there ever were.
BY_KEY = "SET enable_seqscan = off SET enable_hashjoin = off SET enable_mergejoin = off"
EVENTS = {"insert": ("NEW",), "update": ("OLD", "NEW"), "delete": ("OLD",)}


def install(using: str = "default", **_signal: Any) -> None:
    """Put every trigger in place, whatever stands there already."""
    connection = connections[using]
    remove(using)
    with connection.cursor() as cursor:
        for statement in _statements(connection.vendor):
            cursor.execute(statement)


def remove(using: str = "default") -> None:
    """Take the triggers away; only for emptying a whole database (tests, wiping the demo company)."""
    connection = connections[using]
    with connection.cursor() as cursor:
        for table, name in _names():
            place = f" ON {table}" if connection.vendor == "postgresql" else ""
            cursor.execute(f"DROP TRIGGER IF EXISTS {name}{place}")


def missing(using: str = "default") -> set[str]:
    """Names of triggers that should be there and are not."""
    connection = connections[using]
    source = "pg_trigger" if connection.vendor == "postgresql" else "sqlite_master"
    column = "tgname" if connection.vendor == "postgresql" else "name"
    with connection.cursor() as cursor:
        cursor.execute(f"SELECT {column} FROM {source}")
        known = {row[0] for row in cursor.fetchall()}
    return {name for _table, name in _names()} - known


def _names() -> list[tuple[str, str]]:
    rows = [(table, f"{table}_{event}_locked") for table in TABLES for event in EVENTS]
    return [*rows, *((table, _name(table, event)) for table, event, _when in OTHERS)]


def _name(table: str, event: str) -> str:
    """The oldest of them has no event in its name."""
    return f"{table}_locked" if event == "UPDATE" else f"{table}_{event.lower()}_locked"


def _statements(vendor: str) -> list[str]:
    return _postgresql() if vendor == "postgresql" else _sqlite()


def _sqlite() -> list[str]:
    made = []
    for table, locked in TABLES.items():
        for event, rows in EVENTS.items():
            found = " OR ".join(f"EXISTS ({locked.format(row=row)})" for row in rows)
            name = f"{table}_{event}_locked"
            body = f"BEGIN SELECT RAISE(ABORT, '{SAYS}'); END"
            made.append(
                f"CREATE TRIGGER {name} BEFORE {event.upper()} ON {table} FOR EACH ROW WHEN {found} {body}"
            )
    for table, event, when in OTHERS:
        made.append(
            f"CREATE TRIGGER {_name(table, event)} BEFORE {event} ON {table} FOR EACH ROW"
            f"{f' WHEN {when}' if when else ''} BEGIN SELECT RAISE(ABORT, '{SAYS}'); END"
        )
    return made


def _postgresql() -> list[str]:
    """One check a statement over its transition tables, so that COPY of thousands of lines stays fast."""
    made = []
    for table, locked in TABLES.items():
        for event, rows in EVENTS.items():
            name = f"{table}_{event}_locked"
            seen = [f"{row.lower()}_rows" for row in rows]
            # Thousands of lines of a few hundred payslips of one run: each of those is asked once.
            parents = f"(SELECT DISTINCT {PARENTS[table]} FROM {{row}}) AS parent"
            found = " OR ".join(
                f"EXISTS (SELECT 1 FROM {parents.format(row=row)} WHERE EXISTS ({locked.format(row='parent')}))"
                for row in seen
            )
            tables = " ".join(f"{row} TABLE AS {row.lower()}_rows" for row in rows)
            made.append(_function(name, f"IF {found} THEN RAISE EXCEPTION '{SAYS}'; END IF; RETURN NULL;"))
            made.append(
                f"CREATE TRIGGER {name} AFTER {event.upper()} ON {table} REFERENCING {tables}"
                f" FOR EACH STATEMENT EXECUTE FUNCTION {name}()"
            )
    for table, event, when in OTHERS:
        name, row = _name(table, event), "OLD" if event == "DELETE" else "NEW"
        refused = f"RAISE EXCEPTION '{SAYS}';"
        made.append(
            _function(name, f"{f'IF {when} THEN {refused} END IF;' if when else refused} RETURN {row};")
        )
        made.append(f"CREATE TRIGGER {name} BEFORE {event} ON {table} FOR EACH ROW EXECUTE FUNCTION {name}()")
    return made


def _function(name: str, body: str) -> str:
    return f"CREATE OR REPLACE FUNCTION {name}() RETURNS trigger LANGUAGE plpgsql {BY_KEY} AS $$ BEGIN {body} END $$"
