"""Inspections drawn fairly, quality checks by a scorecard, calibration, and how often an inspector is overturned."""

import datetime as dt
import io
from decimal import Decimal
from typing import Any

import openpyxl
import pytest
from django.urls import reverse

from common.models import AuditEntry
from common.month import Month
from performance import judging
from performance.models import Draw, Finding, Inspection, Mark, Score, Standard
from performance.services import appeals, assessments, inspections, sampling
from performance.services.steps import Refused
from staff.models import Employee
from tests import factories
from tests.clients import as_
from tests.factories import Company, fresh
from tickets.models import Ticket

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("in_english")]
MONDAY = dt.date(2026, 9, 7)
DAY = dt.timedelta(days=1)


@pytest.fixture
def floor() -> Standard:
    return Standard.objects.get(preset="floor")


@pytest.fixture
def quality() -> Standard:
    return Standard.objects.get(preset="quality")


def page(person: Employee, name: str, *args: Any) -> str:
    return as_(person).get(reverse(name, args=args)).content.decode()


def sheet(standard: Standard, *bad: str) -> dict[int, tuple[str, str]]:
    """Every line in order but those whose text begins with one of `bad`."""
    return {
        line.pk: ("bad" if line.text.startswith(bad) and bad else "good", "seen")
        for line in standard.items.all()
    }


def checked(
    person: Employee,
    standard: Standard,
    conversation: str,
    by: Employee,
    *bad: str,
    calibration: bool = False,
) -> Inspection:
    made = inspections.check_conversation(
        person, standard, conversation, is_calibration=calibration, by=by.user
    )
    return inspections.finish_inspection(made, sheet(standard, *bad), by=by.user)


# Drawn


def test_everybody_is_inspected_once_a_week_and_a_draw_can_be_repeated_from_its_seed(
    shop: Company, floor: Standard
):
    for _number in range(9):
        factories.make_employee(group=shop.day, hired_on=dt.date(2026, 1, 1))

    for number in range(7):
        inspections.draw_today(floor, by=shop.supervisor.user, today=MONDAY + number * DAY)

    drawn = Inspection.objects.filter(on__gte=MONDAY, on__lt=MONDAY + 7 * DAY)
    assert set(drawn.values_list("employee", flat=True)) == {
        shop.agent.pk,
        shop.leader.pk,
        *Employee.objects.filter(name__startswith="Person").values_list("pk", flat=True),
    }
    first = Draw.objects.get(on=MONDAY)
    candidates = {int(pk): times for pk, times in first.candidates.items()}
    again = inspections.drawing.draw(candidates, 7, inspections.LEAST, first.seed)
    assert sorted(again) == sorted(first.inspections.values_list("employee", flat=True))


def test_nobody_draws_themselves_and_without_people_there_is_no_draw(shop: Company, floor: Standard):
    drawn = inspections.draw_today(floor, by=shop.leader.user)
    assert shop.leader.pk not in drawn.inspections.values_list("employee", flat=True)

    alone = factories.make_employee("Alone", role="supervisor", fixed_salary=1)
    with pytest.raises(Refused, match="nobody"):
        inspections.draw_today(floor, by=factories.make_user(alone))


def test_the_clock_draws_once_a_day_for_every_supervisor_with_people(shop: Company, floor: Standard):
    factories.make_user(factories.make_employee("Alone", role="supervisor", fixed_salary=1))
    early = dt.datetime.combine(MONDAY, dt.time(5, 59))
    assert inspections.draw_due(early) == 0

    assert inspections.draw_due(early + dt.timedelta(minutes=1)) == 2
    assert inspections.draw_due(early + dt.timedelta(hours=3)) == 0
    assert not Draw.objects.exclude(
        inspector__in=[shop.supervisor.user, shop.stranger_supervisor.user]
    ).exists()
    draw = Draw.objects.get(on=MONDAY, inspector=shop.supervisor.user)
    assert AuditEntry.objects.get(action="inspection drawn", target_id=draw.pk).by is None
    assert inspections.draw_today(floor, by=shop.supervisor.user, today=MONDAY) == draw


