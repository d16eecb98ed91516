"""What several do at the same time: fill, mark, publish, lock, appeal, decide. Nothing published changes by itself."""

from decimal import Decimal
from typing import Any

import pytest
from django.urls import reverse

from common import jobs
from performance import measuring
from performance.models import Appeal, Assessment, AssessmentFill, Criterion, Score, WeeklyRecord
from performance.services import appeals, assessments, filling, learning
from performance.services.steps import Refused
from tests import factories
from tests.clients import as_
from tests.factories import Company, fresh
from tests.performance.test_assessment import MONTH, add_metrics, fill, filled, marked_by_hand, part

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("in_english")]
D = Decimal


def points_of(made: Assessment) -> list[tuple[Any, ...]]:
    marks = [
        (one.score_id, one.criterion_id, one.points)
        for score in made.scores.all()
        for one in score.marks.all()
    ]
    return [*sorted(marks), *made.scores.order_by("pk").values_list("pk", "score", "status")]


def while_filling(monkeypatch: pytest.MonkeyPatch, do: Any) -> None:
    """Have something happen after a fill has begun to read and before it stores."""
    find = measuring.find

    def found(*told: Any) -> Any:
        do()
        return find(*told)

    monkeypatch.setattr(filling.measuring, "find", found)


def test_a_month_published_while_it_is_being_filled_stays_as_it_was_published(
    shop: Company, monkeypatch: pytest.MonkeyPatch
):
    made = filled(shop)
    marked_by_hand(made, shop)
    factories.make_conduct_entry(shop.agent, MONTH.first, "PHONE_WORDING")
    work = filling.start_fill(MONTH, made, by=shop.supervisor.user)
    with pytest.raises(Refused, match="being filled in already"):
        assessments.publish(made, by=shop.supervisor.user)
    before: list[Any] = []

    def publish() -> None:
        AssessmentFill.objects.filter(pk=work.pk).update(work_status="failed")
        assessments.publish(made, by=shop.supervisor.user)
        AssessmentFill.objects.filter(pk=work.pk).update(work_status="running")
        before.extend(points_of(made))

    while_filling(monkeypatch, publish)
    jobs.run_now(work)

    assert (fresh(work).work_status, fresh(work).people) == ("done", 0)
    assert before and points_of(made) == before


def test_a_month_locked_while_it_is_being_filled_stays_as_it_is(
    shop: Company, monkeypatch: pytest.MonkeyPatch
):
    made = filled(shop)
    before = points_of(made)
    factories.make_conduct_entry(shop.agent, MONTH.first, "PHONE_WORDING")
    work = filling.start_fill(MONTH, made, by=shop.supervisor.user)
    while_filling(monkeypatch, lambda: factories.lock_month(MONTH))

    with pytest.raises(Refused, match=str(MONTH)):
        jobs.run_now(work)

    assert fresh(work).work_status == "failed" and str(MONTH) in fresh(work).failure
    assert points_of(made) == before


def test_a_mark_typed_into_a_sheet_that_was_published_meanwhile_is_refused(shop: Company):
    made = filled(shop)
    known_before = marked_by_hand(made, shop)
    teamwork = made.version.criteria.get(name="团队协作")
    assessments.publish(made, by=shop.supervisor.user)
    before = points_of(made)

    with pytest.raises(Refused, match="only an appeal"):
        assessments.give_mark(known_before, teamwork, given=D(100), by=shop.supervisor.user)
    assert points_of(made) == before


def test_a_score_that_was_imported_over_a_draft_stays_final(shop: Company):
    made = filled(shop)
    score = marked_by_hand(made, shop)
    Score.objects.filter(pk=score.pk).update(score=D(91), status=Score.Status.FINAL)

    fill(made, shop)
    assert assessments.publish(made, by=shop.supervisor.user) == 1

    assert (fresh(score).score, fresh(score).status) == (D(91), Score.Status.FINAL)


def test_a_text_that_is_no_mark_is_refused_in_the_sheet(shop: Company):
    made = filled(shop)
    score = made.scores.get(employee=shop.agent)
    teamwork = made.version.criteria.get(name="团队协作")
    url = reverse("performance:give_mark", args=[score.pk, teamwork.pk])

    for text in ("1e30", "1" * 40, "NaN", "80.555", "good", "-1", "101"):
        answer = as_(shop.supervisor).post(url, {"value": text})
        assert answer.status_code == 200 and 'role="alert"' in answer.content.decode(), text
    assert not score.marks.filter(criterion=teamwork).exists()


def test_yes_or_no_is_all_or_nothing(shop: Company):
    made = filled(shop)
    made.version.criteria.filter(name="团队协作").update(kind=Criterion.Kind.YES_NO)
    score = made.scores.get(employee=shop.agent)
    teamwork = made.version.criteria.get(name="团队协作")
    url = reverse("performance:give_mark", args=[score.pk, teamwork.pk])

    assert "yes or no" in as_(shop.supervisor).post(url, {"value": "50"}).content.decode()
    assert not score.marks.filter(criterion=teamwork).exists()
    for text, points in (("yes", D(10)), ("否", D(0))):
        as_(shop.supervisor).post(url, {"value": text})
        assert part(score, "团队协作").points == points


def test_what_does_not_apply_is_taken_back_on_the_sheet(shop: Company):
    made = filled(shop)
    score = made.scores.get(employee=shop.agent)
    knowledge = made.version.criteria.get(name="业务知识")
    url = reverse("performance:give_mark", args=[score.pk, knowledge.pk])
    sheet = reverse("performance:assessment", args=[made.pk])

    as_(shop.supervisor).post(url, {"value": "-"})
    assert fresh(score).missing == 1
    page = as_(shop.supervisor).get(sheet).content.decode()
    assert f'hx-post="{url}"' in page
    as_(shop.supervisor).post(url, {"value": ""})
    assert fresh(score).missing == 2


