"""Rule books in the browser: drafted, tried on past months without touching them, adopted as dated rows."""

from decimal import Decimal

import pytest
from django.urls import reverse

from common import jobs
from common.month import Month
from payroll import drafting, numbers, services, trying
from payroll.models import PayslipLine, RuleDraft, WhatIf
from payroll.services import Refused
from staff.models import RuleBook, RuleRate
from staff.rulebooks import company_numbers
from tests import factories
from tests.factories import Company
from tests.payroll.build import SEPTEMBER, make_workable_month
from tests.payroll.test_pages import as_, url

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("in_english")]


@pytest.fixture
def draft(shop: Company) -> RuleDraft:
    book = RuleBook.objects.get(is_default=True)
    return drafting.begin_draft(book, starts=Month(2026, 11), reason="Too soft", by=shop.director.user)


def test_an_adopted_change_holds_from_its_month_with_who_and_why_and_never_before(
    shop: Company, draft: RuleDraft
):
    drafting.set_number(draft, "late_rate", "3", by=shop.director.user)
    drafting.adopt(factories.fresh(draft), by=shop.director.user)

    assert company_numbers(Month(2026, 10))["late_rate"] == "1"
    assert company_numbers(Month(2026, 11))["late_rate"] == "3"
    row = RuleRate.objects.get(name="late_rate", valid_from=Month(2026, 11).first)
    assert (row.reason, row.by) == ("Too soft", shop.director.user)
    with pytest.raises(Refused, match="decided already"):
        drafting.adopt(draft, by=shop.director.user)


@pytest.mark.parametrize(
    ("name", "value", "says"),
    [
        ("late_rate", "", "Without a number"),
        ("late_rate", "a lot", "not a number"),
        ("late_rate", "-1", "below 0"),
        ("trial_days", "1.5", "not a whole number"),
        ("early_mode", "sometimes", "per minute, tiered"),
        ("paid_days", "0", "divided"),
        ("day_shift_start", "25:00", "time"),
        ("visit_rest_hours", "at night", "periods"),
        ("commission_rate", "3", "At most 1,"),
        ("leave_paid_sick", "60", "At most 1,"),
        ("trial_days", "99999999999", "At most 1,000"),
        ("dispute_days", "5000", "At most 60"),
        ("late_rate", "1e999999", "At most 1,000,000"),
        ("late_rate", "1e-999999", "At most 8 decimals"),
        ("no_such", "1", "There is no number"),
    ],
)
def test_a_value_that_leaves_a_rule_without_a_number_is_refused(
    draft: RuleDraft, shop: Company, name: str, value: str, says: str
):
    with pytest.raises(Refused, match=says):
        drafting.set_number(draft, name, value, by=shop.director.user)
    assert factories.fresh(draft).values == {}


def test_every_number_of_the_presets_is_one_that_may_be_entered():
    for rate in RuleRate.objects.all():
        assert numbers.trouble_with(rate.name, rate.value) == "", rate


def test_who_cannot_be_worked_out_under_a_draft_is_named_and_the_rest_is_compared(
    shop: Company, draft: RuleDraft, monkeypatch: pytest.MonkeyPatch
):
    make_workable_month(shop)
    services.calculate_now(SEPTEMBER)
    drafting.set_number(draft, "late_rate", "3", by=shop.director.user)
    honest = trying.calculate

    def breaks(facts, rates):
        if facts.employee_no == shop.agent.employee_no:
            raise ZeroDivisionError("a broken record")
        return honest(facts, rates)

    monkeypatch.setattr(trying, "calculate", breaks)
    draft = factories.fresh(draft)
    jobs.run_now(drafting.try_draft(draft, first=SEPTEMBER, last=SEPTEMBER, by=shop.director.user))
    work = WhatIf.objects.get()
    assert work.failed == [[shop.agent.employee_no, "ZeroDivisionError: a broken record"]]
    assert work.rows.filter(employee_no=shop.leader.employee_no).exists()


def test_a_locked_month_and_a_row_that_stands_are_not_changed(shop: Company, draft: RuleDraft):
    drafting.set_number(draft, "late_rate", "3", by=shop.director.user)
    RuleRate.objects.create(
        book=draft.book, name="late_rate", value="2", reason="x", valid_from=Month(2026, 11).first
    )
    with pytest.raises(Refused, match="never edited"):
        drafting.adopt(draft, by=shop.director.user)
    factories.lock_month(Month(2026, 11))
    with pytest.raises(Refused, match="2026-11 is locked"):
        drafting.adopt(draft, by=shop.director.user)
    with pytest.raises(Refused, match="from 2026-12 on"):
        drafting.begin_draft(draft.book, starts=Month(2026, 9), reason="back then", by=shop.director.user)


def test_a_past_month_under_a_draft_shows_the_difference_and_changes_nothing(shop: Company, draft: RuleDraft):
    make_workable_month(shop)
    services.calculate_now(SEPTEMBER)
    before = list(PayslipLine.objects.values())
    drafting.set_number(draft, "late_rate", "3", by=shop.director.user)
    drafting.set_number(factories.fresh(draft), "commission_rate", "0.04", by=shop.director.user)

    draft = factories.fresh(draft)
    work = drafting.try_draft(draft, first=SEPTEMBER, last=SEPTEMBER, by=shop.director.user)
    jobs.run_now(work)

    work = WhatIf.objects.get()
    assert list(PayslipLine.objects.values()) == before
    row = work.rows.get(employee_no=shop.agent.employee_no)
    # 9,225.00 of sales: 276.75 becomes 369.00; seven minutes late: 7 becomes 21.
    assert dict(row.lines) == {"COMMISSION": "92.25", "LATE": "-14.00"}
    assert row.change == Decimal("78.25")
    assert sum(Decimal(after) - Decimal(then) for _name, then, after in work.sums["months"]) == sum(
        one.change for one in work.rows.all()
    )
    assert not work.rows.filter(employee_no=shop.manager.employee_no).exists()  # management has its own rate


def test_what_is_chosen_by_name_may_be_written_as_it_is_shown(shop: Company, draft: RuleDraft):
    client, address = as_(shop.director), url("draft", draft.pk)
    client.post(address, {"name": "early_mode", "value": "tiered"})
    assert factories.fresh(draft).values == {"early_mode": "tiered"}
    client.post(address, {"name": "early_mode", "value": "per minute"})
    assert factories.fresh(draft).values["early_mode"] == "per_minute"
    assert "per minute, tiered" in client.post(address, {"name": "early_mode", "value": "x"}).content.decode()


def test_the_pages_of_drafts_belong_to_the_rule_books(shop: Company, draft: RuleDraft):
    here = [
        entry["url"]
        for group in as_(shop.director).get(url("draft", draft.pk)).context["navigation"]()
        for entry in group["entries"]
        if entry["active"]
    ]
    assert here == [reverse("staff:rulebooks")]
