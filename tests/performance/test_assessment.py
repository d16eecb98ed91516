"""A month's assessment: filled from records, marked by hand, published, appealed by part, decided, final."""

import datetime as dt
from decimal import Decimal

import pytest
from django.test import Client
from django.urls import reverse

from common import jobs
from common.month import Month
from performance.models import Appeal, Assessment, Exclusion, Mark, Metric, Score, ServiceMetric
from performance.services import appeals, assessments, filling
from performance.services.steps import Refused
from staff.models import RuleBook, RuleRate
from tests import factories
from tests.factories import Company, fresh

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("in_english")]
MONTH = Month.of(dt.date.today()).previous
D = Decimal


def add_metrics(person: object, response: int = 55, resolved: int = 95) -> None:
    sums = {
        Metric.FIRST_RESPONSE: (response * 10, 10),
        Metric.RESOLUTION: (resolved, 100),
        Metric.SATISFACTION: (89, 100),
    }
    for metric, (numerator, denominator) in sums.items():
        ServiceMetric.objects.create(
            employee=person, on=MONTH.first, metric=metric, numerator=numerator, denominator=denominator
        )


def filled(shop: Company) -> Assessment:
    """Sales 100 of a target of 100, two points lost, half way in response and satisfaction."""
    account = factories.make_account(employee=shop.agent)
    factories.make_order(dt.datetime.combine(MONTH.first, dt.time(12)), 100, account=account)
    shop.agent.terms.update(sales_target=100)
    shop.leader.terms.update(sales_target=100)
    factories.make_conduct_entry(shop.agent, MONTH.first, "OFFICE_GAMES")
    for person in (shop.agent, shop.leader):
        add_metrics(person)
    made = assessments.open_assessment(shop.day, MONTH, by=shop.supervisor.user)
    fill(made, shop)
    return made


def fill(made: Assessment, shop: Company) -> None:
    work = filling.start_fill(MONTH, made, by=shop.supervisor.user)
    jobs.run_now(work)
    assert fresh(work).work_status == "done", fresh(work).failure


def part(score: Score, name: str) -> Mark:
    return Mark.objects.get(score=score, criterion__name=name)


def marked_by_hand(made: Assessment, shop: Company) -> Score:
    """Teamwork given, the exam not applicable, so that nothing is missing."""
    criteria = {one.name: one for one in made.version.criteria.all()}
    for score in made.scores.all():
        assessments.give_mark(score, criteria["团队协作"], given=D(80), by=shop.supervisor.user)
        assessments.give_mark(score, criteria["业务知识"], is_applicable=False, by=shop.supervisor.user)
    return made.scores.get(employee=shop.agent)


def test_the_marks_are_filled_from_the_records_with_one_press(shop: Company):
    made = filled(shop)

    score = made.scores.get(employee=shop.agent)
    found = {one.criterion.name: one.points for one in score.marks.select_related("criterion")}
    assert found == {
        "首次响应": D("7.50"),
        "问题解决率": D("15.00"),
        "客户满意度": D("7.50"),
        "服务规范": D("13.50"),
        "销售目标完成率": D("20.00"),
    }
    assert score.missing == 2
    assert set(made.scores.values_list("employee", flat=True)) == {shop.agent.pk, shop.leader.pk}


def test_filling_again_follows_the_records_and_keeps_what_was_given_by_hand(shop: Company):
    made = filled(shop)
    before = marked_by_hand(made, shop).score
    factories.make_conduct_entry(shop.agent, MONTH.first, "OFFICE_GAMES")

    fill(made, shop)

    score = made.scores.get(employee=shop.agent)
    assert (part(score, "团队协作").points, part(score, "服务规范").points) == (D("8.00"), D("12.00"))
    assert (before, score.score) == (D("79.44"), D("77.78"))  # 71.5, then 70, of the 90 that apply


def test_people_in_the_trial_and_those_with_a_score_are_left_out_with_the_reason(shop: Company):
    trainee = factories.make_employee("New", group=shop.day, hired_on=MONTH.last - dt.timedelta(days=2))
    factories.make_score(shop.leader, MONTH, 77)

    made = filled(shop)

    reasons = dict(made.exclusions.values_list("employee", "reason"))
    assert reasons == {trainee.pk: Exclusion.Reason.TRIAL, shop.leader.pk: Exclusion.Reason.MARKED}


