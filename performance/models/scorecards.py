"""Scorecard templates: what a month is marked by, in versions that hold from a date."""

import datetime as dt
from typing import Self

from django.conf import settings
from django.db import models
from django.db.models import OuterRef, Subquery
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from common.dated import BEGINNING
from common.fields import ExactField, MoneyField
from performance import scoring


class Metric(models.TextChoices):
    """What is measured of a person's service by day; a numerator over a denominator."""

    FIRST_RESPONSE = "first_response", pgettext_lazy("metric", "first response")
    REPLY_INTERVAL = "reply_interval", pgettext_lazy("metric", "average reply interval")
    RESOLUTION = "resolution", pgettext_lazy("metric", "resolution rate")
    SATISFACTION = "satisfaction", pgettext_lazy("metric", "satisfaction")
    CONVERSION = "conversion", pgettext_lazy("metric", "conversion")
    COMPLAINTS = "complaints", pgettext_lazy("metric", "founded complaints")
    SALES_TARGET = "sales_target", pgettext_lazy("metric", "sales target completion")


class ScorecardTemplate(models.Model):
    """A named scorecard (绩效模板). Its criteria stand in dated versions."""

    name = models.CharField(_("scorecard"), max_length=80, unique=True)
    preset = models.CharField(max_length=60, blank=True)
    # The presets of rule books whose groups are marked by it unless somebody chooses otherwise.
    rulebooks = models.CharField(max_length=200, blank=True)
    shown_out_of = models.PositiveSmallIntegerField(_("shown out of"), default=100)

    class Meta:
        ordering = ["name"]
        verbose_name = _("scorecard template")
        verbose_name_plural = _("scorecard templates")

    def __str__(self) -> str:
        return self.name

    def version_on(self, day: dt.date) -> "TemplateVersion | None":
        return self.versions.filter(valid_from__lte=day).order_by("-valid_from").first()


class TemplateVersionQuerySet(models.QuerySet["TemplateVersion"]):
    """Which versions."""

    def in_force(self, day: dt.date) -> Self:
        """The one version of each template that holds on a day."""
        latest = TemplateVersion.objects.filter(template=OuterRef("template"), valid_from__lte=day)
        return self.filter(pk=Subquery(latest.order_by("-valid_from").values("pk")[:1]))


class TemplateVersion(models.Model):
    """The criteria of a template from a date on; added, never changed once a month was marked by it."""

    template = models.ForeignKey(ScorecardTemplate, models.CASCADE, related_name="versions")
    valid_from = models.DateField(_("valid from"), default=BEGINNING)
    reason = models.CharField(_("reason"), max_length=300, blank=True)
    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+")
    at = models.DateTimeField(default=dt.datetime.now)

    objects = TemplateVersionQuerySet.as_manager()

    class Meta:
        ordering = ["template", "-valid_from"]
        constraints = [models.UniqueConstraint(fields=["template", "valid_from"], name="version_once_a_day")]
        verbose_name = _("version of a scorecard")
        verbose_name_plural = _("versions of scorecards")

    def __str__(self) -> str:
        return f"{self.template} {self.valid_from}"

    def scored(self) -> list[scoring.Criterion]:
        """The criteria as scoring wants them."""
        return [one.scored() for one in self.criteria.all()]


class Criterion(models.Model):
    """One thing that is scored, with its weight of 100 (指标)."""

    class Kind(models.TextChoices):
        METRIC = "metric", pgettext_lazy("criterion", "from a metric")
        INSPECTION = "inspection", pgettext_lazy("criterion", "from inspections")
        EXAM = "exam", pgettext_lazy("criterion", "from exams")
        RATING = "rating", pgettext_lazy("criterion", "rating")
        DEDUCTION = "deduction", pgettext_lazy("criterion", "deduction")
        YES_NO = "yes_no", pgettext_lazy("criterion", "yes or no")

    class Rater(models.TextChoices):
        SUPERVISOR = "supervisor", pgettext_lazy("rater", "supervisor")
        COLLEAGUES = "colleagues", pgettext_lazy("rater", "colleagues")

    version = models.ForeignKey(TemplateVersion, models.CASCADE, related_name="criteria")
    place = models.PositiveSmallIntegerField(default=0)
    section = models.CharField(_("section"), max_length=60)
    name = models.CharField(_("criterion"), max_length=80)
    weight = MoneyField(_("weight"))
    kind = models.CharField(_("scored"), max_length=12, choices=Kind)
    metric = models.CharField(_("metric"), max_length=20, choices=Metric, blank=True)
    worst = ExactField(_("value that gives 0"), null=True, blank=True)
    best = ExactField(_("value that gives full marks"), null=True, blank=True)
    rater = models.CharField(_("rated by"), max_length=12, choices=Rater, default=Rater.SUPERVISOR)
    # Of a deduction: beginnings of the codes of conduct that count; empty: all of them.
    items = models.CharField(_("items of conduct"), max_length=200, blank=True)
    is_critical = models.BooleanField(_("critical"), default=False)

    class Meta:
        ordering = ["version", "place"]
        constraints = [
            models.CheckConstraint(condition=models.Q(weight__gt=0, weight__lte=100), name="weight_0_to_100")
        ]
        verbose_name = _("criterion")
        verbose_name_plural = _("criteria")

    def __str__(self) -> str:
        return self.name

    @property
    def is_by_hand(self) -> bool:
        return self.kind in {self.Kind.RATING, self.Kind.YES_NO}

    @property
    def is_filled(self) -> bool:
        """Scored from records, colleagues' ratings included."""
        return not self.is_by_hand or (self.kind == self.Kind.RATING and self.rater == self.Rater.COLLEAGUES)

    def scored(self) -> scoring.Criterion:
        return scoring.Criterion(
            self.pk, self.section, self.weight, self.kind, self.worst, self.best, self.is_critical
        )
