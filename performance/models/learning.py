"""Exams, training and what mentors note about their apprentices."""

import datetime as dt
from typing import Any, Self

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from common.fields import MoneyField
from staff.models import Employee, OfVisiblePeople


class Exam(models.Model):
    """A test of knowledge (考试): with questions, or with marks entered from paper."""

    title = models.CharField(_("exam"), max_length=120)
    on = models.DateField(_("date"))
    full_mark = models.PositiveSmallIntegerField(_("full mark"), default=100)
    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+")

    class Meta:
        ordering = ["-on", "-pk"]
        verbose_name = _("exam")
        verbose_name_plural = _("exams")

    def __str__(self) -> str:
        return self.title


class Question(models.Model):
    """One question with its possible answers, one a line; `answer` is the number of the right one."""

    exam = models.ForeignKey(Exam, models.CASCADE, related_name="questions")
    place = models.PositiveSmallIntegerField(default=0)
    text = models.CharField(_("question"), max_length=300)
    choices = models.TextField(_("answers, one a line"), max_length=1000)
    answer = models.PositiveSmallIntegerField(_("number of the right one"), default=1)
    points = models.PositiveSmallIntegerField(_("points"), default=10)

    class Meta:
        ordering = ["exam", "place"]
        verbose_name = _("question")
        verbose_name_plural = _("questions")

    def __str__(self) -> str:
        return self.text

    def answers(self) -> list[tuple[str, str]]:
        return [
            (str(number), line.strip())
            for number, line in enumerate(self.choices.splitlines(), 1)
            if line.strip()
        ]


class SittingQuerySet(OfVisiblePeople):
    """Which sittings."""

    def on_screen(self) -> Self:
        """Annotate `has_questions`: sat here, not on paper."""
        asked = Question.objects.filter(exam=models.OuterRef("exam"))
        return self.annotate(has_questions=models.Exists(asked))


class Sitting(models.Model):
    """One person's exam; `mark` is empty until it is sat or entered."""

    exam = models.ForeignKey(Exam, models.CASCADE, related_name="sittings")
    employee = models.ForeignKey(Employee, models.CASCADE, related_name="sittings")
    mark = MoneyField(_("mark"), null=True)
    answers = models.JSONField(default=dict)
    finished_at = models.DateTimeField(null=True)
    entered_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+")

    objects = SittingQuerySet.as_manager()

    class Meta:
        ordering = ["-exam__on", "employee"]
        constraints = [models.UniqueConstraint(fields=["exam", "employee"], name="one_sitting_an_exam")]
        verbose_name = _("sitting")
        verbose_name_plural = _("sittings")

    def __str__(self) -> str:
        return f"{self.employee} {self.exam}"


class TrainingPlan(models.Model):
    """Training for a weak point (培训计划)."""

    topic = models.CharField(_("topic"), max_length=120)
    weak_point = models.CharField(_("weak point"), max_length=80, blank=True)
    on = models.DateField(_("date"))
    trainer = models.CharField(_("trainer"), max_length=60, blank=True)
    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+")

    class Meta:
        ordering = ["-on", "-pk"]
        verbose_name = _("training plan")
        verbose_name_plural = _("training plans")

    def __str__(self) -> str:
        return self.topic


class TrainingPlace(models.Model):
    """One person in a training, and whether they came."""

    class Attendance(models.TextChoices):
        PLANNED = "planned", pgettext_lazy("training", "planned")
        CAME = "came", pgettext_lazy("training", "came")
        MISSED = "missed", pgettext_lazy("training", "did not come")

    plan = models.ForeignKey(TrainingPlan, models.CASCADE, related_name="places")
    employee = models.ForeignKey(Employee, models.CASCADE, related_name="trainings")
    attendance = models.CharField(
        _("attendance"), max_length=8, choices=Attendance, default=Attendance.PLANNED
    )

    objects = OfVisiblePeople.as_manager()

    class Meta:
        ordering = ["-plan__on", "employee"]
        constraints = [models.UniqueConstraint(fields=["plan", "employee"], name="one_place_a_training")]
        verbose_name = _("place in a training")
        verbose_name_plural = _("places in trainings")

    def __str__(self) -> str:
        return f"{self.employee} {self.plan}"


class MentorNoteQuerySet(models.QuerySet[Any]):
    """Which notes."""

    def visible_to(self, user: Any) -> Self:
        """Of visible people, and of one's own apprentices."""
        people = Employee.objects.visible_to(user)
        return self.filter(models.Q(employee__in=people) | models.Q(employee__mentor=user.employee_id))


class MentorNote(models.Model):
    """How an apprentice is coming on (师徒跟进)."""

    employee = models.ForeignKey(Employee, models.CASCADE, related_name="mentor_notes")
    on = models.DateField(_("date"), default=dt.date.today)
    text = models.TextField(_("note"), max_length=2000)
    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")

    objects = MentorNoteQuerySet.as_manager()

    class Meta:
        ordering = ["-on", "-pk"]
        verbose_name = _("mentor's note")
        verbose_name_plural = _("mentors' notes")

    def __str__(self) -> str:
        return f"{self.employee} {self.on}"
