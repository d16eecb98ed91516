"""Punches that are missing and asked for."""

import datetime as dt

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _

from attendance.models.overtime import RequestStatus
from staff.models import Employee, OfVisiblePeople


class PunchCorrection(models.Model):
    """A person says when they came or went although the clock does not know; approved it becomes a punch."""

    employee = models.ForeignKey(Employee, models.CASCADE, related_name="punch_corrections")
    punched_at = models.DateTimeField(_("came or went at"))
    reason = models.CharField(_("reason"), max_length=300)
    status = models.CharField(
        _("status"), max_length=10, choices=RequestStatus, default=RequestStatus.PENDING
    )
    asked_at = models.DateTimeField(_("asked at"), default=dt.datetime.now)
    decided_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+")
    decided_at = models.DateTimeField(null=True)
    answer = models.CharField(_("answer"), max_length=300, blank=True)

    objects = OfVisiblePeople.as_manager()

    class Meta:
        ordering = ["-punched_at", "-pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["employee", "punched_at"],
                condition=models.Q(status__in=("pending", "approved")),
                name="correction_once",
            ),
        ]
        verbose_name = _("missing punch")
        verbose_name_plural = _("missing punches")

    def __str__(self) -> str:
        return f"{self.employee} {self.punched_at:%Y-%m-%d %H:%M}"