def test_whoever_was_away_longer_than_the_rule_book_says_is_left_out(shop: Company):
    book = RuleBook.objects.get(is_default=True)
    RuleRate.objects.filter(book=book, name="assessment_away_days").update(value="10")
    start = dt.datetime.combine(MONTH.first, dt.time())
    factories.make_leave(shop.agent, start, start + dt.timedelta(days=11))
    factories.make_leave(shop.leader, start, start + dt.timedelta(days=10))
    for day in range(11, 25):  # both came back
        for person in (shop.agent, shop.leader):
            factories.make_shift(person, MONTH.first + dt.timedelta(days=day))
            factories.make_punch(person, start + dt.timedelta(days=day, hours=8))
    factories.make_punch(shop.leader, start + dt.timedelta(days=10, hours=8))

    made = filled(shop)

    assert list(made.exclusions.values_list("employee", "reason", "days")) == [(shop.agent.pk, "away", 11)]


def test_marks_by_hand_stay_in_range_and_off_what_records_decide(shop: Company):
    made = filled(shop)
    criteria = {one.name: one for one in made.version.criteria.all()}
    score, teamwork = made.scores.get(employee=shop.agent), criteria["团队协作"]

    for value, criterion in ((D(101), teamwork), (D(-1), teamwork), (D(50), criteria["问题解决率"])):
        with pytest.raises(Refused):
            assessments.give_mark(score, criterion, given=value, by=shop.supervisor.user)
    with pytest.raises(Refused, match="own case"):
        assessments.give_mark(
            made.scores.get(employee=shop.leader), teamwork, given=D(90), by=shop.leader.user
        )
    assessments.give_mark(score, teamwork, given=D(100), by=shop.supervisor.user)
    assert part(score, "团队协作").points == D("10.00")
    assessments.give_mark(score, teamwork, by=shop.supervisor.user)
    assert not score.marks.filter(criterion=teamwork).exists()


def test_nothing_is_published_while_parts_are_missing(shop: Company):
    made = filled(shop)

    with pytest.raises(Refused, match="Parts are missing"):
        assessments.publish(made, by=shop.supervisor.user)
    marked_by_hand(made, shop)
    assert assessments.publish(made, by=shop.supervisor.user) == 2
    with pytest.raises(Refused, match="published already"):
        assessments.publish(made, by=shop.supervisor.user)


def test_one_mark_is_appealed_decided_by_a_neutral_person_and_the_score_changes(shop: Company):
    made = filled(shop)
    score = marked_by_hand(made, shop)
    assessments.publish(made, by=shop.supervisor.user)
    score.refresh_from_db()
    assert score.score == D("79.44")  # 71.5 of 90
    mark = part(score, "首次响应")

    with pytest.raises(Refused, match="concerns"):
        appeals.appeal_mark(mark, reason="The platform was down.", by=shop.stranger_agent.user)
    with pytest.raises(Refused, match="full marks"):
        appeals.appeal_mark(part(score, "问题解决率"), reason="No.", by=shop.agent.user)
    appeal = appeals.appeal_mark(mark, reason="The platform was down.", by=shop.agent.user)
    assert fresh(score).status == Score.Status.APPEALED

    for person in (shop.supervisor, shop.agent, shop.stranger_leader):
        with pytest.raises(Refused):
            appeals.decide_appeal(appeal, is_accepted=True, answer="Yes.", points=D(15), by=person.user)
    with pytest.raises(Refused, match="from 0 to 15"):
        appeals.decide_appeal(
            appeal, is_accepted=True, answer="Yes.", points=D(16), by=shop.stranger_supervisor.user
        )
    appeals.decide_appeal(
        appeal, is_accepted=True, answer="The log shows it.", points=D(15), by=shop.stranger_supervisor.user
    )

    score.refresh_from_db()
    assert (score.status, score.score) == (Score.Status.PUBLISHED, D("87.78"))  # bronze has become silver
    with pytest.raises(Refused, match="decided already"):
        appeals.decide_appeal(appeal, is_accepted=False, answer="No.", by=shop.manager.user)


def test_one_part_decided_leaves_the_others_open_until_the_term_is_over(shop: Company):
    made = filled(shop)
    score = marked_by_hand(made, shop)
    assessments.publish(made, by=shop.supervisor.user)
    first = appeals.appeal_mark(part(score, "首次响应"), reason="Down.", by=shop.agent.user)
    appeals.decide_appeal(first, is_accepted=False, answer="It was up.", by=shop.manager.user)
    assert fresh(score).status == Score.Status.PUBLISHED

    second = appeals.appeal_mark(part(score, "客户满意度"), reason="Not mine.", by=shop.agent.user)
    made.scores.update(published_at=dt.datetime.now() - dt.timedelta(days=4))
    appeals.decide_appeal(second, is_accepted=False, answer="Yours.", by=shop.manager.user)

    assert fresh(score).status == Score.Status.FINAL
    with pytest.raises(Refused, match="cannot be appealed any more"):
        appeals.appeal_mark(part(score, "服务规范"), reason="Late.", by=shop.agent.user)


