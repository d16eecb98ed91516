"""A month through its pages by three people: calculated, reviewed, approved, paid, disputed, corrected."""

import datetime as dt

import pytest

from payroll import services
from payroll.models import Adjustment, Dispute, PayrollRun
from tests.factories import make_company
from tests.payroll.build import SEPTEMBER, make_workable_month
from tests.payroll.test_pages import as_, told, url

pytestmark = pytest.mark.django_db


def test_a_month_is_run_approved_paid_disputed_and_corrected():
    shop = make_company()
    make_workable_month(shop)
    run = services.calculate_now(SEPTEMBER, by=shop.accountant.user)
    services.waive(run, services.open_exceptions(run), reason="test", by=shop.accountant.user)
    accountant, manager, agent = as_(shop.accountant), as_(shop.manager), as_(shop.agent)

    assert "is not reviewed yet" in told(manager.post(url("approve", SEPTEMBER), follow=True))
    accountant.post(url("review", SEPTEMBER))
    assert "is approved and locked" in told(manager.post(url("approve", SEPTEMBER), follow=True))
    accountant.post(url("mark_paid", SEPTEMBER), {"on": str(dt.date.today())})
    paid = PayrollRun.objects.get()
    assert (paid.state, paid.paid_on, paid.paid_by) == ("paid", dt.date.today(), shop.accountant.user)

    agent.post(url("confirm_seen", SEPTEMBER))
    line = paid.payslips.get(employee=shop.agent).lines.get(code="LATE")
    agent.post(url("dispute", SEPTEMBER), {"line": str(line.pk), "reason": "The clock was wrong"})
    row = Dispute.objects.get()
    refused = accountant.post(url("answer", row.pk), {"decision": "accept", "answer": "Right"})
    assert refused.status_code == 200 and not Adjustment.objects.exists()
    accountant.post(url("answer", row.pk), {"decision": "accept", "amount": "7", "answer": "Right"})

    assert (Adjustment.objects.get().month, Adjustment.objects.get().corrects) == (SEPTEMBER.next, SEPTEMBER)
    again = services.calculate_now(SEPTEMBER.next).payslips.get(employee=shop.agent)
    assert again.lines.get(code="ADJUST_PLUS").amount == 7
