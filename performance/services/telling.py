"""Who is told what, in the transaction in which it happens."""

import datetime as dt
from collections.abc import Iterable, Mapping
from typing import Any

from django.urls import reverse
from django.utils.translation import gettext_noop

from common.access import Role
from common.dated import DAY
from common.month import Month
from performance import notifications as kinds
from performance.models import Appeal, Assessment, ConductEntry, ConductItem, Exam, Sitting, Suggestion
from performance.services.steps import group_of
from staff.models import Employee, GroupTerms, Notification, Terms, User
from staff.notifying import notify


def of_entry(entry: ConductEntry, item: ConductItem) -> None:
    """Tell a person of an entry about them."""
    words = {"item": _named(item, entry.employee_id), "day": entry.on}
    says = gettext_noop("Recorded for you on %(day)s: %(item)s")
    _tell(kinds.CONDUCT, [entry.employee_id], says, words, "performance:entry", entry.pk)


def _named(item: ConductItem, employee: int) -> str:
    """An item in the language of whom it is about: the catalogue's names are records, not texts of the program."""
    language = User.objects.filter(employee=employee).values_list("language", flat=True).first() or ""
    name = item.name_en if language.startswith("en") else item.name_zh
    return f"{name} {item.points:+d}" if item.points else name


def of_published(assessment: Assessment) -> None:
    """Tell everybody of an assessment that their score can be read."""
    notify(
        kinds.SCORE,
        assessment.scores.values_list("employee", flat=True),
        says=gettext_noop("Your score of %(month)s is published: accept it or appeal."),
        words={"month": str(assessment.month)},
        url=reverse("performance:my_scorecard"),
        once=str(assessment.pk),
    )


def of_imported(people: Mapping[Month, Iterable[int]]) -> None:
    """Tell those whose published score a workbook has replaced: it is final, and was open to appeal before."""
    for month, employees in people.items():
        notify(
            kinds.SCORE,
            employees,
            says=gettext_noop("Your score of %(month)s came in with a workbook and is final."),
            words={"month": str(month)},
            url=reverse("performance:my_scorecard"),
            once=f"{month}:{dt.datetime.now():%Y%m%d%H%M%S}",
        )


def of_filed(appeal: Appeal, involved: set[int | None]) -> None:
    """Tell the managers, and the supervisor of the person's group if neutral, that somebody has to decide."""
    today = dt.date.today()
    managers = Terms.objects.in_force(today).filter(role=Role.MANAGER)
    people = Employee.objects.employed_between(today, today).filter(pk__in=managers.values("employee"))
    wanted = {*people.values_list("pk", flat=True), _supervisor_of(appeal.employee_id, today)}
    wanted -= {
        appeal.employee_id,
        *User.objects.filter(pk__in=[pk for pk in involved if pk]).values_list("employee", flat=True),
    }
    says = gettext_noop("%(name)s appeals. Somebody neutral has to decide.")
    words = {"name": appeal.employee.name}
    _tell(kinds.APPEAL_FILED, wanted, says, words, "performance:appeal", appeal.pk)


def _supervisor_of(employee: int, today: dt.date) -> int | None:
    group = group_of(employee, today)
    rows = GroupTerms.objects.in_force(today).filter(group=group) if group else GroupTerms.objects.none()
    return rows.values_list("supervisor", flat=True).first()


def of_decided(appeal: Appeal, involved: set[int | None]) -> None:
    """Tell whoever appealed, and whoever had given the mark or recorded the entry."""
    marked_by = User.objects.filter(pk__in=[pk for pk in involved if pk]).values_list("employee", flat=True)
    said = {
        Appeal.Status.ACCEPTED: gettext_noop("The appeal of %(name)s is accepted."),
        Appeal.Status.REJECTED: gettext_noop("The appeal of %(name)s is rejected."),
    }
    words = {"name": appeal.employee.name}
    people = {appeal.employee_id, *marked_by}
    _tell(
        kinds.APPEAL_DECIDED,
        people,
        said[Appeal.Status(appeal.status)],
        words,
        "performance:appeal",
        appeal.pk,
    )


def of_suggestion(suggestion: Suggestion) -> None:
    """Tell whoever made it that it was judged or rewarded."""
    words = {"title": suggestion.title, "status": Suggestion.Status(suggestion.status).label}
    says = gettext_noop("Your suggestion “%(title)s”: %(status)s")
    once = f"{suggestion.pk}:{suggestion.status}"
    _tell(
        kinds.SUGGESTION, [suggestion.employee_id], says, words, "performance:suggestion", suggestion.pk, once
    )


def of_exam(exam: Exam, people: Iterable[Employee]) -> None:
    """Tell people of an exam that is set for them."""
    says = gettext_noop("Exam “%(title)s” on %(day)s")
    words = {"title": exam.title, "day": exam.on}
    notify(
        kinds.EXAM,
        [one.pk for one in people],
        says=says,
        words=words,
        url=reverse("performance:exams"),
        once=f"{exam.pk}:set",
    )


def remind_of_exams(now: dt.datetime) -> int:
    """Tell whoever has not sat an exam on its day, once; how many exams. For the clock."""
    exams = Exam.objects.filter(on__gte=now.date(), on__lt=now.date() + DAY)
    told = 0
    for exam in exams:
        once = f"{exam.pk}:due"
        if Notification.objects.filter(kind=kinds.EXAM.name, once=once).exists():
            continue
        waiting = Sitting.objects.filter(exam=exam, mark__isnull=True).values_list("employee", flat=True)
        says, url = gettext_noop("Exam “%(title)s” is today."), reverse("performance:exams")
        notify(kinds.EXAM, list(waiting), says=says, words={"title": exam.title}, url=url, once=once)
        told += 1
    return told


def _tell(
    kind: Any,
    people: Iterable[int | None],
    says: str,
    words: dict[str, Any],
    page: str,
    pk: int,
    once: str = "",
) -> None:
    notify(kind, people, says=says, words=words, url=reverse(page, args=[pk]), once=once or str(pk))
