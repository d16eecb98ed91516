"""Tickets of customers: the problem item (问题件) of rules.md section 6."""

import datetime as dt
from typing import Any, Self

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from common.access import Role
from staff.models import Employee


class TicketQuerySet(models.QuerySet[Any]):
    """Which tickets."""

    def visible_to(self, user: Any) -> Self:
        """Tickets that a visible person owns, and those that nobody owns yet."""
        if user.role in {Role.MANAGER, Role.DIRECTOR}:
            return self
        return self.filter(Q(owner__in=Employee.objects.visible_to(user)) | Q(owner__isnull=True))

    def overdue(self, now: dt.datetime) -> Self:
        """Open ones whose promised time has passed."""
        return self.filter(status=Ticket.Status.OPEN, promised_at__lt=now)


class Ticket(models.Model):
    """What is wrong with an order, what the customer wants, and by when an answer was promised."""

    class Status(models.TextChoices):
        OPEN = "open", pgettext_lazy("ticket", "open")
        ANSWERED = "answered", pgettext_lazy("ticket", "answered")
        CLOSED = "closed", pgettext_lazy("ticket", "closed")

    order_no = models.CharField(_("order number"), max_length=64, blank=True, db_index=True)
    customer_name = models.CharField(_("customer's chat name"), max_length=120)
    bought_on = models.DateField(_("purchase date"), null=True, blank=True)
    waybill_no = models.CharField(_("waybill"), max_length=64, blank=True)
    problem = models.TextField(_("what is wrong"))
    wish = models.TextField(_("what the customer wants"), blank=True)
    promised_at = models.DateTimeField(_("promised time"), null=True, blank=True)
    status = models.CharField(_("status"), max_length=10, choices=Status, default=Status.OPEN)
    owner = models.ForeignKey(
        Employee, models.PROTECT, null=True, blank=True, related_name="tickets", verbose_name=_("owner")
    )
    opened_at = models.DateTimeField(_("opened at"), default=dt.datetime.now)

    objects = TicketQuerySet.as_manager()

    class Meta:
        ordering = ["-opened_at"]
        verbose_name = _("ticket")
        verbose_name_plural = _("tickets")

    def __str__(self) -> str:
        return f"#{self.pk} {self.customer_name}"

    @property
    def is_overdue(self) -> bool:
        is_open = self.status == self.Status.OPEN
        return is_open and self.promised_at is not None and self.promised_at < dt.datetime.now()
