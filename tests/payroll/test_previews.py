"""Pay to date, papers seen, and what is refused at approval."""

import datetime as dt
from collections.abc import Iterator
from decimal import Decimal

import pytest
from django.core.cache import cache
from django.core.management import CommandError, call_command
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import translation

from common import jobs
from common.month import Month
from payroll import papers, previews, services, triggers
from payroll.models import PayrollRun, Payslip, PayslipLine
from payroll.planning import plan
from payroll.services import Refused
from staff.models import Employee, RuleRate
from tests import factories
from tests.factories import Company
from tests.payroll.build import SEPTEMBER, make_workable_month
from tests.payroll.test_pages import as_, url

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def english() -> Iterator[None]:
    cache.clear()
    with translation.override("en"):
        yield


def test_pay_to_date_follows_the_records_and_says_what_is_missing(shop: Company):
    make_workable_month(shop)
    paid = services.calculate_now(SEPTEMBER).payslips.get(employee=shop.agent).net
    assert previews.preview_of(SEPTEMBER, shop.agent.pk).net == paid

    factories.make_conduct_entry(shop.agent, dt.date(2026, 9, 20))
    assert previews.preview_of(SEPTEMBER, shop.agent.pk).net == paid - 4

    month = Month(2026, 10)
    missing = {one.code for one in previews.preview_of(month, shop.agent.pk).missing}
    assert {"SCORE_MISSING", "ROSTER_MISSING"} <= missing


def test_shared_sums_follow_sales_and_people_and_are_not_worked_out_in_vain(shop: Company, monkeypatch):
    monkeypatch.setattr(previews, "FRESH_SECONDS", 0)
    monkeypatch.setattr(previews, "SLOWNESS", 0)
    planned = []
    monkeypatch.setattr(previews, "plan", lambda month: planned.append(month) or plan(month))
    make_workable_month(shop)
    net = previews.preview_of(SEPTEMBER, shop.agent.pk).net
    previews.preview_of(SEPTEMBER, shop.leader.pk)
    factories.make_conduct_entry(shop.agent, dt.date(2026, 9, 20))
    assert previews.preview_of(SEPTEMBER, shop.agent.pk).net == net - 4 and len(planned) == 1

    factories.make_order(dt.datetime(2026, 9, 20, 12), 4000)  # shared by four: 3 % of 1000 each
    assert previews.preview_of(SEPTEMBER, shop.agent.pk).net == net - 4 + 30 and len(planned) == 2


def test_who_cannot_be_gathered_reads_why_and_so_does_the_supervisor(shop: Company):
    make_workable_month(shop)
    month = previews.open_month()
    RuleRate.objects.filter(name="trial_days").delete()
    own = as_(shop.agent).get(url("my_preview"))
    page = own.content.decode()
    assert own.status_code == 200 and "Cannot be worked out yet" in page and "yuan" not in page
    assert "The rule book has no number for “" in page
    team = as_(shop.supervisor).get(url("team_preview")).content.decode()
    assert shop.agent.name in team and "no number for" in team
    assert [one.is_worked_out for one in previews.previews(month, [shop.agent.pk, shop.leader.pk])] == [
        False
    ] * 2


def test_who_is_not_employed_this_month_reads_so_and_no_stranger_learns_it(shop: Company):
    month = previews.open_month()
    gone = factories.make_employee("Gone", left_on=month.first - dt.timedelta(days=9), group=shop.day)
    seen = as_(shop.manager).get(url("preview", gone.employee_no))
    assert f"Gone is not employed in {month}" in seen.content.decode()
    assert as_(shop.stranger_supervisor).get(url("preview", gone.employee_no)).status_code == 404


