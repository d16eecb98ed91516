"""A month's assessment of a group: what was found, what was given, who is left out and why."""

import datetime as dt
from typing import Any, Self

from django.conf import settings
from django.db import models
from django.db.models import Count, OuterRef, Q, Subquery
from django.db.models.functions import Coalesce
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from common.fields import ExactField, MoneyField, MonthField
from common.models import TrackedWork
from performance.models.scorecards import Criterion, TemplateVersion
from performance.models.scores import Score
from staff.models import Employee, Group, OfVisiblePeople


class OfVisibleGroups(models.QuerySet[Any]):
    """Records of groups that the user runs, or of all for those who see everybody."""

    def visible_to(self, user: Any) -> Self:
        return self.filter(group__in=Group.objects.visible_to(user))

    def with_counts(self) -> Self:
        """Annotate how many people are marked, lack parts, and have an appeal open."""
        counted = {
            "people": _scores_of(Q()),
            "lacking": _scores_of(Q(missing__gt=0)),
            "appealed": _scores_of(Q(status=Score.Status.APPEALED)),
        }
        return self.annotate(**counted).order_by("-month", "group__name")


def _scores_of(which: Q) -> Any:
    """How many such scores an assessment has; asked for the rows of a page, not for every group of the company."""
    rows = Score.objects.filter(which, assessment=OuterRef("pk")).order_by().values("assessment")
    return Coalesce(Subquery(rows.annotate(many=Count("pk")).values("many")), 0)


class Assessment(models.Model):
    """The marking of a group for a month (月度考核), under one version of a scorecard."""

    class Status(models.TextChoices):
        OPEN = "open", pgettext_lazy("assessment", "being marked")
        PUBLISHED = "published", pgettext_lazy("assessment", "published")
        FINAL = "final", pgettext_lazy("assessment", "final")

    month = MonthField(_("month"))
    group = models.ForeignKey(Group, models.PROTECT, related_name="assessments", verbose_name=_("group"))
    version = models.ForeignKey(TemplateVersion, models.PROTECT, related_name="assessments")
    status = models.CharField(_("status"), max_length=10, choices=Status, default=Status.OPEN)
    opened_at = models.DateTimeField(default=dt.datetime.now)
    opened_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+")
    filled_at = models.DateTimeField(null=True)
    published_at = models.DateTimeField(null=True)
    published_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+")

    objects = OfVisibleGroups.as_manager()

    class Meta:
        ordering = ["-month", "group"]
        constraints = [models.UniqueConstraint(fields=["month", "group"], name="one_assessment_a_month")]
        verbose_name = _("assessment")
        verbose_name_plural = _("assessments")

    def __str__(self) -> str:
        return f"{self.group} {self.month}"

    @property
    def is_open(self) -> bool:
        return self.status == self.Status.OPEN


class AssessmentFill(TrackedWork):
    """Reading a month's records into the marks of one open assessment, or of all open ones of the month."""

    JOB = "performance.jobs.fill_assessments"

    month = MonthField()
    assessment = models.ForeignKey(Assessment, models.CASCADE, null=True, related_name="fills")
    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+")
    people = models.PositiveIntegerField(default=0)

    class Meta:
        ordering = ["-pk"]

    def __str__(self) -> str:
        return f"{self.month} {self.work_status}"


class Mark(models.Model):
    """One criterion of one person's score: the measure and the points that it gave."""

    score = models.ForeignKey(Score, models.CASCADE, related_name="marks")
    criterion = models.ForeignKey(Criterion, models.PROTECT, related_name="+")
    numerator = ExactField(null=True)
    denominator = ExactField(null=True)
    given = MoneyField(_("given"), null=True)
    is_applicable = models.BooleanField(_("applicable"), default=True)
    # For showing only; the score is worked out from the measures and rounded once.
    points = MoneyField(_("points"), null=True)
    note = models.CharField(_("note"), max_length=300, blank=True)
    evidence = models.CharField(_("evidence"), max_length=300, blank=True)
    marked_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+")
    marked_at = models.DateTimeField(default=dt.datetime.now)

    class Meta:
        ordering = ["score", "criterion__place"]
        constraints = [models.UniqueConstraint(fields=["score", "criterion"], name="one_mark_a_criterion")]
        verbose_name = _("mark")
        verbose_name_plural = _("marks")

    def __str__(self) -> str:
        return f"{self.score_id} {self.criterion_id} {self.points}"


class ColleagueRating(models.Model):
    """What one colleague gives another for a month; the mark is the mean."""

    month = MonthField(_("month"))
    employee = models.ForeignKey(Employee, models.CASCADE, related_name="ratings")
    by = models.ForeignKey(Employee, models.CASCADE, related_name="ratings_given")
    given = MoneyField(_("given"))
    at = models.DateTimeField(default=dt.datetime.now)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["month", "employee", "by"], name="one_rating_a_colleague"),
            models.CheckConstraint(condition=models.Q(given__gte=0, given__lte=100), name="rating_0_to_100"),
        ]
        verbose_name = _("rating by a colleague")
        verbose_name_plural = _("ratings by colleagues")

    def __str__(self) -> str:
        return f"{self.employee_id} {self.month} {self.given}"


class Exclusion(models.Model):
    """Somebody of the group who is not marked this month, and why."""

    class Reason(models.TextChoices):
        AWAY = "away", pgettext_lazy("exclusion", "away too long")
        TRIAL = "trial", pgettext_lazy("exclusion", "in the trial")
        MARKED = "marked", pgettext_lazy("exclusion", "has a score already")

    assessment = models.ForeignKey(Assessment, models.CASCADE, related_name="exclusions")
    employee = models.ForeignKey(Employee, models.CASCADE, related_name="+")
    reason = models.CharField(_("reason"), max_length=10, choices=Reason)
    days = models.PositiveSmallIntegerField(_("days away"), default=0)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["assessment", "employee"], name="excluded_once")]
        verbose_name = _("exclusion")
        verbose_name_plural = _("exclusions")

    def __str__(self) -> str:
        return f"{self.employee} {self.get_reason_display()}"


class WeeklyRecord(models.Model):
    """What a supervisor or leader noted about a person's week."""

    employee = models.ForeignKey(Employee, models.CASCADE, related_name="weekly_records")
    week_on = models.DateField(_("week from"))
    text = models.TextField(_("record"), max_length=2000)
    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    at = models.DateTimeField(default=dt.datetime.now)

    objects = OfVisiblePeople.as_manager()

    class Meta:
        ordering = ["-week_on", "-pk"]
        constraints = [
            models.UniqueConstraint(fields=["employee", "week_on", "by"], name="one_weekly_record")
        ]
        verbose_name = _("weekly record")
        verbose_name_plural = _("weekly records")

    def __str__(self) -> str:
        return f"{self.employee} {self.week_on}"
