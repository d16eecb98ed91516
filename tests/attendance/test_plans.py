"""The whiteboard: who writes what, what moves on, what is proposed where no plan was written."""

import datetime as dt

import pytest
from django.core.exceptions import ValidationError
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from attendance import missing_plans, plans, proposals, shift_day, whiteboard
from attendance.models import ConductProposal, PlanItem, WorkPlan
from common.models import AuditEntry
from common.month import Month
from staff.models import Notification
from tests.clients import as_
from tests.factories import (
    Company,
    fresh,
    lock_month,
    make_employee,
    make_leave,
    make_note,
    make_proposal,
    make_punch,
    make_shift,
)

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("in_english")]
TODAY = dt.date.today()
DAY = dt.timedelta(days=1)


def at(day: dt.date, hour: int, minute: int = 0) -> dt.datetime:
    return dt.datetime.combine(day, dt.time(hour, minute))


def test_urgent_and_important_notes_stand_first(shop: Company):
    for says, urgent, important in (("plain", 0, 0), ("important", 0, 1), ("urgent", 1, 0), ("both", 1, 1)):
        make_note(shop.agent, says=says, is_urgent=bool(urgent), is_important=bool(important))

    column = whiteboard.column(shop.agent, TODAY, shop.agent.user)
    assert [note.says for note in column.notes] == ["both", "urgent", "important", "plain"]


def test_the_first_note_of_ones_own_is_the_plan_and_a_leaders_note_is_not(shop: Company):
    plans.add_note(shop.agent, TODAY, says="Ask the courier", by=shop.leader.user)
    plan = WorkPlan.objects.get()
    assert plan.written_at is None

    with pytest.raises(ValidationError, match="own plan"):
        plans.confirm_plan(plan, by=shop.leader.user)
    plans.add_note(shop.agent, TODAY, says="Return visits", by=shop.agent.user)
    assert fresh(plan).written_at is not None


def test_a_plan_is_written_by_its_owner_and_leader_and_by_nobody_else(shop: Company):
    mate = make_employee("Mate", group=shop.day)
    plans.add_note(shop.agent, TODAY, says="mine", by=shop.agent.user)
    plans.add_note(shop.agent, TODAY, says="given", by=shop.leader.user)

    for by in (shop.stranger_leader.user, shop.stranger_agent.user):
        with pytest.raises(ValidationError, match="somebody else"):
            plans.add_note(mate, TODAY, says="no", by=by)
    with pytest.raises(ValidationError, match="is over"):
        plans.add_note(shop.agent, TODAY - 2 * DAY, says="late", by=shop.agent.user)
    assert PlanItem.objects.count() == 2


def test_what_is_not_done_moves_to_the_next_shift_with_its_history(shop: Company):
    make_shift(shop.agent, TODAY + DAY, "off")
    make_shift(shop.agent, TODAY + 2 * DAY)
    done, rest = make_note(shop.agent, says="done"), make_note(shop.agent, says="rest", is_urgent=True)
    plans.set_progress(done, 100, by=shop.agent.user)
    plans.set_progress(rest, 50, by=shop.agent.user, remark="waits for the courier")

    assert plans.close_day(fresh(rest.plan), by=shop.agent.user) == 1

    moved = PlanItem.objects.get(plan__on=TODAY + 2 * DAY)
    assert (moved.says, moved.percent, moved.remark, moved.is_urgent) == (
        "rest",
        50,
        "waits for the courier",
        True,
    )
    assert (moved.moved_from, moved.first_on, moved.days_old) == (rest, TODAY, 2)
    assert fresh(rest).status == "moved" and fresh(done).status == "done"
    assert moved.plan.written_at is None, "what has moved on is no plan yet"
    plans.confirm_plan(moved.plan, by=shop.agent.user)
    assert fresh(moved.plan).written_at

    with pytest.raises(ValidationError, match="moved on"):
        plans.set_progress(fresh(rest), 100, by=shop.agent.user)


def test_a_day_that_nobody_ended_moves_on_by_itself_and_only_once(shop: Company):
    yesterday = TODAY - DAY
    make_shift(shop.agent, yesterday)
    make_note(shop.agent, yesterday, "left")

    assert plans.close_past_days(at(yesterday, 21)) == 0, "the shift ended at 17:00, four hours ago"
    assert plans.close_past_days(at(yesterday, 23)) == 1
    assert plans.close_past_days(at(yesterday, 23)) == 0
    assert PlanItem.objects.filter(says="left").count() == 2


