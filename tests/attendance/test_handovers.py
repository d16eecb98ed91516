"""Handovers: they open by themselves, are filled, signed off, acknowledged, frozen, and carried until closed."""

import datetime as dt
from typing import Any

import pytest
from django.core.exceptions import ValidationError
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from attendance import handovers, plans
from attendance.handover_items import Open, add_item, close_items
from attendance.models import Handover, HandoverItem
from attendance.shift_ends import Ending
from common.models import AuditEntry, Heartbeat
from csbackoffice import periodic
from staff.models import Notice
from tests.clients import as_
from tests.factories import (
    Company,
    fresh,
    make_company,
    make_employee,
    make_handover,
    make_handover_item,
    make_note,
    make_shift,
    make_user,
)

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("in_english")]
TODAY = dt.date.today()
DAY = dt.timedelta(days=1)


@pytest.fixture
def shop() -> Company:
    """The agent is on the day shift, a colleague on the night shift after it."""
    company = make_company()
    mate = make_employee("Mate", group=company.day)
    make_user(mate)
    make_shift(company.agent, TODAY)
    make_shift(mate, TODAY, "night")
    return company


def mate_of(shop: Company) -> Any:
    return shop.day.members_terms.get(employee__name="Mate").employee


def at(hour: int, minute: int = 0, day: dt.date = TODAY) -> dt.datetime:
    return dt.datetime.combine(day, dt.time(hour, minute))


def ready(item: HandoverItem, owner: Any) -> HandoverItem:
    HandoverItem.objects.filter(pk=item.pk).update(owner=owner, next_step="call back")
    return fresh(item)


def test_a_handover_opens_half_an_hour_before_the_end_and_only_once(shop: Company):
    assert handovers.open_due_handovers(at(16, 29)) == []
    (opened,) = handovers.open_due_handovers(at(16, 30))
    assert handovers.open_due_handovers(at(16, 31)) == []

    assert (opened.group, opened.on, opened.kind) == (shop.day, TODAY, "day")
    assert opened.incoming_at == at(17)
    assert opened.overdue_at == at(17, 15)


def test_a_night_shift_that_ends_at_midnight_is_handed_to_the_next_morning(shop: Company):
    make_shift(shop.agent, TODAY + DAY)

    opened = {one.kind: one for one in handovers.open_due_handovers(at(23, 30))}
    assert opened["night"].on == TODAY
    assert opened["night"].incoming_at == at(8, 0, TODAY + DAY)


def test_it_comes_filled_with_unfinished_tasks_and_new_notices(shop: Company):
    note = make_note(shop.agent, says="Call the courier", percent=50)
    make_note(shop.agent, says="finished", status="done")
    make_note(mate_of(shop), says="of the night shift")
    for title, group, hour in (
        ("to all", None, 12),
        ("to another group", shop.night, 12),
        ("to come", None, 18),
    ):
        Notice.objects.create(title=title, text="…", group=group, at=at(hour), by=shop.leader.user)

    (opened,) = handovers.open_due_handovers(at(16, 30))
    found = {item.says: item for item in opened.items.all()}
    assert set(found) == {"Call the courier", "to all"}
    assert found["Call the courier"].owner == shop.agent and found["Call the courier"].is_ready
    assert found["to all"].owner == shop.leader

    plans.set_progress(note, 100, by=shop.agent.user)
    assert fresh(found["Call the courier"]).closed_at, "a task that is done is closed in the handover"


def test_what_higher_apps_bring_is_brought_up_to_date_and_keeps_what_people_wrote(shop: Company):
    handover = make_handover(shop.day)
    item = add_item(handover, Open(kind="ticket", key="ticket:1", says="broken cup", customer="buyer 7"))
    assert item is not None
    ready(item, shop.leader)

    add_item(handover, Open(kind="ticket", key="ticket:1", says="two broken cups", owner=shop.agent))
    now = fresh(item)
    assert (now.says, now.owner, now.next_step) == ("two broken cups", shop.leader, "call back")

    handovers.sign_off(handover, by=shop.agent.user)
    assert add_item(fresh(handover), Open(kind="ticket", key="ticket:2", says="late")) is None
    assert close_items("ticket:1") == 1


