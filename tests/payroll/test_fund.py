"""The activity fund: asked for with a receipt, approved by somebody else, never below 0."""

from decimal import Decimal
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile

from payroll import fund
from payroll.models import FundEntry, FundSpending
from payroll.services import Refused
from tests.factories import Company
from tests.payroll.test_pages import as_, url

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("in_english")]


def asked(shop: Company, amount: int, content: bytes = b"%PDF-1.7 receipt") -> Any:
    receipt = SimpleUploadedFile("cake.pdf", content)
    return fund.ask(
        on="2026-10-20", amount=Decimal(amount), purpose="Cake", receipt=receipt, by=shop.supervisor.user
    )


def test_spending_is_booked_once_somebody_else_approves_it_and_the_fund_can_pay(shop: Company):
    FundEntry.objects.create(amount=100, note="Fines")
    cake, trip = asked(shop, 60), asked(shop, 50)
    assert fund.statement() == fund.Statement(Decimal(100), Decimal(100), Decimal(0), Decimal(110))

    with pytest.raises(Refused, match="own"):
        fund.decide(cake, is_approved=True, answer="", by=shop.supervisor.user)
    fund.decide(cake, is_approved=True, answer="", by=shop.manager.user)
    with pytest.raises(Refused, match="decided already"):
        fund.decide(cake, is_approved=True, answer="", by=shop.manager.user)
    with pytest.raises(Refused, match="holds 40.00 yuan"):
        fund.decide(trip, is_approved=True, answer="", by=shop.manager.user)
    with pytest.raises(Refused, match="reason"):
        fund.decide(trip, is_approved=False, answer=" ", by=shop.manager.user)
    fund.decide(trip, is_approved=False, answer="Too much", by=shop.manager.user)

    assert fund.statement() == fund.Statement(Decimal(40), Decimal(100), Decimal(60), Decimal(0))
    assert FundSpending.objects.get(pk=cake.pk).entry.amount == -60


def test_a_receipt_whose_file_is_gone_is_not_found_and_the_page_stays(shop: Company):
    cake = asked(shop, 60)
    supervisor = as_(shop.supervisor)
    assert supervisor.get(url("receipt", cake.pk)).status_code == 200
    cake.receipt.storage.delete(cake.receipt.name)
    assert supervisor.get(url("receipt", cake.pk)).status_code == 404
    assert supervisor.get(url("fund")).status_code == 200


def test_a_receipt_is_a_document_or_a_picture(shop: Company):
    with pytest.raises(Refused, match="PDF"):
        asked(shop, 10, b"<script>alert(1)</script>")
    assert not FundSpending.objects.exists()
