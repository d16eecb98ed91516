"""The service desk of the demo company: customers, timelines, complaints in every state, reviews, visits, knowledge.

Rows are written straight into the tables (a service would date them all today), in the order in which things happen.
"""

import datetime as dt
from random import Random
from typing import Any

from common.dated import DAY
from common.fields import fingerprint, masked
from csbackoffice.demo.people import Company, Person
from staff.models import User
from tickets import search
from tickets.models import (
    Article,
    ArticleWords,
    Cause,
    Complaint,
    ComplaintAction,
    ComplaintEvent,
    CorrectiveAction,
    Customer,
    CustomerName,
    CustomerOrder,
    News,
    Promise,
    Proposal,
    Question,
    ReturnVisit,
    Review,
    Ticket,
    TicketClock,
    TicketEvent,
    TicketWords,
)
from tickets.services.timeline import FOUND_BY

MOST = 300
HOUR, MINUTE = dt.timedelta(hours=1), dt.timedelta(minutes=1)
PRODUCTS = ("雾蓝四件套", "乳胶枕", "白鹅绒被", "纯棉毛巾", "遮光窗帘", "记忆棉床垫", "夏凉被")
REPLIES = (
    "您好，已经收到您反映的情况，马上为您核实。",
    "您好，已联系仓库，今天补发，单号稍后给您。",
    "您好，退款已提交，1至3个工作日原路退回。",
)
THANKS = ("好的，我等你们消息。", "谢谢，麻烦快一点。", "怎么还没有处理好？")
# (what, remedy wanted, founded, cause, department)
COMPLAINTS = (
    ("客服答应补发后三天没有动静，也没有人回复。", "补发并道歉", True, "service_promise", "service"),
    ("连续两次发错颜色，耽误了搬家。", "换货并补偿", True, "warehouse_wrong", "warehouse"),
    ("羽绒被异味很大，孩子咳嗽。", "退货退款", True, "goods_smell", "product"),
    ("客服说话不耐烦，说“自己看详情页”。", "道歉", True, "service_attitude", "service"),
    ("快递没打电话就放驿站，包裹淋湿。", "换新", True, "carrier_damage", "logistics"),
    ("要求七天后无理由退货，商品已使用。", "退款", False, "", ""),
    ("页面写满300减40，付款没有减。", "退差价", True, "shop_price", "operations"),
    ("少发一只枕套，催了两次。", "补发", True, "warehouse_missing", "warehouse"),
)
STATES = (
    "received",
    "acknowledged",
    "investigating",
    "proposing",
    "acting",
    "answering",
    "answered",
    "closed",
)
REVIEWS = (
    ("bad", "洗了一次就起球，客服还说正常。", "goods_defect"),
    ("middling", "东西可以，发货太慢。", "warehouse_late"),
    ("bad", "问了半天没人理。", "service_slow"),
    ("middling", "颜色和图片有点差别。", "goods_described"),
    ("bad", "箱子破了，里面也脏了。", "carrier_damage"),
)
ARTICLES = (
    (
        "羽绒被有轻微异味怎么答复",
        "售后",
        "新拆封的羽绒制品会有轻微的储存气味，请顾客在通风处晾晒两三天，不要暴晒。\n\n仍有异味的，登记问题件，支持退货退款；有家人过敏的，立即上报主管。",
    ),
    (
        "包裹物流三天不更新的处理",
        "物流",
        "先查运单轨迹，再联系快递催件，当天给顾客答复。\n\n满三天没有签收的，登记“三天未签收”工单；丢件由仓库补发，同时向快递索赔。",
    ),
    (
        "四件套的洗涤方法",
        "商品",
        "30度以下轻柔机洗，深浅分开，不可漂白，反面晾晒。第一次洗有少量浮色属于正常现象。",
    ),
    (
        "活动价没有生效怎么退差价",
        "活动",
        "核对订单时间和活动规则。符合条件的，登记问题件，由主管确认后退差价，当天完成。",
    ),
    (
        "签收显示他人代收",
        "物流",
        "请顾客先问家人和驿站；确认没有收到的，联系快递提供签收底单，24小时内答复顾客。",
    ),
)
QUESTIONS = (
    ("乳胶枕可以放在地暖房里用吗？", "乳胶枕", "可以，避免直接贴着地暖，长期高温会加速老化。"),
    ("窗帘定制加20厘米，工期要几天？", "遮光窗帘", ""),
    ("白鹅绒被的充绒量证书在哪里看？", "白鹅绒被", "质检报告在详情页第三屏，扫码可查。"),
)
NEWS = (
    ("market", "竞店四件套今天降到 159 元，顾客都在问我们降不降。", True),
    ("own_mistake", "我把一位顾客的地址改错了，已经联系快递拦截。", True),
    ("danger", "顾客说电热毯插头发烫，有焦味，已请他立刻断电。", False),
    ("feedback", "好几位老顾客希望出加长款的床笠。", False),
)


