"""What waits for a decision: one list, decided in place through the owning services, never one's own."""

import datetime as dt
from typing import Any

import pytest
from django.core.files.base import ContentFile
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from attendance import swap
from attendance.models import (
    ConductProposal,
    FlagDecision,
    Leave,
    OvertimeRequest,
    PunchCorrection,
    Shift,
)
from common.month import Month
from csbackoffice.desk.waiting import PROVIDERS, waiting_for
from csbackoffice.desk.waiting.leave import span
from csbackoffice.presets import install
from payroll.models import FundEntry, FundSpending, PayrollRun
from performance.models import Appeal, Suggestion
from tests.access import pay, shifts
from tests.factories import (
    Company,
    fresh,
    make_company,
    make_conduct_entry,
    make_employee,
    make_leave,
    make_news,
    make_proposal,
    make_shift,
    make_user,
)

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("in_english")]
TODAY = dt.date.today()
DAY = dt.timedelta(days=1)
SOON = dt.datetime.combine(TODAY + 3 * DAY, dt.time(8))


@pytest.fixture
def shop() -> Company:
    install()
    return make_company()


def kinds_of(person: Any) -> dict[str, int]:
    """How many of each kind wait for somebody."""
    counted: dict[str, int] = {}
    for row in waiting_for(fresh(person.user), with_slow=True):
        counted[row.kind] = counted.get(row.kind, 0) + 1
    return counted


def press(person: Any, kind: str, pk: Any, answer: str, words: str = "", htmx: bool = True) -> Any:
    client = Client()
    client.force_login(fresh(person.user))
    headers = {"accept-language": "en"} | ({"HX-Request": "true"} if htmx else {})
    url = reverse("decide_waiting", args=[kind, pk])
    return client.post(url, {"answer": answer, "words": words}, headers=headers)


def pending_leave(person: Any) -> Leave:
    return make_leave(person, SOON, SOON + dt.timedelta(hours=9), status="pending")


def overtime(person: Any) -> OvertimeRequest:
    return OvertimeRequest.objects.create(
        employee=person, on=TODAY, hours=2, kind="workday", reason="long queue"
    )


def correction(person: Any) -> PunchCorrection:
    moment = dt.datetime.combine(TODAY - DAY, dt.time(8))
    return PunchCorrection.objects.create(employee=person, punched_at=moment, reason="forgot")


def test_no_kind_stands_twice():
    kinds = [provider.kind for provider in PROVIDERS]
    assert len(kinds) == len(set(kinds))


def test_leave_is_approved_in_place_by_whose_turn_it_is_and_refused_only_with_a_reason(shop: Company):
    leave = pending_leave(shop.agent)

    without_reason = press(shop.supervisor, "leave", leave.pk, "no").content.decode()
    assert "A refusal needs a reason." in without_reason
    assert fresh(leave).status == "pending"

    assert "Decided" in press(shop.supervisor, "leave", leave.pk, "yes").content.decode()
    assert fresh(leave).status == "approved"
    assert kinds_of(shop.supervisor) == {}


@pytest.mark.parametrize(
    ("starts", "ends", "says"),
    [
        ("2026-09-05 00:00", "2026-09-06 00:00", "2026-09-05 Sat, whole day"),
        ("2026-09-05 00:00", "2026-09-08 00:00", "2026-09-05 Sat – 2026-09-07 Mon"),
        ("2026-09-05 17:00", "2026-09-06 00:00", "2026-09-05 Sat 17:00–24:00"),
        ("2026-09-05 17:00", "2026-09-07 12:00", "2026-09-05 Sat 17:00 – 2026-09-07 Mon 12:00"),
    ],
)
def test_leave_is_said_in_days_where_it_is_whole_days(starts: str, ends: str, says: str):
    assert span(dt.datetime.fromisoformat(starts), dt.datetime.fromisoformat(ends)) == says


