"""Orders and refunds, scores, conduct, suggestions: what sales and marks rest on."""

import datetime as dt
from typing import Any, Self

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from common.access import Role
from common.dated import BEGINNING
from common.fields import MoneyField, MonthField
from staff.models import Employee, ServiceAccount


class OfVisiblePeople(models.QuerySet[Any]):
    """Records of people whom the user may see."""

    def visible_to(self, user: Any) -> Self:
        return self.filter(employee__in=Employee.objects.visible_to(user))


class OrderQuerySet(models.QuerySet[Any]):
    """Which orders or refunds."""

    def visible_to(self, user: Any) -> Self:
        """Orders on accounts that a visible person ever had; unassigned ones for those who see everybody."""
        if user.role in {Role.MANAGER, Role.ACCOUNTANT, Role.DIRECTOR}:
            return self
        return self.filter(
            account__in=ServiceAccount.objects.filter(
                bindings__employee__in=Employee.objects.visible_to(user)
            )
        )


class Order(models.Model):
    """A paid order (订单). Without a service account it is an auto order (自动下单)."""

    order_no = models.CharField(_("order number"), max_length=64, unique=True)
    paid_at = models.DateTimeField(_("paid at"))
    paid_on = models.DateField(_("paid on"))
    amount = MoneyField(_("amount paid"))
    account = models.ForeignKey(
        ServiceAccount,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="orders",
        verbose_name=_("service account"),
        db_index=False,
    )
    completed_at = models.DateTimeField(_("completed at"), null=True, blank=True)
    shop = models.CharField(_("shop"), max_length=80, blank=True)
    # The month whose pay it counts in: that of payment (or completion), or the first open one if it came late.
    counts_in = MonthField(_("counts in"))
    completed_counts_in = MonthField(_("counts in, once completed"), null=True, blank=True)
    is_late = models.BooleanField(_("came after its month was locked"), default=False)

    objects = OrderQuerySet.as_manager()

    class Meta:
        ordering = ["-paid_at"]
        indexes = [
            models.Index(fields=["counts_in", "account", "paid_on"], include=["amount"], name="order_sales"),
            models.Index(
                fields=["completed_counts_in", "account", "paid_on"],
                include=["amount"],
                condition=models.Q(completed_counts_in__isnull=False),
                name="order_completed_sales",
            ),
        ]
        verbose_name = _("order")
        verbose_name_plural = _("orders")

    def __str__(self) -> str:
        return self.order_no


class Refund(models.Model):
    """Money given back on an order (退款). Account and day of payment are its order's, kept here for one index."""

    refund_no = models.CharField(_("refund number"), max_length=64, unique=True)
    order_no = models.CharField(_("order number"), max_length=64, db_index=True)
    order = models.ForeignKey(Order, models.PROTECT, null=True, related_name="refunds")
    refunded_at = models.DateTimeField(_("refunded at"))
    amount = MoneyField(_("amount refunded"))
    account = models.ForeignKey(
        ServiceAccount, models.PROTECT, null=True, related_name="refunds", db_index=False
    )
    paid_on = models.DateField(_("order paid on"), null=True)
    counts_in = MonthField(_("counts in"))
    # Under “counts when completed”: the later of its own month and its order's; empty until the order is completed.
    completed_counts_in = MonthField(_("counts in, once completed"), null=True)
    is_late = models.BooleanField(_("came after its month was locked"), default=False)

    objects = OrderQuerySet.as_manager()

    class Meta:
        ordering = ["-refunded_at"]
        indexes = [
            models.Index(fields=["counts_in", "account", "paid_on"], include=["amount"], name="refund_sales"),
            models.Index(
                fields=["completed_counts_in", "account", "paid_on"],
                include=["amount"],
                condition=models.Q(completed_counts_in__isnull=False),
                name="refund_completed_sales",
            ),
        ]
        verbose_name = _("refund")
        verbose_name_plural = _("refunds")

    def __str__(self) -> str:
        return self.refund_no


