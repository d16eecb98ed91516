"""Two at the same moment, on connections of their own: one outcome, told clearly, and nothing lost between them."""

import datetime as dt
from collections.abc import Callable
from decimal import Decimal
from typing import Any

import pytest

from common import jobs
from common.models import AuditEntry
from performance import scoring
from performance.models import (
    Appeal,
    Assessment,
    AssessmentFill,
    ConductEntry,
    Mark,
    SalesCount,
    Score,
)
from performance.services import appeals, assessments, conduct, counting, filling, inspections
from performance.services.assessments import measured
from tests import factories
from tests.factories import Company, fresh, make_company
from tests.payroll.test_one_outcome import at_once
from tests.performance.test_assessment import MONTH, filled, marked_by_hand, part
from tests.workbooks import take

pytestmark = [
    pytest.mark.django_db(transaction=True),
    pytest.mark.postgres,
    pytest.mark.usefixtures("in_english"),
]
D = Decimal


@pytest.fixture
def shop(transactional_db: None) -> Company:
    return make_company()


def published(shop: Company) -> Assessment:
    made = filled(shop)
    marked_by_hand(made, shop)
    assessments.publish(made, by=shop.supervisor.user)
    return fresh(made)


def accepting(appeal: Appeal, by: Any, points: int = 15) -> Callable[[], Any]:
    return lambda: appeals.decide_appeal(
        appeal, is_accepted=True, answer="Yes.", points=D(points), by=by.user
    )


def rejecting(appeal: Appeal, by: Any) -> Callable[[], Any]:
    return lambda: appeals.decide_appeal(appeal, is_accepted=False, answer="No.", by=by.user)


def is_added_up(score: Score) -> bool:
    """The score is that of its marks and decided appeals."""
    decided = dict(
        Appeal.objects.filter(mark__score=score, status="accepted").values_list("mark", "points_after")
    )
    marks = {one.criterion_id: measured(one, decided) for one in Mark.objects.filter(score=score)}
    assert score.assessment is not None
    return fresh(score).score == scoring.score(score.assessment.version.scored(), marks).score


def test_two_who_decide_one_appeal_decide_it_once(shop: Company):
    score = published(shop).scores.get(employee=shop.agent)
    appeal = appeals.appeal_mark(part(score, "首次响应"), reason="Down.", by=shop.agent.user)

    outcomes = at_once(accepting(appeal, shop.manager), rejecting(appeal, shop.stranger_supervisor))

    assert sorted(outcomes) == ["", "RefusedThis appeal is decided already."]
    assert AuditEntry.objects.filter(action="score appeal decided").count() == 1
    is_accepted = fresh(appeal).status == Appeal.Status.ACCEPTED
    assert (fresh(score).score, is_accepted) in {(D("87.78"), True), (D("79.44"), False)}


def test_two_parts_of_a_score_decided_at_once_both_count(shop: Company):
    score = published(shop).scores.get(employee=shop.agent)
    first, second = (
        appeals.appeal_mark(part(score, name), reason="No.", by=shop.agent.user)
        for name in ("首次响应", "客户满意度")
    )

    outcomes = at_once(accepting(first, shop.manager), accepting(second, shop.stranger_supervisor))

    assert outcomes == ["", ""]
    assert (fresh(score).score, fresh(score).status) == (D("96.11"), Score.Status.PUBLISHED)


def test_the_last_two_appeals_of_a_group_decided_at_once_make_its_month_final(shop: Company):
    made = published(shop)
    asked = [
        appeals.appeal_mark(part(made.scores.get(employee=person), "首次响应"), reason="No.", by=person.user)
        for person in (shop.agent, shop.leader)
    ]
    made.scores.update(published_at=dt.datetime.now() - dt.timedelta(days=4))

    outcomes = at_once(rejecting(asked[0], shop.manager), rejecting(asked[1], shop.stranger_supervisor))

    assert outcomes == ["", ""] and fresh(made).status == Assessment.Status.FINAL


def test_a_mark_typed_while_the_month_is_published_counts_or_is_refused(shop: Company):
    made = filled(shop)
    score = marked_by_hand(made, shop)
    teamwork = made.version.criteria.get(name="团队协作")

    published, typed = at_once(
        lambda: assessments.publish(made, by=shop.supervisor.user),
        lambda: assessments.give_mark(score, teamwork, given=D(100), by=shop.manager.user),
    )

    assert published == "" and typed in {"", "RefusedThis score is published; only an appeal can change it."}
    assert fresh(score).status == Score.Status.PUBLISHED and is_added_up(score)
    assert part(score, "团队协作").points == (D(8) if typed else D(10))


def test_two_who_press_fill_at_once_fill_once(shop: Company):
    made = filled(shop)
    AssessmentFill.objects.all().delete()

    outcomes = at_once(
        *[lambda by=by: filling.start_fill(MONTH, made, by=by.user) for by in (shop.supervisor, shop.manager)]
    )

    assert sorted(outcomes) == ["", "RefusedThe marks are being filled in already; wait a moment."]
    assert AssessmentFill.objects.count() == 1