def test_nobody_signs_off_without_owner_and_next_step(shop: Company):
    handover = make_handover(shop.day)
    item = make_handover_item(handover)

    with pytest.raises(ValidationError, match="Refund of order 1"):
        handovers.sign_off(handover, by=shop.agent.user)
    assert fresh(handover).is_open
    ready(item, shop.agent)
    for other in (mate_of(shop).user, shop.stranger_leader.user):
        with pytest.raises(ValidationError, match="Only the outgoing shift"):
            handovers.sign_off(handover, by=other)
    handovers.sign_off(handover, by=shop.agent.user)

    assert fresh(handover).signed_off_by == shop.agent
    with pytest.raises(ValidationError, match="signed off"):
        handovers.write_items(fresh(handover), [], "", by=shop.agent.user, matter={"says": "too late"})
    assert AuditEntry.objects.filter(action="handover signed off").count() == 1


def test_the_next_shift_takes_over_item_by_item_and_then_it_is_frozen(shop: Company):
    handover, mate = make_handover(shop.day, state="signed", signed_off_by=shop.agent), mate_of(shop)
    first, second = make_handover_item(handover), make_handover_item(handover, "Parcel is lost")

    for other in (shop.agent.user, shop.stranger_agent.user):
        with pytest.raises(ValidationError, match="next shift acknowledges"):
            handovers.acknowledge(handover, by=other)
    handovers.ask(second, "Which courier?", by=mate.user)
    handovers.acknowledge_item(first, by=mate.user)
    assert not fresh(handover).is_frozen
    handovers.answer(fresh(second), "YTO", by=shop.agent.user)
    handovers.acknowledge_item(fresh(second), by=mate.user)

    frozen = fresh(handover)
    assert (frozen.acknowledged_by, fresh(second).answer) == (mate, "YTO")
    for change in (
        lambda: handovers.ask(fresh(first), "And?", by=mate.user),
        lambda: handovers.answer(fresh(second), "No", by=shop.agent.user),
        lambda: handovers.acknowledge(frozen, by=shop.leader.user),
        lambda: handovers.write_items(frozen, [], "changed", by=shop.agent.user),
    ):
        with pytest.raises(ValidationError):
            change()
    assert fresh(second).answer == "YTO" and fresh(handover).remark == ""


def test_a_handover_takes_two_and_a_leader_may_be_one_of_them(shop: Company):
    by_leader = make_handover(shop.day, state="signed", signed_off_by=shop.leader)
    with pytest.raises(ValidationError):
        handovers.acknowledge(by_leader, by=shop.leader.user)
    handovers.acknowledge(by_leader, by=shop.supervisor.user)
    assert fresh(by_leader).acknowledged_by == shop.supervisor


def test_nothing_is_acknowledged_before_it_is_signed_off(shop: Company):
    with pytest.raises(ValidationError, match="not signed off yet"):
        handovers.acknowledge(make_handover(shop.day), by=mate_of(shop).user)


def test_open_items_are_carried_with_their_age_until_they_are_closed(shop: Company):
    before = make_handover(shop.day, TODAY - DAY, "acknowledged")
    since = at(9, 0, TODAY - 3 * DAY)
    lost = ready(make_handover_item(before, "Parcel is lost", first_at=since), shop.agent)
    make_handover_item(before, "settled", closed_at=at(18, 0, TODAY - DAY))
    make_handover_item(before, "told", kind="notice")

    (opened,) = handovers.open_due_handovers(at(16, 30))
    (carried,) = opened.items.all()
    assert (carried.says, carried.first_at, carried.carried_from, carried.is_ready) == (
        "Parcel is lost",
        since,
        lost,
        True,
    )

    with pytest.raises(ValidationError, match="later handover"):
        handovers.close_item(lost, by=shop.agent.user)
    handovers.close_item(carried, by=shop.agent.user)
    assert fresh(carried).closed_by == shop.agent
    following = handovers.open_handover(Ending(shop.day.pk, TODAY, "night", at(17), at(23, 59)), at(23, 30))
    assert not following.items.exists()


