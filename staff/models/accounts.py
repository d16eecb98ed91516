"""Service accounts and whose they are."""

import datetime as dt
from typing import Any, Self

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from staff.models.people import SEE_EVERYBODY, Employee


class ServiceAccountQuerySet(models.QuerySet["ServiceAccount"]):
    """Which service accounts."""

    def visible_to(self, user: Any) -> Self:
        """Accounts that a visible person ever had; all, unbound ones too, for those who see everybody."""
        if user.role in SEE_EVERYBODY:
            return self
        bound = AccountBinding.objects.filter(employee__in=Employee.objects.visible_to(user))
        return self.filter(pk__in=bound.values("account"))

    def unbound_on(self, day: dt.date) -> Self:
        """Accounts that nobody has on a day."""
        return self.exclude(pk__in=AccountBinding.objects.in_force(day).values("account"))


class ServiceAccount(models.Model):
    """An account with which agents serve customers (旺旺账号); orders name it."""

    name = models.CharField(_("service account"), max_length=120, unique=True)

    objects = ServiceAccountQuerySet.as_manager()

    class Meta:
        ordering = ["name"]
        verbose_name = _("service account")
        verbose_name_plural = _("service accounts")

    def __str__(self) -> str:
        return self.name


class AccountBindingQuerySet(models.QuerySet["AccountBinding"]):
    """Which bindings."""

    def visible_to(self, user: Any) -> Self:
        return self.filter(employee__in=Employee.objects.visible_to(user))

    def in_force(self, day: dt.date) -> Self:
        return self.filter(Q(to_on__isnull=True) | Q(to_on__gte=day), from_on__lte=day)


class AccountBinding(models.Model):
    """Who had a service account from when to when (both days included); one person at a time."""

    account = models.ForeignKey(ServiceAccount, models.CASCADE, related_name="bindings")
    employee = models.ForeignKey(Employee, models.CASCADE, related_name="bindings")
    from_on = models.DateField(_("from"))
    to_on = models.DateField(_("to"), null=True, blank=True)

    objects = AccountBindingQuerySet.as_manager()

    class Meta:
        ordering = ["account", "from_on"]
        constraints = [
            models.UniqueConstraint(fields=["account", "from_on"], name="binding_once_a_day"),
            models.CheckConstraint(
                condition=Q(to_on__isnull=True) | Q(to_on__gte=models.F("from_on")),
                name="binding_ends_after_start",
            ),
        ]
        verbose_name = _("binding of a service account")
        verbose_name_plural = _("bindings of service accounts")

    def __str__(self) -> str:
        return f"{self.account} → {self.employee}"
