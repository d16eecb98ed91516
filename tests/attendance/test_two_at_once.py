"""What two people do at the shift desk at once: nothing that one has written is lost or changed behind them."""

import datetime as dt
import threading
from typing import Any

import pytest
from django.core.exceptions import ValidationError
from django.db import transaction
from django.test import Client
from django.urls import reverse

from attendance import duty, flags, handover_items, handovers, plans, roster
from attendance import swap as swaps
from attendance.handover_items import Open, add_item, close_items
from attendance.models import (
    DraftShift,
    Duty,
    DutyArea,
    FlagDecision,
    Handover,
    HandoverItem,
    PlanItem,
    Shift,
)
from staff.models import Employee
from tests.access.shifts import next_monday
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
from tests.payroll.test_one_outcome import at_once

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("in_english")]

TODAY, DAY = dt.date.today(), dt.timedelta(days=1)


def colleague(shop: Company, name: str) -> Employee:
    person = make_employee(name, group=shop.day)
    make_user(person)
    return person


def opened(client: Client, handover: Handover) -> dict[str, str]:
    """Everything that the browser would send of the page as it is now."""
    page = client.get(reverse("attendance:handover", args=[handover.pk]))
    sent = {"remark": page.context["handover"].remark, "remark_seen": page.context["handover"].remark}
    for form in page.context["forms"].items:
        for field in form:
            value = field.value()
            sent[field.html_name] = "" if value in (None, False) else str(value)
            if field.field.show_hidden_initial:
                assert f'name="{field.html_initial_name}"' in page.text
                sent[field.html_initial_name] = "" if value is None else str(value)
    return sent


def test_two_of_a_shift_write_one_handover_and_both_are_kept(shop: Company):
    mate, handover = colleague(shop, "Mate"), make_handover(shop.day)
    make_shift(shop.agent, TODAY), make_shift(mate, TODAY)
    item, other = make_handover_item(handover, "Parcel"), make_handover_item(handover, "Refund")
    write = reverse("attendance:write_handover", args=[handover.pk])
    mine, theirs = opened(as_(shop.agent), handover), opened(as_(mate), handover)

    as_(shop.agent).post(
        write,
        mine
        | {
            f"item-{item.pk}-owner": str(shop.agent.pk),
            f"item-{other.pk}-next_step": "pay",
            "remark": "Keys",
        },
    )
    as_(mate).post(write, theirs | {f"item-{item.pk}-next_step": "call back", "remark": "Router"})

    assert (fresh(item).owner, fresh(item).next_step) == (shop.agent, "call back")
    assert fresh(other).next_step == "pay"
    assert fresh(handover).remark == "Keys\nRouter"


def test_an_item_that_is_closed_while_somebody_writes_does_not_stop_the_rest(shop: Company):
    handover = make_handover(shop.day)
    make_shift(shop.agent, TODAY)
    closed, item = make_handover_item(handover, "Parcel"), make_handover_item(handover, "Refund")
    sent = opened(as_(shop.agent), handover) | {f"item-{item.pk}-next_step": "call back"}
    close_items(closed.key)
    added = make_handover_item(handover, "Came in since")

    answer = as_(shop.agent).post(reverse("attendance:write_handover", args=[handover.pk]), sent)

    assert answer.status_code == 302
    assert (fresh(item).next_step, fresh(added).next_step) == ("call back", "")


def test_a_page_that_was_opened_before_changes_no_handover_that_is_acknowledged(shop: Company):
    mate = colleague(shop, "Mate")
    make_shift(shop.agent, TODAY)
    handover = make_handover(shop.day, state="signed", signed_off_by=shop.agent)
    made = make_handover_item(handover, question="Which?", asked_by=mate)
    item = HandoverItem.objects.select_related("handover").get(pk=made.pk)
    handovers.acknowledge(fresh(handover), by=mate.user)

    for change in (
        lambda: handovers.ask(item, "And?", by=mate.user),
        lambda: handovers.answer(item, "YTO", by=shop.agent.user),
        lambda: handovers.write_items(item.handover, [], "", by=shop.agent.user, matter={"says": "late"}),
        lambda: handovers.write_items(item.handover, [], "late", by=shop.agent.user),
    ):
        with pytest.raises(ValidationError):
            change()
    assert (fresh(item).question, fresh(item).answer, fresh(handover).remark) == ("Which?", "", "")


