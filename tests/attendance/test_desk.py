"""Checklists, the duty roster and notices."""

import datetime as dt

import pytest
from django.core.exceptions import ValidationError
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from attendance import checklists, duty
from attendance.live import live_of
from attendance.models import Checklist, ConductProposal, Duty, DutyArea, Tick
from common.models import AuditEntry
from common.month import Month
from csbackoffice.presets import install
from staff import notices
from staff.models import Notice
from tests.clients import as_
from tests.factories import (
    Company,
    fresh,
    lock_month,
    make_checklist,
    make_duty,
    make_employee,
    make_notice,
    make_shift,
    make_user,
)

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("in_english")]
TODAY = dt.date.today()
DAY = dt.timedelta(days=1)


def test_the_waybill_times_ship_with_the_product_and_are_installed_once(shop: Company):
    install()
    due = set(Checklist.objects.exclude(code=None).values_list("due_minute", "due_after_start"))
    assert {(720, None), (840, None), (1260, None), (1440, None), (None, 30)} <= due
    assert Checklist.objects.filter(code="opening").count() == 1


def test_a_list_is_due_only_where_somebody_is_on_its_shift(shop: Company):
    Checklist.objects.update(is_active=False)
    make_checklist("at noon")
    make_checklist("at midnight", due_minute=1440, kind="night")
    make_checklist("on opening", due_minute=None, due_after_start=30)
    make_shift(shop.agent, TODAY)

    found = {
        one.lines[0].point.says: one.due_at for one in checklists.due_lists([shop.day, shop.night], TODAY)
    }
    at = dt.datetime.combine(TODAY, dt.time())
    assert found == {"at noon": at.replace(hour=12), "on opening": at.replace(hour=8, minute=30)}
    make_shift(shop.leader, TODAY, "night")
    found = {one.lines[0].point.says: one.due_at for one in checklists.due_lists([shop.day], TODAY)}
    assert found["at midnight"] == at + DAY


def test_a_tick_says_who_and_when_and_only_they_take_it_back(shop: Company):
    (point,) = make_checklist("Answer offline messages").points.all()

    checklists.tick(point, shop.day, TODAY, by=shop.agent.user)
    assert Tick.objects.get().by == shop.agent
    with pytest.raises(ValidationError, match="Agent has ticked"):
        checklists.tick(point, shop.day, TODAY, by=shop.leader.user)
    checklists.tick(point, shop.day, TODAY, by=shop.agent.user)
    assert not Tick.objects.standing().exists()
    for day in (TODAY + DAY, TODAY - 2 * DAY):
        with pytest.raises(ValidationError, match="Only today"):
            checklists.tick(point, shop.day, day, by=shop.agent.user)


def test_a_login_without_a_person_ticks_nothing_and_is_told_why(shop: Company):
    point = make_checklist("Waybills").points.get()
    make_shift(shop.agent, TODAY)
    first = make_user(is_superuser=True)

    with pytest.raises(ValidationError, match="a tick needs a name"):
        checklists.tick(point, shop.day, TODAY, by=first)
    client = Client(headers={"Accept-Language": "en"})
    client.force_login(first)
    url = reverse("attendance:tick", args=[point.pk])
    answer = client.post(url, {"group": shop.day.pk, "on": TODAY.isoformat()}, follow=True)

    assert answer.status_code == 200 and "a tick needs a name" in answer.content.decode()
    assert not Tick.objects.exists()


def test_a_tick_that_is_taken_back_stays_readable_with_who_and_when(shop: Company):
    make_shift(shop.agent, TODAY)
    Checklist.objects.update(is_active=False)
    (point,) = make_checklist("Answer offline messages").points.all()
    for person in (shop.agent, shop.agent, shop.leader):
        checklists.tick(point, shop.day, TODAY, by=person.user)

    (line,) = checklists.due_lists([shop.day], TODAY)[0].lines
    assert line.tick is not None and line.tick.by == shop.leader
    (back,) = line.taken_back
    assert back.by == shop.agent and back.taken_back_at
    page = as_(shop.leader).get(reverse("attendance:checklists"), headers={"accept-language": "en"}).text
    assert "Agent ticked at" in page and "took it back" in page
    entry = AuditEntry.objects.get(action="tick taken back")
    assert entry.by == shop.agent.user and entry.note == "Answer offline messages"


def test_a_supervisors_list_is_not_ticked_by_agents(shop: Company):
    (point,) = make_checklist("Refunding orders", role="supervisor").points.all()

    for person in (shop.agent, shop.leader):
        with pytest.raises(ValidationError, match="supervisor"):
            checklists.tick(point, shop.day, TODAY, by=person.user)
    checklists.tick(point, shop.day, TODAY, by=shop.supervisor.user)
    assert Tick.objects.get().by == shop.supervisor