class Score(models.Model):
    """A person's mark for a month (绩效), 0 to 100 with two decimals."""

    class Status(models.TextChoices):
        DRAFT = "draft", pgettext_lazy("score", "draft")
        PUBLISHED = "published", pgettext_lazy("score", "published")
        ACKNOWLEDGED = "acknowledged", pgettext_lazy("score", "acknowledged")
        APPEALED = "appealed", pgettext_lazy("score", "appealed")
        FINAL = "final", pgettext_lazy("score", "final")

    employee = models.ForeignKey(Employee, models.CASCADE, related_name="scores")
    month = MonthField(_("month"))
    score = MoneyField(_("score"))
    status = models.CharField(_("status"), max_length=12, choices=Status, default=Status.DRAFT)

    objects = OfVisiblePeople.as_manager()

    class Meta:
        ordering = ["-month", "employee"]
        constraints = [
            models.UniqueConstraint(fields=["employee", "month"], name="one_score_a_month"),
            models.CheckConstraint(condition=models.Q(score__gte=0, score__lte=100), name="score_0_to_100"),
        ]
        verbose_name = _("score")
        verbose_name_plural = _("scores")

    def __str__(self) -> str:
        return f"{self.employee} {self.month} {self.score}"


class ConductItem(models.Model):
    """An item of the catalogue of conduct (奖惩项目) with its points from a date."""

    class Kind(models.TextChoices):
        POINTS = "points", _("points")
        HYGIENE = "hygiene", _("hygiene")
        NO_PLAN = "no_plan", _("missing work plan")
        FINE = "fine", _("fine")
        COMPENSATION = "compensation", _("compensation")

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
        from django.utils.translation import get_language

        return self.name_zh if (get_language() or "zh").startswith("zh") else self.name_en


class ConductEntry(models.Model):
    """Something a person did, good or bad, under an item of the catalogue (奖惩)."""

    class Status(models.TextChoices):
        RECORDED = "recorded", pgettext_lazy("conduct", "recorded")
        APPEALED = "appealed", pgettext_lazy("conduct", "appealed")
        UPHELD = "upheld", pgettext_lazy("conduct", "upheld")
        OVERTURNED = "overturned", pgettext_lazy("conduct", "overturned")

    entry_no = models.CharField(_("entry number"), max_length=64, unique=True)
    employee = models.ForeignKey(Employee, models.CASCADE, related_name="conduct_entries")
    on = models.DateField(_("date"))
    item = models.CharField(_("item"), max_length=40)
    count = models.PositiveIntegerField(_("count"), default=1)
    amount = MoneyField(_("amount"), null=True, blank=True)
    note = models.TextField(_("note"), blank=True)
    status = models.CharField(_("status"), max_length=12, choices=Status, default=Status.RECORDED)
    # The month whose pay it counts in: that of its date, or of the decision on an appeal.
    counts_in = MonthField(_("counts in"))
    recorded_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+")
    recorded_at = models.DateTimeField(default=dt.datetime.now)

    objects = OfVisiblePeople.as_manager()

    class Meta:
        ordering = ["-on", "-pk"]
        constraints = [
            models.CheckConstraint(condition=models.Q(count__gt=0), name="conduct_count_above_zero")
        ]
        indexes = [models.Index(fields=["counts_in", "employee"], name="conduct_month")]
        verbose_name = _("conduct entry")
        verbose_name_plural = _("conduct entries")

    def __str__(self) -> str:
        return self.entry_no


class Suggestion(models.Model):
    """An approved suggestion with proven effect and its award (建议奖)."""

    employee = models.ForeignKey(Employee, models.CASCADE, related_name="suggestions")
    title = models.CharField(_("title"), max_length=200)
    approved_on = models.DateField(_("approved on"))
    award = MoneyField(_("award"))

    objects = OfVisiblePeople.as_manager()

    class Meta:
        ordering = ["-approved_on"]
        constraints = [models.UniqueConstraint(fields=["employee", "title"], name="suggestion_once")]
        indexes = [models.Index(fields=["approved_on"], name="suggestion_approved")]
        verbose_name = _("suggestion")
        verbose_name_plural = _("suggestions")

    def __str__(self) -> str:
        return self.title
