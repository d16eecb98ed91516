"""The duty roster for cleaning (值日): areas, whose turn it is, and what the inspector found."""

import datetime as dt
from typing import Self

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _

from attendance.models.desk import OfDeskGroups
from staff.models import Employee, Group


class DutyArea(models.Model):
    """A place or task of cleaning, e.g. floor or pantry."""

    name = models.CharField(_("area"), max_length=60, unique=True)
    position = models.PositiveSmallIntegerField(default=0)
    is_active = models.BooleanField(_("in use"), default=True)

    class Meta:
        ordering = ["position", "name"]
        verbose_name = _("area")
        verbose_name_plural = _("areas")

    def __str__(self) -> str:
        return self.name


class DutyQuerySet(OfDeskGroups):
    """Which duties."""

    def to_inspect(self, day: dt.date) -> Self:
        """Those of a day that nobody has looked at yet."""
        return self.filter(on=day, inspected_at__isnull=True)


class Duty(models.Model):
    """Somebody's turn to clean an area on a day, and what the inspector found."""

    group = models.ForeignKey(Group, models.PROTECT, related_name="duties")
    on = models.DateField(_("date"))
    area = models.ForeignKey(DutyArea, models.PROTECT, related_name="duties")
    employee = models.ForeignKey(Employee, models.CASCADE, related_name="duties")
    points_lost = models.PositiveSmallIntegerField(_("points lost"), null=True)
    remark = models.CharField(_("remark"), max_length=200, blank=True)
    inspected_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+")
    inspected_at = models.DateTimeField(null=True)

    objects = DutyQuerySet.as_manager()

    class Meta:
        ordering = ["on", "area", "employee"]
        constraints = [models.UniqueConstraint(fields=["group", "on", "area"], name="one_duty_an_area")]
        verbose_name = _("duty")
        verbose_name_plural = _("duties")

    def __str__(self) -> str:
        return f"{self.employee} {self.on} {self.area}"