class Desk:
    """What the parts of the writing share."""

    def __init__(self, company: Company) -> None:
        self.company = company
        self.now = company.plan.now
        self.random: Random = company.plan.random("service desk")
        self.users = {user.employee_id: user for user in User.objects.exclude(employee=None)}
        # A company of ten thousand is for measuring pay; its desk need not be as large.
        self.tickets = list(Ticket.objects.order_by("opened_at", "pk")[:MOST])
        self.agents = [person for team in company.teams for person in team.members if not person.left_on]

    def user(self, person_id: int | None) -> User | None:
        return self.users.get(person_id or 0)

    def ago(self, **length: float) -> dt.datetime:
        return self.now - dt.timedelta(**length)

    def leader_of(self, person: Person) -> Person:
        return next(team.leader for team in self.company.teams if person in team.members)

    def supervisor_of(self, person: Person) -> Person:
        return next(team.supervisor for team in self.company.teams if person in team.members)


def write_service_desk(company: Company) -> None:
    """Everything that hangs on the tickets of demo/desk.py, and what stands beside them."""
    desk = Desk(company)
    if not desk.tickets:  # few orders among many people: no trouble yet that anything could hang on
        return
    write_customers(desk)
    write_timelines(desk)
    write_complaints(desk)
    write_reviews(desk)
    write_member_visits(desk)
    write_knowledge(desk)
    write_news(desk)


def write_customers(desk: Desk) -> None:
    """A customer for each ticket, with masked numbers; every fourth is a member, some are still uncontacted."""
    known: dict[str, Customer] = {}
    for number, ticket in enumerate(desk.tickets):
        ticket.product = PRODUCTS[number % len(PRODUCTS)]
        if ticket.customer_name in known:
            ticket.customer = known[ticket.customer_name]
            continue
        phone, name = (
            f"138{desk.random.randrange(10**8):08d}",
            desk.random.choice("王李张刘陈杨赵黄周吴") + "女士",
        )
        address = f"浙江省杭州市余杭区文一西路{desk.random.randrange(100, 999)}号"
        contacted = None if number % 5 == 0 else ticket.opened_at.date()
        customer = Customer.objects.create(
            name=ticket.customer_name,
            is_member=number % 4 == 0,
            agent_id=ticket.owner_id or desk.agents[number % len(desk.agents)].id,
            real_name=name,
            real_name_mask=masked(name, 1, 0),
            phone=phone,
            phone_mask=masked(phone, 3, 4),
            phone_print=fingerprint(phone),
            address=address,
            address_mask=masked(address, 6, 0),
            added_at=ticket.opened_at,
            first_contact_due_on=ticket.opened_at.date() + 7 * DAY if number % 10 else desk.now.date() - DAY,
            first_contacted_on=contacted,
        )
        CustomerName.objects.create(customer=customer, platform=customer.platform, name=customer.name)
        ticket.customer = known[customer.name] = customer
        about = {"product": ticket.product, "bought_on": ticket.bought_on}
        CustomerOrder.objects.get_or_create(
            order_no=ticket.order_no, defaults={"customer": customer, **about}
        )