def test_nobody_finds_or_decides_their_own_leave(shop: Company):
    leave = pending_leave(shop.supervisor)

    assert "leave" not in kinds_of(shop.supervisor)
    assert "not your turn" in press(shop.supervisor, "leave", leave.pk, "yes").content.decode()
    assert fresh(leave).status == "pending"
    assert kinds_of(shop.manager) == {"leave": 1}


def test_strangers_and_leaders_have_no_leave_to_decide(shop: Company):
    leave = pending_leave(shop.agent)

    for person in (shop.leader, shop.stranger_supervisor, shop.accountant, shop.agent):
        assert kinds_of(person) == {}
        assert press(person, "leave", leave.pk, "yes").status_code == 404
    assert fresh(leave).status == "pending"


def test_a_request_that_somebody_else_decided_meanwhile_is_gone(shop: Company):
    asked = overtime(shop.agent)
    press(shop.manager, "overtime", asked.pk, "yes")

    late = press(shop.supervisor, "overtime", asked.pk, "no", "too late")
    assert late.status_code == 404 and "does not wait for you any more" in late.content.decode()
    assert press(shop.supervisor, "overtime", asked.pk, "no", "too late", htmx=False).status_code == 404
    assert fresh(asked).status == "approved"


def test_overtime_and_missing_punches_are_decided(shop: Company):
    extra, missing = overtime(shop.agent), correction(shop.agent)
    assert kinds_of(shop.supervisor) == {"overtime": 1, "correction": 1}
    assert kinds_of(shop.leader) == {"correction": 1}

    press(shop.supervisor, "overtime", extra.pk, "no", "The queue was short.")
    press(shop.leader, "correction", missing.pk, "yes")

    assert fresh(extra).status == "refused"
    assert fresh(missing).status == "approved"
    assert shop.agent.punches.count() == 1


def test_a_swap_is_offered_accepted_and_approved(shop: Company):
    mate = make_employee("Mate", group=shop.day)
    make_user(mate)
    make_shift(mate, SOON.date())
    offered = swap.ask(mate, shop.agent, SOON.date(), None, "", by=mate.user)
    assert kinds_of(shop.agent) == {"offer": 1}
    assert kinds_of(shop.leader) == {}

    press(shop.agent, "offer", offered.pk, "yes")
    assert kinds_of(shop.leader) == {"swap": 1}
    press(shop.leader, "swap", offered.pk, "yes")

    assert Shift.objects.get(on=SOON.date()).employee == shop.agent


def test_an_appeal_is_decided_by_somebody_neutral_with_words(shop: Company):
    entry = make_conduct_entry(
        shop.agent, TODAY, status="appealed", recorded_by=shop.supervisor.user, item="OFFICE_IDLE"
    )
    appeal = Appeal.objects.create(employee=shop.agent, entry=entry, reason="I was elsewhere.")
    assert "appeal" not in kinds_of(shop.supervisor)
    assert "You gave this mark" in press(shop.supervisor, "appeal", appeal.pk, "no", "no").content.decode()

    assert "Answer with the reason" in press(shop.manager, "appeal", appeal.pk, "yes").content.decode()
    press(shop.manager, "appeal", appeal.pk, "yes", "The roster shows it.")

    assert fresh(entry).status == "overturned"


def test_proposed_entries_suggestions_and_news_are_answered(shop: Company):
    proposal = make_proposal(shop.agent)
    suggestion = Suggestion.objects.create(
        employee=shop.agent, title="Shorter texts", status="submitted", submitted_on=TODAY
    )
    news = make_news(shop.agent, to=shop.leader)
    assert kinds_of(shop.leader) == {"proposal": 1, "news": 1}
    assert kinds_of(shop.supervisor) == {"proposal": 1, "suggestion": 1}

    press(shop.leader, "proposal", proposal.pk, "no", "The board was down.")
    press(shop.supervisor, "suggestion", suggestion.pk, "yes", "For a month.")
    assert "Write an answer" in press(shop.leader, "news", news.pk, "yes").content.decode()
    press(shop.leader, "news", news.pk, "yes", "Thank you.")

    assert fresh(proposal).state == ConductProposal.State.DROPPED
    assert fresh(suggestion).status == "tried"
    assert fresh(news).answer == "Thank you."


