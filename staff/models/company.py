"""The company itself."""

from django.db import models
from django.utils.translation import gettext_lazy as _

from common.fields import MonthField


class Company(models.Model):
    """What the company is called and with which month it begins here; one row, or none yet."""

    name = models.CharField(_("company name"), max_length=60)
    first_month = MonthField(_("first month"), null=True)
    # Only a demo company may be wiped.
    is_demo = models.BooleanField(default=False)

    class Meta:
        verbose_name = _("company")
        verbose_name_plural = _("companies")

    def __str__(self) -> str:
        return self.name