def test_filling_and_publishing_at_once_do_one_of_the_two(shop: Company):
    made = filled(shop)
    marked_by_hand(made, shop)
    AssessmentFill.objects.all().delete()

    filled_in, published = at_once(
        lambda: filling.start_fill(MONTH, made, by=shop.manager.user),
        lambda: assessments.publish(made, by=shop.supervisor.user),
    )

    assert sorted([bool(filled_in), bool(published)]) == [False, True], (filled_in, published)
    assert "No assessment" in filled_in or "being filled in already" in published
    assert AssessmentFill.objects.count() == int(filled_in == "")


def test_a_group_and_the_whole_month_filled_at_once_leave_every_mark_once(shop: Company):
    made = filled(shop)
    score = marked_by_hand(made, shop)
    works = [AssessmentFill.objects.create(month=MONTH, assessment=one) for one in (made, None)]

    outcomes = at_once(*[lambda work=work: jobs.run_now(work) for work in works])

    assert outcomes == ["", ""] and {fresh(work).work_status for work in works} == {"done"}
    assert Mark.objects.filter(score=score).count() == 7 and is_added_up(score)


def test_a_second_press_of_appeal_and_accepting_at_the_same_moment_leave_one_outcome(shop: Company):
    score = published(shop).scores.get(employee=shop.agent)
    mark = part(score, "首次响应")
    appeal = lambda: appeals.appeal_mark(mark, reason="Down.", by=shop.agent.user)  # noqa: E731

    twice = at_once(appeal, appeal)
    assert sorted(twice) == ["", "Refused“首次响应” was appealed already."]
    other = published_of_leader = Score.objects.get(employee=shop.leader)
    mine = part(published_of_leader, "首次响应")
    outcomes = at_once(
        lambda: appeals.appeal_mark(mine, reason="Down.", by=shop.leader.user),
        lambda: assessments.acknowledge(other, by=shop.leader.user),
    )
    assert sorted(bool(said) for said in outcomes) == [False, True], outcomes
    status = fresh(other).status
    assert (status == Score.Status.APPEALED) == Appeal.objects.filter(mark=mine).exists()


def test_a_workbook_that_comes_in_while_somebody_appeals_swallows_no_appeal(shop: Company):
    score = published(shop).scores.get(employee=shop.agent)
    mark, rejected = part(score, "首次响应"), []
    rows = {"绩效": [["工号", "月份", "得分"], [shop.agent.employee_no, str(MONTH), 91]]}

    _imported, appealed = at_once(
        lambda: rejected.append(take(rows).rejected),
        lambda: appeals.appeal_mark(mark, reason="Down.", by=shop.agent.user),
    )

    if appealed:
        assert appealed == "RefusedThis score cannot be appealed any more." and rejected == [0]
        assert (fresh(score).status, fresh(score).score) == (Score.Status.FINAL, D(91))
    else:
        assert rejected == [1] and fresh(score).status == Score.Status.APPEALED


def test_one_incident_recorded_by_two_and_one_entry_appealed_twice_stand_once(shop: Company):
    def record(by: Any) -> Callable[[], Any]:
        return lambda: conduct.record_conduct(shop.agent, "OFFICE_GAMES", incident="#17", by=by.user)

    recorded = at_once(record(shop.leader), record(shop.supervisor))
    assert min(recorded) == "" and "recorded already" in max(recorded)
    entry = ConductEntry.objects.get()

    appeal = lambda: appeals.appeal_entry(entry, reason="Not me.", by=shop.agent.user)  # noqa: E731
    assert sorted(at_once(appeal, appeal)) == ["", f"Refused{entry} was appealed already."]
    outcomes = at_once(
        *[rejecting(Appeal.objects.get(), by) for by in (shop.manager, shop.stranger_supervisor)]
    )
    assert sorted(outcomes) == ["", "RefusedThis appeal is decided already."]
    assert AuditEntry.objects.filter(action="conduct appeal decided").count() == 1


def test_a_sheet_finished_and_a_finding_recorded_in_two_windows_are_there_once(shop: Company):
    from tests.performance.test_inspecting import sheet

    standard = inspections.Standard.objects.get(preset="quality")
    made = inspections.check_conversation(shop.agent, standard, "c1", by=shop.leader.user)
    finish = lambda: inspections.finish_inspection(made, sheet(standard, "用语"), by=shop.leader.user)  # noqa: E731
    assert sorted(at_once(finish, finish)) == ["", "RefusedThis inspection is finished already."]
    finding = made.findings.get(verdict="bad")

    outcomes = at_once(
        *[
            lambda by=by: inspections.finding_to_conduct(fresh(finding), by=by.user)
            for by in (shop.leader, shop.supervisor)
        ]
    )

    assert min(outcomes) == "" and "recorded already" in max(outcomes)
    assert ConductEntry.objects.get() == fresh(finding).entry


def test_two_who_have_the_month_counted_at_once_count_it_once(shop: Company):
    factories.make_order(dt.datetime.now(), account=factories.make_account(employee=shop.agent))

    outcomes = at_once(
        *[lambda by=by: counting.start_count(MONTH, by=by.user) for by in (shop.manager, shop.director)]
    )

    assert sorted(outcomes) == ["", f"Refused{MONTH} is being counted already; wait a moment."]
    assert SalesCount.objects.count() == 1
