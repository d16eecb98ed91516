"""The shift desk of the demo company: plans, handovers, checklists, cleaning and notices of the last days."""

import datetime as dt
from random import Random

from django.db.models import F

from attendance import duty, handovers, missing_plans, plans
from attendance.models import (
    Checklist,
    ChecklistPoint,
    ConductProposal,
    Handover,
    HandoverItem,
    PlanItem,
    Tick,
    WorkPlan,
)
from attendance.shift_ends import endings
from common import locks
from common.dated import DAY
from csbackoffice.demo.people import Company, Person, Team
from csbackoffice.demo.roster import OFF, turn_of
from staff.models import Group, Notice, NoticeReading, User
from tickets.services import handing_over

MINUTE = dt.timedelta(minutes=1)
# Plans are kept for so many days; within the last seven a missing one is proposed.
DAYS = 9
FORGETS = 0.06
# What has moved on is mostly done on the next day.
CATCHES_UP = 0.8
TASKS = (
    ("联系快递核实破损件，给客户答复", True, True),
    ("回访昨天签收的会员客户", False, True),
    ("核对双十二活动价格与库存", False, True),
    ("整理本周退款原因，交给组长", False, False),
    ("催物流：三单停滞超过 48 小时", True, False),
    ("更新尺码问题的快捷回复", False, False),
    ("联系待付款客户，确认备注与地址", True, True),
    ("跟进中评客户，记录原因", False, True),
    ("补登昨天未答上来的问题", False, False),
    ("带新人熟悉售后流程", False, False),
)
REMARKS = ("等快递回电", "客户约了明天再联系", "还差两单", "等仓库确认")
MATTERS = (
    ("客户要求今晚 20:00 前回电，情绪激动，先安抚", "云上茶客", "20:00 前回电并登记结果", True),
    ("仓库盘点，18:00 后不能改地址", "", "改地址的客户先登记，明早处理", True),
    ("打印机缺纸，已报行政", "", "明早取纸换上", False),
    ("快递揽收延迟到 19:30", "", "发货群里确认揽收", False),
)
NOTICES = (
    (
        "双十二活动客服须知",
        "12 月 12 日全员在岗，当天不批事假。活动价格与话术见知识库，遇到价格疑问先登记再答复。",
        None,
        6,
    ),
    ("面单截止时间提醒", "面单须在 12:00、14:00、21:00、24:00 前贴好，贴完在检查表打勾。", None, 3),
    ("本组周会", "周五 17:15 在会议室开周会，请带上本周未解决的问题。", 1, 1),
)


def write_shift_desk(company: Company) -> None:
    """Boards, books and lists up to now; nothing where the demo company ends with a complete month."""
    if not company.plan.with_current:
        return
    random = company.plan.random("shift desk")
    _write_plans(company, random)
    _write_notices(company)
    for team in company.teams:
        _write_handovers(company, team)
        _write_ticks(company, team, random)
        _write_duties(company, team)
    _propose(company)


def _user(person: Person | None) -> User | None:
    return User.objects.filter(employee=person.id).first() if person else None


# Plans


def _write_plans(company: Company, random: Random) -> None:
    """One to four tasks a person and shift; what was not done moves on as it does in life."""
    plan = company.plan
    sellers = [person for team in company.teams for person in (team.leader, *team.members)]
    for day in (plan.today - back * DAY for back in range(DAYS, -1, -1)):
        for person in sellers:
            turn = turn_of(person, day)
            starts_at = dt.datetime.combine(day, dt.time(8 if turn == "D" else 17))
            forgets = random.random() < FORGETS and person not in company.faces.values()
            if turn != OFF and person.is_here(day) and starts_at < plan.now and not forgets:
                _write_plan(company, random, person, day, starts_at)
    past = WorkPlan.objects.filter(on__lt=plan.today).order_by("on").select_related("employee")
    for row in past:
        for item in row.items.exclude(moved_from=None):
            if random.random() < CATCHES_UP:
                item.percent, item.status = 100, PlanItem.Status.DONE
                item.finished_at = dt.datetime.combine(row.on, dt.time(15))
                item.save()
        plans.close_day(row)
    WorkPlan.objects.filter(closed_at__isnull=False).update(closed_at=F("written_at") + 9 * 60 * MINUTE)


def _write_plan(
    company: Company, random: Random, person: Person, day: dt.date, starts_at: dt.datetime
) -> None:
    written_at = starts_at + random.randint(-8, 25) * MINUTE
    row = WorkPlan.objects.create(employee_id=person.id, group_id=person.group, on=day, written_at=written_at)
    is_today = day == company.plan.today
    for says, is_urgent, is_important in random.sample(TASKS, random.randint(2, 4)):
        percent = random.choice((0, 0, 0, 50, 100) if is_today else (100,) * 9 + (50,))
        PlanItem.objects.create(
            plan=row,
            says=says,
            is_urgent=is_urgent,
            is_important=is_important,
            percent=percent,
            status=PlanItem.Status.DONE if percent == 100 else PlanItem.Status.OPEN,
            remark=random.choice(REMARKS) if percent == 50 else "",
            first_on=day,
            written_at=written_at,
            finished_at=starts_at + random.randint(30, 80) * MINUTE if percent == 100 else None,
        )