def test_the_sheet_is_filled_in_by_whoever_drew_it_once(shop: Company, floor: Standard):
    as_(shop.leader).post(reverse("performance:draw_inspection", args=[floor.pk]))
    drawn = Inspection.objects.get(employee=shop.agent)
    url = reverse("performance:inspection", args=[drawn.pk])
    form = {
        f"{kind}_{line.pk}": value
        for line in floor.items.all()
        for kind, value in (
            ("verdict", "bad" if line.conduct_code == "LOOKS_DRESS" else "good"),
            ("note", "no badge"),
        )
    }

    with pytest.raises(Refused, match="drawn to inspect"):
        inspections.finish_inspection(drawn, sheet(floor), by=shop.supervisor.user)
    assert as_(shop.agent).get(url).status_code == 404  # not before it is finished
    as_(shop.leader).post(url, form)

    drawn.refresh_from_db()
    assert (drawn.got, drawn.possible) == (90, 100)
    with pytest.raises(Refused, match="finished already"):
        inspections.finish_inspection(drawn, sheet(floor), by=shop.leader.user)
    drawn.done_at = None  # as a second window still knows it
    with pytest.raises(Refused, match="finished already"):
        inspections.finish_inspection(drawn, sheet(floor), by=shop.leader.user)
    assert "no badge" in page(shop.agent, "performance:inspection", drawn.pk)
    assert "no badge" in page(shop.supervisor, "performance:feedback")
    assert "no badge" not in page(shop.stranger_supervisor, "performance:feedback")


def test_a_leader_who_is_drawn_does_not_see_it_coming(shop: Company, floor: Standard):
    inspections.draw_today(floor, by=shop.supervisor.user)
    own = Inspection.objects.get(employee=shop.leader)
    other = Inspection.objects.get(employee=shop.agent)

    listed = as_(shop.leader).get(reverse("performance:inspections")).context["table"].data
    assert [one.pk for one in listed] == [other.pk]
    assert as_(shop.leader).get(reverse("performance:inspection", args=[own.pk])).status_code == 404
    inspections.finish_inspection(own, sheet(floor), by=shop.supervisor.user)
    assert as_(shop.leader).get(reverse("performance:inspection", args=[own.pk])).status_code == 200


def test_a_sheet_of_a_locked_month_stays_as_it_is(shop: Company, floor: Standard):
    month = Month.of(dt.date.today()).previous
    late = Inspection.objects.create(
        standard=floor, employee=shop.agent, inspector=shop.leader.user, on=month.last
    )
    factories.lock_month(month)

    with pytest.raises(Refused, match=str(month)):
        inspections.finish_inspection(late, sheet(floor), by=shop.leader.user)
    assert fresh(late).done_at is None and not late.findings.exists()


# Conversations


def test_a_failed_critical_line_takes_all_points_and_what_does_not_apply_leaves_both_sums(
    shop: Company, quality: Standard
):
    assert checked(shop.agent, quality, "c1", shop.leader, "问候").got == 90
    assert checked(shop.agent, quality, "c2", shop.leader, "用语").got == 0

    made = inspections.check_conversation(shop.agent, quality, "c3", by=shop.leader.user)
    verdicts = sheet(quality) | {quality.items.get(text__startswith="记录").pk: ("na", "")}
    done = inspections.finish_inspection(made, verdicts, by=shop.leader.user)
    assert (done.got, done.possible) == (85, 85)


def test_a_conversation_is_checked_once_and_again_only_to_compare_inspectors(
    shop: Company, quality: Standard
):
    checked(shop.agent, quality, "c1", shop.leader)

    with pytest.raises(Refused, match="checked this conversation already"):
        inspections.check_conversation(shop.agent, quality, "c1", by=shop.leader.user)
    with pytest.raises(Refused, match="as a calibration"):
        inspections.check_conversation(shop.agent, quality, "c1", by=shop.supervisor.user)
    with pytest.raises(Refused, match="themselves"):
        inspections.check_conversation(shop.leader, quality, "c2", by=shop.leader.user)
    checked(shop.agent, quality, "c1", shop.supervisor, calibration=True)


def test_a_calibration_shows_the_gap_never_enters_a_score_and_is_not_for_the_agent(
    shop: Company, quality: Standard
):
    checked(shop.agent, quality, "c1", shop.leader)
    compared = checked(shop.agent, quality, "c1", shop.supervisor, "问候", calibration=True)

    rows = {row.name: row for row in judging.inspectors(shop.manager.user)}
    assert rows[str(shop.leader.user)].mean == Decimal("100.00")
    assert rows[str(shop.supervisor.user)].gap == Decimal("10.00")
    assert "10.00" in page(shop.supervisor, "performance:inspectors")
    assert as_(shop.agent).get(reverse("performance:inspection", args=[compared.pk])).status_code == 404
    with pytest.raises(Refused, match="no item of conduct"):
        finding = Finding.objects.get(inspection=compared, verdict="bad")
        inspections.finding_to_conduct(finding, by=shop.supervisor.user)


