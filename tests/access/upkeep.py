"""Records of the service desk's upkeep for the access table."""

import datetime as dt
from typing import Any

from tests import factories
from tests.factories import Company
from tickets.models import Cause, ServiceCalendar, SpecialDay, VisitScript

TOMORROW = dt.date.today() + dt.timedelta(days=1)
WEEK = {f"day{number}": "09:00-18:00" for number in range(7)} | {"reason": "The shop asks for it."}


def calendar(shop: Company) -> dict[str, Any]:
    return {"pk": ServiceCalendar.objects.get(code="company").pk}


def new_hours(shop: Company) -> dict[str, Any]:
    return WEEK | {"valid_from": TOMORROW}


def hours_of_platform(shop: Company) -> dict[str, Any]:
    return WEEK | {"platform": "douyin", "name": "Douyin"}


def special_days(shop: Company) -> dict[str, Any]:
    hours = {"name": "Double 11", "periods": "00:00-24:00", "reason": "Sales festival"}
    return {"first": TOMORROW, "last": TOMORROW, **hours}


def special_day(shop: Company) -> dict[str, Any]:
    return {"pk": SpecialDay.objects.create(on=TOMORROW, name="Closed").pk}


def script(shop: Company) -> dict[str, Any]:
    return {"pk": VisitScript.objects.get(reason="survey").pk}


def script_words(shop: Company) -> dict[str, Any]:
    words = {"opening": "Hello", "closing_good": "Thank you", "closing_bad": "Sorry", "reason": "Shorter"}
    rows = {
        "ask-TOTAL_FORMS": "1",
        "ask-INITIAL_FORMS": "0",
        "ask-0-text": "How was it?",
        "ask-0-kind": "score",
    }
    return words | rows


def cause(shop: Company) -> dict[str, Any]:
    return {"pk": Cause.objects.get(code="goods_smell").pk}


def cause_words(shop: Company) -> dict[str, Any]:
    names = {"name_zh": "异味", "name_en": "smell", "department": "product", "is_used": "on"}
    return names | {"parent": Cause.objects.get(code="goods").pk, "reason": "Shorter"}


def own_template(shop: Company) -> dict[str, Any]:
    return {"pk": factories.make_reply_template(owner=shop.agent.user).pk}


def template_words(shop: Company) -> dict[str, Any]:
    return {"title": "Sorry", "body": "Dear {customer}", "whose": "me"}


def ticket_and_article(shop: Company) -> dict[str, Any]:
    return {"pk": factories.make_ticket(shop.agent).pk, "article": factories.make_article().pk}
