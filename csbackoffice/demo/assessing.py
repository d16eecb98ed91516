"""The months' assessments of the demo company: marked and final, and the last month of one group left to be closed.

Marks come from the same records as everybody's, so that every number opens what it was made from.
"""

import datetime as dt
from collections.abc import Iterator
from decimal import Decimal

from common import jobs
from common.dated import DAY
from common.month import Month
from csbackoffice.demo.people import Company, Person
from performance.models import Appeal, Assessment, AssessmentFill, ConductEntry, Criterion, Mark, Score
from performance.services import assessments
from staff.models import Group, User
from tickets.models import Complaint

# People; a company of thousands is for measuring, and its scores are thought up.
LARGEST = 400
# From this size on somebody has a whole group to mark.
USUAL = 40
PUBLISHED_AT = dt.time(16, 40)


def is_assessed(company: Company) -> bool:
    """Whether scores come from assessments instead of being thought up."""
    return company.plan.with_current and len(company.people) <= LARGEST


def write_assessments(company: Company) -> None:
    """The complete months are final, but that of the first group for the last month: its supervisor has to mark.

    This month is under way.
    """
    if not is_assessed(company):
        return
    _write_demerits(company)
    for month in company.plan.complete:
        _assess(company, month)
    _open(company, company.teams[0].id, company.plan.current)
    _fill(company.plan.current)
    _write_appeals(company)


def _assess(company: Company, month: Month) -> None:
    left_open = None
    for team in company.teams:
        opened = _open(company, team.id, month)
        if team is company.teams[0] and month == company.plan.complete[-1] and len(company.people) >= USUAL:
            left_open = opened
    _fill(month)
    done = Assessment.objects.filter(month=month).exclude(pk=left_open.pk if left_open else None)
    Mark.objects.bulk_create(_by_hand(company, done), batch_size=2000)
    _fill(month)
    _settle(done, month)


def _open(company: Company, group: int, month: Month) -> Assessment:
    team = next(one for one in company.teams if one.id == group)
    opened = assessments.open_assessment(
        Group.objects.get(pk=group), month, by=_login(company, team.supervisor)
    )
    moment = dt.datetime.combine(min(month.next.first, company.plan.today), dt.time(9, 5))
    Assessment.objects.filter(pk=opened.pk).update(opened_at=moment)
    return opened


def _login(company: Company, person: Person) -> User:
    """Who marks; where a supervisor of the demo has no login, the manager."""
    found = User.objects.filter(employee=person.id).first()
    return found or User.objects.get(employee=company.faces["manager"].id)


def _fill(month: Month) -> None:
    jobs.run_now(AssessmentFill.objects.create(month=month))


def _by_hand(company: Company, rows: object) -> Iterator[Mark]:
    """What a supervisor gives by hand, and what does not apply because there is no record of it."""
    people = {person.id: person for person in company.people}
    for opened in rows:  # type: ignore[attr-defined]
        random = company.plan.random(f"marks {opened.month} {opened.group_id}")
        criteria = list(opened.version.criteria.all())
        for score in opened.scores.order_by("employee"):
            filled = set(score.marks.values_list("criterion", flat=True))
            for criterion in criteria:
                if criterion.pk not in filled:
                    given = min(100, max(50, round(people[score.employee_id].ability + random.gauss(4, 7))))
                    yield _given(score, criterion, given, opened)


def _given(score: Score, criterion: Criterion, given: int, opened: Assessment) -> Mark:
    by_hand = criterion.is_by_hand
    return Mark(
        score=score,
        criterion=criterion,
        given=Decimal(given) if by_hand else None,
        is_applicable=by_hand,
        marked_by=opened.opened_by,
        marked_at=dt.datetime.combine(opened.month.next.first + DAY, dt.time(10, 30)),
    )


def _settle(rows: object, month: Month) -> None:
    """Published on the second day of the next month, accepted by everybody, final."""
    at = dt.datetime.combine(month.next.first + DAY, PUBLISHED_AT)
    final = {"status": Score.Status.FINAL, "published_at": at, "acknowledged_at": at + DAY}
    Score.objects.filter(assessment__in=rows).update(**final)
    for opened in rows:  # type: ignore[attr-defined]
        opened.status, opened.published_at, opened.published_by = "final", at, opened.opened_by
        opened.save(update_fields=["status", "published_at", "published_by"])


def _write_demerits(company: Company) -> None:
    """A founded complaint that service caused gives a demerit, by decision; the entry leads to it and back."""
    founded = Complaint.objects.filter(is_founded=True, department="service").order_by("number")
    for complaint in founded.select_related("responsible", "agent")[:3]:
        person = complaint.responsible or complaint.agent
        if person is None:
            continue
        on = min((complaint.judged_at or complaint.registered_at).date(), company.plan.today - DAY)
        ConductEntry.objects.create(
            entry_no=f"JG-{complaint.number}",
            employee=person,
            on=on,
            item="DEMERIT_COMPLAINT",
            incident=complaint.number,
            evidence=str(complaint),
            note=complaint.about,
            counts_in=Month.of(on),
            recorded_by=User.objects.get(employee=company.faces["manager"].id),
            recorded_at=dt.datetime.combine(on, dt.time(17, 50)),
        )


def _write_appeals(company: Company) -> None:
    """The objections behind the entries of conduct that are under appeal, or were overturned."""
    manager = User.objects.get(employee=company.faces["manager"].id)
    for entry in ConductEntry.objects.filter(entry_no__startswith="SS"):
        appeal = Appeal(
            employee_id=entry.employee_id,
            entry=entry,
            reason="当时正在处理另一位客户的投诉，系统有通话记录。",
            at=entry.recorded_at + dt.timedelta(hours=15),
        )
        if entry.status == ConductEntry.Status.OVERTURNED:
            appeal.status, appeal.answer = Appeal.Status.ACCEPTED, "核对通话记录，情况属实，撤销。"
            appeal.was_error, appeal.decided_by = True, manager
            appeal.decided_at = appeal.at + DAY
        appeal.save()
