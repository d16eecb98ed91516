"""Readings equal what pay is worked out from; the sheet and the explanation show them; rows cost no queries."""

import datetime as dt
import io

import openpyxl
import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from attendance.live import live_of
from attendance.reading import reading_of, readings
from attendance.reading_sheet import sheet_of
from attendance.reading_words import steps, verdict
from common.models import AuditEntry
from common.month import Month
from payroll.gather import gather
from staff.models import Employee
from tests.clients import as_
from tests.factories import Company, make_employee, make_leave, make_punch, make_shift
from tests.months.worked import MONTHS, take

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("in_english")]

DAY = dt.timedelta(days=1)
SEPTEMBER = Month(2026, 9)


@pytest.mark.django_db
def test_the_readings_of_both_worked_months_equal_what_pay_is_worked_out_from():
    for name in MONTHS:
        take(name)
        month = Month.parse(name)
        people = list(Employee.objects.all())
        facts = {one.employee_no: one for _person, one in gather(month, [p.pk for p in people], []).facts}
        found = readings(people, month)
        compared = 0
        for person in people:
            if person.employee_no not in facts:
                continue
            paid = facts[person.employee_no]
            reads = [one.reading for one in found[person.pk]]
            mine = {
                one.shift.id: (one.late, one.early, one.is_absent, one.is_missed, one.unpaid)
                for one in reads
                if one.late or one.early or one.is_absent or one.is_missed or one.unpaid
            }
            assert mine == {
                one.id: (one.late, one.early, one.is_absent, one.is_missed, one.unpaid) for one in paid.shifts
            }, person
            assert (len(reads), sum(one.is_attended for one in reads)) == (paid.rostered, paid.attended)
            compared += len(mine)
        assert compared > 20, name


def at(day: int, text: str) -> dt.datetime:
    return dt.datetime.fromisoformat(f"2026-09-{day:02d} {text}")


def explained(person: Employee, day: int) -> str:
    read = reading_of(person.shifts.get(on=dt.date(2026, 9, day)))
    assert read is not None
    return " | ".join(f"{step.what}: {step.says}" for step in steps(read))


def test_a_reading_says_which_punches_which_leave_and_which_minute(shop: Company):
    me = shop.agent
    for day in (1, 2, 3, 4):
        make_shift(me, dt.date(2026, 9, day))
    make_punch(me, at(1, "08:07:59")), make_punch(me, at(1, "16:30"))
    make_punch(me, at(2, "07:55"))
    make_leave(me, at(3, "08:00"), at(3, "10:00"))
    make_punch(me, at(3, "10:05")), make_punch(me, at(3, "17:00"))

    late = explained(me, 1)
    assert "From 08:00:00 to 08:07:59: 7 whole minutes." in late
    assert "From 16:30:00 to 17:00:00: 30 whole minutes." in late
    assert "Reading: late 7 min, left early 30 min" in late
    assert "not after the middle of the shift (12:30:00)" in explained(me, 2)
    cut = explained(me, 3)
    assert "personal leave" in cut
    assert "from 10:00 to 17:00" in cut
    assert "From 10:00:00 to 10:05:00: 5 whole minutes." in cut
    assert "2/9 of a day" in cut
    assert "Reading: absent" in explained(me, 4)


def test_a_reading_follows_its_records(shop: Company):
    shift = make_shift(shop.agent, dt.date(2026, 9, 1))
    make_punch(shop.agent, at(1, "08:10")), make_punch(shop.agent, at(1, "17:00"))

    def now() -> str:
        read = reading_of(shift)
        assert read is not None
        return verdict(read)

    assert now() == "late 10 min"
    leave = make_leave(shop.agent, at(1, "08:00"), at(1, "08:05"), status="pending")
    assert now() == "late 10 min"
    leave.status = "approved"
    leave.save()
    assert now() == "late 5 min, partly on leave"
    make_punch(shop.agent, at(1, "07:58"))
    assert now() == "partly on leave"


def test_the_extension_of_a_night_is_shown(shop: Company):
    make_shift(shop.agent, dt.date(2026, 9, 1), "night")
    make_punch(shop.agent, at(1, "16:50")), make_punch(shop.agent, at(2, "00:25"))

    assert "25 minutes after the end" in explained(shop.agent, 1)


def test_the_sheet_adds_up(shop: Company):
    for day in (1, 2, 3):
        make_shift(shop.agent, dt.date(2026, 9, day))
    make_shift(shop.agent, dt.date(2026, 9, 4), "off")
    make_punch(shop.agent, at(1, "08:07")), make_punch(shop.agent, at(1, "17:00"))
    make_leave(shop.agent, at(2, "00:00"), at(3, "00:00"))

    row = sheet_of([shop.agent], SEPTEMBER)[0]

    assert [square.signs for square in row.squares[:5]] == ["+7", "L", "A", "R", ""]
    assert row.totals == [3, 1, 1, 7, 0, 0, 0, 1, 1]


