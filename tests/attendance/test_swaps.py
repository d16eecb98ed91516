"""Swaps and missing punches: their states, what is refused, and who carries what follows."""

import datetime as dt
from decimal import Decimal

import pytest
from django.core.exceptions import ValidationError
from django.test import Client
from django.urls import reverse

from attendance import proposals, punches, roster, swap_outcomes
from attendance import swap as swaps
from attendance.models import Punch, PunchCorrection, Shift, Swap
from attendance.reading import reading_of
from common.models import AuditEntry
from common.month import Month
from staff.models import Employee
from tests import factories
from tests.access.shifts import next_monday
from tests.factories import Company, fresh, make_employee, make_punch, make_shift, make_user

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("in_english")]

DAY = dt.timedelta(days=1)


@pytest.fixture
def mate(shop: Company) -> Employee:
    """A colleague of the agent's group."""
    person = make_employee("Mate", group=shop.day)
    make_user(person)
    return person


def ask(shop: Company, mate: Employee, on: dt.date, back: dt.date | None = None) -> Swap:
    return swaps.ask(shop.agent, mate, on, back, "family", by=shop.agent.user)


def agreed(shop: Company, mate: Employee, on: dt.date, back: dt.date | None = None) -> Swap:
    return swaps.accept(ask(shop, mate, on, back), True, by=mate.user)


def rostered(person: Employee) -> dict[dt.date, str]:
    return dict(Shift.objects.filter(employee=person).values_list("on", "kind"))


def test_a_swap_is_asked_accepted_and_approved_before_the_roster_moves(shop: Company, mate: Employee):
    monday, tuesday = next_monday(), next_monday() + DAY
    given, taken = make_shift(shop.agent, monday, "day"), make_shift(mate, tuesday, "night")
    make_shift(mate, monday, "off")
    swap = ask(shop, mate, monday, tuesday)
    assert swap.state == "asked"
    with pytest.raises(ValidationError, match="not wait"):
        swaps.decide(swap, True, "", by=shop.leader.user)
    with pytest.raises(ValidationError, match="your answer"):
        swaps.accept(swap, True, by=shop.leader.user)
    swap = swaps.accept(swap, True, by=mate.user)
    assert swap.state == "accepted"
    for wrong in (shop.agent, mate, shop.accountant):
        with pytest.raises(ValidationError, match="not wait"):
            swaps.decide(swap, True, "", by=wrong.user)

    swap = swaps.decide(swap, True, "", by=shop.leader.user)

    assert swap.state == "approved"
    assert rostered(shop.agent) == {monday: "off", tuesday: "night"}
    assert rostered(mate) == {monday: "day"}
    # The rows themselves changed hands, and with them everything that hangs on them.
    assert (fresh(given).employee, fresh(taken).employee) == (mate, shop.agent)
    assert AuditEntry.objects.filter(action="swap approved").count() == 2


def test_two_shifts_of_one_day_change_hands(shop: Company, mate: Employee):
    monday = next_monday()
    make_shift(shop.agent, monday, "day"), make_shift(mate, monday, "night")
    swaps.decide(agreed(shop, mate, monday, monday), True, "", by=shop.supervisor.user)
    assert (rostered(shop.agent), rostered(mate)) == ({monday: "night"}, {monday: "day"})


def test_a_swap_is_refused_by_the_partner_or_the_approver(shop: Company, mate: Employee):
    make_shift(shop.agent, next_monday())
    swap = swaps.accept(ask(shop, mate, next_monday()), False, "busy", by=mate.user)
    assert swap.state == "refused"

    second = agreed(shop, mate, next_monday())
    with pytest.raises(ValidationError, match="needs a reason"):
        swaps.decide(second, False, "", by=shop.leader.user)
    assert swaps.decide(second, False, "too few", by=shop.leader.user).state == "refused"
    assert rostered(shop.agent) == {next_monday(): "day"}


def test_a_swap_lapses_when_the_shift_begins(shop: Company, mate: Employee):
    make_shift(shop.agent, next_monday())
    swap = agreed(shop, mate, next_monday())
    Swap.objects.filter(pk=swap.pk).update(starts_at=dt.datetime.now() - dt.timedelta(minutes=1))
    assert fresh(swap).state == "lapsed"
    with pytest.raises(ValidationError, match="lapsed"):
        swaps.decide(swap, True, "", by=shop.leader.user)
    assert rostered(mate) == {}


