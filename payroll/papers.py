"""Bank card and ID as seen by the accountant: ticked with the day, no picture kept."""

import datetime as dt
from dataclasses import dataclass
from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _

from common import audit
from common.fields import fingerprint
from payroll.models import PapersSeen
from payroll.services import Refused
from staff.models import Employee


@dataclass(frozen=True)
class Paper:
    """A paper of a person: whether its number is known, and when it was seen with that number."""

    paper: str
    label: str
    mask: str
    seen: PapersSeen | None
    is_stale: bool


def _marks(person: Employee, paper: str) -> str:
    """What tells a number from another without being the number."""
    number = person.bank_card if paper == PapersSeen.Paper.CARD else person.id_number
    return fingerprint(number)[:64] if number else ""


def papers_of(person: Employee) -> list[Paper]:
    """Both papers; one whose number changed since it was seen is to be seen again."""
    last: dict[str, PapersSeen] = {}
    for row in person.papers_seen.select_related("by__employee").order_by("pk"):
        last[row.paper] = row
    masks = {PapersSeen.Paper.CARD: person.bank_card_mask, PapersSeen.Paper.ID: person.id_number_mask}
    return [
        Paper(
            paper,
            str(label),
            masks[PapersSeen.Paper(paper)],
            last.get(paper),
            paper in last and last[paper].marks != _marks(person, paper),
        )
        for paper, label in PapersSeen.Paper.choices
    ]


@transaction.atomic
def tick(person: Employee, paper: str, *, seen_on: dt.date, by: Any) -> PapersSeen:
    """Record that the paper itself was seen. Raises Refused without a number, for oneself, or in the future."""
    marks = _marks(person, paper)
    if not marks:
        raise Refused(_("Enter the number first; then compare it with the paper."))
    if by.employee_id == person.pk:
        raise Refused(_("Nobody ticks their own papers."))
    if seen_on > dt.date.today():
        raise Refused(_("This day is still to come."))
    row = PapersSeen.objects.create(employee=person, paper=paper, seen_on=seen_on, by=by, marks=marks)
    audit.record(
        "payroll.paper_seen", person, by=by, changes={"paper": [None, paper], "seen_on": [None, seen_on]}
    )
    return row