def test_the_sheet_and_the_live_page_cost_the_same_for_many_people(shop: Company):
    client = Client()
    client.force_login(shop.manager.user)
    today = dt.date.today()

    def queries(address: str) -> int:
        with CaptureQueriesContext(connection) as found:
            assert client.get(address).status_code == 200
        return len(found)

    def fill(count: int) -> None:
        for _number in range(count):
            person = make_employee(group=shop.day)
            make_shift(person, today)
            make_punch(person, dt.datetime.combine(today, dt.time(7, 50)))
            start = dt.datetime.combine(today, dt.time(12))
            make_leave(person, start, start + dt.timedelta(hours=1), status="pending")

    addresses = [reverse(f"attendance:{name}") for name in ("readings", "live", "requests")]
    fill(1)
    queries(addresses[0])  # what every page keeps after the first is not counted
    few = [queries(address) for address in addresses]
    fill(8)
    assert [queries(address) for address in addresses] == few


def test_a_page_that_is_up_to_date_is_told_nothing(shop: Company):
    client = Client(headers={"HX-Request": "true"})
    client.force_login(shop.supervisor.user)
    address = reverse("attendance:live")
    seen = client.get(address).context["live"].print

    assert client.get(address, {"seen": seen}).status_code == 204
    make_leave(shop.agent, dt.datetime.now() + DAY, dt.datetime.now() + 2 * DAY, status="pending")
    assert client.get(address, {"seen": seen}).status_code == 200


def test_live_tells_who_is_here_awaited_absent_and_away(shop: Company):
    day = dt.date(2026, 9, 1)
    here, late, absent, away = (
        make_employee(name, group=shop.day) for name in ("Here", "Late", "Gone", "Away")
    )
    for person in (here, late, shop.agent, away):
        make_shift(person, day)
    make_shift(absent, day, starts_at=at(1, "06:00"), ends_at=at(1, "08:00"))
    make_punch(here, at(1, "07:50")), make_punch(late, at(1, "08:20"))
    make_leave(away, at(1, "00:00"), at(2, "00:00"))

    live = live_of(shop.supervisor.user, at(1, "09:00"))

    assert [one.person for one in live.here] == [here, late]
    assert [(one.person, one.minutes) for one in live.late] == [(late, 20)]
    assert [(one.person, one.minutes) for one in live.awaited] == [(shop.agent, 60)]
    assert [one.person for one in live.absent] == [absent]
    assert [one.employee for one in live.on_leave] == [away]
    assert live_of(shop.stranger_supervisor.user, at(1, "09:00")).here == []


def test_the_workbook_of_a_month_shows_what_the_screen_shows(shop: Company):
    day = Month.of(dt.date.today()).previous.first
    make_shift(shop.agent, day)
    make_punch(shop.agent, dt.datetime.combine(day, dt.time(8, 7)))
    make_shift(shop.agent, day + dt.timedelta(days=1), "off")
    make_shift(shop.agent, day + dt.timedelta(days=2))
    client, place = as_(shop.supervisor), {"group": shop.day.pk, "month": f"{Month.of(day)}"}

    screen = client.get(reverse("attendance:readings"), place)
    answer = client.get(reverse("attendance:export_readings"), place)

    sheet = openpyxl.load_workbook(io.BytesIO(answer.content)).active
    _title, heads, *rows, legend = [[cell or "" for cell in row] for row in sheet.iter_rows(values_only=True)]
    assert heads[2:33] == [f"{on.day} {name}" for on, name, _weekend in screen.context["heads"]]
    assert [str(head) for head in screen.context["total_heads"]] == heads[-9:]
    shown = [
        [one.person.employee_no, one.person.name, *(square.signs for square in one.squares), *one.totals]
        for one in screen.context["rows"]
    ]
    assert rows == [[cell or "" for cell in row] for row in shown]
    own = next(row for row in rows if row[0] == shop.agent.employee_no)
    assert own[2:5] == ["M +7", "R", "A"] and own[-9:] == [2, 1, 1, 7, "", "", 1, 1, ""]
    assert "M: missed punch" in legend[0]
    assert AuditEntry.objects.get(action="month sheet exported").by == shop.supervisor.user
    strangers = as_(shop.stranger_leader).get(reverse("attendance:export_readings"), place)
    assert strangers.status_code == 404


@pytest.mark.django_db
@pytest.mark.parametrize("month", ["1900-01", "9998-12", "2026-13", "x"])
def test_a_month_at_the_edge_of_the_calendar_is_no_fault_of_the_page(shop: Company, month: str):
    assert as_(shop.leader).get(reverse("attendance:readings"), {"month": month}).status_code == 200
