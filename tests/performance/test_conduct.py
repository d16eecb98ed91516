"""Conduct: recorded once, appealed in time, decided by somebody neutral, progressive where the rule book says so."""

import datetime as dt

import pytest
from django.test import Client
from django.urls import reverse

from common.month import Month
from payroll.gather import gather
from performance.models import ConductEntry, Finding, Inspection, Standard, Suggestion
from performance.services import appeals, inspections, suggestions
from performance.services.conduct import record_conduct
from performance.services.steps import Refused
from staff.models import RuleBook, RuleRate
from tests import factories
from tests.factories import Company, fresh

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("in_english")]
TODAY = dt.date.today()
MONTH = Month.of(TODAY)


def points_in_pay(shop: Company) -> list[int]:
    (_person, facts), *_ = gather(MONTH, [shop.agent.pk], []).facts
    return [one.points * one.count for one in facts.conduct]


def test_the_same_incident_stands_under_an_item_once(shop: Company):
    told = {"by": shop.leader.user, "incident": "O123"}
    first = record_conduct(shop.agent, "PHONE_RINGS", **told)

    with pytest.raises(Refused, match="recorded already"):
        record_conduct(shop.agent, "PHONE_RINGS", **told)
    record_conduct(shop.agent, "PHONE_WORDING", **told)
    record_conduct(shop.leader, "PHONE_RINGS", by=shop.supervisor.user, incident="O123")
    ConductEntry.objects.filter(pk=first.pk).update(status="overturned")
    record_conduct(shop.agent, "PHONE_RINGS", **told)


def test_a_second_press_in_the_same_minute_records_nothing(shop: Company):
    at = {"on": TODAY, "at": dt.time(9, 30), "by": shop.leader.user}
    record_conduct(shop.agent, "OFFICE_IDLE", **at)

    with pytest.raises(Refused, match="recorded already"):
        record_conduct(shop.agent, "OFFICE_IDLE", **at)
    record_conduct(shop.agent, "OFFICE_IDLE", **at | {"at": dt.time(9, 31)})


def test_a_second_press_of_the_form_with_a_date_records_nothing(shop: Company):
    client = Client(headers={"accept-language": "en"})
    client.force_login(fresh(shop.leader.user))
    page = reverse("performance:record_conduct")
    told = {"employee": shop.agent.employee_no, "code": "OFFICE_IDLE", "count": 1, "on": str(TODAY)}

    first, second = client.post(page, told), client.post(page, told)

    assert (first.status_code, second.status_code) == (302, 200)
    assert "recorded already" in second.content.decode()
    assert ConductEntry.objects.count() == 1
    ConductEntry.objects.update(recorded_at=dt.datetime.now() - dt.timedelta(minutes=2))
    assert client.post(page, told).status_code == 302  # a second time on the day


def test_a_day_beyond_the_calendar_of_months_is_refused_in_words(shop: Company):
    client = Client()
    client.force_login(fresh(shop.leader.user))
    told = {"employee": shop.agent.employee_no, "code": "OFFICE_IDLE", "count": 1}

    for day in ("1899-12-31", "0001-01-01", "9999-12-31"):
        answer = client.post(reverse("performance:record_conduct"), told | {"on": day})
        assert answer.status_code == 200 and answer.context["form"].errors["on"]
    assert not ConductEntry.objects.exists()


def test_an_entry_is_appealed_once_and_the_inspector_who_found_it_does_not_decide(shop: Company):
    standard = Standard.objects.get(preset="floor")
    sheet = Inspection.objects.create(
        standard=standard, employee=shop.agent, inspector=shop.supervisor.user, on=TODAY
    )
    verdicts = {
        line.pk: ("bad" if line.conduct_code == "OFFICE_IDLE" else "good", "")
        for line in standard.items.all()
    }
    inspections.finish_inspection(sheet, verdicts, by=shop.supervisor.user)
    finding = Finding.objects.get(verdict="bad")
    entry = inspections.finding_to_conduct(finding, by=shop.leader.user)
    appeal = appeals.appeal_entry(entry, reason="It was the order page.", by=shop.agent.user)

    with pytest.raises(Refused, match="appealed already"):  # the same press again, with what it knew before
        entry.status = ConductEntry.Status.RECORDED
        appeals.appeal_entry(entry, reason="It was the order page.", by=shop.agent.user)
    for person in (shop.supervisor, shop.leader):
        with pytest.raises(Refused):
            appeals.decide_appeal(appeal, is_accepted=True, answer="Yes.", by=person.user)
    appeals.decide_appeal(appeal, is_accepted=True, answer="Yes.", by=shop.manager.user)
    assert fresh(entry).status == ConductEntry.Status.OVERTURNED


def test_what_is_not_so_is_refused_with_the_reason(shop: Company):
    for said, told in {
        "themselves": {"employee": shop.leader, "code": "OFFICE_IDLE"},
        "ahead": {"employee": shop.agent, "code": "OFFICE_IDLE", "on": TODAY + dt.timedelta(days=1)},
        "no item": {"employee": shop.agent, "code": "NOTHING"},
        "amount": {"employee": shop.agent, "code": "FINE"},
    }.items():
        with pytest.raises(Refused, match=said):
            record_conduct(told.pop("employee"), told.pop("code"), by=shop.leader.user, **told)
    factories.lock_month(MONTH.previous)
    with pytest.raises(Refused, match=str(MONTH.previous)):
        record_conduct(shop.agent, "OFFICE_IDLE", by=shop.leader.user, on=MONTH.previous.last)
    assert not ConductEntry.objects.exists()


