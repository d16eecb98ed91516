"""Inspections of the floor and quality checks of conversations: who was drawn, what was found, what became of it."""

import datetime as dt
from typing import Self

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from performance.models.conduct import ConductEntry
from staff.models import Employee, OfVisiblePeople


class Standard(models.Model):
    """A sheet by which is inspected (检查标准)."""

    class Kind(models.TextChoices):
        FLOOR = "floor", pgettext_lazy("standard", "daily inspection")
        QUALITY = "quality", pgettext_lazy("standard", "quality check")

    name = models.CharField(_("standard"), max_length=80, unique=True)
    preset = models.CharField(max_length=60, blank=True)
    kind = models.CharField(_("kind"), max_length=10, choices=Kind, default=Kind.FLOOR)

    class Meta:
        ordering = ["kind", "name"]
        verbose_name = _("standard")
        verbose_name_plural = _("standards")

    def __str__(self) -> str:
        return self.name


class StandardItem(models.Model):
    """One line of a sheet, with its points and the item of conduct that a finding goes under."""

    standard = models.ForeignKey(Standard, models.CASCADE, related_name="items")
    place = models.PositiveSmallIntegerField(default=0)
    text = models.CharField(_("what is looked at"), max_length=200)
    points = models.PositiveSmallIntegerField(_("points"), default=10)
    conduct_code = models.CharField(_("item of conduct"), max_length=40, blank=True)
    is_critical = models.BooleanField(_("critical"), default=False)

    class Meta:
        ordering = ["standard", "place"]
        verbose_name = _("line of a standard")
        verbose_name_plural = _("lines of a standard")

    def __str__(self) -> str:
        return self.text


class Draw(models.Model):
    """Who was drawn for a day's inspection; with the seed and the candidates it can be drawn again."""

    on = models.DateField(_("date"))
    at = models.TimeField(_("time"))
    standard = models.ForeignKey(Standard, models.PROTECT, related_name="draws")
    inspector = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    seed = models.CharField(max_length=32)
    # {employee id: how often inspected this week before the draw}
    candidates = models.JSONField(default=dict)
    drawn_at = models.DateTimeField(default=dt.datetime.now)

    class Meta:
        ordering = ["-on", "-pk"]
        constraints = [models.UniqueConstraint(fields=["on", "standard", "inspector"], name="one_draw_a_day")]
        verbose_name = _("draw")
        verbose_name_plural = _("draws")

    def __str__(self) -> str:
        return f"{self.on} {self.at:%H:%M}"


class InspectionQuerySet(OfVisiblePeople):
    """Which inspections."""

    def checks(self) -> Self:
        """Those of a conversation."""
        return self.exclude(conversation="")


class Inspection(models.Model):
    """One person looked at by one standard; `got` of `possible` points once it is done."""

    draw = models.ForeignKey(Draw, models.PROTECT, null=True, related_name="inspections")
    standard = models.ForeignKey(Standard, models.PROTECT, related_name="inspections")
    employee = models.ForeignKey(Employee, models.CASCADE, related_name="inspections")
    inspector = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    on = models.DateField(_("date"))
    conversation = models.CharField(_("conversation"), max_length=120, blank=True)
    # Marked by several inspectors to compare them; never enters a score.
    is_calibration = models.BooleanField(_("calibration"), default=False)
    # The last day on which whoever checks the same conversation waits for this sheet; None where nobody does.
    closes_on = models.DateField(null=True)
    done_at = models.DateTimeField(null=True)
    got = models.PositiveIntegerField(_("points"), default=0)
    possible = models.PositiveIntegerField(default=0)
    remark = models.TextField(_("remark"), max_length=2000, blank=True)

    objects = InspectionQuerySet.as_manager()

    class Meta:
        ordering = ["-on", "-pk"]
        indexes = [
            models.Index(fields=["on", "employee"], name="inspection_day"),
            models.Index(fields=["conversation", "standard"], name="inspection_conversation"),
            models.Index(
                fields=["closes_on"], condition=models.Q(done_at__isnull=True), name="inspection_to_do"
            ),
        ]
        verbose_name = _("inspection")
        verbose_name_plural = _("inspections")

    def __str__(self) -> str:
        return f"{self.employee} {self.on}"

    @property
    def is_waited_for(self) -> bool:
        """Not finished, and not closed yet."""
        return self.done_at is None and self.closes_on is not None and dt.date.today() <= self.closes_on

    @property
    def may_be_filled(self) -> bool:
        """Not finished; a calibration only until it closes."""
        return self.done_at is None and (self.is_waited_for or not self.is_calibration)


class Finding(models.Model):
    """What was found for one line of the sheet."""

    class Verdict(models.TextChoices):
        GOOD = "good", pgettext_lazy("finding", "in order")
        BAD = "bad", pgettext_lazy("finding", "not in order")
        NOT_APPLICABLE = "na", pgettext_lazy("finding", "does not apply")

    inspection = models.ForeignKey(Inspection, models.CASCADE, related_name="findings")
    item = models.ForeignKey(StandardItem, models.PROTECT, related_name="+")
    verdict = models.CharField(_("verdict"), max_length=4, choices=Verdict)
    note = models.CharField(_("note"), max_length=300, blank=True)
    entry = models.OneToOneField(ConductEntry, models.PROTECT, null=True, related_name="finding")

    class Meta:
        ordering = ["inspection", "item__place"]
        constraints = [models.UniqueConstraint(fields=["inspection", "item"], name="one_finding_a_line")]
        verbose_name = _("finding")
        verbose_name_plural = _("findings")

    def __str__(self) -> str:
        return f"{self.item} {self.verdict}"
