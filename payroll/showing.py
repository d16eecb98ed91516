"""A stored payslip as the page shows it: lines in words, the records behind them, where commission comes from."""

import datetime as dt
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from django.utils.translation import gettext as _

from payroll import stored
from payroll.links import Link, records_behind
from payroll.models import Adjustment, Payslip, PayslipLine
from payroll.rules.facts import Facts
from payroll.wording import code_name, formula, formula_to_read, grouped, say


@dataclass(frozen=True)
class Shown:
    """One line of pay in words."""

    label: str
    amount: Decimal
    formula: str
    because: str
    records: list[Link]
    pk: int
    code: str


def shown(slip: Payslip) -> dict[str, Any]:
    """What the template of a payslip needs."""
    lines = list(slip.lines.all())
    notes = notes_of(lines)
    sides = PayslipLine.Side
    return {
        "slip": slip,
        "run": slip.run,
        "is_final": slip.run.is_locked,
        "is_preview": slip.run.month.last >= dt.date.today(),
        "earnings": [in_words(line, slip, notes) for line in lines if line.side == sides.EARNING],
        "deductions": [in_words(line, slip, notes) for line in lines if line.side == sides.DEDUCTION],
        "commission": commission(slip, next((line for line in lines if line.code == "COMMISSION"), None)),
    }


def in_words(line: PayslipLine, slip: Payslip, notes: Mapping[int, str]) -> Shown:
    records = records_behind(line, slip)
    said = formula_to_read(line, line.because.get("numbers", {}))
    corrected = [notes[pk] for pk in line.sources.get("adjustment", ()) if pk in notes]
    because = "; ".join(corrected) or say(line.because)
    return Shown(code_name(line.code), line.amount, said, because, records, line.pk, line.code)


def notes_of(lines: Sequence[PayslipLine]) -> dict[int, str]:
    """{adjustment: what is corrected and why}: a number alone says nothing to the person paid."""
    ids = [pk for line in lines for pk in line.sources.get("adjustment", ())]
    found: dict[int, str] = {}
    for row in Adjustment.objects.filter(pk__in=ids) if ids else ():
        found[row.pk] = _("%(about)s: %(what)s") % {"about": row.adjustment_no, "what": row.note}
        if row.corrects and str(row.corrects) not in row.note:
            found[row.pk] += _(" (corrects %(month)s)") % {"month": row.corrects}
    return found


def commission(slip: Payslip, line: PayslipLine | None) -> dict[str, Any] | None:
    """Where the base of commission comes from, out of the stored facts; None for who takes no part."""
    facts: Facts = stored.load(slip.facts)
    if not facts.is_participant:
        return None
    return {
        "facts": facts,
        "auto": [share for share in facts.shares if share.pool == "auto"],
        "supervisors": [share for share in facts.shares if share.pool == "supervisor"],
        "base": line.base if line else facts.commission_base,
        "line": line,
        "formula": grouped(formula(line)) if line else "",
    }