# Appeals


def published(shop: Company) -> Score:
    made = filled(shop)
    marked_by_hand(made, shop)
    assessments.publish(made, by=shop.supervisor.user)
    return made.scores.get(employee=shop.agent)


def test_a_second_press_of_appeal_is_refused_and_two_parts_are_decided_one_by_one(shop: Company):
    score = published(shop)
    first, second = part(score, "首次响应"), part(score, "客户满意度")
    one = appeals.appeal_mark(first, reason="The platform was down.", by=shop.agent.user)
    with pytest.raises(Refused, match="appealed already"):
        appeals.appeal_mark(first, reason="The platform was down.", by=shop.agent.user)
    other = appeals.appeal_mark(second, reason="Somebody else's customer.", by=shop.agent.user)

    appeals.decide_appeal(one, is_accepted=True, answer="Yes.", points=D(15), by=shop.manager.user)
    assert fresh(score).status == Score.Status.APPEALED
    appeals.decide_appeal(other, is_accepted=True, answer="Yes.", points=D(15), by=shop.manager.user)

    # Two parts that lost points are left, and the days to appeal them run on.
    assert (fresh(score).status, fresh(score).score) == (Score.Status.PUBLISHED, D("96.11"))  # 86.5 of 90


def test_an_accepted_appeal_never_makes_it_worse(shop: Company):
    score = published(shop)
    appeal = appeals.appeal_mark(part(score, "首次响应"), reason="Down.", by=shop.agent.user)

    for points in (D(0), D("7.49"), D("7.50")):
        with pytest.raises(Refused, match="more than the 7.50 points"):
            appeals.decide_appeal(
                appeal, is_accepted=True, answer="Yes.", points=points, by=shop.manager.user
            )
    assert fresh(appeal).status == Appeal.Status.OPEN and fresh(score).score == D("79.44")
    appeals.decide_appeal(appeal, is_accepted=False, answer="It was up.", by=shop.manager.user)
    assert (fresh(score).status, fresh(score).score) == (Score.Status.PUBLISHED, D("79.44"))


def test_whoever_marked_the_exam_does_not_decide_about_its_mark(shop: Company):
    exam = learning.set_exam("Returns", MONTH.first, 100, [shop.agent, shop.leader], by=shop.supervisor.user)
    for sitting in exam.sittings.all():
        learning.enter_exam_mark(sitting, D(40), by=shop.stranger_supervisor.user)
    made = filled(shop)
    teamwork = made.version.criteria.get(name="团队协作")
    for score in made.scores.all():
        assessments.give_mark(score, teamwork, given=D(80), by=shop.supervisor.user)
    assessments.publish(made, by=shop.supervisor.user)
    mark = part(made.scores.get(employee=shop.agent), "业务知识")
    appeal = appeals.appeal_mark(mark, reason="Question 3 was wrong.", by=shop.agent.user)

    for person in (shop.stranger_supervisor, shop.supervisor):  # entered it; published it
        with pytest.raises(Refused, match="You gave this mark"):
            appeals.decide_appeal(appeal, is_accepted=False, answer="No.", by=person.user)
    appeals.decide_appeal(appeal, is_accepted=False, answer="No.", by=shop.manager.user)


def test_an_appeal_without_words_or_with_a_book_of_them_is_refused(shop: Company):
    mark = part(published(shop), "首次响应")
    url = reverse("performance:appeal_mark", args=[mark.pk])

    for reason, answer in (("", 302), ("  ", 302), ("x" * 2001, 302), ("a\x00b", 400)):
        assert as_(shop.agent).post(url, {"reason": reason}).status_code == answer
    assert not Appeal.objects.exists()


# Who sees what


def test_a_leader_finds_neither_the_own_draft_nor_records_about_them_on_the_sheet(shop: Company):
    made = filled(shop)
    for person, text in ((shop.agent, "Quick with returns."), (shop.leader, "Too strict.")):
        WeeklyRecord.objects.create(employee=person, week_on=MONTH.first, text=text, by=shop.supervisor.user)
    url = reverse("performance:assessment", args=[made.pk])

    own = as_(shop.leader).get(url)
    assert [row.score.employee for row in own.context["rows"]] == [shop.agent]
    assert "Quick with returns." in own.content.decode() and "Too strict." not in own.content.decode()
    assert "Too strict." in as_(shop.supervisor).get(url).content.decode()
    marked_by_hand(made, shop)
    assessments.publish(made, by=shop.supervisor.user)
    own = as_(shop.leader).get(url)
    assert len(own.context["rows"]) == 2 and "Too strict." not in own.content.decode()


def test_the_manager_fills_every_open_assessment_with_one_press(shop: Company):
    for person in (shop.agent, shop.stranger_agent):
        add_metrics(person)
    opened = [
        assessments.open_assessment(group, MONTH, by=shop.manager.user) for group in (shop.day, shop.night)
    ]
    url = reverse("performance:fill_month", args=[MONTH])
    page = reverse("performance:scorecards")
    assert url in as_(shop.manager).get(page).content.decode()
    assert url not in as_(shop.supervisor).get(page).content.decode()

    as_(shop.manager).post(url)
    jobs.run_now(AssessmentFill.objects.get())

    assert {made.scores.count() for made in opened} == {2}
    answer = as_(shop.manager).post(reverse("performance:fill_month", args=["soon"]), follow=True)
    assert "is not a month" in answer.content.decode()
