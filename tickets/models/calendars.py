"""Hours of service: a week of periods for each calendar, and the days on which they differ."""

import datetime as dt

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _

from tickets.models.words import Platform


def always() -> list[str]:
    return ["08:00-24:00"] * 7


class ServiceCalendar(models.Model):
    """When customers are served: one text of periods a weekday, Monday first ("08:00-12:00,13:00-24:00")."""

    code = models.CharField(max_length=20, unique=True)
    name = models.CharField(_("hours of service"), max_length=60)
    # The calendar of a platform's tickets; the one without a platform is everybody else's.
    platform = models.CharField(_("shop platform"), max_length=12, choices=Platform, blank=True, unique=True)
    week = models.JSONField(_("week"), default=always)

    class Meta:
        ordering = ["platform", "code"]
        verbose_name = _("hours of service")
        verbose_name_plural = _("hours of service")

    def __str__(self) -> str:
        return self.name


class CalendarWeek(models.Model):
    """Another week of a calendar from a day on; added, never edited."""

    calendar = models.ForeignKey(ServiceCalendar, models.CASCADE, related_name="weeks")
    valid_from = models.DateField(_("valid from"))
    week = models.JSONField(_("week"), default=always)
    reason = models.CharField(_("reason"), max_length=200)
    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+")
    at = models.DateTimeField(default=dt.datetime.now)

    class Meta:
        ordering = ["valid_from"]
        constraints = [models.UniqueConstraint(fields=["calendar", "valid_from"], name="one_week_a_day")]
        verbose_name = _("week of service")
        verbose_name_plural = _("weeks of service")

    def __str__(self) -> str:
        return f"{self.calendar} {self.valid_from}"


class SpecialDay(models.Model):
    """A day on which other hours hold: a holiday (no periods), a sales festival (longer ones)."""

    calendar = models.ForeignKey(
        ServiceCalendar,
        models.CASCADE,
        null=True,
        blank=True,
        related_name="special_days",
        verbose_name=_("hours of service"),
        help_text=_("empty: all of them"),
    )
    on = models.DateField(_("date"))
    name = models.CharField(_("occasion"), max_length=60)
    periods = models.CharField(
        _("hours"),
        max_length=120,
        blank=True,
        help_text=_("for example 08:00-12:00,13:00-24:00; empty: closed"),
    )

    class Meta:
        ordering = ["on"]
        constraints = [
            models.UniqueConstraint(fields=["calendar", "on"], name="special_day_once_a_calendar"),
            models.UniqueConstraint(
                fields=["on"], condition=models.Q(calendar__isnull=True), name="special_day_once_for_all"
            ),
        ]
        verbose_name = _("special day")
        verbose_name_plural = _("special days")

    def __str__(self) -> str:
        return f"{self.on} {self.name}"
