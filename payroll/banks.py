"""Upload files of banks: the Agricultural Bank's own layout, and layouts that the accountant defines."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from common import audit
from common.money import to_fen
from payroll.models import BankTemplate, PayrollRun, Payslip

TITLE = "中国农业银行代发工资（农行）上传文件"
HEADER = ("编号", "收款方账号", "收款方户名", "金额", "备注（附言）")
# What may stand in a column.
CONTENTS = {
    "number": _("running number"),
    "card": _("card number"),
    "name": _("name of the account"),
    "amount": _("amount in yuan"),
    "fen": _("amount in fen"),
    "bank": _("bank of the account"),
    "employee_no": _("employee number"),
    "note": _("note such as “09月工资”"),
    "empty": _("nothing"),
}
NEEDED = {"card", "name"}
AMOUNTS = {"amount", "fen"}


@dataclass(frozen=True)
class Layout:
    """Name of the sheet, first row (may be empty), and (header, content) of each column."""

    sheet: str
    title: str
    columns: Sequence[tuple[str, str]]


AGRICULTURAL = Layout(
    "代发", TITLE, tuple(zip(HEADER, ("number", "card", "name", "amount", "note"), strict=True))
)


def layout_of(template: BankTemplate | None) -> Layout:
    if template is None:
        return AGRICULTURAL
    return Layout(
        template.sheet_name, template.title, [(head, content) for head, content in template.columns]
    )


def row_of(layout: Layout, number: int, slip: Payslip, card: str, bank: str, run: PayrollRun) -> list[Any]:
    """One payee; cards and numbers of people are text, amounts are numbers."""
    values = {
        "number": number,
        "card": card,
        "name": slip.name,
        "amount": slip.net,
        "fen": to_fen(slip.net),
        "bank": bank,
        "employee_no": slip.employee_no,
        "note": f"{run.month.month:02d}月工资",
        "empty": None,
    }
    return [values[content] for _head, content in layout.columns]


@transaction.atomic
def keep_template(row: BankTemplate | None, *, by: Any, **fields: Any) -> BankTemplate:
    """Define a bank's layout, or change it."""
    row = row or BankTemplate()
    before = {name: getattr(row, name) for name in fields}
    for name, value in fields.items():
        setattr(row, name, value)
    row.save()
    changes = {name: [before[name], fields[name]] for name in fields if before[name] != fields[name]}
    audit.record("payroll.bank_template", row, by=by, changes=changes)
    return row
