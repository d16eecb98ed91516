"""Nobody at the shift desk decides their own case, and somebody else always can."""

import datetime as dt
from decimal import Decimal

import pytest
from django.core.exceptions import ValidationError
from django.test import Client
from django.urls import reverse

from attendance import duty, handovers, leave, plans, punches, roster
from attendance.models import DraftShift, LeaveGrant, Punch, WorkPlan
from common.models import AuditEntry
from staff.models import Employee
from tests.factories import (
    Company,
    fresh,
    make_duty,
    make_employee,
    make_handover,
    make_note,
    make_shift,
)

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("in_english")]

TODAY, DAY = dt.date.today(), dt.timedelta(days=1)


def draw(person: Employee, kind: str, by: Employee) -> int:
    return roster.draft_cells({person.pk: person}, [((person.pk, TODAY), kind, None)], by=by.user)


def test_a_leader_who_is_late_does_not_move_the_own_shift_and_the_supervisor_may(shop: Company):
    now = dt.datetime.now()
    for person in (shop.leader, shop.agent):
        make_shift(
            person, TODAY, starts_at=now - dt.timedelta(minutes=5), ends_at=now + dt.timedelta(hours=8)
        )

    with pytest.raises(ValidationError, match="once it has begun"):
        draw(shop.leader, "off", by=shop.leader)
    assert draw(shop.agent, "off", by=shop.leader) == 1
    assert draw(shop.leader, "off", by=shop.supervisor) == 1
    with pytest.raises(ValidationError, match="once it has begun"):
        roster.publish({shop.leader.pk: shop.leader}, [TODAY], by=shop.leader.user, group=shop.day)
    assert DraftShift.objects.filter(employee=shop.leader).exists()


def test_a_missing_punch_of_the_manager_is_decided_by_the_director(shop: Company):
    came = dt.datetime.combine(TODAY - DAY, dt.time(8))
    asked = punches.ask_correction(shop.manager, came, "forgot", by=shop.manager.user)

    with pytest.raises(ValidationError, match="not yours"):
        punches.decide(asked, True, "", by=shop.manager.user)
    punches.decide(asked, True, "", by=shop.director.user)
    assert Punch.objects.get().employee == shop.manager


def test_a_manager_gives_days_of_leave_to_others_only(shop: Company):
    client = Client(headers={"Accept-Language": "en"})
    client.force_login(shop.manager.user)
    form = {"kind": "annual", "days": "3", "on": str(TODAY), "reason": "years"}
    address = reverse("attendance:grant_leave")

    answer = client.post(address, form | {"employee": shop.manager.employee_no})
    assert answer.status_code == 200 and "themselves" in answer.text
    assert client.post(address, form | {"employee": shop.agent.employee_no}).status_code == 302
    assert LeaveGrant.objects.get().employee == shop.agent
    with pytest.raises(ValidationError, match="themselves"):
        leave.grant(
            shop.manager, by=shop.manager.user, kind="annual", days=Decimal(1), on=TODAY, reason="years"
        )


def test_a_leader_of_the_outgoing_shift_does_not_take_it_over(shop: Company):
    make_shift(shop.agent, TODAY), make_shift(shop.leader, TODAY)
    handover = make_handover(shop.day, state="signed", signed_off_by=shop.agent)

    with pytest.raises(ValidationError, match="next shift acknowledges"):
        handovers.acknowledge(handover, by=shop.leader.user)
    handovers.acknowledge(handover, by=shop.supervisor.user)
    assert fresh(handover).acknowledged_by == shop.supervisor


def test_a_plan_is_not_confirmed_days_after_the_shift(shop: Company):
    """Punches may be imported only then, and an entry be proposed."""
    note = make_note(shop.agent, TODAY - 2 * DAY)
    WorkPlan.objects.update(written_at=None)

    with pytest.raises(ValidationError, match="is over"):
        plans.confirm_plan(note.plan, by=shop.agent.user)
    assert fresh(note.plan).written_at is None


def test_who_gives_a_turn_of_cleaning_to_whom_is_written_down_and_the_own_past_one_stays(shop: Company):
    mate = make_employee("Mate", group=shop.day)
    own = make_duty(shop.leader, shop.day, TODAY - DAY)
    theirs = make_duty(shop.agent, shop.day, TODAY)

    for instead in (mate, None):
        with pytest.raises(ValidationError, match="own turn"):
            duty.give(shop.day, own.area, own.on, instead, by=shop.leader.user)
    duty.give(shop.day, theirs.area, theirs.on, mate, by=shop.leader.user)
    duty.give(shop.day, own.area, own.on, mate, by=shop.supervisor.user)

    assert (fresh(theirs).employee, fresh(own).employee) == (mate, mate)
    entry = AuditEntry.objects.filter(action="duty given").order_by("pk")[0]
    assert entry.changes == {f"{TODAY} Floor": [str(shop.agent), str(mate)]}
    assert entry.by == shop.leader.user