def test_a_swap_follows_the_edited_shift_and_the_partner_is_asked_again(shop: Company, mate: Employee):
    monday = next_monday()
    make_shift(shop.agent, monday, "day")
    swap = agreed(shop, mate, monday)

    edit(shop, shop.agent, monday, "night")
    assert fresh(swap).state == "asked"
    swap = swaps.accept(fresh(swap), True, by=mate.user)
    swaps.decide(swap, True, "", by=shop.leader.user)
    assert rostered(mate) == {monday: "night"}


def test_a_swap_of_a_shift_that_is_taken_away_lapses(shop: Company, mate: Employee):
    make_shift(shop.agent, next_monday())
    swap = agreed(shop, mate, next_monday())
    edit(shop, shop.agent, next_monday(), "off")
    assert fresh(swap).state == "lapsed"
    assert "no shift" in fresh(swap).note


def test_a_shift_edited_behind_the_swap_has_to_be_accepted_again(shop: Company, mate: Employee):
    shift = make_shift(shop.agent, next_monday(), "day")
    swap = agreed(shop, mate, next_monday())
    end = shift.ends_at + dt.timedelta(hours=1)
    Shift.objects.filter(pk=shift.pk).update(ends_at=end)  # as an import does
    with pytest.raises(ValidationError, match="accept it again"):
        swaps.decide(swap, True, "", by=shop.leader.user)


def edit(shop: Company, person: Employee, day: dt.date, kind: str) -> None:
    people = {person.pk: person}
    roster.draft_cells(people, [((person.pk, day), kind, None)], by=shop.leader.user)
    roster.publish(people, [day], by=shop.leader.user, group=shop.day)


def test_impossible_swaps_are_refused_and_nothing_is_written(shop: Company, mate: Employee):
    monday, today = next_monday(), dt.date.today()
    make_shift(shop.agent, monday)
    make_shift(shop.agent, today - DAY)
    make_shift(mate, monday, "night")

    def refused(why: str, partner: Employee, on: dt.date, back: dt.date | None = None) -> None:
        with pytest.raises(ValidationError, match=why):
            ask(shop, partner, on, back)

    refused("with themselves", shop.agent, monday)
    refused("within one group", shop.stranger_agent, monday)
    refused("no shift", mate, monday + DAY)
    refused("no shift", mate, monday, monday + DAY)
    refused("has begun", mate, today - DAY)
    refused("works on .* already", mate, monday)
    factories.lock_month(Month.of(monday))
    refused("locked month", mate, monday)
    assert not Swap.objects.exists()


def test_who_is_on_leave_takes_no_shift_over(shop: Company, mate: Employee):
    monday = next_monday()
    make_shift(shop.agent, monday), make_shift(mate, monday + DAY)
    swap = agreed(shop, mate, monday, monday + DAY)
    midnight = dt.datetime.combine(monday, dt.time())
    away = factories.make_leave(mate, midnight, midnight + DAY)

    with pytest.raises(ValidationError, match="Mate is on leave"):
        swaps.decide(swap, True, "", by=shop.leader.user)
    away.status = "withdrawn"
    away.save()
    assert swaps.decide(swap, True, "", by=shop.leader.user).state == "approved"


def test_a_shift_is_offered_to_one_person_at_a_time_and_can_be_taken_back(shop: Company, mate: Employee):
    make_shift(shop.agent, next_monday())
    swap = ask(shop, mate, next_monday())
    with pytest.raises(ValidationError, match="offered to somebody"):
        ask(shop, shop.leader, next_monday())
    with pytest.raises(ValidationError, match="taken back"):
        swaps.withdraw(swap, by=mate.user)
    assert swaps.withdraw(swap, by=shop.agent.user).state == "withdrawn"
    ask(shop, shop.leader, next_monday())


def test_an_unmanned_shift_after_a_swap_proposes_an_entry_for_both_to_the_supervisor(
    shop: Company, mate: Employee
):
    past = dt.date.today() - 2 * DAY
    shift = make_shift(mate, past)
    approved_swap(shop, mate, past)
    # Whoever ended up on the shift carries it.
    read = reading_of(shift)
    assert read is not None and read.reading.is_absent

    assert swap_outcomes.propose_unmanned(dt.datetime.now()) == 2
    assert swap_outcomes.propose_unmanned(dt.datetime.now()) == 0

    found = swap_outcomes.unmanned(shop.supervisor.user)
    assert {one.employee for one in found} == {shop.agent, mate}
    for one in found:
        assert (one.item, one.amount, one.on) == ("FINE", Decimal(50), past)
        assert str(mate) in one.because and str(shop.agent) in one.because
    assert swap_outcomes.unmanned(shop.stranger_supervisor.user) == []
    assert swap_outcomes.unmanned(shop.leader.user) == []
    with pytest.raises(ValidationError, match="supervisor"):
        proposals.drop(found[0], by=shop.leader.user, answer="no")
    proposals.drop(found[0], by=shop.supervisor.user, answer="bus accident, certificate seen")
    assert swap_outcomes.unmanned(shop.supervisor.user) == found[1:]