def write_timelines(desk: Desk) -> None:
    """Kinds, priorities, replies, clocks and promises; what was asked last waits for an answer."""
    kinds, events, clocks, promises = list(Ticket.Kind), [], [], []
    for number, ticket in enumerate(desk.tickets):
        ticket.kind = kinds[number % 9] if number % 9 < len(kinds) else Ticket.Kind.PROBLEM
        ticket.channel = ("chat", "chat", "phone", "platform", "mail")[number % 5]
        ticket.urgency, ticket.importance = (2, 2, 3, 1)[number % 4], (2, 3, 3, 1)[number % 4]
        ticket.priority = (2, 3, 4, 1)[number % 4]
        ticket.opened_by_id = ticket.first_owner_id = ticket.owner_id
        events.append(_event(desk, ticket, "opened", ticket.opened_at, ticket.problem))
        _talk(desk, ticket, number, events, clocks)
        if ticket.promised_at:
            is_kept = ticket.status in Ticket.RESOLVED
            promises.append(
                Promise(
                    ticket=ticket,
                    due_at=ticket.promised_at,
                    text="给答复",
                    made_at=ticket.opened_at,
                    made_by=desk.user(ticket.owner_id),
                    kept_at=ticket.resolved_at if is_kept else None,
                    missed_at=None if is_kept or ticket.promised_at > desk.now else ticket.promised_at,
                )
            )
        ticket.changed_at = max(event.at for event in events[-4:] if event.ticket is ticket)
    fields = [
        "customer",
        "product",
        "kind",
        "channel",
        "urgency",
        "importance",
        "priority",
        "opened_by",
        "first_owner",
    ]
    fields += [
        "status",
        "first_replied_at",
        "first_reply_minutes",
        "first_reply_waited",
        "resolved_at",
        "changed_at",
    ]
    fields += ["resolution_minutes", "resolution_waited", "satisfaction", "reopened", "due_at"]
    Ticket.objects.bulk_update(desk.tickets, fields, batch_size=200)
    TicketEvent.objects.bulk_create(events, batch_size=500)
    TicketClock.objects.bulk_create(clocks, batch_size=500)
    Promise.objects.bulk_create(promises, batch_size=500)
    TicketWords.objects.bulk_create(
        TicketWords(
            ticket=ticket, grams=search.stored(" ".join(str(getattr(ticket, name)) for name in FOUND_BY))
        )
        for ticket in desk.tickets
    )


def _event(desk: Desk, ticket: Ticket, kind: str, at: dt.datetime, text: str = "") -> TicketEvent:
    by = None if kind == "customer" else desk.user(ticket.owner_id)
    return TicketEvent(ticket=ticket, kind=kind, at=min(at, desk.now), by=by, text=text)


def _talk(
    desk: Desk, ticket: Ticket, number: int, events: list[TicketEvent], clocks: list[TicketClock]
) -> None:
    """A reply within the hour for most, a word of the customer for some, the end for those that are resolved."""
    wait = desk.random.randint(4, 95)
    replied_at = ticket.opened_at + wait * MINUTE
    is_resolved = ticket.status in Ticket.RESOLVED
    clock = {"ticket": ticket, "calendar": "taobao", "started_at": ticket.opened_at}
    if is_resolved or (number % 3 and replied_at < desk.now):
        ticket.first_replied_at, ticket.first_reply_minutes, ticket.first_reply_waited = (
            replied_at,
            wait,
            wait,
        )
        missed = ticket.opened_at + HOUR if wait > 60 else None
        ends = {
            "used_seconds": wait * 60,
            "waited_seconds": wait * 60,
            "finished_at": replied_at,
            "missed_at": missed,
        }
        clocks.append(
            TicketClock(
                kind="first_reply", target_seconds=3600, due_at=ticket.opened_at + HOUR, **clock, **ends
            )
        )
        events.append(_event(desk, ticket, "reply", replied_at, REPLIES[number % 3]))
        if missed:
            events.append(TicketEvent(ticket=ticket, kind="missed", at=missed, text="first_reply"))
        if number % 4 == 1:
            events.append(_event(desk, ticket, "customer", replied_at + 40 * MINUTE, THANKS[number % 3]))
    elif ticket.owner_id:
        due_at = ticket.opened_at + HOUR
        missed = due_at if due_at < desk.now else None
        running = {"running_since": ticket.opened_at, "due_at": due_at, "missed_at": missed}
        clocks.append(TicketClock(kind="first_reply", target_seconds=3600, **clock, **running))
    if is_resolved:
        hours = desk.random.randint(3, 30)
        ticket.resolved_at = min(ticket.opened_at + hours * HOUR, desk.now - MINUTE)
        ticket.resolution_waited = int((ticket.resolved_at - ticket.opened_at).total_seconds()) // 60
        ticket.resolution_minutes = ticket.resolution_waited * 2 // 3
        ticket.satisfaction = (5, 5, 4, None, 2, 5, None)[number % 7]
        ticket.reopened = int(number % 13 == 0)
        ticket.due_at = None
        events.append(_event(desk, ticket, "status", ticket.resolved_at))
        events[-1].changes = {"status": ["open", ticket.status]}
    else:
        due_at = ticket.opened_at + 26 * HOUR
        clocks.append(
            TicketClock(
                kind="resolution",
                target_seconds=16 * 3600,
                running_since=ticket.opened_at,
                due_at=due_at,
                **clock,
            )
        )
        ticket.due_at = min(filter(None, [ticket.promised_at, due_at]))


