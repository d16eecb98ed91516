"""What waits at the shift desk of the demo company: swaps, overtime, a missing punch, a drafted week, needs."""

import datetime as dt
from decimal import Decimal

from attendance import roster, swap
from attendance.models import CoverageNeed, OvertimeRequest, Punch, PunchCorrection, Shift, Swap
from common.dated import DAY
from csbackoffice.demo.people import Company
from staff.models import Employee, Group, User


def write_requests(company: Company) -> None:
    """Open requests of the coming days; only where the demo reaches into today."""
    if not company.plan.with_current:
        return
    team = company.teams[0]
    group = Group.objects.get(pk=team.id)
    everybody = [team.leader, *team.members]
    people = {one.pk: one for one in Employee.objects.filter(pk__in=[one.id for one in everybody])}
    _write_needs(group)
    _ask_overtime(company, people[team.members[2].id])
    _miss_a_punch(company, list(people.values()))
    _offer_swaps(company, [people[one.id] for one in team.members])
    _draft_next_week(company, people, group)


def _write_needs(group: Group) -> None:
    CoverageNeed.objects.create(group=group, from_hour=8, to_hour=17, heads=3)
    CoverageNeed.objects.create(group=group, from_hour=17, to_hour=24, heads=2)


def _ask_overtime(company: Company, person: Employee) -> None:
    OvertimeRequest.objects.create(
        employee=person,
        on=company.plan.today,
        hours=Decimal(2),
        kind="workday",
        reason="大促咨询量大，接待排队较长",
        asked_at=company.plan.now,
    )


def _miss_a_punch(company: Company, people: list[Employee]) -> None:
    """Somebody who has only one punch on one of the last days asks for the other."""
    for back in range(1, 8):
        day = company.plan.today - back * DAY
        for shift in Shift.objects.filter(employee__in=people, on=day, kind="day").order_by("employee"):
            own = Punch.objects.filter(employee=shift.employee, punched_at__date=day)
            if (
                own.count() == 1
                and shift.ends_at
                and own[0].punched_at < shift.ends_at - dt.timedelta(hours=4)
            ):
                PunchCorrection.objects.create(
                    employee=shift.employee,
                    punched_at=shift.ends_at,
                    reason="下班忘记打卡，交接班有记录",
                    asked_at=company.plan.now,
                )
                return


def _offer_swaps(company: Company, people: list[Employee]) -> None:
    """One swap is asked, one accepted and waits for the leader: each of a shift against a rest day."""
    states = [Swap.Status.ASKED, Swap.Status.ACCEPTED]
    for after in range(2, 6):
        day = company.plan.today + after * DAY
        shifts = {row.employee_id: row for row in Shift.objects.filter(employee__in=people, on=day)}
        giver = next((one for one in people if one.pk in shifts and shifts[one.pk].kind == "day"), None)
        taker = next((one for one in people if one.pk in shifts and shifts[one.pk].kind == "off"), None)
        if giver and taker and states:
            made = Swap(asker=giver, partner=taker, on=day, reason="家里有事", asked_at=company.plan.now)
            plans = swap.plans_of((giver.pk, taker.pk), [day])
            made.agreed, made.starts_at = swap.seen(made, plans), swap.first_start(made, plans)
            made.status = states.pop(0)
            made.save()


def _draft_next_week(company: Company, people: dict[int, Employee], group: Group) -> None:
    """The week after what is published is drafted and not published yet."""
    first = company.plan.rostered_until + DAY
    if first <= dt.date.today():
        return
    leader = User.objects.get(username="leader")
    roster.rotate_days(people, [first + place * DAY for place in range(7)], by=leader, group=group)
