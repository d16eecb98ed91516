"""Overtime that somebody asks for."""

import datetime as dt

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from attendance.models.records import Overtime
from common.fields import MoneyField
from staff.models import Employee, OfVisiblePeople


class RequestStatus(models.TextChoices):
    """How far a request is that one person decides on."""

    PENDING = "pending", pgettext_lazy("request", "waiting")
    APPROVED = "approved", pgettext_lazy("request", "approved")
    REFUSED = "refused", pgettext_lazy("request", "refused")
    WITHDRAWN = "withdrawn", pgettext_lazy("request", "withdrawn")


class OvertimeRequest(models.Model):
    """Overtime asked for. Approved in time it becomes `Overtime`, which is paid, or days off in its place."""

    employee = models.ForeignKey(Employee, models.CASCADE, related_name="overtime_requests")
    on = models.DateField(_("date"))
    hours = MoneyField(_("hours"))
    kind = models.CharField(_("kind"), max_length=10, choices=Overtime.Kind)
    is_time_off = models.BooleanField(_("time off instead of pay"), default=False)
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
        ordering = ["-on", "-pk"]
        constraints = [
            models.CheckConstraint(condition=models.Q(hours__gt=0), name="asked_overtime_above_zero"),
            models.UniqueConstraint(
                fields=["employee", "on"],
                condition=models.Q(status__in=("pending", "approved")),
                name="overtime_asked_once_a_day",
            ),
        ]
        verbose_name = _("overtime request")
        verbose_name_plural = _("overtime requests")

    def __str__(self) -> str:
        return f"{self.employee} {self.on} {self.hours} h"

    @property
    def deadline(self) -> dt.datetime:
        """It counts only if approved before this moment: the end of the day after it (rules.md section 3)."""
        return dt.datetime.combine(self.on + dt.timedelta(days=2), dt.time())

    @property
    def is_too_late(self) -> bool:
        return self.status == RequestStatus.PENDING and dt.datetime.now() >= self.deadline