def test_a_missing_plan_is_shown_after_half_an_hour_and_not_before(shop: Company):
    make_shift(shop.agent, TODAY)
    make_shift(shop.leader, TODAY, "off")

    assert missing_plans.my_missing_plan(shop.agent.pk, at(TODAY, 8, 30)) is None
    assert missing_plans.my_missing_plan(shop.agent.pk, at(TODAY, 8, 31)) is not None
    assert missing_plans.my_missing_plan(shop.leader.pk, at(TODAY, 8, 31)) is None
    plans.add_note(shop.agent, TODAY, says="here it is", by=shop.agent.user)
    assert missing_plans.my_missing_plan(shop.agent.pk, at(TODAY, 8, 31)) is None


def test_an_entry_is_proposed_once_for_an_attended_shift_without_a_plan(shop: Company):
    day = TODAY - DAY
    make_note(shop.leader, day - DAY)  # the group uses the board
    absent, with_plan = make_employee(group=shop.day), make_employee(group=shop.day)
    other_group = shop.stranger_agent
    for person in (shop.agent, absent, with_plan, other_group):
        make_shift(person, day)
    for person in (shop.agent, with_plan, other_group):
        make_punch(person, at(day, 7, 55))
    make_note(with_plan, day)

    now = at(TODAY, 1)
    assert missing_plans.propose_missing_plans(now) == 1
    assert missing_plans.propose_missing_plans(now) == 0
    found = ConductProposal.objects.get()
    assert (found.employee, found.on, found.item, found.count) == (shop.agent, day, "NO_PLAN", 1)

    proposals.drop(found, by=shop.leader.user, answer="system was down")
    assert missing_plans.propose_missing_plans(now) == 0, "what was dropped does not come again"


def test_a_plan_counts_until_the_shift_ends_and_one_written_after_it_is_proposed_as_missing(shop: Company):
    day = TODAY - DAY
    late, in_time = make_employee("Late", group=shop.day), make_employee("In time", group=shop.day)
    for person, written_at in ((late, at(day, 17, 1)), (in_time, at(day, 17))):
        make_shift(person, day)
        make_punch(person, at(day, 7, 55))
        plan = make_note(person, day).plan
        WorkPlan.objects.filter(pk=plan.pk).update(written_at=written_at)

    assert missing_plans.propose_missing_plans(at(TODAY, 1)) == 1
    found = ConductProposal.objects.get()
    assert found.employee == late and f"written after its end, at {day:%m-%d} 17:01" in found.because
    address = f"{reverse('attendance:work_plans')}?on={day}"
    board = as_(shop.leader).get(address, headers={"accept-language": "en"}).text
    assert board.count("written after the shift") == 1


def test_a_night_shift_hears_after_midnight_too_that_its_plan_is_missing(shop: Company):
    eve = TODAY - DAY
    make_note(shop.leader, eve - DAY)  # the group uses the board
    shift = make_shift(shop.agent, eve, "night", starts_at=at(eve, 22), ends_at=at(TODAY, 6))

    assert missing_plans.my_missing_plan(shop.agent.pk, at(TODAY, 1)) == shift
    assert missing_plans.tell_missing(at(eve, 23)) == missing_plans.tell_missing(at(TODAY, 1)) == 1
    told = Notification.objects.get(kind="attendance.plan")
    assert told.recipient == shop.agent and str(eve) in told.url
    assert shift_day.desk_day(shop.agent.pk, at(TODAY, 1)) == eve, "its board is yesterday's"
    assert shift_day.desk_day(shop.leader.pk, at(TODAY, 1)) == TODAY
    plans.add_note(shop.agent, eve, says="here it is", by=shop.agent.user)
    assert missing_plans.my_missing_plan(shop.agent.pk, at(TODAY, 1)) is None
    assert missing_plans.my_missing_plan(shop.leader.pk, at(TODAY, 1)) is None


def test_the_board_of_a_shift_until_midnight_stays_for_an_hour(shop: Company):
    make_shift(shop.agent, TODAY - DAY, "night")
    for minutes, day in ((0, TODAY - DAY), (59, TODAY - DAY), (60, TODAY)):
        now = at(TODAY, 0) + dt.timedelta(minutes=minutes)
        assert shift_day.desk_day(shop.agent.pk, now) == day
        assert missing_plans.my_missing_plan(shop.agent.pk, now) is None, "the shift is over"


