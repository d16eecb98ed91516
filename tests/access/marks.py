"""Records and forms of the addresses of scores, appeals and conduct, for tests/access/table.py."""

import datetime as dt
from decimal import Decimal
from typing import Any

from common.month import Month
from performance.models import Appeal, Assessment, Mark, Score, ScorecardTemplate, TemplateVersion
from tests.factories import Company, make_conduct_entry

MONTH = Month.of(dt.date.today()).previous


def _assessment(shop: Company, status: str = "open") -> Assessment:
    template = ScorecardTemplate.objects.get(preset="six-with-sales")
    version = TemplateVersion.objects.get(template=template)
    return Assessment.objects.create(group=shop.day, month=MONTH, version=version, status=status)


def _mark(shop: Company, status: str = "published") -> Mark:
    made = _assessment(shop, "open" if status == "draft" else "published")
    score = Score.objects.create(
        employee=shop.agent,
        month=MONTH,
        score=80,
        status=status,
        assessment=made,
        published_at=dt.datetime.now() if status == "published" else None,
    )
    criterion = made.version.criteria.get(name="团队协作")
    return Mark.objects.create(score=score, criterion=criterion, given=Decimal(80), points=Decimal(8))


def assessment(shop: Company) -> dict[str, Any]:
    return {"pk": _assessment(shop).pk}


def month(shop: Company) -> dict[str, Any]:
    return {"month": str(MONTH)}


def score(shop: Company) -> dict[str, Any]:
    return {"pk": _mark(shop).score_id}


def draft_part(shop: Company) -> dict[str, Any]:
    mark = _mark(shop, "draft")
    return {"pk": mark.score_id, "criterion": mark.criterion_id}


def mark(shop: Company) -> dict[str, Any]:
    return {"pk": _mark(shop).pk}


def entry(shop: Company) -> dict[str, Any]:
    return {"pk": make_conduct_entry(shop.agent, dt.date.today()).pk}


def appeal(shop: Company) -> dict[str, Any]:
    made = make_conduct_entry(shop.agent, dt.date.today(), status="appealed")
    return {"pk": Appeal.objects.create(employee=shop.agent, entry=made, reason="I was elsewhere.").pk}


def reason(shop: Company) -> dict[str, Any]:
    return {"reason": "The platform was down."}


def decision(shop: Company) -> dict[str, Any]:
    return {"is_accepted": "yes", "answer": "The roster shows it."}
