"""What service and sales are measured by: metrics of a person's day, targets, lost inquiries."""

import datetime as dt
from typing import Any, Self

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from common.access import Role
from common.fields import MoneyField, MonthField
from performance.models.scorecards import Metric
from staff.models import Employee, OfVisiblePeople, ServiceAccount


class MetricQuerySet(models.QuerySet[Any]):
    """Which metrics."""

    def visible_to(self, user: Any) -> Self:
        """Those of visible people; of few people their ids are named, so that the database looks at theirs only."""
        if user.role in {Role.MANAGER, Role.ACCOUNTANT, Role.DIRECTOR}:
            return self
        people = Employee.objects.visible_to(user).values_list("pk", flat=True)
        return self.filter(employee__in=list(people))


class ServiceMetric(models.Model):
    """One metric of one person on one day: what is added up, over how many. A rate is made only where it is shown."""

    class Source(models.TextChoices):
        IMPORTED = "imported", pgettext_lazy("metric", "platform")
        TICKETS = "tickets", pgettext_lazy("metric", "tickets")
        ENTERED = "entered", pgettext_lazy("metric", "entered by hand")

    employee = models.ForeignKey(Employee, models.CASCADE, related_name="metrics")
    on = models.DateField(_("date"))
    metric = models.CharField(_("metric"), max_length=20, choices=Metric)
    # Of a platform's report by account: whoever has two accounts has two rows, which are added up.
    account = models.ForeignKey(
        ServiceAccount,
        models.PROTECT,
        null=True,
        related_name="metrics",
        verbose_name=_("service account"),
    )
    numerator = models.BigIntegerField(_("numerator"))
    denominator = models.PositiveBigIntegerField(_("denominator"))
    is_final = models.BooleanField(_("final"), default=True)
    source = models.CharField(_("source"), max_length=10, choices=Source, default=Source.IMPORTED)

    objects = MetricQuerySet.as_manager()

    class Meta:
        ordering = ["-on", "employee", "metric"]
        constraints = [
            models.UniqueConstraint(
                fields=["employee", "metric", "on"],
                condition=models.Q(account__isnull=True),
                name="metric_once_a_day",
            ),
            models.UniqueConstraint(
                fields=["account", "metric", "on"],
                condition=models.Q(account__isnull=False),
                name="account_metric_once_a_day",
            ),
        ]
        indexes = [models.Index(fields=["on", "metric"], name="metric_day")]
        verbose_name = _("service metric")
        verbose_name_plural = _("service metrics")

    def __str__(self) -> str:
        return f"{self.employee_id} {self.on} {self.metric}"


class MetricDay(models.Model):
    """A day whose figures were taken from the tickets; a closed one is final and not taken again."""

    on = models.DateField(_("date"), unique=True)
    taken_at = models.DateTimeField(_("taken at"))
    is_closed = models.BooleanField(_("closed"), default=False)

    class Meta:
        ordering = ["-on"]
        verbose_name = _("day of figures")
        verbose_name_plural = _("days of figures")

    def __str__(self) -> str:
        return str(self.on)


class SalesTarget(models.Model):
    """What a person is to sell in a month, where it differs from the terms of pay (销售目标)."""

    employee = models.ForeignKey(Employee, models.CASCADE, related_name="sales_targets")
    month = MonthField(_("month"))
    amount = MoneyField(_("sales target"))
    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+")

    objects = OfVisiblePeople.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["month", "employee"], name="one_target_a_month"),
            models.CheckConstraint(condition=models.Q(amount__gt=0), name="target_above_zero"),
        ]
        verbose_name = _("sales target")
        verbose_name_plural = _("sales targets")

    def __str__(self) -> str:
        return f"{self.employee_id} {self.month} {self.amount}"


class LostInquiry(models.Model):
    """A customer who asked and did not buy, and why (流失)."""

    class Reason(models.TextChoices):
        PRICE = "price", pgettext_lazy("lost", "price")
        STOCK = "stock", pgettext_lazy("lost", "out of stock")
        SIZE = "size", pgettext_lazy("lost", "size, colour or kind")
        DELIVERY = "delivery", pgettext_lazy("lost", "delivery")
        SLOW = "slow", pgettext_lazy("lost", "slow answer")
        ELSEWHERE = "elsewhere", pgettext_lazy("lost", "bought elsewhere")
        OTHER = "other", pgettext_lazy("lost", "other")

    employee = models.ForeignKey(Employee, models.CASCADE, related_name="lost_inquiries")
    on = models.DateField(_("date"), default=dt.date.today)
    customer_name = models.CharField(_("customer's chat name"), max_length=80)
    reason = models.CharField(_("why"), max_length=10, choices=Reason)
    note = models.CharField(_("note"), max_length=300, blank=True)

    objects = OfVisiblePeople.as_manager()

    class Meta:
        ordering = ["-on", "-pk"]
        indexes = [models.Index(fields=["on", "reason"], name="lost_day")]
        verbose_name = _("lost inquiry")
        verbose_name_plural = _("lost inquiries")

    def __str__(self) -> str:
        return f"{self.customer_name} {self.on}"