def test_a_score_is_final_once_every_part_that_lost_points_is_decided(shop: Company):
    made = filled(shop)
    score = marked_by_hand(made, shop)
    assessments.publish(made, by=shop.supervisor.user)
    for name in ("首次响应", "客户满意度", "服务规范", "团队协作"):
        appeal = appeals.appeal_mark(part(score, name), reason="No.", by=shop.agent.user)
        assert fresh(score).status == Score.Status.APPEALED
        appeals.decide_appeal(appeal, is_accepted=False, answer="Yes.", by=shop.manager.user)

    assert fresh(score).status == Score.Status.FINAL


def test_the_clock_makes_final_what_nobody_appealed_in_time(shop: Company):
    made = filled(shop)
    marked_by_hand(made, shop)
    assessments.publish(made, by=shop.supervisor.user)
    appeals.appeal_mark(
        part(made.scores.get(employee=shop.agent), "首次响应"), reason="D.", by=shop.agent.user
    )
    now = dt.datetime.now()

    assert assessments.finalise_due(now) == assessments.finalise_due(now + dt.timedelta(days=3)) == 0
    for rows in (made.scores, Assessment.objects):
        rows.update(published_at=now - dt.timedelta(days=4))
    assert assessments.finalise_due(now) == 1
    assert fresh(made).status == Assessment.Status.PUBLISHED  # the appeal still waits

    appeals.decide_appeal(Appeal.objects.get(), is_accepted=False, answer="No.", by=shop.manager.user)
    assert set(made.scores.values_list("status", flat=True)) == {Score.Status.FINAL}
    assert fresh(made).status == Assessment.Status.FINAL
    assert assessments.finalise_due(now) == 0


def test_an_appeal_after_the_term_is_refused_and_the_score_becomes_final(shop: Company):
    made = filled(shop)
    score = marked_by_hand(made, shop)
    assessments.publish(made, by=shop.supervisor.user)
    with pytest.raises(Refused, match="Nothing can be made final"):
        assessments.finalise(made, by=shop.supervisor.user)
    made.scores.update(published_at=dt.datetime.now() - dt.timedelta(days=4))

    with pytest.raises(Refused, match="last day to appeal"):
        appeals.appeal_mark(part(score, "首次响应"), reason="Late.", by=shop.agent.user)
    assert assessments.finalise(made, by=shop.supervisor.user) == 2
    assert fresh(made).status == Assessment.Status.FINAL
    assert not Appeal.objects.exists()


def test_an_acknowledged_score_can_be_made_final_at_once(shop: Company):
    made = filled(shop)
    score = marked_by_hand(made, shop)
    assessments.publish(made, by=shop.supervisor.user)

    with pytest.raises(Refused, match="Only whom"):
        assessments.acknowledge(score, by=shop.leader.user)
    assessments.acknowledge(score, by=shop.agent.user)
    assert assessments.finalise(made, by=shop.supervisor.user) == 1
    assert fresh(score).status == Score.Status.FINAL


def test_a_locked_month_is_named_and_left_alone(shop: Company):
    made = filled(shop)
    factories.lock_month(MONTH)
    score = made.scores.first()
    assert score is not None

    for refused in (
        lambda: assessments.open_assessment(shop.night, MONTH, by=shop.manager.user),
        lambda: filling.start_fill(MONTH, made, by=shop.supervisor.user),
        lambda: assessments.give_mark(
            score, made.version.criteria.all()[5], given=D(1), by=shop.manager.user
        ),
        lambda: assessments.publish(made, by=shop.supervisor.user),
    ):
        with pytest.raises(Refused, match=str(MONTH)):
            refused()


def test_the_list_names_the_newest_month_first_and_counts_people_missing_parts_and_appeals(shop: Company):
    made = filled(shop)
    for month in (MONTH.previous, MONTH):
        Assessment.objects.create(group=shop.night, month=month, version=made.version)
    client = Client(headers={"accept-language": "en"})
    client.force_login(shop.manager.user)

    def listed() -> list[tuple[object, ...]]:
        table = client.get(reverse("performance:scorecards")).context["table"]
        return [(row.month, str(row.group), row.people, row.lacking, row.appealed) for row in table.data]

    assert listed() == [
        (MONTH, "Day", 2, 2, 0),
        (MONTH, "Night", 0, 0, 0),
        (MONTH.previous, "Night", 0, 0, 0),
    ]
    marked_by_hand(made, shop)
    made.scores.filter(employee=shop.agent).update(status=Score.Status.APPEALED)
    assert listed()[0] == (MONTH, "Day", 2, 0, 1)
