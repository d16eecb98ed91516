"""What is looked at before approval; two versions of a rule book side by side; long exports."""

import datetime as dt
from decimal import Decimal
from typing import Any

import pytest

from common import jobs
from payroll import exports
from payroll.models import PayrollExport, PayslipLine
from payroll.reviewing import review_of
from staff.models import RuleBook, RuleRate
from tests.factories import make_company, make_employee
from tests.payroll.build import SEPTEMBER, make_payslip, make_run
from tests.payroll.test_pages import as_, url

pytestmark = pytest.mark.django_db


def test_the_review_names_who_moved_and_why_who_gets_nothing_and_what_is_carried():
    shop = make_company()
    august, september = make_run(SEPTEMBER.previous), make_run()
    for person, then, now in (
        (shop.agent, 1000, 1500),
        (shop.leader, 1000, 1299),
        (shop.stranger_agent, 800, 0),
    ):
        make_payslip(person, august, then)
        make_payslip(person, september, now)
    carried = make_payslip(shop.stranger_leader, september, 0, earnings=0, deductions=50, carry_out=50)
    gone = make_payslip(shop.supervisor, august, 6000)
    PayslipLine.objects.filter(payslip__run=september, payslip__employee=shop.agent).update(amount=1500)

    found = review_of(september)
    moved = {one.slip.employee: one for one in found.moved}
    assert set(moved) == {shop.agent, shop.stranger_agent} and found.moved_count == 2
    agent = moved[shop.agent]
    assert (agent.before, agent.change, agent.share) == (1000, 500, Decimal("0.5"))
    assert [change for _name, change in agent.why] == [Decimal(500)]
    assert [slip.employee for slip in found.zeros] == [shop.stranger_agent]
    assert (list(found.carried), found.new, list(found.gone)) == ([carried], 1, [gone.name])

    page = as_(shop.accountant).get(url("review", SEPTEMBER)).content.decode()
    assert "+500.00" in page and "+50%" in page and "−100%" in page and "50.00 carried" in page
    assert as_(shop.supervisor).get(url("review", SEPTEMBER)).status_code == 404


def test_people_cost_the_review_no_queries(django_assert_max_num_queries: Any):
    shop = make_company()
    august, september = make_run(SEPTEMBER.previous), make_run()
    for _number in range(30):
        person = make_employee(group=shop.day)
        make_payslip(person, august, 1000)
        make_payslip(person, september, 2000)
    with django_assert_max_num_queries(10):
        assert review_of(september).moved_count == 30


def test_two_versions_of_a_rule_book_are_compared_number_by_number():
    shop = make_company()
    book, other = RuleBook.objects.get(is_default=True), RuleBook.objects.get(preset="operations-center")
    RuleRate.objects.create(
        book=book, name="late_cap", value="30", valid_from=dt.date(2026, 12, 1), reason="gentler"
    )
    ask = {"book": book.pk, "month": "2026-09", "other": book.pk, "other_month": "2026-12"}
    client = as_(shop.director)
    rows = client.get(url("compare_books"), ask).context["rows"]
    assert [(row.name, row.before, row.after) for row in rows] == [("late_cap", "50", "30")]
    assert rows[0].used_by == "Lateness"

    names = {row.name for row in client.get(url("compare_books"), ask | {"other": other.pk}).context["rows"]}
    assert {"commission_rate", "performance_base", "medal_gold"} <= names and "late_rate" not in names
    same = client.get(url("compare_books"), ask | {"other_month": "2026-09"}).content.decode()
    assert "These are the same" in same


def test_a_long_export_says_how_far_it_is(monkeypatch: pytest.MonkeyPatch):
    shop = make_company()
    run = make_run()
    for _number in range(6):
        make_payslip(make_employee(group=shop.day), run)
    monkeypatch.setattr(exports, "REPORT_EACH", 4)
    heard: list[tuple[int, int]] = []
    told = PayrollExport.report
    monkeypatch.setattr(
        PayrollExport,
        "report",
        lambda self, stage, done, total: heard.append((done, total)) or told(self, stage, done, total),
    )
    export = PayrollExport.objects.create(run=run, format="sheet", requested_by=shop.accountant.user)
    jobs.run_now(export)
    export.refresh_from_db()
    assert export.work_status == "done" and export.rows == 6
    assert heard[0] == (4, 12) and heard == sorted(heard) and len(heard) >= 3
    export.file.delete()
