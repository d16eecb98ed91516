"""Records and forms of the addresses of payroll, for tests/access/table.py."""

from typing import Any

from django.core.files.base import ContentFile

from common.models import Holiday
from common.month import Month
from payroll.models import BankTemplate, Dispute, FundEntry, FundSpending, Payslip, RuleDraft, WhatIf
from staff.models import RuleBook
from tests.factories import Company
from tests.payroll import build


def final_slip(shop: Company) -> Payslip:
    slip = build.make_payslip(shop.agent, build.make_run())
    build.approved(slip.run)
    slip.run.refresh_from_db()
    return slip


def own_month(shop: Company) -> dict[str, Any]:
    return {"month": final_slip(shop).run.month}


def objection(shop: Company) -> dict[str, Any]:
    return {"line": "missing", "reason": "My overtime of the 5th is not there."}


def dispute(shop: Company) -> dict[str, Any]:
    return {"pk": Dispute.objects.create(payslip=final_slip(shop), employee=shop.agent, reason="?").pk}


def refusal(shop: Company) -> dict[str, Any]:
    return {"decision": "refuse", "answer": "It is in the next month."}


def day(shop: Company) -> dict[str, Any]:
    return {"day": "2028-01-03", "kind": "rest", "name": "元旦"}


def notice(shop: Company) -> dict[str, Any]:
    return {"lines": "2028-01-03 放假 元旦", "source": "notice"}


def holiday(shop: Company) -> dict[str, Any]:
    return {"pk": Holiday.objects.get(day="2026-10-01").pk}


def _draft(shop: Company) -> RuleDraft:
    """Lateness costs more from a month to come."""
    book = RuleBook.objects.get(is_default=True)
    by = shop.director.user
    return RuleDraft.objects.create(
        book=book, starts=Month(2027, 3), reason="try", values={"late_rate": "2"}, by=by
    )


def draft(shop: Company) -> dict[str, Any]:
    return {"pk": _draft(shop).pk}


def draft_number(shop: Company) -> dict[str, Any]:
    return {"pk": _draft(shop).pk, "name": "late_rate"}


def tried(shop: Company) -> dict[str, Any]:
    month = Month(2026, 9)
    work = WhatIf.objects.create(
        draft=_draft(shop),
        first=month,
        last=month,
        values={"late_rate": "2"},
        by=shop.director.user,
        work_status="done",
    )
    return {"pk": work.pk}


def layout(shop: Company) -> dict[str, Any]:
    columns = {"head_1": "账号", "content_1": "card", "head_2": "户名", "content_2": "name"}
    return {"name": "招商银行", "sheet_name": "代发", **columns, "head_3": "金额", "content_3": "amount"}


def template(shop: Company) -> dict[str, Any]:
    columns = [["账号", "card"], ["户名", "name"], ["金额", "amount"]]
    return {"pk": BankTemplate.objects.create(name="交通银行", columns=columns).pk}


def spending(shop: Company) -> dict[str, Any]:
    FundEntry.objects.create(amount=100, note="Fines")
    row = FundSpending(amount=10, purpose="Cake", receipt_name="cake.pdf", by=shop.supervisor.user)
    row.receipt.save("receipt.pdf", ContentFile(b"%PDF-1.7"))
    return {"pk": row.pk}


def approval(shop: Company) -> dict[str, Any]:
    return {"decision": "approve"}


def seen(shop: Company) -> dict[str, Any]:
    shop.agent.bank_card = "6228480000000000018"
    shop.agent.save()
    return {"paper": "card", "seen_on": "2026-10-20"}