def test_a_swap_lapses_when_another_takes_its_place_and_is_not_left_waiting(shop: Company):
    monday, mate, third = next_monday(), colleague(shop, "Mate"), colleague(shop, "Third")
    make_shift(shop.agent, monday), make_shift(third, monday, "night")
    first, second = (swaps.ask(one, mate, monday, None, "", by=one.user) for one in (shop.agent, third))
    for swap in (first, second):
        swaps.accept(swap, True, by=mate.user)

    swaps.decide(first, True, "", by=shop.leader.user)

    assert (fresh(first).state, fresh(second).state) == ("approved", "lapsed")
    assert "works on" in fresh(second).note


def test_a_note_that_is_written_after_the_day_was_ended_moves_on_too(shop: Company):
    yesterday = TODAY - DAY
    make_shift(shop.agent, yesterday)
    note = make_note(shop.agent, yesterday, "early")
    plans.close_day(note.plan, by=shop.agent.user)

    plans.add_note(shop.agent, yesterday, says="late", by=shop.leader.user)

    assert plans.close_past_days(dt.datetime.combine(yesterday, dt.time(23))) == 1
    assert PlanItem.objects.filter(says="late", plan__on__gt=yesterday, status="open").exists()


def test_a_note_that_has_moved_on_meanwhile_is_not_done_on_the_old_day(shop: Company):
    note = make_note(shop.agent)
    shown = fresh(note)
    plans.close_day(note.plan, by=shop.agent.user)

    with pytest.raises(ValidationError, match="moved on"):
        plans.set_progress(shown, 100, by=shop.agent.user)
    with pytest.raises(ValidationError, match="still to do"):
        plans.drop_note(shown, "not needed", by=shop.agent.user)
    assert fresh(note).status == "moved"


def test_a_flag_is_decided_once(shop: Company):
    flag = flags.Flag(shop.agent, FlagDecision.Kind.IN_YEAR, "2026", "absent")
    flags.decide(flag, "talked to her", by=shop.supervisor.user)
    with pytest.raises(ValidationError, match="already: talked to her"):
        flags.decide(flag, "warned", by=shop.manager.user)
    assert FlagDecision.objects.get().decision == "talked to her"


@pytest.mark.django_db(transaction=True)
@pytest.mark.postgres_only
def test_two_who_make_one_roster_at_the_same_moment_make_it_once() -> None:
    shop, monday = make_company(), next_monday()
    people = {shop.agent.pk: shop.agent}
    makers = (shop.leader.user, shop.supervisor.user)
    for kind in ("day", "night", "off", "day"):
        cells = [((shop.agent.pk, monday), kind, None)]
        draws = [lambda by=by: roster.draft_cells(people, cells, by=by) for by in makers]  # noqa: B023  at once
        assert at_once(*draws) == ["", ""]
        assert DraftShift.objects.get().kind == kind

    published = at_once(
        *[lambda by=by: roster.publish(people, [monday], by=by, group=shop.day) for by in makers]
    )
    assert min(published) == "" and "nothing to publish" in max(published)
    assert Shift.objects.get().kind == "day"

    DutyArea.objects.all().delete()
    DutyArea.objects.create(name="Floor")
    given = at_once(*[lambda by=by: duty.give_out(shop.day, monday, by=by) for by in makers])
    assert given == ["", ""] and Duty.objects.count() == 1


