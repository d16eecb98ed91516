"""My performance: today's score, what costs points, what is pending, the trend, how far to the next medal."""

import datetime as dt
from decimal import Decimal

import pytest
from django.test import Client
from django.urls import reverse

from common.month import Month
from performance import pictures
from performance.models import Metric, ServiceMetric
from performance.services import appeals, learning
from performance.services.conduct import record_conduct
from tests import factories
from tests.factories import Company

pytestmark = pytest.mark.django_db
TODAY = dt.date.today()
LIMITS = {"gold": Decimal(90), "silver": Decimal(80), "bronze": Decimal(70), "junior": Decimal(60)}


def test_the_page_says_score_losses_pending_trend_and_the_way_to_the_next_medal(shop: Company):
    month = Month.of(TODAY)
    for metric, numerator, denominator in (
        (Metric.FIRST_RESPONSE, 620, 10),  # 62 s: 6 of 15
        (Metric.RESOLUTION, 95, 100),  # 15 of 15
        (Metric.SATISFACTION, 98, 100),  # 15 of 15
    ):
        told = {"metric": metric, "numerator": numerator, "denominator": denominator}
        ServiceMetric.objects.create(employee=shop.agent, on=TODAY, **told)
    entry = record_conduct(shop.agent, "PHONE_WORDING", by=shop.leader.user)
    learning.set_exam("Returns", TODAY, 100, [shop.agent], by=shop.leader.user)
    for back, score in ((2, 71), (1, 83)):
        factories.make_score(shop.agent, month.plus(-back), score)
    client = Client(headers={"accept-language": "en"})
    client.force_login(shop.agent.user)

    answer = client.get(reverse("performance:my_scorecard"))
    context, page = answer.context, answer.content.decode()

    # 6 + 15 + 15 + 7.5 of the 60 that are scored so far.
    assert (context["today_score"], context["grade"]) == (Decimal("72.50"), "bronze")
    assert context["next_grade"] == ("silver", Decimal("7.50"))
    assert [(part.criterion.name, part.lost) for part in context["parts"]][:2] == [
        ("首次响应", Decimal("9.00")),
        ("服务规范", Decimal("7.50")),
    ]
    assert {one.name for one in context["waiting"]} == {"业务知识", "团队协作", "销售目标完成率"}
    assert [str(one.exam) for one in context["to_sit"]] == ["Returns"]
    assert [point.score.score for point in context["line"].points] == [71, 83]
    number = shop.agent.employee_no
    assert (
        f"{reverse('performance:metrics')}?metric=first_response&amp;employee={number}&amp;month={month}"
        in page
    )
    assert "points to silver" in page

    appeals.appeal_entry(entry, reason="The customer was calm.", by=shop.agent.user)
    context = client.get(reverse("performance:my_scorecard")).context
    assert [one.entry for one in context["open_appeals"]] == [entry]
    assert context["today_score"] == Decimal("85.00")  # an open appeal holds the entry out: 51 of 60


def test_whoever_is_not_marked_is_told_so(shop: Company):
    client = Client(headers={"accept-language": "en"})
    client.force_login(shop.manager.user)

    assert "not marked by a scorecard" in client.get(reverse("performance:my_scorecard")).content.decode()


def test_the_ladder_goes_from_not_passed_to_gold_without_gaps():
    drawn = pictures.ladder(Decimal("75.63"), LIMITS)

    assert [band.grade for band in drawn.bands] == ["fail", "junior", "bronze", "silver", "gold"]
    ends = [band.x + band.width for band in drawn.bands]
    assert [band.x for band in drawn.bands] == [0, *ends[:-1]] and ends[-1] == pictures.WIDTH
    bronze = drawn.bands[2]
    assert bronze.x < drawn.at < bronze.x + bronze.width
    assert pictures.ladder(Decimal(3), LIMITS).at == 0


def test_a_line_needs_two_months_and_a_better_score_stands_higher():
    class Month:
        def __init__(self, score: int) -> None:
            self.score = Decimal(score)

    assert pictures.trend_line([Month(80)], LIMITS) is None
    line = pictures.trend_line([Month(70), Month(90)], LIMITS)
    assert line is not None
    worse, better = line.points
    assert worse.x < better.x and worse.y > better.y