def spending(by: Any, amount: int = 50) -> FundSpending:
    file = ContentFile(b"%PDF-1.4", "receipt.pdf")
    return FundSpending.objects.create(amount=amount, purpose="Tea", receipt=file, by=by.user)


def test_spending_of_the_fund_is_decided_by_somebody_else_and_within_the_balance(shop: Company):
    FundEntry.objects.create(amount=100, note="fines")
    asked, own, much = spending(shop.supervisor), spending(shop.manager), spending(shop.supervisor, 500)
    assert kinds_of(shop.manager) == {"spending": 2}

    assert press(shop.manager, "spending", own.pk, "yes").status_code == 404
    assert "cannot be spent" in press(shop.manager, "spending", much.pk, "yes").content.decode()
    press(shop.manager, "spending", asked.pk, "yes")

    assert [fresh(one).state for one in (asked, own, much)] == ["approved", "asked", "asked"]


def test_without_javascript_the_answer_leads_back_to_the_list(shop: Company):
    leave = pending_leave(shop.agent)

    assert press(shop.supervisor, "leave", leave.pk, "yes", htmx=False).headers["Location"] == reverse(
        "waiting"
    )


def test_an_unknown_button_is_refused_in_words(shop: Company):
    leave = pending_leave(shop.agent)

    assert "Press one of the buttons." in press(shop.supervisor, "leave", leave.pk, "x").content.decode()


def test_the_list_asks_no_more_of_the_database_for_more_rows(shop: Company):
    def queries(person: Any) -> int:
        client = Client()
        client.force_login(fresh(person.user))
        with CaptureQueriesContext(connection) as caught:
            client.get(reverse("waiting"))
        return len(caught)

    mates = [make_employee(group=shop.day) for _ in range(4)]
    for one in mates[:1]:
        pending_leave(one), overtime(one), correction(one), make_proposal(one)
    few = queries(shop.manager)
    for one in mates[1:]:
        pending_leave(one), overtime(one), correction(one), make_proposal(one)

    assert len(waiting_for(fresh(shop.manager.user))) == 16
    assert queries(shop.manager) == few


def test_a_flag_is_decided_in_words_by_somebody_else(shop: Company):
    known = shifts.absent_for_long(shop)
    key = f"{known['employee_no']}/{known['kind']}/{known['about']}"
    assert kinds_of(shop.supervisor).get("flag") and "flag" not in kinds_of(shop.leader)

    assert "Write what was decided." in press(shop.supervisor, "flag", key, "yes").content.decode()
    press(shop.supervisor, "flag", key, "yes", "Spoken to; warned.")

    assert FlagDecision.objects.get().decision == "Spoken to; warned."
    assert press(shop.supervisor, "flag", key, "yes", "Again.").status_code == 404


def test_a_payroll_month_waits_for_the_next_step_of_whoever_takes_it(shop: Company):
    month = Month.of(TODAY).previous
    waits = {"calculated": "accountant", "reviewed": "manager", "approved": "accountant", "paid": ""}
    run = PayrollRun.objects.create(month=month, state="draft", people=9, net=900)

    for state, who in waits.items():
        PayrollRun.objects.filter(pk=run.pk).update(state=state)
        found = {name for name in ("accountant", "manager", "director") if kinds_of(getattr(shop, name))}
        assert found == ({who} if who else set()), state


def test_a_dispute_waits_for_the_accountant_and_is_answered_on_its_own_page(shop: Company):
    pk = pay.dispute(shop)["pk"]

    rows = [row for row in waiting_for(fresh(shop.accountant.user)) if row.kind == "dispute"]

    assert [row.url for row in rows] == [reverse("payroll:answer", args=[pk])]
    assert not rows[0].choices and "dispute" not in kinds_of(shop.manager)
    assert press(shop.accountant, "dispute", pk, "yes").status_code == 404
