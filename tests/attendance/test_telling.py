"""Who is told what at the shift desk: roster, swaps, requests, handovers, plans, proposed entries."""

import datetime as dt

import pytest
from django.core.exceptions import ValidationError

from attendance import handovers, leave, missing_plans, overtime, punches, roster, swap
from attendance.models import Overtime, Shift, ShiftChange
from staff.models import Employee, Notification
from staff.notifying import in_words
from tests.access.shifts import next_monday
from tests.factories import (
    Company,
    make_employee,
    make_handover,
    make_handover_item,
    make_leave,
    make_note,
    make_shift,
    make_user,
)
from tests.workbooks import take

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("in_english")]

DAY = dt.timedelta(days=1)


def told(person: Employee, kind: str = "") -> list[str]:
    """What a person was told, oldest first; and forget it."""
    rows = Notification.objects.filter(recipient=person, kind__endswith=kind).order_by("pk")
    found = [in_words(row.says, row.words) for row in rows]
    rows.delete()
    return found


def draw(shop: Company, person: Employee, day: dt.date, kind: str) -> None:
    roster.draft_cells({person.pk: person}, [((person.pk, day), kind, None)], by=shop.leader.user)


def publish(shop: Company, *people: Employee) -> None:
    week = [next_monday() + place * DAY for place in range(7)]
    roster.publish({one.pk: one for one in people}, week, by=shop.leader.user, group=shop.day)


def test_publishing_tells_everybody_what_changed_and_a_refused_publication_nobody(shop: Company):
    monday = next_monday()
    make_shift(shop.agent, monday, "day")
    draw(shop, shop.agent, monday, "night")
    draw(shop, shop.leader, monday, "day")
    publish(shop, shop.agent, shop.leader)
    assert told(shop.agent) == [
        f"Your roster: on {monday} Mon night shift 17:00–24:00 (before: day shift 08:00–17:00)."
    ]
    assert told(shop.leader) == [], "who publishes knows it"

    for place in range(7):
        draw(shop, shop.agent, monday + place * DAY, "day")
    publish(shop, shop.agent)
    assert told(shop.agent) == [
        f"Your roster from {monday} Mon to {monday + 6 * DAY} Sun is published: 7 days are new or changed."
    ]
    with pytest.raises(ValidationError):
        publish(shop, shop.agent)
    assert told(shop.agent) == []


def test_a_swap_is_told_at_each_step_to_whom_it_concerns(shop: Company):
    mate = make_employee("Mate", group=shop.day)
    make_user(mate)
    monday = next_monday()
    for place in range(3):
        make_shift(shop.agent, monday + place * DAY)

    asked = swap.ask(shop.agent, mate, monday, None, "", by=shop.agent.user)
    assert "asks you to take over" in told(mate)[0]
    swap.accept(asked, True, by=mate.user)
    assert "waits for approval" in told(shop.agent)[0]
    assert "waits for you" in told(shop.leader)[0] and "waits for you" in told(shop.supervisor)[0]
    swap.decide(asked, True, "", by=shop.leader.user)
    assert "is approved" in told(mate)[0] and "is approved" in told(shop.agent)[0]

    second = swap.ask(shop.agent, mate, monday + DAY, None, "", by=shop.agent.user)
    told(mate)
    swap.accept(second, False, "a wedding", by=mate.user)
    assert told(shop.agent)[0].endswith("is refused. a wedding") and told(mate) == []

    swap.ask(shop.agent, mate, monday + 2 * DAY, None, "", by=shop.agent.user)
    told(mate)
    swap.lapse_past(dt.datetime.combine(monday + 2 * DAY, dt.time(8)))
    assert "has lapsed" in told(mate)[0] and "has lapsed" in told(shop.agent)[0]


def test_an_edit_of_the_shift_asks_the_partner_again(shop: Company):
    mate = make_employee("Mate", group=shop.day)
    make_user(mate)
    make_shift(shop.agent, next_monday())
    swap.accept(swap.ask(shop.agent, mate, next_monday(), None, "", by=shop.agent.user), True, by=mate.user)
    told(mate)

    draw(shop, shop.agent, next_monday(), "night")
    publish(shop, shop.agent)

    assert "asks you to take over" in told(mate)[0]


def test_leave_goes_up_the_chain_and_comes_back(shop: Company):
    start = dt.datetime.combine(next_monday(), dt.time(8))
    wanted = leave.Asked("personal", start, start + dt.timedelta(days=1, hours=9), "moving house")
    asked = leave.ask(shop.agent, wanted, by=shop.agent.user)
    assert "personal leave" in told(shop.supervisor)[0]
    assert told(shop.manager) == [] and told(shop.leader) == []

    leave.decide(asked, True, "", by=shop.supervisor.user)
    assert "Leave waits for you" in told(shop.manager)[0]
    assert told(shop.agent) == [], "only the last word is told"
    leave.decide(asked, True, "", by=shop.manager.user)
    assert "is approved" in told(shop.agent)[0]
    leave.withdraw(asked, by=shop.manager.user, reason="double booking")
    assert told(shop.agent)[0].endswith("was taken back. double booking")


