"""Remarks that go with a mark, measured parts that are set aside with the reason, critical parts that fail."""

from decimal import Decimal

import pytest
from django.urls import reverse

from common.models import AuditEntry
from performance.models import Criterion, Score
from performance.services import appeals, assessments
from performance.services.steps import Refused
from tests.clients import as_
from tests.factories import Company, fresh
from tests.performance.test_assessment import fill, filled, marked_by_hand, part

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("in_english")]
D = Decimal


def page_of(score: Score, name: str) -> str:
    criterion = score.assessment.version.criteria.get(name=name)
    return reverse("performance:part", args=[score.pk, criterion.pk])


def test_a_remark_with_its_evidence_goes_with_the_mark_and_is_read_by_whom_it_marks_and_who_decides(
    shop: Company,
):
    made = filled(shop)
    score = marked_by_hand(made, shop)
    url = page_of(score, "团队协作")
    told = {
        "value": "70",
        "note": "Left the night shift alone on the 12th.",
        "evidence": "https://log.example/12",
    }

    assert "given: 80 of 100" in as_(shop.supervisor).get(url).content.decode()
    sent = as_(shop.supervisor).post(url, told)

    assert sent.headers["Location"].endswith(f"{made.pk}/#row-{score.pk}")
    mark = part(score, "团队协作")
    assert (mark.points, mark.note, mark.evidence) == (D("7.00"), told["note"], told["evidence"])
    assert AuditEntry.objects.filter(action="performance.mark", note=told["note"]).count() == 1
    typed = reverse("performance:give_mark", args=[score.pk, mark.criterion_id])
    as_(shop.supervisor).post(typed, {"value": "75"})
    assert part(score, "团队协作").note == told["note"]  # typing another mark leaves it
    assert told["note"] in as_(shop.supervisor).get(made_url(made)).content.decode()

    assessments.publish(made, by=shop.supervisor.user)
    assert "can be appealed until" in as_(shop.supervisor).get(made_url(made)).content.decode()
    own = as_(shop.agent).get(reverse("performance:score", args=[score.pk])).content.decode()
    assert "Accept it, or appeal single parts until" in own
    assert told["note"] in own and 'href="https://log.example/12"' in own
    appeal = appeals.appeal_mark(part(score, "团队协作"), reason="I was ill.", by=shop.agent.user)
    decider = as_(shop.stranger_supervisor).get(reverse("performance:appeal", args=[appeal.pk]))
    assert told["note"] in decider.content.decode()
    appeals.decide_appeal(
        appeal, is_accepted=True, answer="You were.", points=D(9), by=shop.stranger_supervisor.user
    )
    own = as_(shop.agent).get(reverse("performance:score", args=[score.pk])).content.decode()
    assert "7.50 before the appeal" in own
    assert "only an appeal" in as_(shop.supervisor).post(url, told).content.decode()


def made_url(made: object) -> str:
    return reverse("performance:assessment", args=[made.pk])  # type: ignore[attr-defined]


def test_a_remark_without_a_mark_and_a_mark_out_of_range_are_refused_and_stay_typed(shop: Company):
    score = filled(shop).scores.get(employee=shop.agent)
    url = page_of(score, "团队协作")

    alone = as_(shop.supervisor).post(url, {"value": "", "note": "Good."}).content.decode()
    assert "A remark goes with a mark" in alone and "Good." in alone
    assert "is not between 0 and 100" in as_(shop.supervisor).post(url, {"value": "101"}).content.decode()
    assert "is not a mark" in as_(shop.supervisor).post(url, {"value": "good"}).content.decode()
    assert not score.marks.filter(criterion__name="团队协作").exists()


