"""What somebody decided about a flag."""

import datetime as dt

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _

from staff.models import Employee, OfVisiblePeople


class FlagDecision(models.Model):
    """A person's decision about a flag. Nobody is ever dismissed by the program (rules.md section 3)."""

    class Kind(models.TextChoices):
        FINES = "fines", _("attendance fines in two months in a row")
        IN_ROW = "in_row", _("absences in a row")
        IN_YEAR = "in_year", _("absences in a year")

    employee = models.ForeignKey(Employee, models.CASCADE, related_name="flag_decisions")
    kind = models.CharField(_("flag"), max_length=10, choices=Kind)
    # What the flag was about: the month, the year, or the first absent day of the row.
    about = models.CharField(max_length=10)
    decision = models.CharField(_("decision"), max_length=300)
    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+")
    at = models.DateTimeField(_("decided at"), default=dt.datetime.now)

    objects = OfVisiblePeople.as_manager()

    class Meta:
        ordering = ["-at"]
        constraints = [
            models.UniqueConstraint(fields=["employee", "kind", "about"], name="flag_decided_once")
        ]
        verbose_name = _("decision on a flag")
        verbose_name_plural = _("decisions on flags")

    def __str__(self) -> str:
        return f"{self.employee} {self.kind} {self.about}"
