"""Records and forms of the addresses of payroll, for tests/access/table.py."""

from typing import Any

from common.models import Holiday
from payroll.models import Dispute, Payslip
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


def holiday(shop: Company) -> dict[str, Any]:
    return {"pk": Holiday.objects.get(day="2026-10-01").pk}