def write_complaints(desk: Desk) -> None:
    """A complaint in every state, one that was reopened, and closed ones of the month."""
    causes = {cause.code: cause for cause in Cause.objects.all()}
    rows = [*STATES, "closed", "closed", "answered", "acting"]
    for number, state in enumerate(rows):
        about, wanted, is_founded, cause, department = COMPLAINTS[number % len(COMPLAINTS)]
        agent = (
            desk.company.faces["agent"] if number % 4 == 0 else desk.agents[(number * 3) % len(desk.agents)]
        )
        _complaint(desk, number, state, agent, (about, wanted, is_founded, causes.get(cause), department))


def _complaint(
    desk: Desk, number: int, state: str, agent: Person, told: tuple[str, str, bool, Cause | None, str]
) -> None:
    about, wanted, is_founded, cause, department = told
    place = STATES.index(state)
    ticket = desk.tickets[(number * 2 + 1) % len(desk.tickets)]
    at = desk.ago(hours=2 + place * 11 + number * 3)
    is_judged, leader, supervisor = place >= 2, desk.leader_of(agent), desk.supervisor_of(agent)
    steps = iter(at + hours * HOUR for hours in (0.2, 2, 9, 12, 13, 15, 20, 26, 34, 40))
    complaint = Complaint.objects.create(
        number=f"TS{at:%Y%m%d}-{number + 1:03d}",
        ticket=ticket,
        customer=ticket.customer,
        customer_name=ticket.customer_name,
        order_no=ticket.order_no,
        product=ticket.product,
        about=about,
        remedy_wanted=wanted,
        agent_id=agent.id,
        owner_id=agent.id,
        registered_by_id=agent.id,
        registered_at=at,
        state=state,
        due_at=None if state == "closed" else desk.now + (number % 5 - 1) * 3 * HOUR,
        is_due_missed=state != "closed" and number % 5 == 0,
        missed=int(state != "closed" and number % 5 == 0),
        acknowledged_at=next(steps) if place >= 1 else None,
        is_founded=is_founded if is_judged else None,
        judged_because=("聊天记录和出库记录属实。" if is_founded else "超出七天且已使用，不符合退货条件。")
        if is_judged
        else "",
        judged_at=next(steps) if is_judged else None,
        department=department if is_judged else "",
        cause=cause if place >= 3 else None,
        responsible_id=agent.id if place >= 3 and department == "service" else None,
        found_out="核对聊天记录与仓库记录后确认。" if place >= 3 else "",
        answer="非常抱歉给您带来不便，已按商定的办法处理。" if place >= 6 else "",
        answered_at=at + 30 * HOUR if place >= 6 else None,
        answered_by_id=agent.id if place >= 6 else None,
        is_satisfied=True if state == "closed" else None,
        closed_at=min(at + 54 * HOUR, desk.now) if state == "closed" else None,
    )
    _follow(desk, complaint, place, agent, leader, supervisor)


def _follow(
    desk: Desk, complaint: Complaint, place: int, agent: Person, leader: Person, supervisor: Person
) -> None:
    """Proposals, actions, visits and the timeline, as far as the complaint has come."""
    at = complaint.registered_at
    who = {
        "register": agent,
        "acknowledge": agent,
        "judge": supervisor,
        "investigate": leader,
        "choose": leader,
    }
    done = ["register", "acknowledge", "judge", "investigate", "choose", "carried_out", "answer", "close"][
        : place + 1
    ]
    for index, step in enumerate(done):
        by = desk.user(who.get(step, agent).id)
        moment = min(at + index * 5 * HOUR, desk.now)
        ComplaintEvent.objects.create(
            complaint=complaint, step=step, at=moment, by=by, text=complaint.about if index == 0 else ""
        )
    if complaint.is_founded and place >= 3:
        first = Proposal.objects.create(
            complaint=complaint,
            remedy="replacement",
            text="换一件新的，运费由我们承担。",
            by=desk.user(agent.id),
        )
        Proposal.objects.create(
            complaint=complaint, remedy="compensation", text="退还 30 元并道歉。", by=desk.user(leader.id)
        )
        if place >= 4:
            first.chosen_at, first.chosen_by = at + 20 * HOUR, desk.user(leader.id)
            first.chosen_because = "顾客急用，换新最快。"
            first.save()
            finished = at + 26 * HOUR if place >= 5 else None
            ComplaintAction.objects.create(
                complaint=complaint,
                text="联系仓库今天发出新品",
                owner_id=agent.id,
                due_on=desk.now.date(),
                done_at=finished,
                outcome="已发出，单号已告知顾客。" if finished else "",
            )
    if place >= 6:
        state = "done" if place == 7 else "waiting"
        ReturnVisit.objects.create(
            reason="complaint",
            complaint=complaint,
            customer=complaint.customer,
            customer_name=complaint.customer_name,
            order_no=complaint.order_no,
            visitor_id=leader.id if place == 7 else None,
            queued_at=at + 30 * HOUR,
            due_at=at + 78 * HOUR,
            state=state,
            answers={"settled": "yes", "speed": "4", "attitude": "5", "advice": ""} if place == 7 else {},
            is_satisfied=True if place == 7 else None,
            done_at=complaint.closed_at,
        )
    if place == 7:
        check_on = desk.now.date() + (30 if complaint.pk % 2 else 0) * DAY
        CorrectiveAction.objects.create(
            complaint=complaint, text="出库前加一道颜色核对", owner_id=leader.id, check_on=check_on
        )


