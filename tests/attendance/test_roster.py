"""The roster: drafts that only its makers see, publication, refusals, copies, rotation, conflicts, calendar."""

import datetime as dt
from typing import Any

import pytest
from django.core.exceptions import ValidationError
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from attendance import calendar_feed, roster, roster_check
from attendance.models import CalendarLink, DraftShift, Shift, ShiftChange
from attendance.records import records_of
from attendance.roster_check import Away, Planned
from attendance.roster_grid import Span, grid_of
from attendance.roster_turns import rotate
from common.models import AuditEntry
from common.month import Month
from staff.models import Employee, GroupTerms, RuleRate
from tests import factories
from tests.access.shifts import next_monday
from tests.clients import as_
from tests.factories import Company, make_employee, make_shift

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("in_english")]

DAY = dt.timedelta(days=1)


def people(*some: Employee) -> dict[int, Employee]:
    return {one.pk: one for one in some}


def week() -> list[dt.date]:
    return [next_monday() + place * DAY for place in range(7)]


def draw(shop: Company, person: Employee, day: dt.date, kind: str = "day", times: Any = None) -> int:
    cells = [((person.pk, day), kind, times)]
    return roster.draft_cells(people(person), cells, by=shop.leader.user)


def publish(shop: Company, *some: Employee) -> int:
    return roster.publish(people(*some), week(), by=shop.leader.user, group=shop.day)


def hours(first: float, last: float) -> tuple[dt.timedelta, dt.timedelta]:
    return dt.timedelta(hours=first), dt.timedelta(hours=last)


def test_a_draft_is_nobodys_shift_until_it_is_published(shop: Company):
    draw(shop, shop.agent, week()[0])
    assert not Shift.objects.exists()
    assert not records_of([shop.agent.pk], week()[0], week()[-1])[shop.agent.pk].shifts

    page = as_(shop.agent).get(reverse("attendance:roster"), {"start": week()[0]})
    assert page.context["grid"].drafts == 0
    assert all(square.planned.kind == "none" for row in page.context["grid"].rows for square in row.squares)
    assert (
        as_(shop.leader).get(reverse("attendance:roster"), {"start": week()[0]}).context["grid"].drafts == 1
    )

    assert publish(shop, shop.agent) == 1
    shift = Shift.objects.get()
    assert (shift.employee, shift.on, shift.kind) == (shop.agent, week()[0], "day")
    assert not DraftShift.objects.exists()
    assert AuditEntry.objects.get(action="roster published").changes == {
        str(week()[0]): ["none", "day 08:00-17:00"]
    }


def test_people_are_told_what_changed_until_they_have_seen_it(shop: Company):
    make_shift(shop.agent, week()[0], "day")
    draw(shop, shop.agent, week()[0], "night")
    publish(shop, shop.agent)
    agent = as_(shop.agent)

    assert "17:00–24:00" in agent.get(reverse("attendance:my_shifts")).context["changes"][0][2]
    # Changed back before they looked: there is nothing left to tell.
    draw(shop, shop.agent, week()[0], "day")
    publish(shop, shop.agent)
    assert not ShiftChange.objects.exists()

    draw(shop, shop.agent, week()[0], "off")
    publish(shop, shop.agent)
    agent.post(reverse("attendance:changes_seen"))
    assert agent.get(reverse("attendance:my_shifts")).context["changes"] == []


def test_a_square_as_published_needs_no_draft(shop: Company):
    make_shift(shop.agent, week()[0], "day")

    assert draw(shop, shop.agent, week()[0], "day") == 0
    assert draw(shop, shop.agent, week()[0], "night") == 1
    assert draw(shop, shop.agent, week()[0], "day") == 0
    assert not DraftShift.objects.exists()
    with pytest.raises(ValidationError, match="nothing to publish"):
        publish(shop, shop.agent)


def test_clearing_a_square_takes_the_shift_away(shop: Company):
    make_shift(shop.agent, week()[0], "day")
    draw(shop, shop.agent, week()[0], "none")
    assert Shift.objects.count() == 1
    publish(shop, shop.agent)
    assert not Shift.objects.exists()


def test_a_shift_past_midnight_belongs_to_its_first_day_and_may_not_overlap_the_next(shop: Company):
    draw(shop, shop.agent, week()[0], "night", hours(22, 6))
    draft = DraftShift.objects.get()
    assert (draft.on, draft.ends_at) == (week()[0], dt.datetime.combine(week()[1], dt.time(6)))

    draw(shop, shop.agent, week()[1], "day", hours(6, 14))
    with pytest.raises(ValidationError, match="would overlap"):
        draw(shop, shop.agent, week()[1], "day", hours(5.5, 14))
    assert DraftShift.objects.get(on=week()[1]).starts_at == dt.datetime.combine(week()[1], dt.time(6))


