"""Sums of a month's sales, counted in advance: a million orders are not added up while somebody waits."""

from typing import Any

from django.db import models
from django.utils.translation import gettext_lazy as _

from common.fields import MonthField
from common.models import TrackedWork


class SalesCount(TrackedWork):
    """One counting of a month. The latest that is done is shown, with its moment; earlier ones are forgotten."""

    JOB = "performance.jobs.count_sales"

    month = MonthField(_("month"))
    # The latest order and refund when it began: what came later asks for another counting.
    seen = models.CharField(max_length=60, blank=True)

    class Meta:
        ordering = ["-pk"]
        indexes = [models.Index(fields=["month", "work_status"], name="sales_counted")]
        constraints = [
            models.UniqueConstraint(
                fields=["month"],
                condition=models.Q(work_status__in=["queued", "running"]),
                name="one_counting_at_once",
            )
        ]
        verbose_name = _("counting of sales")
        verbose_name_plural = _("countings of sales")

    def __str__(self) -> str:
        return f"{self.month} {self.work_status}"


class CountedSales(models.Model):
    """The sums of a month (`on` is empty) or of one day of payment in it, in whole fen."""

    count = models.ForeignKey(SalesCount, models.CASCADE, related_name="sums")
    on = models.DateField(null=True)
    # In columns, so that ten thousand people are a few lists: ids, net (in fen), orders, refunds.
    people: Any = models.JSONField(default=dict)
    # {group id: [net fen, orders, refunds, target in fen]}
    groups: Any = models.JSONField(default=dict)
    # Paid buyers and inquiring buyers of the month.
    paid = models.BigIntegerField(default=0)
    inquiring = models.BigIntegerField(default=0)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["count", "on"], name="counted_once_a_day"),
        ]
        verbose_name = _("counted sales")
        verbose_name_plural = _("counted sales")

    def __str__(self) -> str:
        return f"{self.count_id} {self.on or ''}"
