"""The roster while it is made, what people are told of it, how many are needed, and calendar links."""

import datetime as dt
import secrets
from typing import Any, Self

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from staff.models import Employee, Group, OfVisiblePeople


class DraftShift(models.Model):
    """What a roster will be for one person and day once it is published; only its makers see it.

    It stands in a table of its own, so that nobody who reads shifts (pay, readings, calendars) can read a draft.
    """

    class Kind(models.TextChoices):
        DAY = "day", _("day shift")
        NIGHT = "night", _("night shift")
        OFF = "off", _("rest day")
        NONE = "none", _("not rostered")

    employee = models.ForeignKey(Employee, models.CASCADE, related_name="draft_shifts")
    on = models.DateField(_("date"))
    kind = models.CharField(_("shift"), max_length=5, choices=Kind)
    starts_at = models.DateTimeField(_("start"), null=True, blank=True)
    ends_at = models.DateTimeField(_("end"), null=True, blank=True)
    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+")
    at = models.DateTimeField(default=dt.datetime.now)

    objects = OfVisiblePeople.as_manager()

    class Meta:
        ordering = ["on", "employee"]
        constraints = [
            models.UniqueConstraint(fields=["employee", "on"], name="one_draft_a_day"),
            models.CheckConstraint(
                condition=Q(kind__in=("off", "none"), starts_at__isnull=True, ends_at__isnull=True)
                | Q(starts_at__isnull=False, ends_at__gt=models.F("starts_at"))
                & ~Q(kind__in=("off", "none")),
                name="draft_has_times",
            ),
        ]
        indexes = [models.Index(fields=["on"], name="draft_on")]
        verbose_name = _("draft of a shift")
        verbose_name_plural = _("drafts of shifts")

    def __str__(self) -> str:
        return f"{self.employee} {self.on} {self.get_kind_display()}"


class ShiftChange(models.Model):
    """A published change of one person's shift of one day, told to that person until they have seen it."""

    employee = models.ForeignKey(Employee, models.CASCADE, related_name="shift_changes")
    on = models.DateField(_("date"))
    kind_before = models.CharField(max_length=5, choices=DraftShift.Kind, default=DraftShift.Kind.NONE)
    starts_before = models.DateTimeField(null=True)
    ends_before = models.DateTimeField(null=True)
    kind_after = models.CharField(max_length=5, choices=DraftShift.Kind)
    starts_after = models.DateTimeField(null=True)
    ends_after = models.DateTimeField(null=True)
    at = models.DateTimeField(_("published at"), default=dt.datetime.now)
    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+")
    seen_at = models.DateTimeField(_("seen at"), null=True)

    objects = OfVisiblePeople.as_manager()

    class Meta:
        ordering = ["on", "pk"]
        indexes = [models.Index(fields=["employee", "seen_at"], name="change_unseen")]
        verbose_name = _("change of a shift")
        verbose_name_plural = _("changes of shifts")

    def __str__(self) -> str:
        return f"{self.employee_id} {self.on} {self.kind_before} → {self.kind_after}"


class CoverageNeedQuerySet(models.QuerySet[Any]):
    """Which needs."""

    def visible_to(self, user: Any) -> Self:
        return self.filter(group__in=Group.objects.visible_to(user))


class CoverageNeed(models.Model):
    """How many people of a group are needed at work in certain hours, on one weekday or on all."""

    class Weekday(models.IntegerChoices):
        EVERY = 7, pgettext_lazy("weekday", "every day")
        MONDAY = 0, pgettext_lazy("weekday", "Mon")
        TUESDAY = 1, pgettext_lazy("weekday", "Tue")
        WEDNESDAY = 2, pgettext_lazy("weekday", "Wed")
        THURSDAY = 3, pgettext_lazy("weekday", "Thu")
        FRIDAY = 4, pgettext_lazy("weekday", "Fri")
        SATURDAY = 5, pgettext_lazy("weekday", "Sat")
        SUNDAY = 6, pgettext_lazy("weekday", "Sun")

    group = models.ForeignKey(Group, models.CASCADE, related_name="coverage_needs")
    weekday = models.PositiveSmallIntegerField(_("weekday"), choices=Weekday, default=Weekday.EVERY)
    from_hour = models.PositiveSmallIntegerField(_("from hour"))
    to_hour = models.PositiveSmallIntegerField(_("to hour"))
    heads = models.PositiveSmallIntegerField(_("people needed"))

    objects = CoverageNeedQuerySet.as_manager()

    class Meta:
        ordering = ["weekday", "from_hour"]
        constraints = [
            models.CheckConstraint(
                condition=Q(to_hour__gt=models.F("from_hour"), to_hour__lte=24), name="need_ends_after_start"
            ),
        ]
        verbose_name = _("coverage need")
        verbose_name_plural = _("coverage needs")

    def __str__(self) -> str:
        return f"{self.group} {self.get_weekday_display()} {self.from_hour}–{self.to_hour}: {self.heads}"


def new_token() -> str:
    return secrets.token_urlsafe(24)


class CalendarLink(models.Model):
    """The secret address under which a person's published shifts can be read by a calendar (iCal)."""

    employee = models.OneToOneField(Employee, models.CASCADE, related_name="calendar_link")
    token = models.CharField(max_length=64, unique=True, default=new_token)
    at = models.DateTimeField(default=dt.datetime.now)

    objects = OfVisiblePeople.as_manager()

    class Meta:
        verbose_name = _("calendar link")
        verbose_name_plural = _("calendar links")

    def __str__(self) -> str:
        return str(self.employee)
