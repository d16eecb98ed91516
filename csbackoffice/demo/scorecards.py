"""What the demo company's scorecards rest on: metrics, exams, inspections, weekly records."""

import datetime as dt
from collections.abc import Iterator
from decimal import Decimal
from random import Random

from common.dated import DAY
from csbackoffice.demo.assessing import LARGEST
from csbackoffice.demo.people import Company, Person
from performance.models import (
    ColleagueRating,
    Draw,
    Exam,
    Finding,
    Inspection,
    LostInquiry,
    Metric,
    Question,
    ServiceMetric,
    Sitting,
    Standard,
    Suggestion,
    TrainingPlace,
    TrainingPlan,
    WeeklyRecord,
)
from performance.services.inspections import points_of
from staff.models import User
from tickets.models import Ticket

MOST_CHECKS = 24  # of conversations
LATER = dt.timedelta(hours=2)
LOST = (
    ("price", "觉得比别家贵，等大促再买。"),
    ("price", "满减差几元，没有凑单。"),
    ("stock", "雾蓝色 1.8 米缺货。"),
    ("size", "窗帘尺寸不合，不接受定制。"),
    ("delivery", "要求次日送达，做不到。"),
    ("slow", "晚高峰排队，客户等不及。"),
    ("elsewhere", "已在别的店下单。"),
)
WEEKS = (
    "接待量稳定，响应快；退换货政策还要再熟悉。",
    "大促咨询多，态度耐心，两次主动帮同事分流。",
    "记录偶有缺项，已当面提醒，下周复查。",
    "尺寸咨询答得准，转化比上周好。",
)
QUESTIONS = (
    ("乳胶枕拆封后七天内能否无理由退货？", "影响二次销售的不支持\n一律支持\n一律不支持", 1),
    ("客户要求改地址，包裹已发出，先做什么？", "让客户拒收\n联系快递拦截改址\n重新发货", 2),
    ("客户情绪激动时第一句话应当怎样？", "解释规则\n转给组长\n先致歉并复述问题", 3),
    ("承诺的回复时间到了还没有结果，怎么办？", "等结果出来再说\n按时告知进度并给新的时间\n关闭工单", 2),
)


def write_scorecards(company: Company) -> None:
    """Everything that criteria are scored from; small companies only."""
    if len(company.people) > LARGEST:
        return
    ServiceMetric.objects.bulk_create(_metrics(company), batch_size=2000)
    _write_exams(company)
    _write_inspections(company)
    _write_checks(company)
    WeeklyRecord.objects.bulk_create(_weeks(company))
    LostInquiry.objects.bulk_create(_lost(company))
    ColleagueRating.objects.bulk_create(_ratings(company))
    _write_training(company)
    Suggestion.objects.bulk_create(_ideas(company))


def _sellers(company: Company, day: dt.date) -> list[Person]:
    return [person for person in company.people if person.sells and person.is_here(day)]


def _metrics(company: Company) -> Iterator[ServiceMetric]:
    """Six days in seven; better people answer sooner and solve more. Yesterday's figures are provisional."""
    random = company.plan.random("metrics")
    for day in company.plan.days():
        if day >= company.plan.today:
            continue
        for person in _sellers(company, day):
            if random.random() > 1 / 7:
                yield from _day(person, day, random, day < company.plan.today - DAY)


def _day(person: Person, day: dt.date, random: Random, is_final: bool) -> Iterator[ServiceMetric]:
    served = random.randint(28, 60)
    skill = (person.ability - 50) / 50
    seconds = max(12, round(78 - 50 * skill + random.gauss(0, 8)))
    rated = max(1, round(served * random.uniform(0.25, 0.5)))
    told = {
        Metric.FIRST_RESPONSE: (seconds * served, served),
        Metric.REPLY_INTERVAL: (round(seconds * 0.8) * served * 4, served * 4),
        Metric.RESOLUTION: (_part(random, served, 0.74 + 0.24 * skill), served),
        Metric.SATISFACTION: (_part(random, rated, 0.86 + 0.14 * skill), rated),
        Metric.CONVERSION: (_part(random, served, 0.32 + 0.28 * skill), served),
    }
    for metric, (numerator, denominator) in told.items():
        yield ServiceMetric(
            employee_id=person.id,
            on=day,
            metric=metric,
            numerator=numerator,
            denominator=denominator,
            is_final=is_final,
        )