def test_the_outgoing_agent_writes_and_signs_off_on_one_page(shop: Company):
    handover = make_handover(shop.day)
    item, agent = make_handover_item(handover), as_(shop.agent)
    page = reverse("attendance:handover", args=[handover.pk])
    assert agent.get(page).context["may_write"] and not as_(mate_of(shop)).get(page).context["may_write"]
    owner, step, mark = (f"item-{item.pk}-{name}" for name in ("owner", "next_step", "is_marked"))
    form = {"remark": "Keys", owner: str(shop.agent.pk), step: "call back", mark: "on"}
    write = reverse("attendance:write_handover", args=[handover.pk])

    strange = agent.post(write, form | {owner: str(shop.stranger_agent.pk), "sign_off": "1"})
    assert strange.status_code == 200 and fresh(item).owner is None, "nobody of another group can own an item"
    agent.post(write, form | {"sign_off": "1"})

    done = fresh(handover)
    assert (done.state, done.remark, fresh(item).is_marked) == ("signed", "Keys", True)


def test_adding_a_matter_loses_nothing_that_was_typed_elsewhere_on_the_page(shop: Company):
    handover = make_handover(shop.day)
    item, agent = make_handover_item(handover), as_(shop.agent)
    write = reverse("attendance:write_handover", args=[handover.pk])
    typed = {f"item-{item.pk}-next_step": "call back", "remark": "Keys", "add": "1"}

    page = agent.post(write, typed | {"matter-customer": "tea lover"})
    assert page.status_code == 200 and 'value="tea lover"' in page.text, (
        "a matter without words is asked for them"
    )
    assert 'value="call back"' in page.text and "Keys</textarea>" in page.text
    assert handover.items.count() == 1

    done = agent.post(write, typed | {"matter-says": "No paper", "matter-customer": "tea lover"})
    assert done.url.endswith("#matter")
    matter = handover.items.exclude(pk=item.pk).get()
    assert (matter.says, matter.customer, matter.key) == ("No paper", "tea lover", f"matter:{matter.pk}")
    assert (fresh(item).next_step, fresh(handover).remark) == ("call back", "Keys")
    # What was half written when somebody pressed another button is taken too.
    agent.post(write, {"remark": "Keys", "matter-says": "No toner", "sign_off": "1"})
    assert handover.items.filter(says="No toner").exists() and fresh(handover).is_open


def test_who_comes_too_late_to_save_sees_what_they_had_typed(shop: Company):
    handover = make_handover(shop.day)
    item = make_handover_item(handover)
    ready(item, shop.agent)
    handovers.sign_off(handover, by=shop.leader.user)

    typed = {f"item-{item.pk}-next_step": "ask the bank", "remark": "Keys", "matter-says": "No paper"}
    page = as_(shop.agent).post(reverse("attendance:write_handover", args=[handover.pk]), typed)

    assert page.context["forms"] is None
    for words in ("ask the bank", "Keys", "No paper"):
        assert words in page.context["unsaved"] and words in page.text
    assert fresh(item).next_step == "call back" and fresh(handover).remark == ""


def test_a_task_that_was_ticked_by_mistake_or_written_late_stands_in_the_handover(shop: Company):
    note = make_note(shop.agent)
    handover = handovers.open_handover(Ending(shop.day.pk, TODAY, "day", at(8), at(17)), at(16, 30))
    item = handover.items.get()
    plans.set_progress(note, 100, by=shop.agent.user)
    assert fresh(item).closed_at
    plans.set_progress(note, 50, by=shop.agent.user)
    make_note(shop.agent, says="written at 16:45")

    periodic.bring_what_is_open(at(16, 50))

    assert fresh(item).closed_at is None
    assert handover.items.not_closed().count() == 2


def test_the_book_is_read_by_day_person_and_customer(shop: Company):
    handover = make_handover(shop.day)
    mine = make_handover_item(handover, owner=shop.agent, customer="tea lover")
    other = make_handover_item(make_handover(shop.day, TODAY - DAY), "Parcel", owner=shop.leader)
    strange = make_handover_item(make_handover(shop.night), "Strange", owner=shop.stranger_agent)

    def found(person: Any, query: str) -> set[HandoverItem]:
        return set(as_(person).get(f"{reverse('attendance:handover_book')}?{query}").context["rows"])

    assert found(shop.agent, "") == {mine, other}
    assert found(shop.agent, f"on={TODAY}") == found(shop.agent, "person=Agent") == {mine}
    assert found(shop.leader, "customer=tea") == {mine}
    assert found(shop.manager, "") == {mine, other, strange}


