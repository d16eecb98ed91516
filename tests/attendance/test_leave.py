"""Leave and overtime: who decides, in which order, in time; what is refused; balances and proof."""

import datetime as dt
from decimal import Decimal
from typing import Any

import pytest
from django.core.exceptions import ValidationError
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import reverse

from attendance import leave as leaves
from attendance import overtime
from attendance.leave_rules import (
    RequestRates,
    chain,
    days_taken,
    days_touched,
    last_level,
    next_step,
    sick_month,
)
from attendance.models import Leave, LeaveGrant, Overtime, OvertimeRequest
from attendance.waiting import waiting_for
from common.models import AuditEntry
from common.month import Month
from staff.models import Employee
from tests import factories
from tests.access.shifts import next_monday
from tests.factories import Company, fresh, make_leave, make_shift

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("in_english")]

DAY = dt.timedelta(days=1)
RULES = RequestRates(1, 3, 3, 7, 14, 5, 12, Decimal(8), "yes", 20, 30, Decimal(500))


def at(text: str) -> dt.datetime:
    return dt.datetime.fromisoformat(text)


def monday(hour: int = 8, after: int = 0) -> dt.datetime:
    return dt.datetime.combine(next_monday() + after * DAY, dt.time(hour))


def note(head: bytes = b"%PDF-1.7 note", name: str = "note.pdf") -> SimpleUploadedFile:
    return SimpleUploadedFile(name, head)


def ask(who: Employee, days: int = 1, kind: str = "personal", after: int = 0, **more: Any) -> Leave:
    asked = leaves.Asked(kind, monday(8, after), monday(17, after + days - 1), "reason", **more)
    return leaves.ask(who, asked, by=who.user)


def approve(leave: Leave, who: Employee) -> Leave:
    return leaves.decide(leave, True, "", by=who.user)


# The rules, without a database


@pytest.mark.parametrize(
    ("start", "end", "days"),
    [
        ("2026-11-02 08:00", "2026-11-02 17:00", 1),
        ("2026-11-02 00:00", "2026-11-03 00:00", 1),
        ("2026-11-02 17:00", "2026-11-03 00:01", 2),
        ("2026-11-02 08:00", "2026-11-04 17:00", 3),
    ],
)
def test_the_length_of_leave_is_the_days_it_touches(start: str, end: str, days: int):
    assert days_touched(at(start), at(end)) == days


@pytest.mark.parametrize(
    ("kind", "days", "month", "role"),
    [
        ("personal", 1, 1, "supervisor"),
        ("personal", 2, 1, "manager"),
        ("personal", 3, 1, "manager"),
        ("personal", 4, 1, "director"),
        ("marriage", 10, 1, "director"),
        ("sick", 3, 1, "supervisor"),
        ("sick", 7, 2, "manager"),
        ("sick", 14, 3, "director"),
        ("sick", 1, 5, "director"),
    ],
)
def test_the_last_word_depends_on_kind_and_length(kind: str, days: int, month: int, role: str):
    assert last_level(kind, days, month, RULES) == role


@pytest.mark.parametrize(
    ("last", "asker", "has_supervisor", "steps"),
    [
        ("supervisor", "agent", True, ("supervisor",)),
        ("director", "leader", True, ("supervisor", "manager", "director")),
        ("manager", "agent", False, ("manager",)),
        ("supervisor", "agent", False, ("manager",)),
        ("supervisor", "accountant", False, ("manager",)),
        ("supervisor", "supervisor", False, ("manager",)),
        ("director", "manager", False, ("director",)),
        ("manager", "manager", False, ("director",)),
        ("director", "director", False, ("manager",)),
    ],
)
def test_nobody_at_or_below_ones_own_place_decides(last: Any, asker: str, has_supervisor: bool, steps: Any):
    assert chain(last, asker, has_supervisor) == steps


def test_a_yes_from_further_up_counts_for_those_below():
    steps = ("supervisor", "manager", "director")
    assert next_step(steps, []) == "supervisor"
    assert next_step(steps, ["manager"]) == "director"
    assert next_step(steps, ["supervisor", "director"]) is None


def test_an_illness_goes_on_over_a_day_between_two_leaves():
    first = (at("2026-09-28 08:00"), at("2026-10-01 00:00"))
    second = (at("2026-10-01 08:00"), at("2026-10-29 00:00"))
    assert sick_month(at("2026-09-30 08:00"), []) == 1
    assert sick_month(at("2026-10-29 08:00"), [first, second]) == 2
    assert sick_month(at("2026-11-02 08:00"), [first, second]) == 1