def shown_of(person: Employee, sheet: Inspection) -> list[bool]:
    """Whether this person reads the points or findings of a sheet: on it, in the list, the record, the meeting, the
    comparison, and in the change log and its workbook where they may read that."""
    found = [
        "of the 12th" in page(person, "performance:inspection", sheet.pk),
        f"{sheet.got} / {sheet.possible}" in page(person, "performance:inspections"),
        f"{sheet.got} / {sheet.possible}" in page(person, "performance:record", sheet.employee.employee_no),
        "of the 12th" in page(person, "performance:feedback"),
        str(sheet.inspector) in {row.name for row in judging.inspectors(person.user)},
    ]
    if person.user.role == "manager":
        entries = as_(person).get(reverse("audit"), {"action": "inspection finished"}).context["rows"]
        found.append(str(sheet.pk) in entries.values_list("target_id", flat=True))
        book = io.BytesIO(b"".join(as_(person).get(reverse("audit_workbook"))))
        cells = [str(cell) for row in openpyxl.load_workbook(book).active.values for cell in row]
        found.append(any(f"{sheet.got} / {sheet.possible}" in cell for cell in cells))
    return found


def begun(shop: Company, quality: Standard, *inspectors: Employee) -> list[Inspection]:
    return [
        inspections.check_conversation(shop.agent, quality, "c1", is_calibration=True, by=one.user)
        for one in inspectors
    ]


def finished(sheet: Inspection, *bad: str) -> Inspection:
    verdicts = {
        line.pk: ("bad" if line.text.startswith(bad) and bad else "good", "of the 12th")
        for line in sheet.standard.items.all()
    }
    return inspections.finish_inspection(sheet, verdicts, by=sheet.inspector)


def test_a_calibration_is_blind_until_everybody_has_finished(shop: Company, quality: Standard):
    first = finished(inspections.check_conversation(shop.agent, quality, "c1", by=shop.leader.user), "问候")
    assert all(shown_of(shop.supervisor, first)) and all(shown_of(shop.manager, first))
    second, third = begun(shop, quality, shop.supervisor, shop.manager)

    for person in (shop.supervisor, shop.manager):
        assert not any(shown_of(person, first)), person
    assert "once everybody has finished" in page(shop.supervisor, "performance:inspection", first.pk)
    assert "hidden until all have finished" in page(shop.supervisor, "performance:inspections")
    finding = first.findings.get(verdict="bad")
    url = reverse("performance:finding_to_conduct", args=[finding.pk])
    assert as_(shop.supervisor).post(url).status_code == 404
    with pytest.raises(Refused, match="Others are checking this conversation"):
        inspections.finding_to_conduct(finding, by=shop.leader.user)
    assert all(shown_of(shop.director, first)[:2]), "nobody compares themselves with the director"

    second = finished(second, "问候", "记录")
    assert not any(shown_of(shop.supervisor, first)) and not any(shown_of(shop.manager, second)[:2])
    assert not any(shown_of(shop.leader, second)[:2]), "nor does who began, while the last one still checks"
    finished(third)
    for person in (shop.supervisor, shop.manager):
        assert all(shown_of(person, first)), person
    assert all(shown_of(shop.leader, second)[:2])
    assert as_(shop.leader).post(url).status_code == 302 and fresh(finding).entry


def test_a_calibration_that_somebody_does_not_finish_closes(shop: Company, quality: Standard):
    first = finished(inspections.check_conversation(shop.agent, quality, "c1", by=shop.leader.user), "问候")
    second, third = begun(shop, quality, shop.supervisor, shop.manager)
    finished(second)
    assert third.closes_on == dt.date.today() + 7 * DAY
    Inspection.objects.filter(pk=third.pk).update(closes_on=dt.date.today())
    assert not any(shown_of(shop.supervisor, first)) and not any(shown_of(shop.manager, first))

    Inspection.objects.filter(pk=third.pk).update(closes_on=dt.date.today() - DAY)
    for person in (shop.supervisor, shop.manager):
        assert all(shown_of(person, first)), person
    assert "was not filled in" in page(shop.manager, "performance:inspection", third.pk)
    with pytest.raises(Refused, match="This calibration closed on"):
        finished(fresh(third))


def test_who_has_still_to_fill_in_the_first_sheet_reads_no_calibration_of_it(
    shop: Company, quality: Standard
):
    first = inspections.check_conversation(shop.agent, quality, "c1", by=shop.leader.user)
    (second,) = begun(shop, quality, shop.supervisor)
    second = finished(second, "问候")
    Inspection.objects.update(closes_on=dt.date.today() - DAY)  # the first sheet does not close

    assert not any(shown_of(shop.leader, second)[:2])
    finished(fresh(first), "记录")
    assert all(shown_of(shop.leader, second)[:2])


