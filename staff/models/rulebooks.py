"""Rule books: named sets of dated numbers."""

import datetime as dt

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from common.dated import BEGINNING
from staff.models.people import User


class RuleBook(models.Model):
    """A named set of numbers that the company's rules use; each number is a dated row."""

    name = models.CharField(_("rule book"), max_length=80, unique=True)
    preset = models.CharField(max_length=60, blank=True)
    is_default = models.BooleanField(_("the company's default"), default=False)

    class Meta:
        ordering = ["name"]
        constraints = [
            models.UniqueConstraint(
                fields=["is_default"], condition=Q(is_default=True), name="one_default_rulebook"
            )
        ]
        verbose_name = _("rule book")
        verbose_name_plural = _("rule books")

    def __str__(self) -> str:
        return self.name


class RuleRate(models.Model):
    """One number of a rule book from a date (always the first of a month) until the next row of its name."""

    book = models.ForeignKey(RuleBook, models.CASCADE, related_name="rates")
    name = models.CharField(max_length=60)
    valid_from = models.DateField(_("valid from"), default=BEGINNING)
    value = models.CharField(_("value"), max_length=60)
    reason = models.CharField(_("reason"), max_length=300)
    by = models.ForeignKey(User, models.PROTECT, null=True, related_name="+")
    at = models.DateTimeField(default=dt.datetime.now)

    class Meta:
        ordering = ["book", "name", "valid_from"]
        constraints = [models.UniqueConstraint(fields=["book", "name", "valid_from"], name="rate_once_a_day")]
        verbose_name = _("number of a rule book")
        verbose_name_plural = _("numbers of rule books")

    def __str__(self) -> str:
        return f"{self.book} {self.name} = {self.value}"