def _part(random: Random, whole: int, chance: float) -> int:
    return min(whole, max(0, round(whole * min(chance, 0.99) + random.gauss(0, whole**0.5 * 0.3))))


def _write_exams(company: Company) -> None:
    random = company.plan.random("exams")
    manager = User.objects.get(username="manager")
    for month in company.plan.all_months():
        on = month.first + 17 * DAY
        if on > company.plan.today:
            continue
        exam = Exam.objects.create(title=f"{month} 业务知识考试", on=on, full_mark=100, by=manager)
        Question.objects.bulk_create(
            Question(exam=exam, place=place, text=text, choices=choices, answer=answer, points=25)
            for place, (text, choices, answer) in enumerate(QUESTIONS, 1)
        )
        Sitting.objects.bulk_create(
            Sitting(
                exam=exam,
                employee_id=person.id,
                mark=Decimal(_mark(random, person)) if month in company.plan.complete else None,
                finished_at=dt.datetime.combine(on, dt.time(17, 30))
                if month in company.plan.complete
                else None,
            )
            for person in _sellers(company, on)
        )


def _mark(random: Random, person: Person) -> int:
    return 25 * min(4, max(1, round((person.ability + random.gauss(0, 9)) / 25)))


def _write_inspections(company: Company) -> None:
    """Two or three people every third day, by the supervisor of each group."""
    random = company.plan.random("inspections")
    standard = Standard.objects.get(preset="floor")
    items = list(standard.items.all())
    inspectors = {user.employee_id: user for user in User.objects.filter(username__startswith="supervisor")}
    for day in company.plan.days():
        if day.toordinal() % 3 or day >= company.plan.today:
            continue
        for team in company.teams:
            inspector = inspectors.get(team.supervisor.id)
            here = [person for person in team.members if person.is_here(day)]
            if inspector and here and team in company.teams[:2]:
                _inspect(random, day, standard, items, inspector, random.sample(here, min(3, len(here))))


def _inspect(
    random: Random, day: dt.date, standard: Standard, items: list, inspector: User, people: list[Person]
) -> None:
    at = dt.time(random.randint(9, 16), random.randint(0, 59))
    seed = f"{random.getrandbits(64):016x}"
    draw, _new = Draw.objects.get_or_create(
        on=day, standard=standard, inspector=inspector, defaults={"at": at, "seed": seed}
    )
    for person in people:
        bad = [item for item in items if random.random() < (95 - person.ability) / 90]
        told = {
            "draw": draw,
            "standard": standard,
            "employee_id": person.id,
            "inspector": inspector,
            "on": day,
        }
        _write_sheet(Inspection(done_at=dt.datetime.combine(day, at), **told), items, bad)


def _write_sheet(made: Inspection, items: list, bad: list) -> None:
    verdicts = {item.pk: "bad" if item in bad else "good" for item in items}
    made.got, made.possible = points_of(items, verdicts)
    made.save()
    Finding.objects.bulk_create(
        Finding(inspection=made, item=item, verdict=verdicts[item.pk]) for item in items
    )


