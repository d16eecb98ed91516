"""Records and forms of the addresses of scores, appeals and conduct, for tests/access/table.py."""

import datetime as dt
from decimal import Decimal
from typing import Any

from django.core.files.base import ContentFile

from common.month import Month
from performance.models import (
    Appeal,
    Assessment,
    Evidence,
    Exam,
    Finding,
    Inspection,
    Mark,
    Score,
    ScorecardTemplate,
    Sitting,
    Standard,
    Suggestion,
    TemplateVersion,
    TrainingPlace,
    TrainingPlan,
)
from tests.factories import Company, make_account, make_conduct_entry, make_order, make_ticket
from tickets.models import Complaint

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


def order(shop: Company) -> dict[str, Any]:
    noon = dt.datetime.combine(dt.date.today(), dt.time(12))
    return {"pk": make_order(noon, account=make_account(employee=shop.agent)).pk}


def about_ticket(shop: Company) -> dict[str, Any]:
    return {"kind": "ticket", "pk": make_ticket(shop.agent).pk}


def person(shop: Company) -> dict[str, Any]:
    return {"employee_no": shop.agent.employee_no}


def paid(shop: Company) -> dict[str, Any]:
    return {"kind": "conduct", **entry(shop)}


def evidence(shop: Company) -> dict[str, Any]:
    file = ContentFile(b"seen", "seen.txt")
    made = make_conduct_entry(shop.agent, dt.date.today())
    return {"pk": Evidence.objects.create(entry=made, file=file, name="seen.txt", size=4).pk}


def appeal(shop: Company) -> dict[str, Any]:
    made = make_conduct_entry(shop.agent, dt.date.today(), status="appealed")
    return {"pk": Appeal.objects.create(employee=shop.agent, entry=made, reason="I was elsewhere.").pk}


def reason(shop: Company) -> dict[str, Any]:
    return {"reason": "The platform was down."}


def decision(shop: Company) -> dict[str, Any]:
    return {"is_accepted": "yes", "answer": "The roster shows it."}


# Inspections and learning


def template(shop: Company) -> dict[str, Any]:
    return {"pk": ScorecardTemplate.objects.get(preset="six-with-sales").pk}


def floor_standard(shop: Company) -> dict[str, Any]:
    return {"pk": Standard.objects.get(preset="floor").pk}


def _inspection(shop: Company) -> Inspection:
    standard = Standard.objects.get(preset="floor")
    common = {"standard": standard, "employee": shop.agent, "inspector": shop.manager.user}
    return Inspection.objects.create(**common, on=dt.date.today(), done_at=dt.datetime.now(), possible=100)


def inspection(shop: Company) -> dict[str, Any]:
    return {"pk": _inspection(shop).pk}


def finding(shop: Company) -> dict[str, Any]:
    made = _inspection(shop)
    item = made.standard.items.get(conduct_code="OFFICE_IDLE")
    return {"pk": Finding.objects.create(inspection=made, item=item, verdict="bad").pk}


def _sitting(shop: Company) -> Sitting:
    exam = Exam.objects.create(title="Returns", on=dt.date.today(), by=shop.director.user)
    return Sitting.objects.create(exam=exam, employee=shop.agent)


def exam(shop: Company) -> dict[str, Any]:
    return {"pk": _sitting(shop).exam_id}


def sitting(shop: Company) -> dict[str, Any]:
    return {"pk": _sitting(shop).pk}


def training(shop: Company) -> dict[str, Any]:
    plan = TrainingPlan.objects.create(topic="Returns", on=dt.date.today())
    TrainingPlace.objects.create(plan=plan, employee=shop.agent)
    return {"pk": plan.pk}


def apprentice(shop: Company) -> dict[str, Any]:
    shop.agent.mentor = shop.leader
    shop.agent.save()
    return {"employee_no": shop.agent.employee_no}


def suggestion(shop: Company) -> dict[str, Any]:
    return {
        "pk": Suggestion.objects.create(employee=shop.agent, title="Shorter texts", status="submitted").pk
    }


def complaint(shop: Company) -> dict[str, Any]:
    return {
        "pk": Complaint.objects.create(
            number="TS-1", customer_name="b", about="late", agent=shop.agent, owner=shop.agent
        ).pk
    }


def year(shop: Company) -> dict[str, Any]:
    return {"year": 2026}


def quarter(shop: Company) -> dict[str, Any]:
    return {"year": 2026, "quarter": 3}
