"""Exams, training, mentors' notes, weekly records, ratings by colleagues."""

import datetime as dt
from collections.abc import Iterable, Mapping
from decimal import Decimal
from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _

from common import audit
from common.month import Month
from common.templatetags.backoffice import day as day_words
from performance.models import (
    ColleagueRating,
    Exam,
    MentorNote,
    Question,
    Sitting,
    TrainingPlace,
    TrainingPlan,
    WeeklyRecord,
)
from performance.services import telling
from performance.services.steps import Refused, author, group_of, refuse_locked
from staff.models import Employee


@transaction.atomic
def set_exam(title: str, on: dt.date, full_mark: int, people: Iterable[Employee], *, by: Any) -> Exam:
    """Set an exam for some people; who sets it knows the answers and is not among them.

    Raises Refused in a locked month, and for nobody.
    """
    refuse_locked(Month.of(on))
    people = [one for one in people if one.pk != by.employee_id]
    if not people:
        raise Refused(_("There is nobody here who could sit this exam."))
    exam = Exam.objects.create(title=title, on=on, full_mark=full_mark, by=author(by))
    Sitting.objects.bulk_create(Sitting(exam=exam, employee=person) for person in people)
    audit.record("exam set", exam, by=by)
    telling.of_exam(exam, people)
    return exam


@transaction.atomic
def add_question(exam: Exam, *, text: str, choices: str, answer: int, points: int, by: Any) -> Question:
    """Add a question.

    Raises Refused for whoever is to sit the exam, once somebody has sat it, and for an answer that is none of the
    lines.
    """
    exam = Exam.objects.select_for_update().get(pk=exam.pk)
    if exam.sittings.filter(employee=by.employee_id).exists():
        raise Refused(_("Whoever sits an exam does not write its questions."))
    if exam.sittings.filter(finished_at__isnull=False).exists():
        raise Refused(_("Somebody has sat this exam already; its questions stay as they are."))
    question = Question(exam=exam, text=text, choices=choices, answer=answer, points=points)
    if len(question.answers()) < 2 or str(answer) not in dict(question.answers()):
        raise Refused(_("Write at least two answers, one a line, and the number of the right one."))
    question.place = exam.questions.count() + 1
    question.save()
    exam.full_mark = sum(exam.questions.values_list("points", flat=True))
    exam.save(update_fields=["full_mark"])
    return question


@transaction.atomic
def sit(sitting: Sitting, answers: Mapping[str, str], *, by: Any) -> Sitting:
    """Hand in one's answers; marked at once. Raises Refused for another's, a second time, before the day."""
    sitting = Sitting.objects.select_for_update().select_related("exam").get(pk=sitting.pk)
    if sitting.employee_id != by.employee_id:
        raise Refused(_("Only whom the exam is for can sit it."))
    if sitting.mark is not None:
        raise Refused(_("This exam is sat already."))
    if sitting.exam.on > dt.date.today():
        raise Refused(_("%(day)s is ahead.") % {"day": day_words(sitting.exam.on)})
    refuse_locked(Month.of(sitting.exam.on))
    questions = list(sitting.exam.questions.all())
    if not questions:
        raise Refused(_("This exam is written on paper; whoever marks it enters the mark."))
    sitting.answers = {str(one.pk): answers.get(str(one.pk), "") for one in questions}
    right = [one for one in questions if sitting.answers[str(one.pk)] == str(one.answer)]
    sitting.mark, sitting.finished_at = Decimal(sum(one.points for one in right)), dt.datetime.now()
    sitting.save(update_fields=["answers", "mark", "finished_at"])
    audit.record("exam sat", sitting, by=by, changes={"mark": [None, sitting.mark]})
    return sitting


@transaction.atomic
def enter_exam_mark(sitting: Sitting, mark: Decimal, *, by: Any) -> Sitting:
    """Enter the mark of an exam on paper. Raises Refused out of range, one's own, and in a locked month."""
    if sitting.employee_id == by.employee_id:
        raise Refused(_("Nobody marks or decides on their own case."))
    sitting = Sitting.objects.select_for_update().select_related("exam").get(pk=sitting.pk)
    refuse_locked(Month.of(sitting.exam.on))
    if not 0 <= mark <= sitting.exam.full_mark:
        raise Refused(
            _("%(mark)s is not between 0 and %(full)s.") % {"mark": mark, "full": sitting.exam.full_mark}
        )
    before, sitting.mark = sitting.mark, mark
    sitting.entered_by, sitting.finished_at = author(by), dt.datetime.now()
    sitting.save(update_fields=["mark", "entered_by", "finished_at"])
    audit.record("exam marked", sitting, by=by, changes={"mark": [before, mark]})
    return sitting