def test_locked_months_past_own_shifts_and_days_without_employment_are_refused(shop: Company):
    today = dt.date.today()
    with pytest.raises(ValidationError, match="past day"):
        draw(shop, shop.leader, today - DAY)
    draw(shop, shop.agent, today - DAY)
    shop.agent.left_on = today
    shop.agent.save()
    with pytest.raises(ValidationError, match="not employed"):
        draw(shop, shop.agent, today + DAY)

    factories.lock_month(Month.of(today - DAY))
    with pytest.raises(ValidationError, match="locked month"):
        draw(shop, shop.agent, today - DAY, "night")
    with pytest.raises(ValidationError, match="locked month"):
        roster.publish(people(shop.agent), [today - DAY], by=shop.leader.user, group=shop.day)
    assert not Shift.objects.exists()


def test_a_refusal_stands_above_the_grid_and_changes_nothing(shop: Company):
    leader, address = as_(shop.leader), reverse("attendance:roster_draw")
    form = {"group": shop.day.pk, "start": str(week()[0]), "kind": "day"}
    htmx = {"HX-Request": "true"}

    for wrong in (
        {"cells": "x:y"},
        {"cells": f"{shop.stranger_agent.pk}:{week()[0]}"},
        {"cells": ""},
        {"cells": f"{shop.agent.pk}:{week()[0]}", "start_time": "09:00"},
        {"cells": f"{shop.agent.pk}:{week()[0]}", "start_time": "09:00", "end_time": "99:00"},
        {"cells": f"{shop.agent.pk}:{week()[0]}", "kind": "siesta"},
        {"person": shop.agent.pk, "from_on": str(week()[3]), "to_on": str(week()[0])},
        {"pasted": "siesta=1:2"},
        {"person": shop.agent.pk, "from_on": "9999-12-31", "to_on": "9999-12-31", "kind": "night"},
        {"person": shop.agent.pk, "from_on": "0001-01-01", "to_on": "0001-01-01"},
    ):
        answer = leader.post(address, form | wrong, headers=htmx)
        assert answer.status_code == 200
        assert answer.context["refused"], wrong
    assert not DraftShift.objects.exists()

    good = form | {"person": shop.agent.pk, "from_on": str(week()[0]), "to_on": str(week()[2])}
    assert not leader.post(address, good, headers=htmx).context["refused"]
    assert DraftShift.objects.count() == 3


def test_only_who_runs_the_group_makes_its_roster_and_colleagues_read_it(shop: Company):
    page, draw_at = reverse("attendance:roster"), reverse("attendance:roster_draw")
    squares = {"group": shop.day.pk, "start": str(week()[0]), "kind": "day"}
    squares["cells"] = f"{shop.agent.pk}:{week()[0]}"

    assert as_(shop.agent).get(page, {"group": shop.day.pk}).status_code == 200
    assert as_(shop.agent).post(draw_at, squares).status_code == 404
    assert as_(shop.stranger_leader).get(page, {"group": shop.day.pk}).status_code == 404
    assert as_(shop.stranger_leader).post(draw_at, squares).status_code == 404
    assert as_(shop.agent).get(page, {"group": "none"}).status_code == 404
    assert as_(shop.manager).get(page, {"group": "none"}).context["grid"].rows
    assert as_(shop.leader).post(draw_at, squares).status_code == 302


def test_copying_a_week_carries_drafts_and_times_along(shop: Company):
    make_shift(shop.agent, week()[0], "day")
    draw(shop, shop.agent, week()[1], "night", hours(20, 4))

    roster.copy_week(people(shop.agent), week()[0], by=shop.leader.user)

    copied = {draft.on: draft for draft in DraftShift.objects.filter(on__gt=week()[6])}
    assert set(copied) == {week()[0] + 7 * DAY, week()[1] + 7 * DAY}
    assert copied[week()[1] + 7 * DAY].ends_at == dt.datetime.combine(week()[2] + 7 * DAY, dt.time(4))


def test_a_week_is_copied_to_coming_days_only(shop: Company):
    """Whoever copies last week on a Wednesday means the rest of this one, not what people have worked already."""
    monday, wednesday = week()[0], week()[2] + 7 * DAY
    for place in range(7):
        make_shift(shop.agent, monday + place * DAY, "night")

    roster.copy_week(people(shop.agent), monday, by=shop.leader.user, today=wednesday)

    copied = DraftShift.objects.order_by("on").values_list("on", flat=True)
    assert list(copied) == [wednesday + DAY, wednesday + 2 * DAY, wednesday + 3 * DAY, wednesday + 4 * DAY]
    with pytest.raises(ValidationError, match="days are past"):
        roster.copy_week(people(shop.agent), monday - 28 * DAY, by=shop.leader.user)


