"""Suggestions and their awards."""

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from common.fields import MoneyField
from staff.models import Employee, OfVisiblePeople


class Suggestion(models.Model):
    """A suggestion (建议): handed in, judged, tried; with proven effect it is approved and gets its award."""

    class Status(models.TextChoices):
        SUBMITTED = "submitted", pgettext_lazy("suggestion", "handed in")
        TRIED = "tried", pgettext_lazy("suggestion", "being tried")
        DECLINED = "declined", pgettext_lazy("suggestion", "declined")
        APPROVED = "approved", pgettext_lazy("suggestion", "effect proven")

    employee = models.ForeignKey(Employee, models.CASCADE, related_name="suggestions")
    title = models.CharField(_("title"), max_length=200)
    text = models.TextField(_("suggestion"), max_length=5000, blank=True)
    submitted_on = models.DateField(_("handed in on"), null=True)
    # An imported suggestion is approved: the workbook knows no others.
    status = models.CharField(_("status"), max_length=10, choices=Status, default=Status.APPROVED)
    judgement = models.TextField(_("judgement"), max_length=2000, blank=True)
    effect = models.TextField(_("effect"), max_length=2000, blank=True)
    approved_on = models.DateField(_("approved on"), null=True)
    award = MoneyField(_("award"), null=True)
    decided_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+")

    objects = OfVisiblePeople.as_manager()

    class Meta:
        ordering = ["-pk"]
        constraints = [
            models.UniqueConstraint(fields=["employee", "title"], name="suggestion_once"),
            models.CheckConstraint(
                condition=~models.Q(status="approved")
                | models.Q(approved_on__isnull=False, award__isnull=False),
                name="approved_with_day_and_award",
            ),
        ]
        indexes = [models.Index(fields=["approved_on"], name="suggestion_approved")]
        verbose_name = _("suggestion")
        verbose_name_plural = _("suggestions")

    def __str__(self) -> str:
        return self.title