@transaction.atomic
def plan_training(
    topic: str, on: dt.date, people: Iterable[Employee], *, weak_point: str = "", trainer: str = "", by: Any
) -> TrainingPlan:
    """Plan a training and who shall come. Raises Refused for nobody."""
    people = list(people)
    if not people:
        raise Refused(_("There is nobody in this group on that day."))
    plan = TrainingPlan.objects.create(
        topic=topic, on=on, weak_point=weak_point, trainer=trainer, by=author(by)
    )
    TrainingPlace.objects.bulk_create(TrainingPlace(plan=plan, employee=person) for person in people)
    audit.record("training planned", plan, by=by)
    return plan


def note_attendance(place: TrainingPlace, attendance: str, *, by: Any) -> None:
    """Write down whether somebody came. Raises Refused before the day."""
    if place.plan.on > dt.date.today():
        raise Refused(_("%(day)s is ahead.") % {"day": day_words(place.plan.on)})
    before, place.attendance = place.attendance, attendance
    if before != attendance:
        place.save(update_fields=["attendance"])
        audit.record("training attended", place, by=by, changes={"attendance": [before, attendance]})


@transaction.atomic
def note_all_attendance(places: Mapping[TrainingPlace, str], *, by: Any) -> None:
    """Write down who came, for a whole training."""
    for place, attendance in places.items():
        note_attendance(place, attendance, by=by)


@transaction.atomic
def note_apprentice(employee: Employee, text: str, *, by: Any) -> MentorNote:
    """Write down how an apprentice is coming on."""
    note = MentorNote.objects.create(employee=employee, text=text, by=by)
    audit.record("apprentice noted", note, by=by)
    return note


@transaction.atomic
def record_week(employee: Employee, text: str, *, on: dt.date, by: Any) -> WeeklyRecord:
    """Write down a person's week; a second time in the week replaces the text."""
    if by.employee_id == employee.pk:
        raise Refused(_("Nobody keeps records of themselves."))
    monday = on - dt.timedelta(days=on.weekday())
    if monday > dt.date.today():
        raise Refused(_("%(day)s is ahead.") % {"day": day_words(monday)})
    before = WeeklyRecord.objects.filter(employee=employee, week_on=monday, by=by).first()
    record, _new = WeeklyRecord.objects.update_or_create(
        employee=employee, week_on=monday, by=by, defaults={"text": text, "at": dt.datetime.now()}
    )
    # What it said before is replaced on the page and kept here.
    audit.record("week recorded", record, by=by, changes={"text": [before and before.text, text]})
    return record


@transaction.atomic
def rate_colleagues(month: Month, given: Mapping[Employee, Decimal], *, by: Any) -> int:
    """Rate several at once; returns how many."""
    for employee, mark in given.items():
        rate_colleague(employee, month, mark, by=by)
    return len(given)


@transaction.atomic
def rate_colleague(employee: Employee, month: Month, given: Decimal, *, by: Any) -> ColleagueRating:
    """Rate somebody of one's own group for a month. Raises Refused for oneself, other groups, and out of range."""
    refuse_locked(month)
    if by.employee_id == employee.pk:
        raise Refused(_("Nobody marks or decides on their own case."))
    if group_of(by.employee_id, month.last) != group_of(employee.pk, month.last):
        raise Refused(_("One rates colleagues of the own group only."))
    if not 0 <= given <= 100:
        raise Refused(_("%(value)s is not between 0 and 100.") % {"value": given})
    before = ColleagueRating.objects.filter(employee=employee, month=month, by=by.employee_id).first()
    rating, _new = ColleagueRating.objects.update_or_create(
        employee=employee,
        month=month,
        by_id=by.employee_id,
        defaults={"given": given, "at": dt.datetime.now()},
    )
    audit.record("colleague rated", rating, by=by, changes={"given": [before and before.given, given]})
    return rating
