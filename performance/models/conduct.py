"""The catalogue of conduct and what was recorded under it."""

import datetime as dt
from typing import Any, Self

from django.conf import settings
from django.db import models
from django.utils.translation import get_language, pgettext_lazy
from django.utils.translation import gettext_lazy as _

from common.access import Role
from common.dated import BEGINNING
from common.fields import MoneyField, MonthField
from staff.models import Employee, OfVisiblePeople


class ConductItem(models.Model):
    """An item of the catalogue of conduct (奖惩项目) with its points from a date."""

    class Kind(models.TextChoices):
        POINTS = "points", _("points")
        HYGIENE = "hygiene", _("hygiene")
        NO_PLAN = "no_plan", _("missing work plan")
        FINE = "fine", _("fine")
        COMPENSATION = "compensation", _("compensation")
        DEMERIT = "demerit", _("demerit")

    code = models.CharField(_("item"), max_length=40)
    valid_from = models.DateField(_("valid from"), default=BEGINNING)
    kind = models.CharField(max_length=12, choices=Kind, default=Kind.POINTS)
    points = models.IntegerField(_("points"), default=0)
    name_zh = models.CharField(max_length=120)
    name_en = models.CharField(max_length=120)

    class Meta:
        ordering = ["code", "valid_from"]
        constraints = [models.UniqueConstraint(fields=["code", "valid_from"], name="item_once_a_day")]
        verbose_name = _("conduct item")
        verbose_name_plural = _("conduct items")

    def __str__(self) -> str:
        return self.name_zh if (get_language() or "zh").startswith("zh") else self.name_en


class ConductEntry(models.Model):
    """Something a person did, good or bad, under an item of the catalogue (奖惩)."""

    class Status(models.TextChoices):
        RECORDED = "recorded", pgettext_lazy("conduct", "recorded")
        APPEALED = "appealed", pgettext_lazy("conduct", "appealed")
        UPHELD = "upheld", pgettext_lazy("conduct", "upheld")
        OVERTURNED = "overturned", pgettext_lazy("conduct", "overturned")

    class Stage(models.TextChoices):
        """Progressive discipline: only the last one costs what the catalogue says."""

        FULL = "", pgettext_lazy("discipline", "counts")
        REMINDER = "reminder", pgettext_lazy("discipline", "reminder")
        WARNING = "warning", pgettext_lazy("discipline", "warning")

    entry_no = models.CharField(_("entry number"), max_length=64, unique=True)
    employee = models.ForeignKey(Employee, models.CASCADE, related_name="conduct_entries")
    on = models.DateField(_("date"))
    item = models.CharField(_("item"), max_length=40)
    count = models.PositiveIntegerField(_("count"), default=1)
    amount = MoneyField(_("amount"), null=True, blank=True)
    note = models.TextField(_("note"), blank=True)
    at = models.TimeField(_("time"), null=True, blank=True)
    evidence = models.CharField(_("evidence"), max_length=300, blank=True)
    # What happened, in a word that can be found again: an order, a ticket, a complaint, a line of an inspection.
    incident = models.CharField(_("incident"), max_length=80, blank=True)
    stage = models.CharField(_("stage"), max_length=10, choices=Stage, default=Stage.FULL, blank=True)
    status = models.CharField(_("status"), max_length=12, choices=Status, default=Status.RECORDED)
    # The month whose pay it counts in: that of its date, or of the decision on an appeal.
    counts_in = MonthField(_("counts in"))
    recorded_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+")
    recorded_at = models.DateTimeField(default=dt.datetime.now)

    objects = OfVisiblePeople.as_manager()

    class Meta:
        ordering = ["-on", "-pk"]
        constraints = [
            models.CheckConstraint(condition=models.Q(count__gt=0), name="conduct_count_above_zero"),
            models.UniqueConstraint(
                fields=["employee", "item", "incident"],
                condition=models.Q(incident__gt="") & ~models.Q(status="overturned"),
                name="incident_once_an_item",
            ),
        ]
        indexes = [models.Index(fields=["counts_in", "employee"], name="conduct_month")]
        verbose_name = _("conduct entry")
        verbose_name_plural = _("conduct entries")

    def __str__(self) -> str:
        return self.entry_no

    @property
    def is_demerit(self) -> bool:
        return self.item.startswith("DEMERIT_")

    @property
    def costs(self) -> bool:
        """False for a reminder and a warning, which are on record and cost nothing."""
        return self.stage == self.Stage.FULL


class EvidenceQuerySet(models.QuerySet[Any]):
    """Which files."""

    def visible_to(self, user: Any) -> Self:
        """Those of entries about visible people; of appealed ones for whoever may decide, too."""
        seen = models.Q(entry__in=ConductEntry.objects.visible_to(user))
        if user.role in {Role.SUPERVISOR, Role.MANAGER, Role.DIRECTOR}:
            seen |= models.Q(entry__appeals__isnull=False)
        return self.filter(seen)


class Evidence(models.Model):
    """A file that shows what happened (证据), from whoever recorded an entry or whom it is about."""

    entry = models.ForeignKey(ConductEntry, models.CASCADE, related_name="files")
    file = models.FileField(upload_to="conduct/%Y/%m")
    name = models.CharField(_("file"), max_length=200)
    size = models.PositiveIntegerField()
    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+")
    at = models.DateTimeField(_("at"), default=dt.datetime.now)

    objects = EvidenceQuerySet.as_manager()

    class Meta:
        ordering = ["pk"]
        verbose_name = _("evidence")
        verbose_name_plural = _("evidence")

    def __str__(self) -> str:
        return self.name
