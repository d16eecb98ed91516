"""The database's own refusal to change a locked month, on SQLite and PostgreSQL.

The last wall behind service and model: it also stops `update()`, raw SQL and a psql prompt. Installed after every
migrate, because SQLite drops triggers when it rebuilds a table.
"""

from collections.abc import Iterator

from django.db import connections

from common import triggers
from common.triggers import Trigger

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


def install(using: str = "default") -> None:
    """Put every trigger in place, whatever stands there already."""
    triggers.install(_all(using), using)


def remove(using: str = "default") -> None:
    """Take the triggers away; only for emptying a whole database (tests, wiping the demo company)."""
    triggers.remove(_all(using), using)


def missing(using: str = "default") -> set[str]:
    """Names of triggers that should be there and are not."""
    return triggers.missing(_all(using), using)


def _all(using: str) -> list[Trigger]:
    make = _postgresql if connections[using].vendor == "postgresql" else _sqlite
    return list(make())


def _name(table: str, event: str) -> str:
    """The oldest of them has no event in its name."""
    return f"{table}_locked" if event == "UPDATE" else f"{table}_{event.lower()}_locked"


def _sqlite() -> Iterator[Trigger]:
    refuse = f"BEGIN SELECT RAISE(ABORT, '{SAYS}'); END"
    for table, locked in TABLES.items():
        for event, rows in EVENTS.items():
            found = " OR ".join(f"EXISTS ({locked.format(row=row)})" for row in rows)
            name = f"{table}_{event}_locked"
            when = f"BEFORE {event.upper()} ON {table} FOR EACH ROW WHEN {found}"
            yield Trigger(table, name, (f"CREATE TRIGGER {name} {when} {refuse}",))
    for table, event, condition in OTHERS:
        name = _name(table, event)
        when = f"BEFORE {event} ON {table} FOR EACH ROW{f' WHEN {condition}' if condition else ''}"
        yield Trigger(table, name, (f"CREATE TRIGGER {name} {when} {refuse}",))


def _postgresql() -> Iterator[Trigger]:
    """One check a statement over its transition tables, so that COPY of thousands of lines stays fast."""
    refuse = f"RAISE EXCEPTION '{SAYS}';"
    for table, locked in TABLES.items():
        for event, rows in EVENTS.items():
            found = " OR ".join(_any_locked(table, locked, f"{row.lower()}_rows") for row in rows)
            known = " ".join(f"{row} TABLE AS {row.lower()}_rows" for row in rows)
            when = f"AFTER {event.upper()} ON {table} REFERENCING {known} FOR EACH STATEMENT"
            body = f"IF {found} THEN {refuse} END IF; RETURN NULL;"
            yield _checking(table, f"{table}_{event}_locked", when, body)
    for table, event, condition in OTHERS:
        row = "OLD" if event == "DELETE" else "NEW"
        check = f"IF {condition} THEN {refuse} END IF;" if condition else refuse
        when = f"BEFORE {event} ON {table} FOR EACH ROW"
        yield _checking(table, _name(table, event), when, f"{check} RETURN {row};")


def _any_locked(table: str, locked: str, rows: str) -> str:
    """Thousands of lines of a few hundred payslips of one run: each of those is asked once."""
    parents = f"(SELECT DISTINCT {PARENTS[table]} FROM {rows}) AS parent"
    return f"EXISTS (SELECT 1 FROM {parents} WHERE EXISTS ({locked.format(row='parent')}))"


def _checking(table: str, name: str, when: str, body: str) -> Trigger:
    function = (
        f"CREATE OR REPLACE FUNCTION {name}() RETURNS trigger LANGUAGE plpgsql {BY_KEY} AS"
        f" $$ BEGIN {body} END $$"
    )
    return Trigger(
        table, name, (function, f"CREATE OR REPLACE TRIGGER {name} {when} EXECUTE FUNCTION {name}()")
    )