def approved_swap(shop: Company, mate: Employee, on: dt.date) -> Swap:
    start = dt.datetime.combine(on, dt.time(8))
    return Swap.objects.create(asker=shop.agent, partner=mate, on=on, starts_at=start, status="approved")


def test_a_swap_with_oneself_or_another_group_is_refused_on_the_page_with_the_reason(shop: Company):
    make_shift(shop.agent, next_monday())
    client = Client(headers={"Accept-Language": "en"})
    client.force_login(shop.agent.user)
    for other in (shop.agent, shop.stranger_agent):
        page = client.post(reverse("attendance:ask_swap"), {"on": next_monday(), "partner": other.pk})
        assert "nobody swaps with themselves or with another group" in page.text
    assert not Swap.objects.exists()


def moved(shop: Company, asker: Employee, partner: Employee, on: dt.date) -> Swap:
    """An approved exchange of what both have on a day, as it was agreed before it."""
    plans = swaps.plans_of((asker.pk, partner.pk), [on])
    swap = Swap(
        asker=asker, partner=partner, on=on, return_on=on, starts_at=dt.datetime.combine(on, dt.time(8))
    )
    swap.agreed, swap.status, swap.decided_at = swaps.seen(swap, plans), "approved", dt.datetime.now()
    swap.save()
    swaps.move_shifts(swap)
    return swap


def test_of_a_shift_that_went_on_and_on_only_the_last_two_are_liable(shop: Company, mate: Employee):
    past, third = dt.date.today() - 2 * DAY, make_employee("Third", group=shop.day)
    make_user(third)
    day, night = make_shift(shop.agent, past), make_shift(mate, past, "night")
    late = make_shift(third, past, starts_at=day.starts_at, ends_at=day.ends_at)
    moved(shop, shop.agent, mate, past)
    moved(shop, mate, third, past)
    # The agent has the night, the mate the third one's day shift, and the third the agent's, to which nobody came.
    assert [fresh(one).employee for one in (day, night, late)] == [third, shop.agent, mate]
    for shift in (night, late):
        make_punch(fresh(shift).employee, shift.starts_at)

    assert swap_outcomes.propose_unmanned(dt.datetime.now()) == 2
    assert {one.employee for one in swap_outcomes.unmanned(shop.supervisor.user)} == {mate, third}


def test_two_shifts_of_one_day_that_were_exchanged_and_both_unmanned_are_two_matters(
    shop: Company, mate: Employee
):
    past = dt.date.today() - 2 * DAY
    make_shift(shop.agent, past), make_shift(mate, past, "night")
    moved(shop, shop.agent, mate, past)

    now = dt.datetime.now()
    assert swap_outcomes.propose_unmanned(now) == 4 and swap_outcomes.propose_unmanned(now) == 0
    says = sorted({one.because for one in swap_outcomes.unmanned(shop.supervisor.user)})
    assert len(says) == 2 and "08:00 to 17:00" in says[0] and "17:00 to 24:00" in says[1]


def test_whoever_was_put_on_another_shift_since_has_it_from_the_roster(shop: Company, mate: Employee):
    past = dt.date.today() - 2 * DAY
    make_shift(shop.agent, past)
    moved(shop, shop.agent, mate, past)
    night = dt.datetime.combine(past, dt.time(17))
    Shift.objects.filter(employee=mate, on=past).update(
        kind="night", starts_at=night, ends_at=night + dt.timedelta(hours=7)
    )
    assert swap_outcomes.propose_unmanned(dt.datetime.now()) == 0


def test_a_swapped_shift_to_which_somebody_came_or_in_a_locked_month_proposes_nothing(
    shop: Company, mate: Employee
):
    attended, long_ago = dt.date.today() - 2 * DAY, Month.of(dt.date.today()).previous.last
    for day in (attended, long_ago):
        make_shift(mate, day)
        approved_swap(shop, mate, day)
    make_punch(mate, dt.datetime.combine(attended, dt.time(8)))
    factories.lock_month(Month.of(long_ago))

    assert swap_outcomes.propose_unmanned(dt.datetime.combine(dt.date.today(), dt.time(23))) == 0