def test_conflicts_are_named(shop: Company):
    monday = week()[0]
    for place in range(7):
        make_shift(shop.agent, monday + place * DAY, "night" if place == 2 else "day")
    noon = dt.datetime.combine(monday, dt.time(12))
    factories.make_leave(shop.agent, noon, noon + dt.timedelta(hours=1))
    factories.make_leave(shop.agent, noon + DAY, noon + 2 * DAY, status="pending")
    factories.make_leave(shop.agent, noon + 4 * DAY, noon + 5 * DAY, status="rejected")

    grid = grid_of(shop.day, Span("week", monday), with_drafts=True)

    row = next(row for row in grid.rows if row.person == shop.agent)
    assert [square.conflicts for square in row.squares] == [
        ["on_leave"],
        ["leave_asked"],
        [],
        ["night_then_day"],
        [],
        [],
        ["no_rest"],
    ]
    assert any("nobody on the night shift" in trouble for trouble in grid.troubles)
    quiet = grid_of(shop.day, Span("week", monday), with_drafts=False)
    assert quiet.troubles == []


def test_rest_is_counted_over_the_edge_of_the_page():
    monday = dt.date(2026, 11, 2)
    plan = {monday - back * DAY: Planned("day", *span(monday - back * DAY)) for back in range(0, 7)}

    assert roster_check.conflicts(plan, [], monday, monday, 6) == {monday: ["no_rest"]}
    del plan[monday - DAY]
    assert roster_check.conflicts(plan, [], monday, monday, 6) == {}


def span(day: dt.date, first: int = 8, length: int = 9) -> tuple[dt.datetime, dt.datetime]:
    start = dt.datetime.combine(day, dt.time(first))
    return start, start + dt.timedelta(hours=length)


def test_coverage_counts_whole_hours_of_people_who_are_not_away():
    day = dt.date(2026, 11, 2)
    night = Planned("night", *span(day, 22, 3))
    away = Away(dt.datetime.combine(day, dt.time(23)), dt.datetime.combine(day, dt.time(23, 30)), True)

    counted = roster_check.heads([([night], []), ([night], [away])], [day, day + DAY])

    assert (counted[day][22], counted[day][23], counted[day + DAY][0], counted[day + DAY][1]) == (2, 1, 2, 0)


def test_the_coverage_page_shows_heads_against_need_in_the_hours_that_matter(shop: Company):
    monday = week()[0]
    make_shift(shop.agent, monday, "day")
    leader, place = as_(shop.leader), {"group": shop.day.pk, "start": str(monday)}
    need = {"weekday": 7, "from_hour": 9, "to_hour": 19, "heads": 2}
    assert (
        "earlier to a later"
        in leader.post(reverse("attendance:coverage"), place | need | {"to_hour": 9}).text
    )
    leader.post(reverse("attendance:coverage"), place | need)

    grid = leader.get(reverse("attendance:coverage"), place).context["grid"]

    assert grid.hours == list(range(8, 19))
    first = {one.hour: (one.planned, one.needed, one.css) for one in grid.coverage[0].hours}
    assert first[8] == (1, 0, "is-met") and first[9] == (1, 2, "is-short") and first[17] == (0, 2, "is-short")
    assert any("too few people from 9:00 to 19:00" in trouble for trouble in grid.troubles)
    assert as_(shop.stranger_leader).get(reverse("attendance:coverage"), place).status_code == 404


@pytest.mark.parametrize("count", [1, 2, 3, 4, 5, 9, 10])
def test_rotation_is_fair_and_gives_everybody_a_rest_in_seven(count: int):
    first = dt.date(2026, 11, 2)
    days = [first + place * DAY for place in range(8 * 7)]
    always = {person: (dt.date.min, dt.date.max) for person in range(count)}

    turns = rotate({person: {} for person in range(count)}, always, days, 6)

    rests = []
    for person in range(count):
        plan = {
            day: Planned(turns[person, day], *(span(day) if turns[person, day] != "off" else ()))
            for day in days
        }
        assert roster_check.conflicts(plan, [], days[0], days[-1], 6) == {}
        rests.append(sum(turns[person, day] == "off" for day in days))
    assert max(rests) - min(rests) <= 1
    assert min(rests) >= 8
    nights = [sum(turns[person, day] == "night" for day in days) for person in range(count)]
    assert max(nights) - min(nights) <= 6
    if count > 3:
        for day in days:
            at_work = [turns[person, day] for person in range(count) if turns[person, day] != "off"]
            assert {"day", "night"} <= set(at_work)
            assert count - len(at_work) <= count // 7 + 2


