"""Customers: who they are, what they bought, who looks after them."""

import datetime as dt
from typing import Any, Self

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from common.access import Role
from common.fields import EncryptedField
from staff.models import Employee
from tickets.models.words import Platform

SEE_ALL = frozenset({Role.MANAGER, Role.DIRECTOR})


class CustomerQuerySet(models.QuerySet[Any]):
    """Which customers."""

    def visible_to(self, user: Any) -> Self:
        """Customers of visible people, those of nobody yet, and those with a ticket that one may see."""
        if user.role in SEE_ALL:
            return self
        people = Employee.objects.visible_to(user)
        return self.filter(
            Q(agent__in=people) | Q(agent__isnull=True) | Q(tickets__owner__in=people)
        ).distinct()

    def alone(self) -> Self:
        """Without those that were merged into another."""
        return self.filter(merged_into__isnull=True)

    def uncontacted(self, today: dt.date) -> Self:
        """Those whose first contact is overdue."""
        return self.filter(first_contacted_on__isnull=True, first_contact_due_on__lt=today)


class Customer(models.Model):
    """A buyer: chat name, personal data under lock, member mark, and the agent who looks after them."""

    name = models.CharField(_("customer's chat name"), max_length=120, db_index=True)
    platform = models.CharField(_("shop platform"), max_length=12, choices=Platform, default=Platform.TAOBAO)
    is_member = models.BooleanField(_("member"), default=False)
    agent = models.ForeignKey(
        Employee,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="customers",
        verbose_name=_("looked after by"),
    )
    real_name = EncryptedField(_("real name"), blank=True)
    real_name_mask = models.CharField(max_length=20, blank=True)
    phone = EncryptedField(_("phone"), blank=True)
    phone_mask = models.CharField(max_length=20, blank=True)
    phone_print = models.CharField(max_length=64, blank=True, db_index=True)
    address = EncryptedField(_("address"), blank=True)
    address_mask = models.CharField(max_length=60, blank=True)
    note = models.TextField(_("what to know about them"), blank=True)
    added_at = models.DateTimeField(_("added at"), default=dt.datetime.now)
    first_contact_due_on = models.DateField(_("first contact due"), null=True, blank=True)
    first_contacted_on = models.DateField(_("first contact"), null=True, blank=True)
    merged_into = models.ForeignKey("self", models.PROTECT, null=True, blank=True, related_name="merged")

    objects = CustomerQuerySet.as_manager()

    class Meta:
        ordering = ["-added_at", "-pk"]
        indexes = [
            models.Index(
                fields=["first_contact_due_on"],
                condition=Q(first_contacted_on__isnull=True),
                name="customer_contact_due",
            )
        ]
        verbose_name = _("customer")
        verbose_name_plural = _("customers")

    def __str__(self) -> str:
        return self.name

    @property
    def is_contact_overdue(self) -> bool:
        due_on = self.first_contact_due_on
        return self.first_contacted_on is None and due_on is not None and due_on < dt.date.today()


class CustomerName(models.Model):
    """A chat name of a customer on a platform; one customer may have several."""

    customer = models.ForeignKey(Customer, models.CASCADE, related_name="names")
    platform = models.CharField(_("shop platform"), max_length=12, choices=Platform)
    name = models.CharField(_("customer's chat name"), max_length=120, db_index=True)

    class Meta:
        ordering = ["name"]
        constraints = [models.UniqueConstraint(fields=["platform", "name"], name="chat_name_once")]
        verbose_name = _("chat name")
        verbose_name_plural = _("chat names")

    def __str__(self) -> str:
        return self.name


class CustomerOrder(models.Model):
    """An order that is known to be a customer's."""

    customer = models.ForeignKey(Customer, models.CASCADE, related_name="orders")
    order_no = models.CharField(_("order number"), max_length=64, unique=True)
    product = models.CharField(_("product"), max_length=120, blank=True)
    bought_on = models.DateField(_("purchase date"), null=True, blank=True)

    class Meta:
        ordering = ["-bought_on", "-pk"]
        verbose_name = _("customer's order")
        verbose_name_plural = _("customers' orders")

    def __str__(self) -> str:
        return self.order_no


class ServingWeight(models.Model):
    """How many customers and tickets an agent can take beside the others: 100 is usual, 0 takes none."""

    employee = models.OneToOneField(Employee, models.CASCADE, related_name="serving_weight")
    weight = models.PositiveSmallIntegerField(_("weight of ability"), default=100)

    class Meta:
        verbose_name = _("weight of ability")
        verbose_name_plural = _("weights of ability")

    def __str__(self) -> str:
        return f"{self.employee} {self.weight}"