def test_nobody_is_absent_on_a_day_to_come_and_the_base_grows_by_the_day(shop: Company):
    for day in (3, 4, 20):
        factories.make_shift(shop.agent, dt.date(2026, 9, day))
    found = previews.preview_of(SEPTEMBER, shop.agent.pk, dt.date(2026, 9, 4))
    lines = [(line.code.code, line.amount) for line in found.result.lines]
    # 1000 × 4 ÷ 30; absent on the 3rd: 50 and one day of pay; the shift of today may still go on.
    assert lines == [("BASE", Decimal("133.33")), ("ABSENCE", Decimal(50)), ("UNPAID", Decimal("45.98"))]


def test_pay_to_date_costs_no_queries_for_more_people(shop: Company):
    make_workable_month(shop)
    everybody = list(Employee.objects.values_list("pk", flat=True))
    previews.pools_of(SEPTEMBER)
    counts = []
    for ids in (everybody[:2], everybody):
        with CaptureQueriesContext(
            connection,
        ) as queries:
            previews.previews(SEPTEMBER, ids)
        counts.append(len(queries))
    assert counts[0] == counts[1]


def ready(shop: Company) -> PayrollRun:
    make_workable_month(shop)
    run = services.calculate_now(SEPTEMBER, by=shop.accountant.user)
    services.waive(run, services.open_exceptions(run), reason="test", by=shop.accountant.user)
    return services.review(run, by=shop.accountant.user)


def test_whoever_calculated_does_not_approve_and_the_hash_is_chained(shop: Company):
    run = ready(shop)
    with pytest.raises(Refused, match="yourself"):
        services.approve(run, by=shop.accountant.user)
    first = services.approve(run, by=shop.manager.user)
    assert len(first.chain_hash) == 64
    october = services.calculate_now(Month(2026, 10), by=shop.accountant.user)
    services.waive(october, services.open_exceptions(october), reason="test", by=None)
    second = services.approve(october, by=None, today=dt.date(2026, 11, 2))
    assert second.chain_hash not in {"", first.chain_hash}


@pytest.mark.parametrize(
    ("change", "says"),
    [
        (
            lambda shop: factories.make_conduct_entry(shop.agent, dt.date(2026, 9, 20)),
            "records of Agent changed",
        ),
        (lambda shop: factories.make_order(dt.datetime(2026, 9, 20, 12), 50), "shared sums differ"),
        (lambda shop: RuleRate.objects.filter(name="late_rate").update(value="2"), "rule books changed"),
        (lambda shop: factories.make_employee("Late comer", group=shop.day), "Late comer|shared sums"),
    ],
)
def test_records_that_changed_since_the_calculation_stand_in_the_way_of_approval(
    shop: Company, change, says: str
):
    run = ready(shop)
    change(shop)
    with pytest.raises(Refused, match=says):
        services.approve(run, by=shop.manager.user)
    assert factories.fresh(run).state == "reviewed"


def test_papers_are_ticked_with_a_day_and_again_when_the_number_changes(shop: Company):
    today = dt.date.today()
    with pytest.raises(Refused, match="Enter the number"):
        papers.tick(shop.agent, "card", seen_on=today, by=shop.accountant.user)
    shop.agent.bank_card, shop.agent.bank_card_tail = "6228480000000000018", "0018"
    shop.agent.save()
    papers.tick(shop.agent, "card", seen_on=today, by=shop.accountant.user)
    assert [(one.seen is not None, one.is_stale) for one in papers.papers_of(shop.agent)] == [
        (True, False),
        (False, False),
    ]
    shop.agent.bank_card = "6222020000000000026"
    assert papers.papers_of(shop.agent)[0].is_stale


def test_the_month_keeps_its_sums(shop: Company):
    run = services.calculate_now(SEPTEMBER)
    assert (run.people, run.net) == (9, sum((slip.net for slip in Payslip.objects.all()), Decimal(0)))