def write_reviews(desk: Desk) -> None:
    """Reviews that were found, contacted and done."""
    causes = {cause.code: cause for cause in Cause.objects.all()}
    for number in range(10):
        mark, text, cause = REVIEWS[number % len(REVIEWS)]
        ticket, state = (
            desk.tickets[(number * 3) % len(desk.tickets)],
            ("found", "contacted", "done")[number % 3],
        )
        agent = desk.agents[number % len(desk.agents)]
        at = desk.ago(hours=5 + number * 9)
        done: dict[str, Any] = {
            "cause": causes[cause],
            "outcome": ("changed", "kept")[number % 2],
            "lesson": "发货前多看一眼备注。",
            "done_at": at + 20 * HOUR,
        }
        Review.objects.create(
            mark=mark,
            text=text,
            state=state,
            customer=ticket.customer,
            customer_name=ticket.customer_name,
            order_no=ticket.order_no,
            product=ticket.product,
            written_on=at.date(),
            found_at=at,
            agent_id=agent.id,
            owner_id=desk.company.faces["agent"].id if number % 2 else agent.id,
            contacted_at=at + 2 * HOUR if state != "found" else None,
            contact="已道歉并说明补救办法，顾客表示再看看。" if state != "found" else "",
            **(done if state == "done" else {}),
        )


def write_member_visits(desk: Desk) -> None:
    """Visits to members about their last order."""
    for number, ticket in enumerate(row for row in desk.tickets if row.customer and row.customer.is_member):
        due_at = dt.datetime.combine(desk.now.date() + (number % 4 - 1) * DAY, dt.time(16))
        ReturnVisit.objects.create(
            reason="member",
            customer=ticket.customer,
            customer_name=ticket.customer_name,
            order_no=ticket.order_no,
            visitor_id=ticket.customer.agent_id,
            queued_at=due_at - 3 * DAY,
            due_at=due_at,
        )


def write_knowledge(desk: Desk) -> None:
    """Articles that help with the tickets above, and questions with and without an answer."""
    author = desk.user(desk.company.faces["leader"].id)
    for number, (title, topic, body) in enumerate(ARTICLES):
        at = desk.ago(days=20 - number)
        counts = {"read": 40 - number * 6, "useful": 12 - number * 2, "useless": number % 2}
        moments = {"written_at": at, "changed_at": at, "published_at": at}
        article = Article.objects.create(
            title=title, topic=topic, body=body, author=author, **moments, **counts
        )
        ArticleWords.objects.create(article=article, grams=search.stored(f"{title} {topic} {body}"))
    for number, (text, product, answer) in enumerate(QUESTIONS):
        person = desk.agents[number % len(desk.agents)]
        told = {
            "answer": answer,
            "answered_by_id": desk.leader_of(person).id,
            "answered_at": desk.ago(hours=3 + number),
        }
        Question.objects.create(
            text=text,
            product=product,
            asked_by_id=person.id,
            asked_at=desk.ago(hours=20 + number),
            **(told if answer else {}),
        )


def write_news(desk: Desk) -> None:
    """What was reported upwards: some answered, one of danger not yet."""
    agent, leader = desk.company.faces["agent"], desk.company.faces["leader"]
    for number, (kind, text, is_answered) in enumerate(NEWS):
        at = desk.ago(hours=1 + number * 6)
        read = {
            "read_at": at + HOUR,
            "read_by_id": leader.id,
            "answered_at": at + HOUR,
            "answered_by_id": leader.id,
        }
        told = {**read, "answer": "收到，已转运营，明天给大家统一说法。"} if is_answered else {}
        News.objects.create(
            kind=kind, text=text, reported_by_id=agent.id, reported_at=at, to_id=leader.id, **told
        )