def test_an_open_appeal_holds_the_entry_out_of_pay_and_an_upheld_one_is_paid_when_it_is_decided(
    shop: Company,
):
    last = MONTH.previous.last
    entry = record_conduct(shop.agent, "OFFICE_GAMES", by=shop.leader.user, on=last)
    assert points_in_pay(shop) == []
    appeal = appeals.appeal_entry(entry, reason="That was the order page.", by=shop.agent.user)
    (_person, facts), *_ = gather(MONTH.previous, [shop.agent.pk], []).facts
    assert facts.conduct == ()

    for person in (shop.leader, shop.agent):
        with pytest.raises(Refused):
            appeals.decide_appeal(appeal, is_accepted=False, answer="No.", by=person.user)
    appeals.decide_appeal(appeal, is_accepted=False, answer="It was a game.", by=shop.supervisor.user)

    assert fresh(entry).counts_in == MONTH
    assert points_in_pay(shop) == [-2]


def test_an_overturned_entry_costs_nothing(shop: Company):
    entry = record_conduct(shop.agent, "OFFICE_GAMES", by=shop.leader.user)
    assert points_in_pay(shop) == [-2]
    appeal = appeals.appeal_entry(entry, reason="It was not me.", by=shop.agent.user)

    appeals.decide_appeal(appeal, is_accepted=True, answer="The roster shows it.", by=shop.manager.user)

    assert points_in_pay(shop) == []


def test_an_appeal_after_three_days_is_refused(shop: Company):
    entry = record_conduct(shop.agent, "OFFICE_GAMES", by=shop.leader.user)
    with pytest.raises(Refused, match="concerns"):
        appeals.appeal_entry(entry, reason="Not so.", by=shop.leader.user)
    ConductEntry.objects.update(recorded_at=dt.datetime.now() - dt.timedelta(days=4))

    with pytest.raises(Refused, match=f"last day to appeal was {TODAY - dt.timedelta(days=1)}"):
        appeals.appeal_entry(entry, reason="Not so.", by=shop.agent.user)
    ConductEntry.objects.update(recorded_at=dt.datetime.now() - dt.timedelta(days=3))
    appeals.appeal_entry(entry, reason="Not so.", by=shop.agent.user)


def test_progressive_discipline_reminds_warns_and_only_then_costs(shop: Company):
    book = RuleBook.objects.get(is_default=True)
    RuleRate.objects.filter(book=book, name="progressive_discipline").update(value="yes")

    stages = [
        record_conduct(shop.agent, "OFFICE_IDLE", by=shop.leader.user, incident=f"I{number}").stage
        for number in range(4)
    ]
    praise = record_conduct(shop.agent, "PRAISE_LETTER", by=shop.leader.user)

    assert stages == ["reminder", "warning", "", ""]
    assert praise.stage == ""
    assert points_in_pay(shop) == [-2, -2, 50]


def test_a_demerit_is_on_record_and_carries_no_money(shop: Company):
    entry = record_conduct(shop.agent, "DEMERIT_COMPLAINT", by=shop.supervisor.user, incident="TS-1")

    assert entry.is_demerit
    assert points_in_pay(shop) == [0]


def test_a_finding_becomes_conduct_in_one_step_and_once(shop: Company):
    draw = inspections.draw_today(Standard.objects.get(preset="floor"), by=shop.supervisor.user)
    assert inspections.draw_today(draw.standard, by=shop.supervisor.user) == draw
    sheet = Inspection.objects.get(draw=draw, employee=shop.agent)
    lines = list(draw.standard.items.all())
    verdicts = {line.pk: ("bad" if line.conduct_code == "OFFICE_IDLE" else "good", "") for line in lines}

    with pytest.raises(Refused, match="Without a verdict"):
        inspections.finish_inspection(sheet, {}, by=shop.supervisor.user)
    done = inspections.finish_inspection(sheet, verdicts, by=shop.supervisor.user)
    finding = Finding.objects.get(inspection=done, verdict="bad")
    entry = inspections.finding_to_conduct(finding, by=shop.supervisor.user)

    assert (done.got, done.possible) == (80, 100)
    assert (entry.item, fresh(finding).entry) == ("OFFICE_IDLE", entry)
    with pytest.raises(Refused):
        inspections.finding_to_conduct(fresh(finding), by=shop.supervisor.user)


def test_a_suggestion_is_paid_only_with_a_proven_effect_and_within_limits(shop: Company):
    made = suggestions.submit("Shorter texts", "Say it in one line.", by=shop.agent.user)
    with pytest.raises(Refused, match="not open"):
        suggestions.prove(made, is_proven=True, effect="Less waiting.", award=200, by=shop.manager.user)
    suggestions.judge(made, is_tried=True, judgement="Worth a try.", by=shop.manager.user)
    for award in (99, 501, None):
        with pytest.raises(Refused, match="from 100"):
            suggestions.prove(made, is_proven=True, effect="Less waiting.", award=award, by=shop.manager.user)
    suggestions.prove(made, is_proven=True, effect="Less waiting.", award=100, by=shop.manager.user)

    (_person, facts), *_ = gather(MONTH, [shop.agent.pk], []).facts
    assert [one.award for one in facts.suggestions] == [100]
    assert Suggestion.objects.get().status == "approved"


def test_quick_entry_takes_person_and_item_and_nobody_of_another_group(shop: Company):
    client = Client()
    client.force_login(fresh(shop.leader.user))
    page = reverse("performance:record_conduct")

    found = client.post(page, {"employee": shop.agent.employee_no, "code": "OFFICE_IDLE", "count": 1})
    refused = client.post(
        page, {"employee": shop.stranger_agent.employee_no, "code": "OFFICE_IDLE", "count": 1}
    )

    assert (found.status_code, refused.status_code) == (302, 200)
    assert list(ConductEntry.objects.values_list("employee", flat=True)) == [shop.agent.pk]