def test_the_overturn_rate_is_accepted_appeals_over_decided_ones(shop: Company, quality: Standard):
    for number, is_accepted in ((1, True), (2, False), (3, False), (4, None)):
        done = checked(shop.agent, quality, f"c{number}", shop.leader, "用语")
        finding = Finding.objects.get(inspection=done, verdict="bad")
        url = reverse("performance:finding_to_conduct", args=[finding.pk])
        as_(shop.leader).post(url)
        appeal = appeals.appeal_entry(fresh(finding).entry, reason="It was polite.", by=shop.agent.user)
        if is_accepted is not None:
            appeals.decide_appeal(appeal, is_accepted=is_accepted, answer="Read again.", by=shop.manager.user)

    (row,) = judging.inspectors(shop.supervisor.user)

    assert (row.overturned, row.appeals, row.overturn_rate) == (1, 3, Decimal("33.33"))


def test_appeals_of_marks_from_inspections_count_for_whoever_inspected(shop: Company, quality: Standard):
    month = Month.of(dt.date.today()).previous
    for number, inspector in ((1, shop.leader), (2, shop.supervisor)):
        checked(shop.agent, quality, f"c{number}", inspector, "问候")
    checked(shop.agent, quality, "c1", shop.manager, "用语", calibration=True)
    checked(shop.leader, quality, "c9", shop.supervisor, "问候")  # of somebody else
    Inspection.objects.update(on=month.last)
    made = assessments.open_assessment(shop.day, month, by=shop.supervisor.user)
    made.version.criteria.filter(name="服务规范").update(kind="inspection", worst=None, best=None)
    score = Score.objects.create(
        employee=shop.agent, month=month, score=80, status="published", assessment=made
    )
    mark = Mark.objects.create(
        score=score,
        criterion=made.version.criteria.get(name="服务规范"),
        numerator=180,
        denominator=200,
        points=Decimal("13.5"),
    )
    Score.objects.update(published_at=dt.datetime.now())
    appeal = appeals.appeal_mark(mark, reason="I did greet.", by=shop.agent.user)
    assert {row.appeals for row in judging.inspectors(shop.manager.user)} == {0}
    for inspector in (shop.leader, shop.supervisor):
        with pytest.raises(Refused):
            appeals.decide_appeal(appeal, is_accepted=False, answer="No.", by=inspector.user)
    appeals.decide_appeal(
        appeal,
        is_accepted=True,
        answer="The log shows it.",
        points=Decimal(15),
        by=shop.stranger_supervisor.user,
    )

    rows = {row.name: (row.overturned, row.appeals) for row in judging.inspectors(shop.manager.user)}

    assert rows == {
        str(shop.leader.user): (1, 1),
        str(shop.supervisor.user): (1, 1),
        str(shop.manager.user): (0, 0),
    }


# By sample


def answered(person: Employee, days_ago: int = 1) -> Ticket:
    at = dt.datetime.now() - dt.timedelta(days=days_ago)
    return factories.make_ticket(person, status="answered", resolved_at=at, opened_at=at)


def test_conversations_are_drawn_by_chance_one_of_each_person_and_none_twice(
    shop: Company, quality: Standard
):
    mine = {answered(shop.agent).pk, answered(shop.agent, 3).pk}
    answered(shop.agent, 9)  # too long ago
    leads = answered(shop.leader)
    factories.make_ticket(shop.agent)  # not answered yet
    answered(shop.stranger_agent)
    checked(shop.leader, quality, f"#{leads.pk}", shop.supervisor)

    url = reverse("performance:draw_inspection", args=[quality.pk])
    for _press in range(2):
        as_(shop.supervisor).post(url)

    drawn = Inspection.objects.get(draw__isnull=False)
    assert drawn.employee == shop.agent and drawn.conversation in {f"#{pk}" for pk in mine}
    assert AuditEntry.objects.filter(action="inspection drawn").count() == 1
    shown = page(shop.supervisor, "performance:inspection", drawn.pk)
    assert reverse("tickets:ticket", args=[int(drawn.conversation[1:])]) in shown
    with pytest.raises(Refused, match="not checked yet"):
        sampling.draw_sample(quality, by=shop.stranger_supervisor.user, today=dt.date.today() - 30 * DAY)
    inspections.finish_inspection(drawn, sheet(quality), by=shop.supervisor.user)
    assert fresh(drawn).got == 100


def test_over_a_week_everybody_with_answered_tickets_is_checked(shop: Company, quality: Standard):
    people = [factories.make_employee(group=shop.day, hired_on=dt.date(2026, 1, 1)) for _n in range(5)]
    monday = dt.date.today() - dt.timedelta(days=dt.date.today().weekday())
    for number in range(7):
        day = monday + number * DAY
        for person in people:
            at = dt.datetime.combine(day, dt.time(8))
            factories.make_ticket(person, status="closed", resolved_at=at, opened_at=at)
        sampling.draw_sample(quality, by=shop.supervisor.user, today=day)

    drawn = Inspection.objects.filter(draw__isnull=False)
    assert set(drawn.values_list("employee", flat=True)) == {one.pk for one in people}
    assert len(set(drawn.values_list("conversation", flat=True))) == drawn.count()