def test_rest_days_and_half_days_are_counted_for_what_they_are():
    span = (at("2026-11-02 08:00"), at("2026-11-04 12:00"))
    assert days_taken(span, []) == Decimal("3")
    assert days_taken((at("2026-11-02 08:00"), at("2026-11-02 12:00")), []) == Decimal("0.5")
    assert days_taken(span, [dt.date(2026, 11, 3)]) == Decimal("2")


# The chain in work


def test_two_days_pass_the_supervisor_and_then_the_manager(shop: Company):
    leave = ask(shop.agent, days=2)

    for wrong in (shop.agent, shop.leader, shop.stranger_supervisor, shop.accountant):
        with pytest.raises(ValidationError, match="not your turn"):
            approve(leave, wrong)
    assert approve(leave, shop.supervisor).status == "pending"
    with pytest.raises(ValidationError, match="not your turn"):
        approve(leave, shop.supervisor)
    assert approve(leave, shop.manager).status == "approved"
    assert [one.role for one in leave.decisions.all()] == ["supervisor", "manager"]
    assert AuditEntry.objects.filter(action="leave approved").count() == 2
    with pytest.raises(ValidationError, match="no longer waiting"):
        approve(leave, shop.director)


def test_five_days_need_the_director(shop: Company):
    leave = ask(shop.agent, days=5)
    assert approve(leave, shop.manager).status == "pending"
    assert approve(leave, shop.director).status == "approved"


def test_a_refusal_needs_a_reason_and_ends_it_and_the_leave_may_be_asked_for_anew(shop: Company):
    leave = ask(shop.agent)
    with pytest.raises(ValidationError, match="needs a reason"):
        leaves.decide(leave, False, "", by=shop.supervisor.user)
    assert leaves.decide(leave, False, "too many away", by=shop.supervisor.user).status == "rejected"

    again = ask(shop.agent)
    assert (again.pk, again.status) == (leave.pk, "pending")
    assert not again.decisions.exists()


def test_what_waits_is_shown_to_whoever_decides(shop: Company):
    ask(shop.agent, days=2)
    assert waiting_for(shop.supervisor.user).count == 1
    assert (waiting_for(shop.leader.user).count, len(waiting_for(shop.leader.user).leaves)) == (0, 1)
    assert waiting_for(shop.stranger_supervisor.user).leaves == []


@pytest.mark.parametrize("kind", ["personal", "sick"])
def test_overlapping_leave_is_refused_and_leave_that_touches_is_not(shop: Company, kind: str):
    ask(shop.agent)
    with pytest.raises(ValidationError, match="overlaps with personal leave"):
        leaves.ask(shop.agent, leaves.Asked(kind, monday(16), monday(18)), by=shop.agent.user)
    leaves.ask(shop.agent, leaves.Asked(kind, monday(17), monday(18)), by=shop.agent.user)
    assert Leave.objects.count() == 2


def test_impossible_leave_is_refused_with_the_reason(shop: Company):
    me, by = shop.agent, shop.agent.user

    def refused(why: str, *asked: Any) -> None:
        with pytest.raises(ValidationError, match=why):
            leaves.ask(me, leaves.Asked(*asked), by=by)

    refused("ends before it starts", "personal", monday(17), monday(8))
    refused("ends before it starts", "personal", monday(8), monday(8))
    refused("more than a year", "personal", monday(8), monday(8) + 400 * DAY)
    refused("not employed", "personal", at("2025-12-31 08:00"), at("2026-01-01 17:00"))
    refused("at most 3 days", "sick", monday(8), monday(17, 3))
    refused("attach it", "injury", monday(8), monday(17))
    factories.lock_month(Month.of(next_monday()))
    refused("locked month", "personal", monday(8), monday(17))
    assert not Leave.objects.exists()


def test_a_locked_month_keeps_its_leave_as_it_is(shop: Company):
    leave, waiting = ask(shop.agent), ask(shop.agent, after=1)
    approve(leave, shop.supervisor)
    factories.lock_month(Month.of(monday(8, 1).date()))

    with pytest.raises(ValidationError, match="locked month"):
        approve(waiting, shop.supervisor)
    with pytest.raises(ValidationError, match="locked month"):
        leaves.withdraw(leave, by=shop.agent.user)
    assert (fresh(leave).status, fresh(waiting).status) == ("approved", "pending")


