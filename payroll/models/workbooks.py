"""Workbooks that leave the house, and the layouts that banks want."""

from typing import Any, Self

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _

from common.access import Role
from common.models import TrackedWork
from payroll.models.runs import ForPayOffice, PayrollRun


class BankTemplate(models.Model):
    """The layout of another bank's upload file, as the accountant defines it from the bank's own blank form."""

    name = models.CharField(_("bank"), max_length=60, unique=True)
    sheet_name = models.CharField(_("name of the sheet"), max_length=31, default="代发")
    title = models.CharField(
        _("first row"), max_length=200, blank=True, help_text=_("Empty: the file begins with the headers.")
    )
    # [[header, what stands in the column], ...]
    columns = models.JSONField(default=list)
    is_used = models.BooleanField(_("in use"), default=True)

    objects = ForPayOffice.as_manager()

    class Meta:
        ordering = ["name"]
        verbose_name = _("bank template")
        verbose_name_plural = _("bank templates")

    def __str__(self) -> str:
        return self.name


class ExportQuerySet(ForPayOffice):
    """Which workbooks."""

    def visible_to(self, user: Any) -> Self:
        """Card numbers are for the accountant alone, here as on a person's page."""
        rows = super().visible_to(user)
        return rows if user.role == Role.ACCOUNTANT else rows.exclude(format=PayrollExport.Format.BANK)


class PayrollExport(TrackedWork):
    """A workbook made from the stored lines of a run, in background."""

    class Format(models.TextChoices):
        SHEET = "sheet", _("payroll sheet")
        SLIPS = "slips", _("payslips")
        BANK = "bank", _("bank batch pay")
        LINES = "lines", _("pay lines")

    JOB = "payroll.jobs.make_export"

    run = models.ForeignKey(PayrollRun, models.CASCADE, related_name="exports")
    format = models.CharField(_("format"), max_length=8, choices=Format)
    file = models.FileField(upload_to="exports/%Y-%m/", blank=True)
    rows = models.PositiveIntegerField(default=0)
    # Bank: people without a card or with nothing to pay, named on the screen.
    left_out = models.JSONField(default=list)
    # The layout of another bank; None: the Agricultural Bank's.
    template = models.ForeignKey(BankTemplate, models.PROTECT, null=True, related_name="+")
    # Why card numbers leave the house; asked for where they do.
    purpose = models.CharField(_("purpose"), max_length=200, blank=True)
    requested_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+")

    objects = ExportQuerySet.as_manager()

    class Meta:
        ordering = ["-queued_at"]
        verbose_name = _("export")
        verbose_name_plural = _("exports")

    def __str__(self) -> str:
        return f"{self.run} {self.format}"
