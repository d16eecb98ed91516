"""Suggestions and their awards."""

from django.db import models
from django.utils.translation import gettext_lazy as _

from common.fields import MoneyField
from performance.models.visible import OfVisiblePeople
from staff.models import Employee


class Suggestion(models.Model):
    """An approved suggestion with proven effect and its award (建议奖)."""

    employee = models.ForeignKey(Employee, models.CASCADE, related_name="suggestions")
    title = models.CharField(_("title"), max_length=200)
    approved_on = models.DateField(_("approved on"))
    award = MoneyField(_("award"))

    objects = OfVisiblePeople.as_manager()

    class Meta:
        ordering = ["-approved_on"]
        constraints = [models.UniqueConstraint(fields=["employee", "title"], name="suggestion_once")]
        indexes = [models.Index(fields=["approved_on"], name="suggestion_approved")]
        verbose_name = _("suggestion")
        verbose_name_plural = _("suggestions")

    def __str__(self) -> str:
        return self.title