def test_leave_of_an_open_month_does_not_cut_a_shift_of_a_locked_one(shop: Company):
    first = next_monday().replace(day=1)
    midnight = dt.datetime.combine(first, dt.time())
    make_shift(
        shop.agent,
        first - DAY,
        "night",
        starts_at=midnight - dt.timedelta(hours=2),
        ends_at=midnight + dt.timedelta(hours=6),
    )
    factories.lock_month(Month.of(first).previous)

    asked = leaves.Asked("personal", midnight, midnight + dt.timedelta(hours=4), "reason")
    with pytest.raises(ValidationError, match="locked month"):
        leaves.ask(shop.agent, asked, by=shop.agent.user)
    after = leaves.Asked("personal", midnight + dt.timedelta(hours=6), midnight + DAY, "reason")
    assert leaves.ask(shop.agent, after, by=shop.agent.user).status == "pending"


def test_leave_is_taken_back_before_it_begins_and_by_who_decides_also_later(shop: Company):
    coming = approve(ask(shop.agent), shop.supervisor)
    assert leaves.withdraw(coming, by=shop.agent.user).status == "withdrawn"

    now = dt.datetime.now()
    begun = make_leave(shop.agent, now - dt.timedelta(hours=1), now + dt.timedelta(hours=1))
    with pytest.raises(ValidationError, match="has begun"):
        leaves.withdraw(begun, by=shop.agent.user)
    with pytest.raises(ValidationError, match="not your turn"):
        leaves.withdraw(begun, by=shop.leader.user, reason="needed here")
    with pytest.raises(ValidationError, match="needs a reason"):
        leaves.withdraw(begun, by=shop.supervisor.user)
    assert leaves.withdraw(begun, by=shop.supervisor.user, reason="came back").status == "withdrawn"


def test_sick_leave_is_approved_with_proof_only(shop: Company):
    leave = ask(shop.agent, kind="sick")
    with pytest.raises(ValidationError, match="proof is missing"):
        approve(leave, shop.supervisor)
    leaves.attach_proof(leave, note(), by=shop.agent.user)
    assert approve(leave, shop.supervisor).status == "approved"


@pytest.mark.parametrize(
    ("head", "why"),
    [(b"MZ program", "Only PDF"), (b"", "Only PDF"), (b"%PDF-" + b"x" * 6_000_000, "larger than 5 MB")],
)
def test_a_file_that_is_no_proof_is_refused(shop: Company, head: bytes, why: str):
    with pytest.raises(ValidationError, match=why):
        ask(shop.agent, kind="injury", proof=note(head))
    assert not Leave.objects.exists()


def test_the_doctors_note_is_for_those_who_decide_and_reading_it_is_recorded(shop: Company):
    leave = ask(shop.agent, kind="sick", proof=note())
    address = reverse("attendance:proof", args=[leave.pk])

    def opened(who: Employee) -> Any:
        client = Client()
        client.force_login(who.user)
        return client.get(address)

    assert opened(shop.leader).status_code == 404
    assert opened(shop.stranger_supervisor).status_code == 404
    answer = opened(shop.supervisor)
    assert b"".join(answer.streaming_content) == b"%PDF-1.7 note"
    assert answer.headers["Content-Disposition"].startswith("attachment")
    assert AuditEntry.objects.filter(action="proof of leave read").count() == 1
    assert opened(shop.agent).status_code == 200


# Balances


def test_annual_leave_begins_after_a_year_and_is_taken_from_the_balance(shop: Company):
    year = next_monday().year
    newcomer, old = shop.agent, shop.leader
    Employee.objects.filter(pk=newcomer.pk).update(hired_on=dt.date(year, 1, 1))
    Employee.objects.filter(pk=old.pk).update(hired_on=dt.date(year - 3, 1, 1))
    newcomer, old = fresh(newcomer), fresh(old)
    with pytest.raises(ValidationError, match="0 are left"):
        ask(newcomer, kind="annual")

    make_shift(old, next_monday() + DAY, "off")
    ask(old, days=3, kind="annual")
    assert leaves.balances(old, year)["annual"].left == 3
    leaves.grant(
        old, by=shop.manager.user, kind="annual", days=Decimal(1), on=dt.date(year, 1, 1), reason="years"
    )
    assert leaves.balances(old, year)["annual"].left == 4
    with pytest.raises(ValidationError, match="takes 5 days; 4"):
        ask(old, days=5, kind="annual", after=7)


def test_annual_leave_of_the_first_year_is_in_proportion():
    person = Employee(hired_on=dt.date(2025, 7, 2))
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(leaves, "rules_of", lambda day: RULES)
        # 183 days are left of 2026: 5 × 183 ÷ 365 = 2.5, whole days only.
        assert [leaves.entitlement(person, year) for year in (2025, 2026, 2027)] == [0, 2, 5]