def test_overtime_and_missing_punches_are_told_to_who_decides_and_back(shop: Company):
    today = dt.date.today()
    asked = overtime.ask(
        shop.agent,
        on=today,
        hours=2,
        kind=Overtime.Kind.WORKDAY,
        is_time_off=False,
        reason="queue",
        by=shop.agent.user,
    )
    assert "2 hours" in told(shop.supervisor)[0]
    assert told(shop.leader) == []
    overtime.decide(asked, False, "not needed", by=shop.supervisor.user)
    assert told(shop.agent)[0].endswith("is refused. not needed")

    moment = dt.datetime.combine(today - DAY, dt.time(8))
    missing = punches.ask_correction(shop.agent, moment, "forgot", by=shop.agent.user)
    assert told(shop.leader) and told(shop.supervisor) and not told(shop.stranger_leader)
    punches.decide(missing, True, "", by=shop.leader.user)
    assert "is approved" in told(shop.agent)[0]


def test_a_supervisors_own_request_goes_to_the_manager(shop: Company):
    asked = dt.datetime.combine(dt.date.today() - DAY, dt.time(8))
    punches.ask_correction(shop.supervisor, asked, "forgot", by=shop.supervisor.user)
    assert told(shop.manager) and not told(shop.supervisor)


def test_a_handover_that_nobody_takes_over_is_told_once_to_leader_and_supervisor(shop: Company):
    now = dt.datetime.now()
    shown = make_handover(shop.day, state="signed", overdue_at=now + dt.timedelta(minutes=1))

    assert handovers.tell_unacknowledged(now) == 0
    for later in (2, 3):
        handovers.tell_unacknowledged(now + dt.timedelta(minutes=later))

    assert len(told(shop.leader, "handover")) == len(told(shop.supervisor, "handover")) == 1
    assert shop.day.name in str(shown) and told(shop.stranger_leader) == []


def test_a_question_back_reaches_the_outgoing_side_and_its_answer_who_asked(shop: Company):
    shift = make_shift(shop.leader, dt.date.today())
    shown = make_handover(shop.day, state="signed", signed_off_by=shop.leader, kind=shift.kind)
    item = make_handover_item(shown, owner=shop.leader)

    handovers.ask(item, "Which order?", by=shop.agent.user)
    assert "Which order?" in told(shop.leader, "question")[0]
    handovers.answer(item, "4711", by=shop.leader.user)
    assert "4711" in told(shop.agent, "question")[0]


def test_a_missing_plan_is_told_once_to_the_person_on_shift_and_not_to_who_is_on_leave(shop: Company):
    today = dt.date.today()
    make_note(shop.leader, today - DAY)  # the group uses the board
    away = make_employee("Away", group=shop.day)
    for person in (shop.agent, away):
        make_shift(person, today)
    midnight = dt.datetime.combine(today, dt.time())
    make_leave(away, midnight, midnight + DAY)

    assert missing_plans.tell_missing(midnight.replace(hour=8, minute=30)) == 0
    assert missing_plans.tell_missing(midnight.replace(hour=8, minute=31)) == 1
    missing_plans.tell_missing(midnight.replace(hour=9))
    assert len(told(shop.agent, "plan")) == 1 and told(away) == []
    make_note(shop.agent, today)
    assert missing_plans.tell_missing(midnight.replace(hour=9)) == 0


def test_proposed_entries_are_told_in_one_line_to_who_decides(shop: Company):
    yesterday = dt.date.today() - DAY
    make_note(shop.leader, yesterday - DAY)
    mate = make_employee("Mate", group=shop.day)
    for person in (shop.agent, mate):
        shift = make_shift(person, yesterday)
        person.punches.create(punched_at=shift.starts_at)
    assert Shift.objects.count() == 2

    assert missing_plans.propose_missing_plans(dt.datetime.now()) == 2

    assert told(shop.leader) == ["2 entries are proposed to you: missing work plan. Book or drop them."]
    assert len(told(shop.supervisor)) == 1 and told(shop.agent) == []


def test_an_imported_roster_of_coming_days_is_told_and_swaps_follow_it(shop: Company):
    mate = make_employee("Mate", group=shop.day)
    make_user(mate)
    monday, past = next_monday(), dt.date.today() - DAY
    make_shift(shop.agent, monday)
    offer = swap.accept(swap.ask(shop.agent, mate, monday, None, "", by=shop.agent.user), True, by=mate.user)
    told(shop.agent), told(mate)

    rows = [[shop.agent.employee_no, day, "晚班"] for day in (past, monday)]
    take({"排班": [["工号", "日期", "班次"], *rows]}, by=shop.manager.user)

    assert told(shop.agent) == [
        f"Your roster: on {monday} Mon night shift 17:00–24:00 (before: day shift 08:00–17:00)."
    ]
    assert ShiftChange.objects.get().on == monday
    offer.refresh_from_db()
    assert offer.status == "asked" and "asks you" in told(mate)[0]