def test_what_is_brought_while_somebody_signs_off_comes_before_it_or_not_at_all(shop: Company):
    handover = make_handover(shop.day)
    make_shift(shop.agent, TODAY)
    held = fresh(handover)  # as the clock has read it, before it was signed off and taken over
    handovers.sign_off(handover, by=shop.agent.user)
    handovers.acknowledge(handover, by=colleague(shop, "Mate").user)

    assert add_item(held, Open(kind="ticket", key="ticket:1", says="late")) is None
    assert not handover.items.exists()


@pytest.mark.django_db(transaction=True)
@pytest.mark.postgres_only
def test_nothing_is_brought_into_a_handover_that_is_taken_over_at_the_same_moment() -> None:
    shop = make_company()
    make_shift(shop.agent, TODAY)
    mate = colleague(shop, "Mate")
    for place in range(8):
        handover = make_handover(shop.day, TODAY - place * DAY)
        make_shift(shop.agent, handover.on) if place else None

        def take(handover: Handover = handover) -> None:
            handovers.sign_off(handover, by=shop.agent.user)
            handovers.acknowledge(handover, by=mate.user)

        def bring(handover: Handover = handover) -> None:
            matter = Open(kind="ticket", key="ticket:1", says="late", owner=shop.agent, next_step="call")
            add_item(handover, matter)

        assert at_once(take, bring) == ["", ""]
        assert not handover.items.filter(acknowledged_at=None).exists(), (
            "frozen, and an item that nobody took"
        )


@pytest.mark.django_db(transaction=True)
@pytest.mark.postgres_only
def test_a_task_that_is_finished_while_it_is_brought_is_closed_in_the_handover(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    shop = make_company()
    make_shift(shop.agent, TODAY)
    handover, note = make_handover(shop.day), make_note(shop.agent)
    handover_items.bring_plans(handover)
    is_read, is_done = threading.Event(), threading.Event()

    def add_late(*parts: Any) -> Any:
        is_read.set()
        is_done.wait(1)  # in vain: who finishes the task waits for this
        return add_item(*parts)

    def finish() -> None:
        assert is_read.wait(30)
        plans.set_progress(note, 100, by=shop.agent.user)
        is_done.set()

    monkeypatch.setattr(handover_items, "add_item", add_late)
    assert at_once(lambda: handover_items.bring_plans(handover), finish) == ["", ""]
    assert handover.items.get().closed_at is not None


@pytest.mark.django_db(transaction=True)
@pytest.mark.postgres_only
def test_a_task_that_somebody_is_just_finishing_is_not_brought() -> None:
    shop = make_company()
    make_shift(shop.agent, TODAY)
    handover, note = make_handover(shop.day), make_note(shop.agent)
    is_finished, is_brought = threading.Event(), threading.Event()

    @transaction.atomic
    def finish() -> None:
        plans.set_progress(note, 100, by=shop.agent.user)
        is_finished.set()
        is_brought.wait(1)  # in vain: who brings waits for this

    def bring() -> None:
        assert is_finished.wait(30)
        handover_items.bring_plans(handover)
        is_brought.set()

    assert at_once(finish, bring) == ["", ""]
    assert not handover.items.not_closed().exists()


@pytest.mark.django_db(transaction=True)
@pytest.mark.postgres_only
def test_two_swaps_that_are_approved_at_the_same_moment_give_nobody_two_shifts() -> None:
    shop, monday = make_company(), next_monday()
    mate, third = colleague(shop, "Mate"), colleague(shop, "Third")
    make_shift(shop.agent, monday), make_shift(third, monday, "night")
    asked = [swaps.ask(one, mate, monday, None, "", by=one.user) for one in (shop.agent, third)]
    agreed = [swaps.accept(swap, True, by=mate.user) for swap in asked]

    outcomes = at_once(
        lambda: swaps.decide(agreed[0], True, "", by=shop.leader.user),
        lambda: swaps.decide(agreed[1], True, "", by=shop.supervisor.user),
    )

    assert sorted(said[:15] for said in outcomes) == ["", "ValidationError"]
    assert sorted(fresh(swap).state for swap in agreed) == ["approved", "lapsed"]
    assert Shift.objects.filter(employee=mate).count() == 1