# Overtime


def ask_overtime(who: Employee, on: dt.date, hours: str = "2", **more: Any) -> OvertimeRequest:
    fields = {"on": on, "hours": Decimal(hours), "kind": "workday", "reason": "queue"} | more
    return overtime.ask(who, by=who.user, **fields)


def test_approved_overtime_counts_for_pay_and_refused_does_not(shop: Company):
    today = dt.date.today()
    asked = ask_overtime(shop.agent, today)
    assert not Overtime.objects.exists()
    for wrong in (shop.agent, shop.leader, shop.accountant):
        with pytest.raises(ValidationError, match="not yours"):
            overtime.decide(asked, True, "", by=wrong.user)
    overtime.decide(asked, True, "", by=shop.supervisor.user)
    assert Overtime.objects.get(employee=shop.agent, on=today).is_approved

    other = ask_overtime(shop.leader, today)
    with pytest.raises(ValidationError, match="needs a reason"):
        overtime.decide(other, False, "", by=shop.supervisor.user)
    overtime.decide(other, False, "not needed", by=shop.supervisor.user)
    assert not Overtime.objects.filter(employee=shop.leader).exists()
    with pytest.raises(ValidationError, match="already"):
        ask_overtime(shop.agent, today)


def test_overtime_counts_only_if_approved_before_the_end_of_the_day_after_it(shop: Company):
    today = dt.date.today()
    late = OvertimeRequest.objects.create(
        employee=shop.agent, on=today - 2 * DAY, hours=2, kind="workday", reason="queue"
    )
    with pytest.raises(ValidationError, match="Too late"):
        overtime.decide(late, True, "", by=shop.supervisor.user)
    with pytest.raises(ValidationError, match="Too late"):
        ask_overtime(shop.leader, today - 2 * DAY)
    assert not Overtime.objects.exists()
    # It is seen for a week that it came too late, and then waits no longer.
    assert [row[1] for row in waiting_for(shop.supervisor.user).overtimes] == [False]
    OvertimeRequest.objects.update(on=today - 9 * DAY)
    assert waiting_for(shop.supervisor.user).is_empty
    assert overtime.decide(late, False, "too late", by=shop.supervisor.user).status == "refused"


def test_overtime_as_time_off_is_not_paid_but_given_in_days(shop: Company):
    asked = ask_overtime(shop.agent, dt.date.today(), "4", is_time_off=True)
    overtime.decide(asked, True, "", by=shop.supervisor.user)

    assert not Overtime.objects.exists()
    assert LeaveGrant.objects.get().days == Decimal("0.5")
    assert leaves.balances(shop.agent, dt.date.today().year)["compensatory"].left == Decimal("0.5")


@pytest.mark.parametrize("hours", ["0", "-1", "12.01", "99"])
def test_impossible_hours_are_refused(shop: Company, hours: str):
    with pytest.raises(ValidationError, match="at most 12"):
        ask_overtime(shop.agent, dt.date.today(), hours)
    assert not OvertimeRequest.objects.exists()


def test_forms_say_what_is_wrong_and_ask_again(shop: Company):
    client = Client(headers={"Accept-Language": "en"})
    client.force_login(shop.agent.user)
    form = {"kind": "personal", "starts_at": "2026-13-01T08:00", "ends_at": "", "reason": "x"}
    assert client.post(reverse("attendance:ask_leave"), form).status_code == 200
    form |= {"starts_at": f"{next_monday()}T17:00", "ends_at": f"{next_monday()}T08:00"}
    page = client.post(reverse("attendance:ask_leave"), form)
    assert "ends before it starts" in page.content.decode()
    assert not Leave.objects.exists()


@pytest.mark.parametrize("day", ["0001-01-01", "9999-12-31"])
def test_a_day_that_cannot_be_meant_is_refused_in_words(shop: Company, day: str):
    client = Client(headers={"Accept-Language": "en"})
    client.force_login(shop.agent.user)
    factories.lock_month(Month(2020, 1))
    for name, form in (
        ("ask_leave", {"kind": "annual", "starts_at": f"{day}T08:00", "ends_at": f"{day}T17:00"}),
        ("ask_overtime", {"on": day, "hours": "2", "kind": "workday"}),
        ("ask_correction", {"punched_at": f"{day}T08:00"}),
        ("ask_swap", {"on": day, "return_on": day}),
    ):
        page = client.post(reverse(f"attendance:{name}"), form | {"reason": "x"})
        assert page.status_code == 200
        assert "cannot be meant" in page.text
