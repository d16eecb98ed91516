"""One's own pay: to date, and the payslip one has not looked at."""

from typing import Any

from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from csbackoffice.desk.parts import OPEN, Part, Step
from payroll import previews
from payroll.models import Payslip
from payroll.wording import code_name

SHOWN = 5


def content(user: Any) -> dict[str, Any] | None:
    """The sum to date with its largest lines; nothing for who is not paid here."""
    found = previews.preview_of(previews.open_month(), user.employee_id) if user.employee_id else None
    if found is None:
        return None
    lines = sorted(found.result.lines, key=lambda line: -line.amount)
    shown = [
        (code_name(line.code.code), line.amount, line.code.side == "deduction") for line in lines[:SHOWN]
    ]
    return {"preview": found, "lines": shown, "more": max(len(lines) - SHOWN, 0)}


def unseen_payslip(user: Any) -> Step | None:
    """The latest approved payslip, until one has said that one saw it."""
    rows = Payslip.objects.final().filter(employee=user.employee_id).select_related("run", "seen")
    slip = rows.defer("facts").order_by("-run__month").first()
    if slip is None or hasattr(slip, "seen"):
        return None
    says = _("Your payslip of %(month)s is there: look at it, and confirm or object.")
    url = reverse("payroll:payslip", args=[slip.run.month, slip.employee_no])
    return Step(says % {"month": slip.run.month}, url, "receipt", OPEN, _("Look"))


PAY = Part("pay", gettext_lazy("My pay to date"), "coins", content, "payroll:my_preview", is_later=True)