def test_overdue_lists_are_seen_until_the_last_point_is_ticked(shop: Company):
    Checklist.objects.update(is_active=False)
    yesterday = TODAY - DAY
    make_shift(shop.agent, yesterday)
    first, second = make_checklist("one", "two").points.all()

    checklists.tick(first, shop.day, yesterday, by=shop.agent.user)
    due_at = checklists.due_lists([shop.day], yesterday)[0].due_at
    now = due_at + dt.timedelta(minutes=1)
    assert checklists.overdue_lists(shop.supervisor.user, due_at) == []
    assert checklists.overdue_lists(shop.supervisor.user, now + dt.timedelta(hours=12)) == []
    (late,) = checklists.overdue_lists(shop.supervisor.user, now)
    assert (late.done, len(late.lines)) == (1, 2)
    assert checklists.overdue_lists(shop.stranger_supervisor.user, now) == []
    assert live_of(shop.supervisor.user, now).checklists[0].checklist == late.checklist
    checklists.tick(second, shop.day, yesterday, by=shop.agent.user)
    assert checklists.overdue_lists(shop.supervisor.user, now) == []


def test_a_point_that_is_no_longer_wanted_keeps_its_old_ticks(shop: Company):
    checklist = make_checklist("old", "stays")
    (old, _stays) = checklist.points.all()
    checklists.tick(old, shop.day, TODAY, by=shop.agent.user)

    checklists.write_checklist(checklist, ["stays", "new"], by=shop.supervisor.user)
    shown = checklist.points.filter(is_active=True).values_list("says", flat=True)
    assert list(shown) == ["stays", "new"] and Tick.objects.get().point.says == "old"


@pytest.mark.parametrize(
    ("due", "is_taken"), [("24:00", True), ("+45", True), ("24:01", False), ("noon", False)]
)
def test_the_time_of_a_checklist_is_checked(shop: Company, due: str, is_taken: bool):
    form = {"name": "Evening", "due": due, "lines": "Waybills are on", "is_active": "on"}
    answer = as_(shop.supervisor).post(reverse("attendance:new_checklist"), form)

    assert answer.status_code == (302 if is_taken else 200)
    assert Checklist.objects.filter(name="Evening").exists() is is_taken


def test_a_week_of_cleaning_is_given_out_fairly_to_those_on_shift(shop: Company):
    DutyArea.objects.all().delete()
    DutyArea.objects.create(name="Floor")
    mate = make_employee("Mate", group=shop.day)
    monday = TODAY - TODAY.weekday() * DAY + 7 * DAY
    for number in range(7):
        make_shift(shop.agent, monday + number * DAY)
        make_shift(mate, monday + number * DAY, "off" if number == 6 else "day")

    assert duty.give_out(shop.day, monday, by=shop.leader.user) == 7
    assert duty.give_out(shop.day, monday, by=shop.leader.user) == 0
    turns = [Duty.objects.filter(employee=person).count() for person in (shop.agent, mate)]
    assert sorted(turns) == [3, 4]
    assert Duty.objects.get(on=monday + 6 * DAY).employee == shop.agent, "the mate has a rest day"
    with pytest.raises(ValidationError, match="leads the group"):
        duty.give_out(shop.day, monday, by=shop.stranger_leader.user)


def test_lost_points_become_one_proposed_hygiene_entry(shop: Company):
    turn = make_duty(shop.agent, shop.day)

    with pytest.raises(ValidationError, match="what was not clean"):
        duty.inspect(turn, 2, "", by=shop.leader.user)
    duty.inspect(turn, 2, "crumbs under the desks", by=shop.leader.user)
    with pytest.raises(ValidationError, match="already"):
        duty.inspect(turn, 5, "again", by=shop.supervisor.user)

    found = ConductProposal.objects.get()
    assert (found.employee, found.item, found.count, found.on) == (shop.agent, "HYGIENE", 2, TODAY)
    assert "crumbs" in found.because
    duty.inspect(make_duty(shop.agent, shop.day, TODAY - DAY), 0, "", by=shop.leader.user)
    assert ConductProposal.objects.count() == 1


def test_nobody_inspects_themselves_the_future_a_locked_month_or_a_strange_group(shop: Company):
    own = make_duty(shop.leader, shop.day)
    coming = make_duty(shop.agent, shop.day, TODAY + DAY)
    locked = make_duty(shop.agent, shop.day, Month.of(TODAY).previous.last)
    lock_month(Month.of(TODAY).previous)

    for turn, by, says in (
        (own, shop.leader, "their own"),
        (coming, shop.leader, "still to come"),
        (locked, shop.leader, str(locked.on)),
        (own, shop.stranger_leader, "leads the group"),
    ):
        with pytest.raises(ValidationError, match=says):
            duty.inspect(turn, 1, "dust", by=by.user)
    assert not ConductProposal.objects.exists()


