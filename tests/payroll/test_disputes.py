"""Objections to payslips: in time and by the person, answered once, corrected in the next open month."""

import datetime as dt

import pytest

from common.models import AuditEntry
from common.month import Month
from payroll import disputing
from payroll.models import Adjustment, Dispute, PayrollRun, Payslip
from payroll.services import Refused
from tests import factories
from tests.factories import Company
from tests.payroll.build import make_payslip, make_run

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("in_english")]


@pytest.fixture
def slip(shop: Company) -> Payslip:
    slip = make_payslip(shop.agent, make_run())
    PayrollRun.objects.update(state="paid", paid_on=dt.date(2026, 10, 15))
    factories.lock_month(Month(2026, 9))
    return factories.fresh(slip)


def test_an_objection_is_taken_until_the_second_working_day_after_payday(shop: Company, slip: Payslip):
    line, agent = slip.lines.get(), shop.agent.user
    with pytest.raises(Refused, match="until 2026-10-19"):
        disputing.dispute(slip, line, reason="Too little", by=agent, today=dt.date(2026, 10, 20))
    with pytest.raises(Refused, match="Only the person"):
        disputing.dispute(slip, line, reason="?", by=shop.leader.user, today=dt.date(2026, 10, 19))
    disputing.dispute(slip, line, reason="Too little", by=agent, today=dt.date(2026, 10, 19))
    with pytest.raises(Refused, match="already"):
        disputing.dispute(slip, line, reason="Again", by=agent, today=dt.date(2026, 10, 19))
    disputing.dispute(slip, None, reason="No medal", by=agent, today=dt.date(2026, 10, 19))
    with pytest.raises(Refused, match="already"):
        disputing.dispute(slip, None, reason="No medal", by=agent, today=dt.date(2026, 10, 19))


def test_an_accepted_objection_is_corrected_in_the_next_open_month_and_names_what(
    shop: Company, slip: Payslip
):
    row = Dispute.objects.create(payslip=slip, line=slip.lines.get(), employee=shop.agent, reason="50 short")
    disputing.accept(row, amount=50, answer="Right", by=shop.accountant.user)

    paid = Adjustment.objects.get()
    assert (paid.month, paid.corrects, paid.amount) == (Month(2026, 10), Month(2026, 9), 50)
    assert "2026-09" in paid.note and "base" in paid.note.lower() and "Right" in paid.note
    with pytest.raises(Refused, match="answered already"):
        disputing.refuse(row, answer="No", by=shop.accountant.user)
    assert AuditEntry.objects.filter(action="payroll.answer_dispute").count() == 1


def test_nobody_answers_their_own_dispute(shop: Company):
    slip = make_payslip(shop.accountant, make_run())
    row = Dispute.objects.create(payslip=slip, employee=shop.accountant, reason="?")
    assert not Dispute.objects.answerable_by(shop.accountant.user).exists()
    with pytest.raises(Refused, match="own"):
        disputing.refuse(row, answer="No", by=shop.accountant.user)
    assert Dispute.objects.answerable_by(shop.manager.user).get() == row


def test_a_payslip_is_confirmed_once_and_by_its_person_only(shop: Company, slip: Payslip):
    first = disputing.confirm_seen(slip, by=shop.agent.user)
    assert disputing.confirm_seen(slip, by=shop.agent.user) == first
    with pytest.raises(Refused):
        disputing.confirm_seen(slip, by=shop.leader.user)