def _propose(company: Company) -> None:
    """What the program proposes by itself, up to now."""
    missing_plans.propose_missing_plans(company.plan.now)
    ConductProposal.objects.update(proposed_at=company.plan.now)


# Notices


def _write_notices(company: Company) -> None:
    """Two to everybody, one to the first group; the people with a login have read the older ones."""
    manager, leader = _user(company.faces["manager"]), _user(company.faces["leader"])
    for title, text, group, days_ago in NOTICES:
        at = company.plan.now - days_ago * DAY
        by = leader if group else manager
        notice = Notice.objects.create(title=title, text=text, group_id=group, at=at, by=by)
        readers = company.people[:: days_ago + 1] if days_ago < 3 else company.people[::2]
        NoticeReading.objects.bulk_create(
            NoticeReading(notice=notice, employee_id=person.id, at=at + 20 * MINUTE)
            for person in readers
            if person.is_here(company.plan.today)
        )


# Handovers


def _write_handovers(company: Company, team: Team) -> None:
    """Of the last three days, signed off and acknowledged but for the last one, which waits."""
    now = company.plan.now
    ended = endings(now - 3 * DAY, now, [team.id])
    for place, ending in enumerate(ended):
        opened_at = ending.ends_at - 30 * MINUTE
        handover = handovers.open_handover(ending, opened_at)
        for says, customer, step, is_marked in MATTERS[place % 2 :: 2][:1]:
            HandoverItem.objects.create(
                handover=handover,
                key=f"matter:{handover.pk}",
                says=says,
                customer=customer,
                owner_id=team.leader.id,
                next_step=step,
                is_marked=is_marked,
                first_at=opened_at,
            )
        is_last = ending is ended[-1]
        if is_last:
            handing_over.bring_open(handover)
            handover.items.filter(next_step="").update(next_step="按约定时间回复客户", owner=F("owner"))
            handover.items.filter(owner=None).update(owner=team.leader.id)
        _sign(company, team, handover, is_last)


def _sign(company: Company, team: Team, handover: Handover, waits: bool) -> None:
    out = _on_shift(team, handover.on, "N" if handover.kind == "night" else "D")
    following = handover.incoming_at.date(), "D" if handover.incoming_at.hour < 12 else "N"
    coming = _on_shift(team, *following)
    giver, taker = (out or [team.leader])[0], (coming or [team.leader])[-1]
    handover.signed_off_by_id, handover.signed_off_at = giver.id, handover.ends_at - 4 * MINUTE
    # The first group's last handover is for the visitor to take over.
    if not (waits and team is company.teams[0]) and taker is not giver:
        taken_at = handover.incoming_at + 3 * MINUTE
        handover.acknowledged_by_id, handover.acknowledged_at = taker.id, taken_at
        handover.items.update(acknowledged_by=taker.id, acknowledged_at=taken_at)
        if not waits:
            handover.items.exclude(kind=HandoverItem.Kind.NOTICE).filter(
                pk__in=_every_second(handover)
            ).update(closed_at=taken_at + 90 * MINUTE, closed_by=taker.id)
    handover.save()


def _every_second(handover: Handover) -> list[int]:
    return list(handover.items.order_by("pk").values_list("pk", flat=True))[::2]


def _on_shift(team: Team, day: dt.date, turn: str) -> list[Person]:
    people = [team.leader, *team.members]
    return [person for person in people if person.is_here(day) and turn_of(person, day) == turn]


# Checklists and cleaning


def _write_ticks(company: Company, team: Team, random: Random) -> None:
    """Yesterday's lists are ticked but for a few points; today's as far as the morning has come."""
    now = company.plan.now
    for day in (company.plan.today - DAY, company.plan.today):
        for point in ChecklistPoint.objects.select_related("checklist"):
            at = _ticked_at(point.checklist, day, random)
            on = _on_shift(team, day, "N" if point.checklist.kind == "night" else "D")
            who = team.supervisor if point.checklist.role else (random.choice(on) if on else None)
            if who and at < now and random.random() > 0.08:
                Tick.objects.create(point=point, group_id=team.id, on=day, by_id=who.id, at=at)


def _ticked_at(checklist: Checklist, day: dt.date, random: Random) -> dt.datetime:
    minute = checklist.due_minute if checklist.due_minute is not None else 8 * 60 + 30
    return dt.datetime.combine(day, dt.time()) + (minute - random.randint(3, 25)) * MINUTE


def _write_duties(company: Company, team: Team) -> None:
    """Last week's cleaning with the inspector's points, and this week's."""
    group, inspector = Group.objects.get(pk=team.id), _user(team.leader) or _user(company.faces["manager"])
    monday = company.plan.today - company.plan.today.weekday() * DAY
    for first in (monday - 7 * DAY, monday):
        duty.fill_week(group, first, first)
    looked_at = group.duties.filter(on__lt=company.plan.today).exclude(employee=team.leader.id)
    points = {0: (1, "桌面有杯渍"), 1: (2, "垃圾未倒")}
    for place, row in enumerate(looked_at.order_by("on", "area")):
        lost, remark = points.get(place - 3, (0, "")) if place < 5 and team is company.teams[0] else (0, "")
        if inspector and not locks.is_locked(row.on):
            duty.inspect(row, lost, remark, by=inspector)