def test_a_large_month_is_approved_in_background_and_a_refusal_is_told(shop: Company, monkeypatch):
    monkeypatch.setattr("payroll.services.approving.APPROVED_AT_ONCE", 0)
    run = ready(shop)
    factories.make_conduct_entry(shop.agent, dt.date(2026, 9, 20))
    refused = services.start_approval(run, by=shop.manager.user)
    with pytest.raises(Refused, match="already"):
        services.start_approval(run, by=shop.manager.user)
    jobs.run_now(refused)
    assert shop.agent.name in factories.fresh(refused).refusal and factories.fresh(run).state == "reviewed"

    again = services.calculate_now(SEPTEMBER, by=shop.accountant.user)
    services.review(again, by=shop.accountant.user)
    jobs.run_now(services.start_approval(again, by=shop.manager.user))
    assert factories.fresh(run).state == "approved"


def test_an_approval_under_way_shows_its_progress_and_then_loads_the_whole_page(shop: Company, monkeypatch):
    monkeypatch.setattr("payroll.services.approving.APPROVED_AT_ONCE", 0)
    run = ready(shop)
    work = services.start_approval(run, by=shop.manager.user)
    manager, htmx = as_(shop.manager), {"hx-request": "true"}
    part = f'hx-get="{url("approving", SEPTEMBER)}"'
    assert part in manager.get(url("run", SEPTEMBER)).content.decode()
    waiting = manager.get(url("approving", SEPTEMBER), headers=htmx)
    assert part in waiting.content.decode() and "HX-Refresh" not in waiting

    factories.make_conduct_entry(shop.agent, dt.date(2026, 9, 20))
    jobs.run_now(work)
    assert manager.get(url("approving", SEPTEMBER), headers=htmx)["HX-Refresh"] == "true"
    refusal = factories.fresh(work).refusal
    assert shop.agent.name in refusal
    assert refusal in manager.get(url("run", SEPTEMBER)).context["approval"].refusal
    services.calculate_now(SEPTEMBER, by=shop.accountant.user)
    assert manager.get(url("run", SEPTEMBER)).context["approval"] is None, "calculated since: an old refusal"


def test_one_who_cannot_be_worked_out_is_named_and_the_team_is_shown(shop: Company, monkeypatch):
    make_workable_month(shop)
    honest = previews.calculate

    def breaks(facts, rates):
        if facts.employee_no == shop.agent.employee_no:
            raise ZeroDivisionError("a broken record")
        return honest(facts, rates)

    monkeypatch.setattr(previews, "calculate", breaks)
    broken, other = previews.previews(SEPTEMBER, [shop.agent.pk, shop.leader.pk])
    assert broken.net == 0 and "CALCULATION_FAILED" in {one.code for one in broken.missing}
    assert other.net > 0
    assert "a broken record" in as_(shop.supervisor).get(url("team_preview")).content.decode()


def test_a_replay_gives_the_same_lines_and_notices_what_was_changed_behind_the_triggers(
    shop: Company, capsys
):
    run = ready(shop)
    services.approve(run, by=shop.manager.user)
    call_command("replay_payroll")
    assert "the same; hash holds" in capsys.readouterr().out

    triggers.remove()
    PayslipLine.objects.filter(code="COMMISSION", payslip__employee=shop.agent).update(amount=999)
    triggers.install()
    with pytest.raises(CommandError):
        call_command("replay_payroll", "2026-09")
    said = capsys.readouterr().out
    assert "stored COMMISSION 999" in said and "HASH DOES NOT HOLD" in said
    with pytest.raises(CommandError, match="Not locked"):
        call_command("replay_payroll", "2026-10")


def test_the_pages_of_pay_to_date_explain_each_line(shop: Company):
    client = as_(shop.agent)
    page = client.get(url("my_preview")).content.decode()
    assert "Base pay" in page and "confirmed days of" in page and "÷" in page
    part = client.get(url("my_preview"), headers={"hx-request": "true"}).content.decode()
    assert "<html" not in part and 'hx-trigger="every' in part
    team = as_(shop.supervisor).get(url("team_preview")).content.decode()
    assert shop.agent.name in team and shop.stranger_agent.name not in team