def test_leave_all_day_is_no_attended_shift_although_somebody_looked_in(shop: Company):
    day = TODAY - DAY
    make_note(shop.leader, day - DAY)
    mate = make_employee(group=shop.day)
    for person in (shop.agent, mate):
        make_shift(person, day)
        make_punch(person, at(day, 8, 0))
    make_leave(shop.agent, at(day, 0), at(TODAY, 0))

    assert missing_plans.propose_missing_plans(at(TODAY, 1)) == 1
    assert ConductProposal.objects.get().employee == mate


def test_nothing_is_proposed_in_a_locked_month(shop: Company):
    day = TODAY - DAY
    make_note(shop.leader, day - DAY)
    make_shift(shop.agent, day)
    make_punch(shop.agent, at(day, 7, 55))
    lock_month(Month.of(TODAY))

    assert missing_plans.propose_missing_plans(at(TODAY, 1)) == 0


def test_a_proposal_is_decided_once_with_a_reason_and_never_by_whom_it_is_about(shop: Company):
    proposal = make_proposal(shop.leader)

    with pytest.raises(ValidationError, match="their own"):
        proposals.drop(proposal, by=shop.leader.user, answer="no")
    with pytest.raises(ValidationError, match="Say why"):
        proposals.drop(proposal, by=shop.supervisor.user, answer="  ")
    proposals.mark_booked(proposal, by=shop.supervisor.user, entry_no="C9")
    with pytest.raises(ValidationError, match="decided already"):
        proposals.drop(proposal, by=shop.supervisor.user, answer="too late")

    assert (fresh(proposal).state, fresh(proposal).entry_no) == ("booked", "C9")
    assert AuditEntry.objects.filter(action="proposal booked").count() == 1


def test_a_proposal_of_a_locked_month_is_not_booked_and_the_day_is_named(shop: Company):
    proposal = make_proposal(shop.agent, dt.date(2026, 9, 3))
    lock_month(Month(2026, 9))

    with pytest.raises(ValidationError, match="2026-09-03"):
        proposals.mark_booked(proposal, by=shop.leader.user, entry_no="C9")
    assert fresh(proposal).state == "proposed"


def test_a_refusal_is_said_in_the_column_and_nothing_changes(shop: Company):
    note, agent = make_note(shop.agent), as_(shop.agent)
    htmx = {"HTTP_HX_REQUEST": "true"}

    answer = agent.post(reverse("attendance:note", args=[note.pk]), {"percent": "150"}, **htmx)
    assert "100" in answer.content.decode() and 'role="alert"' in answer.content.decode()
    empty = agent.post(reverse("attendance:add_note", args=[shop.agent.employee_no]), {"says": " "}, **htmx)
    assert 'role="alert"' in empty.content.decode()
    dropped = agent.post(reverse("attendance:drop_note", args=[note.pk]), {"remark": ""}, **htmx)
    assert 'role="alert"' in dropped.content.decode()
    assert fresh(note).percent == 0 and PlanItem.objects.count() == 1


def test_colleagues_read_the_board_and_do_not_write_on_it(shop: Company):
    mate = make_employee("Mate", group=shop.day)
    note = make_note(mate, says="Pack the returns")

    page = as_(shop.agent).get(reverse("attendance:work_plans")).content.decode()
    assert "Pack the returns" in page
    as_(shop.agent).post(reverse("attendance:note", args=[note.pk]), {"percent": "100"})
    assert fresh(note).percent == 0
    assert (
        "Pack the returns"
        not in as_(shop.stranger_agent).get(reverse("attendance:work_plans")).content.decode()
    )


def test_queries_of_the_board_do_not_grow_with_people_and_notes(shop: Company):
    leader = as_(shop.leader)

    def queries() -> int:
        with CaptureQueriesContext(connection) as found:
            leader.get(reverse("attendance:work_plans"))
        return len(found)

    def somebody() -> None:
        person = make_employee(group=shop.day)
        make_shift(person, TODAY, starts_at=at(TODAY, 0), ends_at=at(TODAY, 9))
        make_note(person)

    somebody()
    queries()  # what every page keeps after the first is not counted
    few = queries()
    for _number in range(8):
        somebody()
    assert queries() == few
