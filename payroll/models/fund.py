"""The activity fund: what fines brought in, and what is spent of it with receipt and approval."""

import datetime as dt
from typing import Any, Self

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from common.access import Role
from common.fields import MoneyField
from payroll.models.runs import PAY_OFFICE, PayrollRun

FUND_READERS = PAY_OFFICE | {Role.SUPERVISOR}


class ForFundReaders(models.QuerySet[Any]):
    """The statement is for the pay office and the supervisors, whose groups spend the money."""

    def visible_to(self, user: Any) -> Self:
        return self if user.role in FUND_READERS else self.none()


class FundEntry(models.Model):
    """Money into (above 0) or out of (below 0) the activity fund (活动经费)."""

    on = models.DateField(_("date"), default=dt.date.today)
    amount = MoneyField(_("amount"))
    run = models.OneToOneField(PayrollRun, models.PROTECT, null=True, related_name="fund_entry")
    note = models.CharField(_("note"), max_length=300)
    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+")

    objects = ForFundReaders.as_manager()

    class Meta:
        ordering = ["-on", "-pk"]
        verbose_name = _("activity fund entry")
        verbose_name_plural = _("activity fund entries")

    def __str__(self) -> str:
        return f"{self.on} {self.amount}"


class FundSpending(models.Model):
    """Money that somebody wants to spend of the fund; booked once another person has approved it."""

    class State(models.TextChoices):
        ASKED = "asked", pgettext_lazy("fund spending", "waits for approval")
        APPROVED = "approved", pgettext_lazy("fund spending", "approved")
        REFUSED = "refused", pgettext_lazy("fund spending", "refused")

    on = models.DateField(_("date"), default=dt.date.today)
    amount = MoneyField(_("amount"))
    purpose = models.CharField(_("purpose"), max_length=300)
    receipt = models.FileField(_("receipt"), upload_to="receipts/%Y-%m/")
    receipt_name = models.CharField(max_length=200)
    state = models.CharField(_("state"), max_length=8, choices=State, default=State.ASKED)
    by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, related_name="+", verbose_name=_("asked by")
    )
    at = models.DateTimeField(default=dt.datetime.now)
    decided_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+", verbose_name=_("decided by")
    )
    decided_at = models.DateTimeField(null=True)
    answer = models.CharField(_("answer"), max_length=300, blank=True)
    entry = models.OneToOneField(FundEntry, models.PROTECT, null=True, related_name="spending")

    objects = ForFundReaders.as_manager()

    class Meta:
        ordering = ["-on", "-pk"]
        constraints = [models.CheckConstraint(condition=Q(amount__gt=0), name="spending_above_zero")]
        verbose_name = _("spending of the activity fund")
        verbose_name_plural = _("spendings of the activity fund")

    def __str__(self) -> str:
        return f"{self.purpose} {self.amount}"