def test_a_notice_reaches_its_group_and_shows_who_has_read_it(shop: Company):
    notice = notices.put_up(by=shop.leader.user, title="New courier", text="From Monday.", group=shop.day)
    url = reverse("staff:notice", args=[notice.pk])

    assert as_(shop.agent).get(url).status_code == 200
    assert as_(shop.stranger_agent).get(url).status_code == 404
    assert shop.agent in as_(shop.leader).get(url).context["waiting"]
    as_(shop.agent).post(reverse("staff:read_notice", args=[notice.pk]))
    as_(shop.agent).post(reverse("staff:read_notice", args=[notice.pk]))

    page = as_(shop.leader).get(url).context
    assert shop.agent not in page["waiting"]
    assert [one.employee for one in page["read"]] == [shop.leader, shop.agent]
    assert "read" not in as_(shop.agent).get(url).context, "who has read it is for those who lead"


def test_a_leader_puts_up_notices_for_the_own_group_only(shop: Company):
    for group, says in ((None, "manager's"), (shop.night, "not your group")):
        with pytest.raises(ValidationError, match=says):
            notices.put_up(by=shop.leader.user, title="t", text="t", group=group)
    notices.put_up(by=shop.manager.user, title="t", text="t")
    assert Notice.objects.get().group is None


def test_a_notice_is_taken_down_by_its_author_and_stays_among_the_past_ones(shop: Company):
    notice, agent = make_notice(shop.leader.user, group=shop.day), as_(shop.agent)
    with pytest.raises(ValidationError):
        notices.take_down(notice, by=shop.supervisor.user)
    notices.take_down(notice, by=shop.leader.user)

    assert list(agent.get(reverse("staff:notices")).context["notices"]) == []
    assert list(agent.get(reverse("staff:notices") + "?past=1").context["notices"]) == [notice]
    assert fresh(notice).until == TODAY - DAY


def test_queries_do_not_grow(shop: Company):
    leader = as_(shop.leader)
    make_shift(shop.agent, TODAY)

    def queries(name: str) -> int:
        with CaptureQueriesContext(connection) as found:
            leader.get(reverse(name))
        return len(found)

    def one_more() -> None:
        make_checklist("one", "two")
        person = make_employee(group=shop.day)
        make_duty(person, shop.day, area=f"Area {person.pk}")
        make_notice(shop.manager.user)

    one_more()
    pages = ("attendance:checklists", "attendance:duty", "staff:notices")
    queries(pages[0])  # what every page keeps after the first is not counted
    few = {name: queries(name) for name in pages}
    for _number in range(6):
        one_more()
    assert {name: queries(name) for name in pages} == few


def test_who_plans_writes_the_areas_and_one_out_of_use_is_given_out_no_more(shop: Company):
    floor = DutyArea.objects.order_by("position")[0]
    tomorrow = dt.date.today() + dt.timedelta(days=1)
    coming = make_duty(shop.agent, shop.day, tomorrow, floor.name)
    past = make_duty(shop.agent, shop.day, TODAY, floor.name)
    supervisor, url = as_(shop.supervisor), reverse("attendance:write_area", args=[floor.pk])

    twice = DutyArea.objects.exclude(pk=floor.pk)[0].name
    assert supervisor.post(url, {"name": twice, "position": 1}).status_code == 200, "a name stands once"
    supervisor.post(url, {"name": "Windows", "position": 9})

    floor.refresh_from_db()
    assert (floor.name, floor.position, floor.is_active) == ("Windows", 9, False)
    assert set(Duty.objects.all()) == {past}, coming
    entry = AuditEntry.objects.get(action="cleaning area changed")
    assert entry.changes["is_active"] == ["True", "False"] and entry.by == shop.supervisor.user
    rows = as_(shop.leader).get(reverse("attendance:duty")).context["rows"]
    assert floor not in [row["area"] for row in rows]


def test_a_duty_of_a_locked_month_stays_with_whom_it_was(shop: Company):
    day = Month.of(TODAY).previous.last
    given = make_duty(shop.agent, shop.day, day)
    lock_month(Month.of(day))

    with pytest.raises(ValidationError, match=str(Month.of(day))):
        duty.give(shop.day, given.area, day, shop.leader, by=shop.leader.user)
    with pytest.raises(ValidationError, match=str(Month.of(day))):
        duty.give(shop.day, given.area, day, None, by=shop.leader.user)
    assert fresh(given).employee == shop.agent
