"""Orders and refunds: what sales rest on."""

from typing import Any, Self

from django.db import models
from django.db.models import Exists, OuterRef, Q
from django.utils.translation import gettext_lazy as _

from common.access import Role
from common.fields import MoneyField, MonthField
from staff.models import AccountBinding, Employee, ServiceAccount


class OrderQuerySet(models.QuerySet[Any]):
    """Which orders or refunds."""

    def visible_to(self, user: Any) -> Self:
        """Orders paid while a visible person had the account; unassigned ones for those who see everybody."""
        if user.role in {Role.MANAGER, Role.ACCOUNTANT, Role.DIRECTOR}:
            return self
        return self.held_by(Employee.objects.visible_to(user))

    def held_by(self, people: Any) -> Self:
        """Orders paid on a day on which one of these people had the account.

        The accounts are named, so that an index finds them; the days are then looked at order by order.
        """
        bindings = AccountBinding.objects.filter(employee__in=people)
        held = bindings.filter(account=OuterRef("account"), from_on__lte=OuterRef("paid_on"))
        held = held.filter(Q(to_on__isnull=True) | Q(to_on__gte=OuterRef("paid_on")))
        return self.filter(Exists(held), account__among=list(bindings.values_list("account", flat=True)))


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
            models.Index(fields=["counts_in"], condition=models.Q(is_late=True), name="order_late"),
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
