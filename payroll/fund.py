"""The activity fund: asking for money with a receipt, deciding by somebody else, and the balance."""

import datetime as dt
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from django.core.files.uploadedfile import UploadedFile
from django.db import transaction
from django.db.models import Sum
from django.utils.translation import gettext as _

from common import audit
from common.access import Role
from common.money import ZERO
from common.templatetags.backoffice import money
from payroll import notifications
from payroll.models import FundEntry, FundSpending
from payroll.services import Refused

MOST_BYTES = 10 * 1024 * 1024
# How the files begin that a receipt may be, and what they are called then.
KINDS = ((b"%PDF-", ".pdf"), (b"\x89PNG\r\n", ".png"), (b"\xff\xd8\xff", ".jpg"))
DECIDING = frozenset({Role.MANAGER, Role.DIRECTOR})


@dataclass(frozen=True)
class Statement:
    """Where the fund stands."""

    balance: Decimal
    brought_in: Decimal
    spent: Decimal
    waiting: Decimal


def statement() -> Statement:
    """Sums over all entries, and what waits for approval."""
    entries = FundEntry.objects.all()
    brought_in = entries.filter(amount__gt=0).aggregate(total=Sum("amount"))["total"] or ZERO
    spent = -(entries.filter(amount__lt=0).aggregate(total=Sum("amount"))["total"] or ZERO)
    asked = FundSpending.objects.filter(state=FundSpending.State.ASKED)
    waiting = asked.aggregate(total=Sum("amount"))["total"] or ZERO
    return Statement(brought_in - spent, brought_in, spent, waiting)


def kind_of(receipt: UploadedFile) -> str:
    """The ending that fits the content of a receipt; "" where it is neither PDF nor picture."""
    start = receipt.read(16)
    receipt.seek(0)
    return next((ending for head, ending in KINDS if start.startswith(head)), "")


@transaction.atomic
def ask(*, on: dt.date, amount: Decimal, purpose: str, receipt: UploadedFile, by: Any) -> FundSpending:
    """Ask for money of the fund, with the receipt. Raises Refused for a file that is no receipt."""
    ending = kind_of(receipt)
    if not ending:
        raise Refused(_("A receipt is a PDF, a PNG or a JPEG file."))
    if receipt.size is None or receipt.size > MOST_BYTES:
        raise Refused(_("The receipt is larger than 10 MB."))
    row = FundSpending(
        on=on, amount=amount, purpose=purpose.strip(), receipt_name=str(receipt.name)[:200], by=by
    )
    row.receipt.save(f"receipt{ending}", receipt, save=False)
    row.save()
    audit.record("fund.ask", row, by=by, changes={"amount": [None, amount]}, note=row.purpose)
    notifications.tell_asked(row)
    return row


@transaction.atomic
def decide(row: FundSpending, *, is_approved: bool, answer: str, by: Any) -> FundSpending:
    """Approve (which books it) or refuse. Raises Refused for one's own, a second time, or beyond the balance."""
    row = _held(row)
    if row.state != FundSpending.State.ASKED:
        raise Refused(_("This spending is decided already."))
    if row.by_id == by.pk:
        raise Refused(_("Nobody approves their own spending."))
    if is_approved:
        _book(row, by)
    elif not answer.strip():
        raise Refused(_("Give the reason: the person reads it."))
    row.state = FundSpending.State.APPROVED if is_approved else FundSpending.State.REFUSED
    row.answer, row.decided_by, row.decided_at = answer.strip(), by, dt.datetime.now()
    row.save()
    audit.record("fund.decide", row, by=by, changes={"state": ["asked", row.state]}, note=row.answer)
    notifications.tell_decided(row)
    return row


def _held(row: FundSpending) -> FundSpending:
    """The spending as it stands now, while every other decision waits: two at once must not spend the balance twice.

    All that wait are held in one order, so that two decisions never wait for each other.
    """
    list(FundSpending.objects.select_for_update().filter(state=FundSpending.State.ASKED).order_by("pk"))
    return FundSpending.objects.select_for_update().get(pk=row.pk)


def _book(row: FundSpending, by: Any) -> None:
    balance = statement().balance
    if row.amount > balance:
        text = _("The fund holds %(balance)s yuan; %(amount)s cannot be spent of it.")
        raise Refused(text % {"balance": money(balance), "amount": money(row.amount)})
    row.entry = FundEntry.objects.create(on=row.on, amount=-row.amount, note=row.purpose, by=by)
