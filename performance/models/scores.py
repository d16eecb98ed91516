"""A person's mark for a month."""

from django.db import models
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from common.fields import MoneyField, MonthField
from staff.models import Employee, OfVisiblePeople


class Score(models.Model):
    """A person's mark for a month (绩效), 0 to 100 with two decimals."""

    class Status(models.TextChoices):
        DRAFT = "draft", pgettext_lazy("score", "draft")
        PUBLISHED = "published", pgettext_lazy("score", "published")
        ACKNOWLEDGED = "acknowledged", pgettext_lazy("score", "acknowledged")
        APPEALED = "appealed", pgettext_lazy("score", "appealed")
        FINAL = "final", pgettext_lazy("score", "final")

    employee = models.ForeignKey(Employee, models.CASCADE, related_name="scores")
    month = MonthField(_("month"))
    score = MoneyField(_("score"))
    status = models.CharField(_("status"), max_length=12, choices=Status, default=Status.DRAFT)
    # Empty for a score that was imported.
    assessment = models.ForeignKey("Assessment", models.PROTECT, null=True, related_name="scores")
    missing = models.PositiveSmallIntegerField(_("missing parts"), default=0)
    published_at = models.DateTimeField(null=True)
    acknowledged_at = models.DateTimeField(null=True)
    # When a workbook gave the score; marks that an assessment had made before do not add up to it.
    imported_at = models.DateTimeField(null=True)

    objects = OfVisiblePeople.as_manager()

    class Meta:
        ordering = ["-month", "employee"]
        constraints = [
            models.UniqueConstraint(fields=["employee", "month"], name="one_score_a_month"),
            models.CheckConstraint(condition=models.Q(score__gte=0, score__lte=100), name="score_0_to_100"),
        ]
        verbose_name = _("score")
        verbose_name_plural = _("scores")

    def __str__(self) -> str:
        return f"{self.employee} {self.month} {self.score}"
