"""Who is told what about pay: once, in the transaction, and nobody who has nothing to do with it."""

import datetime as dt
from decimal import Decimal

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.utils import translation

from csbackoffice.demo.pay import RECEIPT
from payroll import disputing, fund, notifications, services
from payroll.services import Refused
from staff.models import Employee
from staff.notifying import in_words
from tests.factories import make_company
from tests.payroll.build import SEPTEMBER, make_workable_month

pytestmark = pytest.mark.django_db


def told(person: Employee) -> list[str]:
    """What a person was told since this was asked last."""
    with translation.override("en"):
        notes = [in_words(note.says, note.words) for note in person.notifications.order_by("pk")]
    person.notifications.all().delete()
    return notes


def test_a_month_tells_each_of_its_people_what_is_theirs_to_do_or_to_know():
    shop = make_company()
    make_workable_month(shop)
    accountant, manager = shop.accountant.user, shop.manager.user
    run = services.calculate_now(SEPTEMBER, by=accountant)
    services.waive(run, services.open_exceptions(run), reason="test", by=accountant)
    assert len(told(shop.accountant)) == 1 and not told(shop.manager)

    services.review(run, by=accountant)
    assert told(shop.manager) == ["2026-09 is reviewed and waits for your approval."]
    services.approve(run, by=manager)
    assert told(shop.agent) == ["Your payslip of 2026-09 is ready."]
    assert told(shop.accountant) == [
        "2026-09 is approved: the bank file can be made.",
        "Your payslip of 2026-09 is ready.",
    ]
    paid = services.mark_paid(run, by=accountant, on=dt.date(2026, 10, 15))
    assert told(shop.agent) == [
        "Your pay of 2026-09 was paid on 2026-10-15 Thu; you may object until 2026-10-19 Mon."
    ]

    slip = paid.payslips.get(employee=shop.agent)
    row = disputing.dispute(slip, None, reason="where", by=shop.agent.user, today=dt.date(2026, 10, 16))
    assert told(shop.accountant)[-1] == f"{shop.agent.name} objects to the payslip of 2026-09."
    with pytest.raises(Refused):
        disputing.refuse(row, answer="", by=accountant)
    assert not told(shop.agent), "a refused answer tells nobody"
    disputing.refuse(row, answer="it is there", by=accountant)
    assert told(shop.agent) == ["Your objection to the payslip of 2026-09 is refused."]
    assert not told(shop.stranger_supervisor)[2:]


def test_a_manager_who_calculated_is_not_asked_to_approve():
    shop = make_company()
    make_workable_month(shop)
    run = services.calculate_now(SEPTEMBER, by=shop.manager.user)
    told(shop.manager)
    services.review(run, by=shop.accountant.user)
    assert not told(shop.manager)


def test_spending_is_told_to_those_who_decide_and_the_decision_to_who_asked():
    shop = make_company()
    paper = SimpleUploadedFile("cake.pdf", RECEIPT)
    on = dt.date(2026, 10, 1)
    row = fund.ask(on=on, amount=Decimal(20), purpose="Cake", receipt=paper, by=shop.manager.user)
    assert told(shop.director) and not told(shop.manager)
    fund.decide(row, is_approved=False, answer="too much", by=shop.director.user)
    assert told(shop.manager) == ["Your spending is refused: Cake"]


def test_every_kind_of_payroll_is_named_once():
    names = [kind.name for kind in notifications.KINDS]
    assert len(set(names)) == len(names) and all(name.startswith("payroll.") for name in names)
