"""Objections to a mark or to an entry of conduct, and what was decided."""

import datetime as dt
from typing import Any, Self

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from common.access import Role
from common.fields import MoneyField
from performance.models.assessments import Mark
from performance.models.conduct import ConductEntry
from staff.models import Employee

DECIDERS = (Role.SUPERVISOR, Role.MANAGER, Role.DIRECTOR)


class AppealQuerySet(models.QuerySet[Any]):
    """Which appeals."""

    def visible_to(self, user: Any) -> Self:
        """Those of visible people; all for supervisors too, because a neutral one has to decide."""
        if user.role in DECIDERS:
            return self
        return self.filter(employee__in=Employee.objects.visible_to(user))


class Appeal(models.Model):
    """An objection (申诉) to one mark of a score, or to one entry of conduct."""

    class Status(models.TextChoices):
        OPEN = "open", pgettext_lazy("appeal", "open")
        ACCEPTED = "accepted", pgettext_lazy("appeal", "accepted")
        REJECTED = "rejected", pgettext_lazy("appeal", "rejected")

    employee = models.ForeignKey(Employee, models.CASCADE, related_name="appeals")
    entry = models.ForeignKey(ConductEntry, models.CASCADE, null=True, related_name="appeals")
    mark = models.ForeignKey(Mark, models.CASCADE, null=True, related_name="appeals")
    reason = models.TextField(_("reason"), max_length=2000)
    at = models.DateTimeField(_("at"), default=dt.datetime.now)
    status = models.CharField(_("status"), max_length=10, choices=Status, default=Status.OPEN)
    answer = models.TextField(_("answer"), max_length=2000, blank=True)
    # Of a mark: the points before and after the decision.
    points_before = MoneyField(null=True)
    points_after = MoneyField(null=True)
    was_error = models.BooleanField(_("error of whoever marked"), default=False)
    decided_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+")
    decided_at = models.DateTimeField(null=True)

    objects = AppealQuerySet.as_manager()

    class Meta:
        ordering = ["-at", "-pk"]
        constraints = [
            models.CheckConstraint(
                condition=Q(entry__isnull=True, mark__isnull=False)
                | Q(entry__isnull=False, mark__isnull=True),
                name="appeal_about_one_thing",
            ),
            models.UniqueConstraint(fields=["entry"], name="one_appeal_an_entry"),
            models.UniqueConstraint(fields=["mark"], name="one_appeal_a_mark"),
        ]
        indexes = [models.Index(fields=["status"], name="appeal_status")]
        verbose_name = _("appeal")
        verbose_name_plural = _("appeals")

    def __str__(self) -> str:
        return f"{self.employee} {self.at:%Y-%m-%d}"
