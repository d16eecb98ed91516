"""Decisions on leave, and days of leave that somebody was given."""

import datetime as dt
from typing import Any, Self

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from attendance.models.records import Leave
from common.access import Role
from common.fields import MoneyField
from staff.models import Employee, OfVisiblePeople


class LeaveDecisionQuerySet(models.QuerySet[Any]):
    """Which decisions."""

    def visible_to(self, user: Any) -> Self:
        return self.filter(leave__in=Leave.objects.visible_to(user))


class LeaveDecision(models.Model):
    """One step of the chain: who said yes or no, in which role, why."""

    leave = models.ForeignKey(Leave, models.CASCADE, related_name="decisions")
    role = models.CharField(_("role"), max_length=12, choices=Role)
    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+")
    by_name = models.CharField(max_length=120)
    at = models.DateTimeField(_("at"), default=dt.datetime.now)
    is_approval = models.BooleanField()
    reason = models.CharField(_("reason"), max_length=300, blank=True)

    objects = LeaveDecisionQuerySet.as_manager()

    class Meta:
        ordering = ["at", "pk"]
        verbose_name = _("decision on leave")
        verbose_name_plural = _("decisions on leave")

    def __str__(self) -> str:
        return f"{self.leave_id} {self.role} {self.is_approval}"


class LeaveGrant(models.Model):
    """Days of annual or compensatory leave that a person was given (or, below zero, that were taken back).

    Annual leave that the rule book gives to everybody is not written here; this is what comes on top of it.
    """

    employee = models.ForeignKey(Employee, models.CASCADE, related_name="leave_grants")
    kind = models.CharField(_("kind"), max_length=12, choices=Leave.Kind)
    # Hundredths of a day in the database, like fen.
    days = MoneyField(_("days"))
    on = models.DateField(_("date"), help_text=_("Annual leave counts in the year of this date."))
    reason = models.CharField(_("reason"), max_length=300)
    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+")
    at = models.DateTimeField(default=dt.datetime.now)

    objects = OfVisiblePeople.as_manager()

    class Meta:
        ordering = ["-on", "-pk"]
        constraints = [
            models.CheckConstraint(
                condition=Q(kind__in=("annual", "compensatory")) & ~Q(days=0), name="grant_of_days"
            ),
        ]
        verbose_name = _("leave given")
        verbose_name_plural = _("leave given")

    def __str__(self) -> str:
        return f"{self.employee} {self.get_kind_display()} {self.days}"