def _write_checks(company: Company) -> None:
    """Tickets of the first group checked by its leader; every third one by the supervisor too, to compare the two."""
    random = company.plan.random("checks")
    standard = Standard.objects.get(preset="quality")
    items = list(standard.items.all())
    leader, supervisor = (User.objects.filter(username=name).first() for name in ("leader", "supervisor"))
    people = {one.id: one for one in company.teams[0].members}
    answered = Ticket.objects.filter(owner__in=people, status__in=Ticket.RESOLVED, resolved_at__isnull=False)
    for number, ticket in enumerate(answered.order_by("pk")[:MOST_CHECKS]):
        at = ticket.resolved_at + LATER
        if leader is None or supervisor is None or at > company.plan.now:
            continue
        told = {"standard": standard, "employee_id": ticket.owner_id, "on": at.date(), "done_at": at}
        told["conversation"] = f"#{ticket.pk}"
        chance = (99 - people[ticket.owner_id].ability) / 90
        bad = [item for item in items if random.random() < (chance / 9 if item.is_critical else chance)]
        _write_sheet(Inspection(inspector=leader, **told), items, bad)
        if number % 3 == 0:
            seen = [
                item for item in items if (item in bad) != (not item.is_critical and random.random() < 0.2)
            ]
            _write_sheet(Inspection(inspector=supervisor, is_calibration=True, **told), items, seen)


def _weeks(company: Company) -> Iterator[WeeklyRecord]:
    random = company.plan.random("weeks")
    supervisor = User.objects.get(username="supervisor")
    team = company.teams[0]
    for month in company.plan.all_months()[-2:]:
        monday = month.first + (7 - month.first.weekday()) % 7 * DAY
        for week in range(4):
            on = monday + 7 * week * DAY
            for person in [team.leader, *team.members]:
                if on < company.plan.today and person.is_here(on) and random.random() < 0.6:
                    yield WeeklyRecord(
                        employee_id=person.id, week_on=on, text=random.choice(WEEKS), by=supervisor
                    )


def _lost(company: Company) -> Iterator[LostInquiry]:
    random = company.plan.random("lost")
    for month in company.plan.all_months()[-2:]:
        for number in range(len(company.people)):
            on = month.first + random.randrange(month.length) * DAY
            sellers = _sellers(company, on)
            reason, note = random.choice(LOST)
            if on < company.plan.today and sellers:
                who = random.choice(sellers)
                name = f"买家{number + 100}"
                yield LostInquiry(employee_id=who.id, on=on, customer_name=name, reason=reason, note=note)


def _ratings(company: Company) -> Iterator[ColleagueRating]:
    random = company.plan.random("ratings")
    month = company.plan.complete[-1]
    for team in company.teams:
        everybody = [one for one in (team.leader, *team.members) if one.is_here(month.last)]
        for person in everybody:
            for colleague in random.sample(everybody, min(4, len(everybody))):
                if colleague is not person:
                    given = Decimal(min(100, max(50, round(person.ability + random.gauss(0, 6)))))
                    yield ColleagueRating(month=month, employee_id=person.id, by_id=colleague.id, given=given)


def _write_training(company: Company) -> None:
    month = company.plan.complete[-1]
    supervisor = User.objects.get(username="supervisor")
    for topic, weak, on, trainer in (
        ("退换货政策与话术", "业务知识", month.first + 19 * DAY, "王老师"),
        ("高峰期接待与快捷短语", "首次响应", company.plan.today + 5 * DAY, "李老师"),
    ):
        plan = TrainingPlan.objects.create(
            topic=topic, weak_point=weak, on=on, trainer=trainer, by=supervisor
        )
        is_over = on < company.plan.today
        TrainingPlace.objects.bulk_create(
            TrainingPlace(
                plan=plan, employee_id=one.id, attendance="came" if is_over and one.id % 6 else "planned"
            )
            for one in company.teams[0].members
            if one.is_here(on)
        )


def _ideas(company: Company) -> Iterator[Suggestion]:
    """One handed in, one being tried."""
    today = company.plan.today
    told = (
        ("agent", "夜班增加一次库存刷新", "submitted", "晚上八点以后缺货商品还能下单，建议加一次同步。", 3),
        ("agent2", "首句问候语按商品类目区分", "tried", "窗帘和床品的问题不同，问候语里先给常见答案。", 16),
    )
    for name, title, status, text, days in told:
        yield Suggestion(
            employee_id=company.faces[name].id,
            title=title,
            text=text,
            status=status,
            submitted_on=today - days * DAY,
            judgement="值得一试，先在一组用两周。" if status == "tried" else "",
        )
