"""Checklists of a shift: templates by role and shift, and who ticked what when."""

import datetime as dt
from typing import Any, Self

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from attendance.models.records import Shift
from common.access import Role
from staff.models import Employee, Group

MINUTES_A_DAY = 1440


class Checklist(models.Model):
    """A list of points to go through on a shift, by a time of day or soon after the shift starts."""

    code = models.CharField(max_length=40, unique=True, null=True)
    name = models.CharField(_("checklist"), max_length=80)
    role = models.CharField(_("for"), max_length=12, choices=Role, blank=True)
    kind = models.CharField(
        _("shift"),
        max_length=5,
        blank=True,
        choices=[("day", Shift.Kind.DAY.label), ("night", Shift.Kind.NIGHT.label)],
    )
    # One of the two: minutes since midnight of the shift's day (1440 is 24:00), or after the shift's start.
    due_minute = models.PositiveSmallIntegerField(null=True)
    due_after_start = models.PositiveSmallIntegerField(null=True)
    is_active = models.BooleanField(_("in use"), default=True)

    class Meta:
        ordering = ["due_minute", "name"]
        constraints = [
            models.CheckConstraint(
                condition=Q(due_minute__isnull=True, due_after_start__isnull=False)
                | Q(due_minute__isnull=False, due_after_start__isnull=True),
                name="checklist_due_once",
            )
        ]
        verbose_name = _("checklist")
        verbose_name_plural = _("checklists")

    def __str__(self) -> str:
        return self.name

    @property
    def due_label(self) -> str:
        """`14:00`, or `+30 min`."""
        if self.due_minute is not None:
            return f"{self.due_minute // 60:02d}:{self.due_minute % 60:02d}"
        return _("%(minutes)s min after the start") % {"minutes": self.due_after_start}


class ChecklistPoint(models.Model):
    """One point of a checklist. A point that is no longer wanted is retired, so that old ticks keep their words."""

    checklist = models.ForeignKey(Checklist, models.CASCADE, related_name="points")
    position = models.PositiveSmallIntegerField(default=0)
    says = models.CharField(_("point"), max_length=200)
    is_active = models.BooleanField(default=True)

    class Meta:
        ordering = ["checklist", "position", "pk"]
        verbose_name = _("point of a checklist")
        verbose_name_plural = _("points of checklists")

    def __str__(self) -> str:
        return self.says


class TickQuerySet(models.QuerySet[Any]):
    """Which ticks."""

    def visible_to(self, user: Any) -> Self:
        return self.filter(group__in=Group.objects.on_desk_of(user))

    def standing(self) -> Self:
        """Those that nobody took back."""
        return self.filter(taken_back_at__isnull=True)


class Tick(models.Model):
    """A point that somebody ticked for a group on the day of a shift; what is taken back stays readable.

    Only who ticked takes it back, so `by` is who did both.
    """

    point = models.ForeignKey(ChecklistPoint, models.PROTECT, related_name="ticks")
    group = models.ForeignKey(Group, models.PROTECT, related_name="+")
    on = models.DateField(_("date"))
    by = models.ForeignKey(Employee, models.PROTECT, related_name="+")
    at = models.DateTimeField(default=dt.datetime.now)
    taken_back_at = models.DateTimeField(_("taken back at"), null=True)

    objects = TickQuerySet.as_manager()

    class Meta:
        ordering = ["at"]
        constraints = [
            models.UniqueConstraint(
                fields=["point", "group", "on"],
                condition=Q(taken_back_at__isnull=True),
                name="tick_stands_once",
            )
        ]
        indexes = [models.Index(fields=["on", "group"], name="tick_day")]
        verbose_name = _("tick")
        verbose_name_plural = _("ticks")

    def __str__(self) -> str:
        return f"{self.point} {self.on}"
