"""Records: people, tickets, customers, complaints, orders, articles; each by what an index finds.

A prefix may fit a hundred thousand of a million rows. Therefore the index gives the first `CANDIDATES` of them, and
only those are looked at for whether this person may see them, newest first; who types on narrows them down.
"""

import datetime as dt
from collections.abc import Iterable
from typing import Any
from urllib.parse import urlencode

from django.db.models import QuerySet
from django.urls import reverse

from common.fields import fingerprint
from common.templatetags.backoffice import day, money
from csbackoffice.finding.source import Found
from performance.models import Order
from staff.models import Employee
from staff.picking import suggested
from tickets import search
from tickets.models import Article, ArticleWords, Complaint, Customer, CustomerName, CustomerOrder, Ticket

CANDIDATES = 200
WHOLE_PHONE = 11  # digits


def keys(*ways: "QuerySet[Any]", column: str = "pk") -> list[Any]:
    """The first rows that each way finds, by one index each."""
    return [key for rows in ways for key in rows.order_by().values_list(column, flat=True)[:CANDIDATES]]


def listed(url_name: str, **asked: str) -> str:
    return f"{reverse(url_name)}?{urlencode(asked)}"


# People


def people(user: Any, text: str, most: int) -> Iterable[Found]:
    seen = Employee.objects.visible_to(user).with_terms(dt.date.today())
    return [_person(one) for one in suggested(seen, text, most)]


def known_people(user: Any, numbers: list[str]) -> dict[str, Found]:
    seen = Employee.objects.visible_to(user).with_terms(dt.date.today()).filter(employee_no__in=numbers)
    return {one.employee_no: _person(one) for one in seen}


def _person(one: Any) -> Found:
    url = reverse("staff:person", args=[one.employee_no])
    return Found(one.name, url, " · ".join(filter(None, [one.employee_no, one.group_name])))


# Tickets


def tickets(user: Any, text: str, most: int) -> Iterable[Found]:
    """By number (#123), and by the beginning of order, waybill or chat name."""
    rows, number = Ticket.objects.all(), text.removeprefix("#")
    exact = rows.filter(pk=int(number)) if number.isdecimal() and len(number) < 12 else rows.none()
    begun = [rows.filter(**{f"{name}__begins": text}) for name in ("order_no", "waybill_no", "customer_name")]
    found = keys(exact, *begun)
    seen = Ticket.objects.visible_to(user).filter(pk__in=found) if found else rows.none()
    return [_ticket(one) for one in seen.order_by("-opened_at", "-pk")[:most]]


def known_tickets(user: Any, numbers: list[str]) -> dict[str, Found]:
    seen = Ticket.objects.visible_to(user).filter(pk__in=numbers)
    return {str(one.pk): _ticket(one) for one in seen}


def _ticket(one: Ticket) -> Found:
    hint = " · ".join(filter(None, [one.get_status_display(), one.order_no, one.problem[:30]]))
    return Found(str(one), reverse("tickets:ticket", args=[one.pk]), hint)


# Customers


def customers(user: Any, text: str, most: int) -> Iterable[Found]:
    """By the beginning of a chat name, an order, or the whole phone number."""
    ways = [
        keys(CustomerName.objects.filter(name__begins=text), column="customer"),
        keys(CustomerOrder.objects.filter(order_no=text), column="customer"),
    ]
    if len(text) == WHOLE_PHONE and text.isdecimal():
        ways.append(keys(Customer.objects.filter(phone_print=fingerprint(text))))
    found = [key for way in ways for key in way]
    seen = (
        Customer.objects.visible_to(user).alone().filter(pk__in=found) if found else Customer.objects.none()
    )
    return [_customer(one) for one in seen.select_related("agent").order_by("-added_at", "-pk")[:most]]


def known_customers(user: Any, numbers: list[str]) -> dict[str, Found]:
    seen = Customer.objects.visible_to(user).filter(pk__in=numbers).select_related("agent")
    return {str(one.pk): _customer(one) for one in seen}


def _customer(one: Customer) -> Found:
    hint = " · ".join(filter(None, [one.get_platform_display(), one.agent.name if one.agent else ""]))
    return Found(one.name, reverse("tickets:customer", args=[one.pk]), hint)


# Complaints


def complaints(user: Any, text: str, most: int) -> Iterable[Found]:
    rows = Complaint.objects.all()
    found = keys(rows.filter(number__begins=text.upper()), rows.filter(order_no__begins=text))
    seen = Complaint.objects.visible_to(user).filter(pk__in=found) if found else rows.none()
    return [_complaint(one) for one in seen.order_by("-registered_at", "-pk")[:most]]


def known_complaints(user: Any, numbers: list[str]) -> dict[str, Found]:
    return {str(one.pk): _complaint(one) for one in Complaint.objects.visible_to(user).filter(pk__in=numbers)}


def _complaint(one: Complaint) -> Found:
    url = reverse("tickets:complaint", args=[one.pk])
    return Found(str(one), url, one.get_state_display())


# Orders


def orders(user: Any, text: str, most: int) -> Iterable[Found]:
    found = keys(Order.objects.filter(order_no__begins=text))
    seen = Order.objects.visible_to(user).filter(pk__in=found) if found else Order.objects.none()
    seen = seen.select_related("account").distinct().order_by("-paid_at")[:most]
    return [_order(one) for one in seen]


def _order(one: Order) -> Found:
    account = one.account.name if one.account else ""
    hint = " · ".join(filter(None, [day(one.paid_on), money(one.amount), account]))
    return Found(one.order_no, listed("performance:orders", order_no=one.order_no), hint)


# Articles


def articles(user: Any, text: str, most: int) -> Iterable[Found]:
    """Articles of knowledge with all the words."""
    wanted = search.asked(text)
    if not wanted:
        return []
    words = ArticleWords.objects.holding(wanted).values("article")
    seen = Article.objects.visible_to(user).filter(pk__in=words).order_by("-published_at", "-pk")[:most]
    return [_article(one) for one in seen]


def known_articles(user: Any, numbers: list[str]) -> dict[str, Found]:
    return {str(one.pk): _article(one) for one in Article.objects.visible_to(user).filter(pk__in=numbers)}


def _article(one: Article) -> Found:
    return Found(one.title, reverse("tickets:article", args=[one.pk]))
