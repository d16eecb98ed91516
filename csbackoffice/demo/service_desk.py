"""The service desk of the demo company: customers, timelines, complaints in every state, reviews, visits, knowledge.

Rows are written straight into the tables (a service would date them all today), in the order in which things happen.
"""

import datetime as dt
from typing import Any

from common.dated import DAY
from common.fields import fingerprint, masked
from csbackoffice.demo.complaint_lines import write_complaints
from csbackoffice.demo.desk_words import ARTICLES, NEWS, PRODUCTS, QUESTIONS, REVIEWS
from csbackoffice.demo.floor import HOUR, Desk
from csbackoffice.demo.people import Company
from csbackoffice.demo.ticket_lines import write_timelines
from tickets import search
from tickets.models import (
    Article,
    ArticleWords,
    Cause,
    Customer,
    CustomerName,
    CustomerOrder,
    News,
    Question,
    ReturnVisit,
    Review,
)


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
