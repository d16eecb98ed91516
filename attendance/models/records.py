"""Shifts, punches, leave and overtime: the records from which attendance is read."""

import datetime as dt

from django.db import models
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from attendance.shifts import clock
from common.fields import MoneyField
from common.models import Upload
from common.templatetags.backoffice import day, moment, until
from staff.models import Employee, OfVisiblePeople


class Shift(models.Model):
    """One person's roster of one day (排班). It belongs to the day on which it starts."""

    class Kind(models.TextChoices):
        DAY = "day", _("day shift")
        NIGHT = "night", _("night shift")
        OFF = "off", _("rest day")

    # Without an index of its own: both of those below begin with the employee.
    employee = models.ForeignKey(Employee, models.CASCADE, related_name="shifts", db_index=False)
    on = models.DateField(_("date"))
    kind = models.CharField(_("shift"), max_length=5, choices=Kind)
    starts_at = models.DateTimeField(_("start"), null=True, blank=True)
    ends_at = models.DateTimeField(_("end"), null=True, blank=True)

    objects = OfVisiblePeople.as_manager()

    class Meta:
        ordering = ["on", "employee"]
        constraints = [
            models.UniqueConstraint(fields=["employee", "on"], name="one_shift_a_day"),
            models.CheckConstraint(
                condition=models.Q(kind="off", starts_at__isnull=True, ends_at__isnull=True)
                | models.Q(starts_at__isnull=False, ends_at__gt=models.F("starts_at"))
                & ~models.Q(kind="off"),
                name="shift_has_times",
            ),
        ]
        indexes = [
            models.Index(fields=["on"], name="shift_on"),
            # All that a month's readings ask of a shift, so that the table itself is not opened for them.
            models.Index(
                fields=["employee", "on"], include=["id", "starts_at", "ends_at"], name="shift_times"
            ),
        ]
        verbose_name = _("shift")
        verbose_name_plural = _("shifts")

    def __str__(self) -> str:
        return f"{self.employee} {self.on} {self.get_kind_display()}"

    @property
    def times(self) -> str:
        """`17:00–24:00`; nothing for a rest day."""
        if self.starts_at is None or self.ends_at is None:
            return ""
        return f"{self.starts_at:%H:%M}–{clock(self.ends_at, self.on)}"


class Punch(models.Model):
    """A moment at which a person punched (打卡)."""

    class Source(models.TextChoices):
        CLOCK = "clock", pgettext_lazy("punch", "attendance clock")
        PAGE = "page", pgettext_lazy("punch", "this site")
        CORRECTION = "correction", pgettext_lazy("punch", "approved correction")

    employee = models.ForeignKey(Employee, models.CASCADE, related_name="punches", db_index=False)
    punched_at = models.DateTimeField(_("punched at"))
    # Set by the database where rows come in by the thousand.
    source = models.CharField(
        _("source"), max_length=10, choices=Source, default=Source.CLOCK, db_default=Source.CLOCK
    )

    objects = OfVisiblePeople.as_manager()

    class Meta:
        ordering = ["employee", "punched_at"]
        constraints = [models.UniqueConstraint(fields=["employee", "punched_at"], name="punch_once")]
        verbose_name = _("punch")
        verbose_name_plural = _("punches")

    def __str__(self) -> str:
        return f"{self.employee} {self.punched_at:%Y-%m-%d %H:%M:%S}"


class Leave(models.Model):
    """Leave of a person from a moment to a moment (请假)."""

    class Kind(models.TextChoices):
        PERSONAL = "personal", _("personal leave")
        SICK = "sick", _("sick leave")
        INJURY = "injury", _("work injury leave")
        ANNUAL = "annual", _("annual leave")
        MARRIAGE = "marriage", _("marriage leave")
        MATERNITY = "maternity", _("maternity leave")
        BEREAVEMENT = "bereavement", _("bereavement leave")
        COMPENSATORY = "compensatory", _("compensatory leave")

    class Status(models.TextChoices):
        PENDING = "pending", pgettext_lazy("leave", "pending")
        APPROVED = "approved", pgettext_lazy("leave", "approved")
        REJECTED = "rejected", pgettext_lazy("leave", "rejected")
        WITHDRAWN = "withdrawn", pgettext_lazy("leave", "withdrawn")

    employee = models.ForeignKey(Employee, models.CASCADE, related_name="leaves")
    kind = models.CharField(_("kind"), max_length=12, choices=Kind)
    starts_at = models.DateTimeField(_("start"))
    ends_at = models.DateTimeField(_("end"))
    status = models.CharField(_("status"), max_length=10, choices=Status, default=Status.PENDING)
    reason = models.CharField(_("reason"), max_length=300, blank=True, default="", db_default="")
    asked_at = models.DateTimeField(_("asked at"), null=True)
    # The doctor's note of sick leave, the report of an injury.
    proof = models.ForeignKey(
        Upload, models.SET_NULL, null=True, blank=True, related_name="+", verbose_name=_("proof")
    )

    objects = OfVisiblePeople.as_manager()

    class Meta:
        ordering = ["-starts_at"]
        constraints = [
            models.UniqueConstraint(fields=["employee", "kind", "starts_at"], name="leave_once"),
            models.CheckConstraint(
                condition=models.Q(ends_at__gt=models.F("starts_at")), name="leave_ends_after_start"
            ),
        ]
        indexes = [models.Index(fields=["ends_at", "starts_at"], name="leave_span")]
        verbose_name = _("leave")
        verbose_name_plural = _("leaves")

    def __str__(self) -> str:
        return f"{self.employee} {self.get_kind_display()} {self.starts_at:%Y-%m-%d %H:%M}"

    @property
    def span(self) -> str:
        """`2026-11-23 Mon`, `2026-11-23 Mon – 2026-11-24 Tue` for whole days; else from a moment to a moment."""
        first, last = self.spoken
        if isinstance(first, dt.datetime):
            return f"{moment(self.starts_at)} – {until(self.ends_at)}"
        return day(first) if first == last else f"{day(first)} – {day(last)}"

    @property
    def spoken(self) -> tuple[dt.date, dt.date]:
        """Its first and last day where it is of whole days, else its moments (which are days too)."""
        midnight = dt.time()
        if self.starts_at.time() != midnight or self.ends_at.time() != midnight:
            return self.starts_at, self.ends_at
        return self.starts_at.date(), self.ends_at.date() - dt.timedelta(days=1)


class Overtime(models.Model):
    """Approved overtime of a person on a day (加班)."""

    class Kind(models.TextChoices):
        WORKDAY = "workday", _("workday")
        REST_DAY = "rest_day", pgettext_lazy("overtime", "rest day")
        HOLIDAY = "holiday", _("statutory holiday")

    employee = models.ForeignKey(Employee, models.CASCADE, related_name="overtimes")
    on = models.DateField(_("date"))
    # Hundredths of an hour in the database, like fen.
    hours = MoneyField(_("hours"))
    kind = models.CharField(_("kind"), max_length=10, choices=Kind)
    is_approved = models.BooleanField(_("approved"), default=False)

    objects = OfVisiblePeople.as_manager()

    class Meta:
        ordering = ["-on"]
        constraints = [
            models.UniqueConstraint(fields=["employee", "on"], name="overtime_once_a_day"),
            models.CheckConstraint(condition=models.Q(hours__gt=0), name="overtime_above_zero"),
        ]
        verbose_name = _("overtime")
        verbose_name_plural = _("overtimes")

    def __str__(self) -> str:
        return f"{self.employee} {self.on} {self.hours} h"