def test_queries_do_not_grow_with_items_and_handovers(shop: Company):
    handover, agent = make_handover(shop.day), as_(shop.agent)
    pages = [reverse("attendance:handover", args=[handover.pk]), reverse("attendance:handovers")]
    pages.append(reverse("attendance:handover_book"))

    def queries() -> list[int]:
        counts = []
        for page in pages:
            with CaptureQueriesContext(connection) as found:
                agent.get(page)
            counts.append(len(found))
        return counts

    make_handover_item(handover)
    make_handover_item(make_handover(shop.day, TODAY - DAY))
    queries()  # what every page keeps after the first is not counted
    few = queries()
    for number in range(2, 8):
        make_handover_item(handover)
        make_handover_item(make_handover(shop.day, TODAY - number * DAY))
    assert queries() == few


def test_the_clock_opens_handovers_once_a_minute_and_one_failing_step_stops_no_other(
    shop: Company, monkeypatch: pytest.MonkeyPatch
):
    def breaks(now: dt.datetime) -> None:
        raise RuntimeError("broken")

    monkeypatch.setattr(periodic, "STEPS", (breaks, handovers.open_due_handovers))
    Heartbeat.objects.all().delete()

    assert periodic.run_due(at(16, 30))
    assert not periodic.run_due(at(16, 30) + dt.timedelta(seconds=30))
    assert Handover.objects.count() == 1
    assert periodic.run_due(at(16, 31))
    assert Handover.objects.count() == 1


def test_the_live_page_of_leader_and_supervisor_names_late_handovers_and_only_those(shop: Company):
    now = dt.datetime.now()
    late = make_handover(shop.day, opened_at=now, overdue_at=now + dt.timedelta(minutes=5))
    assert late_for(shop, "leader") == late_for(shop, "supervisor") == []

    Handover.objects.update(overdue_at=now - dt.timedelta(minutes=1))
    assert late_for(shop, "leader") == late_for(shop, "supervisor") == [late]
    assert late_for(shop, "stranger_supervisor") == []


def late_for(shop: Company, who: str) -> list[Handover]:
    return list(as_(getattr(shop, who)).get(reverse("attendance:live")).context["live"].handovers)


def test_settling_an_item_finishes_the_task_it_came_from_wherever_it_has_moved(shop: Company):
    yesterday = dt.date.today() - dt.timedelta(days=1)
    note = make_note(shop.agent, yesterday)
    shown = make_handover(shop.day, yesterday, state="acknowledged")
    item = make_handover_item(shown, note.says, key=f"plan:{note.pk}", kind="plan")
    other = make_note(shop.agent, yesterday, "Something else")
    plans.close_day(note.plan)

    as_(shop.stranger_agent).post(reverse("attendance:close_item", args=[item.pk]))
    assert fresh(item).closed_at is None
    as_(shop.leader).post(reverse("attendance:close_item", args=[item.pk]))

    moved = fresh(note).moved_to
    assert (moved.status, moved.percent, fresh(note).status) == ("done", 100, "moved")
    assert fresh(other).moved_to.status == "open"
    assert fresh(item).closed_by == shop.leader


def test_finishing_a_task_that_has_moved_closes_it_in_the_handover_that_named_it(shop: Company):
    yesterday = dt.date.today() - dt.timedelta(days=1)
    note = make_note(shop.agent, yesterday)
    item = make_handover_item(make_handover(shop.day, yesterday), note.says, key=f"plan:{note.pk}")
    plans.close_day(note.plan)

    plans.set_progress(fresh(note).moved_to, 100, by=shop.agent.user)

    assert fresh(item).closed_at is not None


def test_whiteboard_and_handover_ask_again_and_are_told_only_of_changes(shop: Company):
    note = make_note(shop.agent)
    shown = make_handover(shop.day)
    make_handover_item(shown)
    part = {"HX-Request": "true"}
    pages = [
        (reverse("attendance:work_plans"), lambda: plans.set_progress(note, 50, by=shop.agent.user)),
        (reverse("attendance:handover", args=[shown.pk]), lambda: make_handover_item(shown, "A second one")),
        (reverse("attendance:handovers_now"), lambda: make_handover_item(shown, "A third one")),
    ]
    client = as_(shop.leader)
    for address, change in pages:
        first = client.get(address, headers=part)
        seen = {"seen": first.context["print"]}
        assert f"seen={seen['seen']}" in first.text
        assert client.get(address, seen, headers=part).status_code == 204
        change()
        assert client.get(address, seen, headers=part).status_code == 200