def test_among_two_people_the_nights_go_to_and_fro():
    days = [dt.date(2026, 11, 2) + place * DAY for place in range(4 * 7)]
    always = {person: (dt.date.min, dt.date.max) for person in (1, 2)}

    turns = rotate({1: {}, 2: {}}, always, days, 6)

    for person in (1, 2):
        row = "".join(turns[person, day][0] for day in days)
        assert "nd" not in row
        assert "d" in row and "n" in row
    both = [{turns[person, day] for person in (1, 2)} for day in days]
    assert all(kinds == {"day", "night"} for kinds in both if "off" not in kinds)


def test_how_many_days_on_is_a_number_of_the_groups_rule_book(shop: Company):
    for place, day in enumerate(week()):
        make_shift(shop.agent, day, "day" if place < 6 else "off")
    book = factories.make_rulebook("five on")
    RuleRate.objects.create(book=book, name="most_days_on", value="5", reason="house rule")
    saturday = week()[5]
    span = Span("week", week()[0])
    assert grid_of(shop.day, span, with_drafts=True).rows[0].squares[5].conflicts == []

    GroupTerms.objects.filter(group=shop.day).update(rulebook=book)

    grid = grid_of(shop.day, span, with_drafts=True)
    row = next(one for one in grid.rows if one.person == shop.agent)
    assert [square.on for square in row.squares if square.conflicts] == [saturday]
    assert grid.days_on == 5
    team = people(shop.agent, shop.leader)
    roster.rotate_days(team, week(), by=shop.supervisor.user, group=shop.day)
    for person in team:
        kinds = [books(person, day) for day in week()]
        assert "off" in kinds[:6]


def books(person: int, day: dt.date) -> str:
    return roster.books_of([person], day, day).planned(person, day).kind


def test_rotation_goes_on_from_what_stands():
    first = dt.date(2026, 11, 2)
    plan = {first - back * DAY: Planned("night", *span(first - back * DAY, 17, 7)) for back in range(1, 7)}

    turns = rotate({1: plan}, {1: (dt.date.min, dt.date.max)}, [first, first + DAY], 6)

    assert turns == {(1, first): "off", (1, first + DAY): "day"}


def test_one_press_rotates_the_week_for_coming_days_only(shop: Company):
    leader = as_(shop.leader)
    place = {"group": shop.day.pk, "start": str(week()[0])}
    leader.post(reverse("attendance:roster_arrange", args=["rotate"]), place)
    assert DraftShift.objects.count() == 2 * 7

    past = {"group": shop.day.pk, "start": str(week()[0] - 14 * DAY)}
    answer = leader.post(
        reverse("attendance:roster_arrange", args=["rotate"]), past, headers={"HX-Request": "true"}
    )
    assert "past" in answer.context["refused"]
    leader.post(reverse("attendance:roster_arrange", args=["discard"]), place)
    assert not DraftShift.objects.exists()


def test_the_grid_costs_the_same_for_many_people(shop: Company):
    leader = as_(shop.leader)

    def queries() -> int:
        with CaptureQueriesContext(connection) as found:
            leader.get(reverse("attendance:roster"), {"start": week()[0]})
        return len(found)

    queries()  # what every page keeps after the first is not counted
    few = queries()
    for _number in range(8):
        make_shift(make_employee(group=shop.day), week()[0])
    assert queries() == few


def test_a_calendar_reads_published_shifts_under_a_secret_address(shop: Company):
    today = dt.date.today()
    make_shift(shop.agent, today, "night")
    make_shift(shop.agent, today + DAY, "off")
    draw(shop, shop.agent, week()[3])
    link = calendar_feed.make_link(shop.agent, by=shop.agent.user)
    address = reverse("attendance:calendar", args=[link.token])

    text = Client().get(address).content.decode()

    assert text.count("BEGIN:VEVENT") == 1
    assert f"DTSTART;TZID=Asia/Shanghai:{today:%Y%m%d}T170000\r\n" in text
    assert f"DTEND;TZID=Asia/Shanghai:{today + DAY:%Y%m%d}T000000\r\n" in text
    calendar_feed.make_link(shop.agent, by=shop.agent.user)
    assert Client().get(address).status_code == 404
    calendar_feed.drop_link(shop.agent, by=shop.agent.user)
    assert not CalendarLink.objects.exists()


def test_lines_of_a_calendar_are_folded_within_75_bytes():
    parts = list(calendar_feed.folded("SUMMARY:" + "晚班" * 40))

    assert all(len(part.encode()) <= 75 for part in parts)
    assert parts[0] + "".join(part[1:] for part in parts[1:]) == "SUMMARY:" + "晚班" * 40
