"""The sheets 调整 and 期初 of the month workbook."""

from collections.abc import Iterable, Iterator
from typing import Any

from django.utils.translation import gettext as _

from common import bulk, cell_days, cells
from common.intake import Change, Column, Intake, Sheet, Table, compare, take_records
from common.money import ZERO
from common.sheet_xml import Cell
from payroll.models import Adjustment, Opening
from staff.imports import employee_no
from staff.known import employee_of

ADJUSTMENT = ("employee_id", "month", "amount", "corrects", "note")
OPENING = ("month", "carry_in", "base_carry_in")


def correction(cell: Cell) -> Any:
    """An amount above or below 0, not 0."""
    found = cells.amount(cell)
    if not found:
        raise cells.Wrong(_("An adjustment of 0 changes nothing. Take the row out."))
    return found


def carried_pay(cell: Cell) -> Any:
    """What last month's pay could not cover: 0 or more."""
    return cells.amount_between("0", None, lambda: _("What is carried in is 0 or above."))(cell)


def carried_base(cell: Cell) -> Any:
    """A negative commission base: 0 or below."""
    return cells.amount_between(None, "0", lambda: _("A commission base carried in is 0 or below."))(cell)


def take_adjustments(table: Table, intake: Intake) -> None:
    """Corrections, each in the month in which it is paid."""
    wanted = []
    for row in table.rows:
        person = employee_of(intake, table, row)
        if person is not None:
            values = (person, row.month, row.amount, row.corrects, row.note)
            wanted.append((row, row.adjustment_no, values))
    standing = {}
    for part in bulk.chunks(row.adjustment_no for row in table.rows):
        rows = Adjustment.objects.filter(adjustment_no__in=part)
        for pk, number, *values in rows.values_list("pk", "adjustment_no", *ADJUSTMENT):
            standing[number] = pk, tuple(values)
    take_records(
        table,
        intake,
        Adjustment,
        ADJUSTMENT,
        not_own(table, intake, compare(wanted, standing, (None,) * len(ADJUSTMENT))),
        touches=lambda change: (change.after[1], change.before[1] if change.before else None),
        day_column="month",
        also=lambda change: {"adjustment_no": change.row.adjustment_no},
        action="adjustment imported",
    )


def not_own(table: Table, intake: Intake, changes: Iterable[Change]) -> Iterator[Change]:
    """The changes, with those of the importer's own pay reported: somebody else decides on them."""
    own = getattr(intake.by, "employee_id", None)
    for change in changes:
        if own is not None and change.before != change.after and change.after[0] == own:
            remedy = _("Nobody corrects their own pay; object to the payslip, and somebody else answers.")
            intake.bad(table, change.row.number, "employee_no", remedy)
        yield change


def take_opening(table: Table, intake: Intake) -> None:
    """What people bring into the first month that is run here."""
    wanted = []
    for row in table.rows:
        person = employee_of(intake, table, row)
        if person is not None:
            wanted.append((row, person, (row.month, row.carry_in, row.base_carry_in)))
    standing = {
        person: (pk, tuple(values))
        for pk, person, *values in Opening.objects.values_list("pk", "employee_id", *OPENING)
    }
    people = {row.number: person for row, person, _values in wanted}
    take_records(
        table,
        intake,
        Opening,
        OPENING,
        compare(wanted, standing, (None, ZERO, ZERO)),
        touches=lambda change: (change.after[0], change.before[0] if change.before else None),
        day_column="month",
        also=lambda change: {"employee_id": people[change.row.number]},
        action="opening imported",
    )


NUMBER = Column("employee_no", "工号", employee_no, required=True)
ADJUSTMENTS = Sheet(
    "adjustments",
    "调整",
    (
        Column("adjustment_no", "编号", cells.key(64), required=True),
        NUMBER,
        Column("month", "月份", cell_days.month, required=True),
        Column("amount", "金额", correction, required=True),
        Column("corrects", "更正月份", cell_days.month),
        Column("note", "说明", cells.text(300), required=True),
    ),
    ("adjustment_no",),
    take=take_adjustments,
)
OPENINGS = Sheet(
    "opening",
    "期初",
    (
        NUMBER,
        Column("month", "月份", cell_days.month, required=True),
        Column("carry_in", "结转", carried_pay, default=ZERO),
        Column("base_carry_in", "提成基数结转", carried_base, default=ZERO),
    ),
    ("employee_no",),
    take=take_opening,
)
SHEETS = (ADJUSTMENTS, OPENINGS)