def test_a_measured_part_is_set_aside_with_the_reason_and_taken_back(shop: Company):
    made = filled(shop)
    score = marked_by_hand(made, shop)
    before, url = score.score, page_of(score, "首次响应")
    response = score.assessment.version.criteria.get(name="首次响应")

    silent = as_(shop.supervisor).post(url, {"not_applicable": "on"}).content.decode()
    assert "was measured; say why it does not apply" in silent and fresh(score).score == before
    with pytest.raises(Refused, match="say why"):
        assessments.give_mark(score, response, is_applicable=False, by=shop.supervisor.user)
    as_(shop.supervisor).post(url, {"not_applicable": "on", "note": "The platform was down for three weeks."})
    score.refresh_from_db()
    assert (score.score, score.missing) == (D("85.33"), 0)  # 64 of the 75 that apply

    fill(made, shop)
    assert fresh(score).score == D("85.33")  # a fill leaves it set aside
    sheet = as_(shop.supervisor).get(made_url(made)).content.decode()
    assert "does not apply" in sheet and "three weeks" in sheet
    as_(shop.supervisor).post(url, {"note": ""})
    mark = part(score, "首次响应")
    assert (fresh(score).score, mark.note, mark.points) == (before, "", D("7.50"))


def test_a_measured_part_that_is_set_aside_keeps_a_reason(shop: Company):
    score = marked_by_hand(filled(shop), shop)
    url, reason = page_of(score, "首次响应"), "The platform was down."
    as_(shop.supervisor).post(url, {"not_applicable": "on", "note": reason})

    refused = as_(shop.supervisor).post(url, {"not_applicable": "on", "note": ""}).content.decode()
    assert "was measured; say why it does not apply" in refused
    assert part(score, "首次响应").note == reason
    response = part(score, "首次响应").criterion
    assessments.give_mark(score, response, is_applicable=False, by=shop.supervisor.user)
    assert part(score, "首次响应").note == reason, "not asked again where it stands"


def test_somebody_without_the_group_and_whoever_only_reads_change_no_remark(shop: Company):
    score = filled(shop).scores.get(employee=shop.agent)
    url = page_of(score, "团队协作")

    for person in (shop.stranger_supervisor, shop.leader, shop.agent, shop.director):
        assert as_(person).post(url, {"value": "90", "note": "x"}).status_code == 404
    other = Criterion.objects.exclude(version=score.assessment.version).first()
    assert other is not None
    foreign = reverse("performance:part", args=[score.pk, other.pk])
    assert as_(shop.supervisor).get(foreign).status_code == 404
    assert not score.marks.filter(criterion__name="团队协作").exists()


def test_the_score_says_that_a_critical_part_took_its_section(shop: Company):
    made = filled(shop)
    made.version.criteria.filter(name="团队协作").update(kind=Criterion.Kind.YES_NO, is_critical=True)
    criteria = {one.name: one for one in made.version.criteria.all()}
    for score in made.scores.all():
        assessments.give_mark(score, criteria["业务知识"], is_applicable=False, by=shop.supervisor.user)
        assessments.give_mark(score, criteria["团队协作"], given=D(0), by=shop.supervisor.user)
    assessments.publish(made, by=shop.supervisor.user)
    score = made.scores.get(employee=shop.agent)

    shown = as_(shop.agent).get(reverse("performance:score", args=[score.pk])).content.decode()

    section = criteria["团队协作"].section
    lost = [one for one in criteria.values() if one.section == section]
    assert shown.count("the section gets nothing") == len(lost) and "critical" in shown


def test_whoever_only_adds_a_remark_does_not_become_the_giver_of_the_mark(shop: Company):
    made = filled(shop)
    score = marked_by_hand(made, shop)
    giver = part(score, "团队协作").marked_by
    assert giver is not None and giver != shop.manager.user

    as_(shop.manager).post(page_of(score, "团队协作"), {"value": "80", "note": "Seen so too."})
    mark = part(score, "团队协作")
    assert (mark.note, mark.marked_by) == ("Seen so too.", giver)
    as_(shop.manager).post(page_of(score, "团队协作"), {"value": "75", "note": "Less."})
    assert part(score, "团队协作").marked_by == shop.manager.user
