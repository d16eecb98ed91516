"""Scores of a workbook over those of an assessment: final, told to whom they mark, and never over an open appeal."""

import datetime as dt
from decimal import Decimal

import pytest
from django.test import Client
from django.urls import reverse

from common.models import AuditEntry
from performance.models import Appeal, Assessment, Score
from performance.services import appeals, assessments
from performance.services.steps import Refused
from staff.models import Notification
from tests.factories import Company, fresh
from tests.performance.test_assessment import MONTH, filled, marked_by_hand, part
from tests.workbooks import take

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("in_english")]
D = Decimal


def published(shop: Company) -> Score:
    made = filled(shop)
    marked_by_hand(made, shop)
    assessments.publish(made, by=shop.supervisor.user)
    return made.scores.get(employee=shop.agent)


def sheet(*rows: tuple[str, object]) -> dict[str, list[list[object]]]:
    return {"绩效": [["工号", "月份", "得分"], *([number, str(MONTH), score] for number, score in rows)]}


def told(person: object) -> int:
    rows = Notification.objects.filter(recipient=person, kind="performance.score")
    return rows.filter(says__contains="workbook").count()


def test_a_score_with_an_open_appeal_is_a_bad_row_that_says_why_and_nothing_of_the_file_is_taken(
    shop: Company,
):
    score = published(shop)
    appeal = appeals.appeal_mark(part(score, "首次响应"), reason="Down.", by=shop.agent.user)

    for value in (91, score.score):  # the same number would end the appeal too
        outcome = take(sheet((shop.agent.employee_no, value), (shop.leader.employee_no, 88)))
        assert [(bad.row, bad.column) for bad in outcome.bad_rows] == [(2, "score")]
        assert f"appeal of the score of {MONTH} is open" in outcome.bad_rows[0].remedy
    assert (fresh(score).status, fresh(score).score) == (Score.Status.APPEALED, score.score)
    assert fresh(appeal).status == Appeal.Status.OPEN
    assert Score.objects.get(employee=shop.leader).status == Score.Status.PUBLISHED

    appeals.decide_appeal(appeal, is_accepted=False, answer="It was up.", by=shop.manager.user)
    assert take(sheet((shop.agent.employee_no, 91))).rejected == 0
    assert (fresh(score).status, fresh(score).score) == (Score.Status.FINAL, D(91))


def test_a_published_score_that_a_workbook_replaces_is_final_and_its_person_is_told(shop: Company):
    score = published(shop)

    assert take(sheet((shop.agent.employee_no, 91))).rejected == 0
    take(sheet((shop.agent.employee_no, 91)))  # the same again changes nothing

    score.refresh_from_db()
    assert (score.status, score.score, told(shop.agent), told(shop.leader)) == ("final", D(91), 1, 0)
    assert AuditEntry.objects.filter(action="score imported").count() == 1
    with pytest.raises(Refused, match="cannot be appealed any more"):
        appeals.appeal_mark(part(score, "首次响应"), reason="Down.", by=shop.agent.user)
    client = Client(headers={"accept-language": "en"})
    client.force_login(shop.agent.user)
    shown = client.get(reverse("performance:score", args=[score.pk])).content.decode()
    assert "came in with a workbook" in shown and "do not add up to it" in shown


def test_a_draft_that_a_workbook_replaces_and_a_new_score_are_nobodys_news(shop: Company):
    made = filled(shop)
    take(sheet((shop.agent.employee_no, 91), (shop.stranger_agent.employee_no, 77)))

    assert (told(shop.agent), told(shop.stranger_agent)) == (0, 0)
    assert made.scores.get(employee=shop.agent).status == Score.Status.FINAL
    assert Score.objects.get(employee=shop.stranger_agent).imported_at is not None


def test_a_score_that_came_in_over_a_draft_lacks_no_part_any_more(shop: Company):
    made = filled(shop)
    draft = made.scores.get(employee=shop.agent)
    lacking = made.scores.filter(missing__gt=0).count()
    assert draft.missing == 2

    take(sheet((shop.agent.employee_no, 91)))

    assert (fresh(draft).status, fresh(draft).missing) == (Score.Status.FINAL, 0)
    assert Assessment.objects.with_counts().get(pk=made.pk).lacking == lacking - 1


def test_an_assessment_whose_last_open_score_came_in_is_closed_by_hand_and_by_the_clock(shop: Company):
    score = published(shop)
    made, after = score.assessment, dt.datetime.now() + dt.timedelta(days=40)
    take(sheet((shop.agent.employee_no, 91), (shop.leader.employee_no, 88)))
    assert set(made.scores.values_list("status", flat=True)) == {Score.Status.FINAL}

    assert assessments.finalise(made, by=shop.supervisor.user) == 0
    assert fresh(made).status == Assessment.Status.FINAL

    Assessment.objects.filter(pk=made.pk).update(status=Assessment.Status.PUBLISHED)
    assert assessments.finalise_due(after) == 0
    assert fresh(made).status == Assessment.Status.FINAL


def test_nothing_is_closed_while_a_score_is_open(shop: Company):
    made = published(shop).assessment
    take(sheet((shop.agent.employee_no, 91)))

    with pytest.raises(Refused, match="Nothing can be made final yet"):
        assessments.finalise(made, by=shop.supervisor.user)
    assessments.finalise_due(dt.datetime.now() + dt.timedelta(days=1))
    assert fresh(made).status == Assessment.Status.PUBLISHED