def test_an_undecided_swap_lapses_by_the_clock_and_both_see_it(shop: Company, mate: Employee):
    monday = next_monday()
    for place in range(3):
        make_shift(shop.agent, monday + place * DAY)
    asked, accepted = ask(shop, mate, monday), agreed(shop, mate, monday + DAY)
    later = ask(shop, mate, monday + 2 * DAY)

    lapse = dt.datetime.combine(monday + DAY, dt.time(8))
    assert swaps.lapse_past(lapse - dt.timedelta(minutes=1)) == 1
    assert swaps.lapse_past(lapse) == 1
    assert swaps.lapse_past(lapse) == 0

    assert [fresh(one).status for one in (asked, accepted, later)] == ["lapsed", "lapsed", "asked"]
    entry = AuditEntry.objects.filter(action="swap lapsed").first()
    assert entry is not None and entry.changes == {"status": ["accepted", "lapsed"]}
    with pytest.raises(ValidationError, match="lapsed"):
        swaps.decide(fresh(accepted), True, "", by=shop.leader.user)
    client = Client(headers={"Accept-Language": "en"})
    for person in (shop.agent, mate):
        client.force_login(person.user)
        assert "Nobody decided before the shift began." in client.get(reverse("attendance:my_shifts")).text


# Punches


def moment(hour: int = 8, back: int = 1) -> dt.datetime:
    return dt.datetime.combine(dt.date.today() - back * DAY, dt.time(hour))


def test_an_approved_correction_becomes_a_punch_and_mends_the_reading(shop: Company):
    shift = make_shift(shop.agent, dt.date.today() - DAY)
    make_punch(shop.agent, moment(17))
    read = reading_of(shift)
    assert read is not None and read.reading.is_missed

    asked = punches.ask_correction(shop.agent, moment(), "forgot", by=shop.agent.user)
    for wrong in (shop.agent, shop.accountant):
        with pytest.raises(ValidationError, match="not yours"):
            punches.decide(asked, True, "", by=wrong.user)
    punches.decide(asked, True, "", by=shop.leader.user)

    read = reading_of(shift)
    assert read is not None and read.marks == []
    assert Punch.objects.get(punched_at=moment()).source == "correction"


def test_impossible_corrections_are_refused(shop: Company):
    me, by = shop.agent, shop.agent.user
    with pytest.raises(ValidationError, match="in the future"):
        punches.ask_correction(me, dt.datetime.now() + dt.timedelta(minutes=5), "x", by=by)
    punches.ask_correction(me, moment(), "x", by=by)
    with pytest.raises(ValidationError, match="there already"):
        punches.ask_correction(me, moment(), "x", by=by)
    factories.lock_month(Month.of(moment().date()))
    with pytest.raises(ValidationError, match="locked month"):
        punches.ask_correction(me, moment(9), "x", by=by)
    with pytest.raises(ValidationError, match="locked month"):
        punches.decide(PunchCorrection.objects.get(), True, "", by=shop.leader.user)
    assert not Punch.objects.exists()


def test_a_punch_after_midnight_does_not_change_the_night_shift_of_a_locked_month(shop: Company):
    first = dt.date.today().replace(day=1)
    make_shift(shop.agent, first - DAY, "night")
    factories.lock_month(Month.of(first).previous)

    with pytest.raises(ValidationError, match="locked month"):
        punches.ask_correction(shop.agent, moment_of(first, 0, 5), "forgot", by=shop.agent.user)
    if dt.date.today() > first:
        punches.ask_correction(shop.agent, moment_of(first, 7, 55), "forgot", by=shop.agent.user)
        assert PunchCorrection.objects.count() == 1


def moment_of(day: dt.date, hour: int, minute: int) -> dt.datetime:
    return dt.datetime.combine(day, dt.time(hour, minute))


def test_a_second_press_of_the_clock_is_the_same_punch(shop: Company):
    now = dt.datetime.now()
    first = punches.clock(shop.agent, by=shop.agent.user, now=now)
    assert punches.clock(shop.agent, by=shop.agent.user, now=now + dt.timedelta(seconds=20)) == first
    assert punches.clock(shop.agent, by=shop.agent.user, now=now + dt.timedelta(minutes=2)) != first
    assert first.source == "page"


def test_the_company_may_switch_the_clock_on_the_page_off(shop: Company):
    from staff.models import RuleRate

    RuleRate.objects.filter(name="clock_on_page").update(value="no")
    with pytest.raises(ValidationError, match="does not clock in"):
        punches.clock(shop.agent, by=shop.agent.user)
    assert not Punch.objects.exists()
