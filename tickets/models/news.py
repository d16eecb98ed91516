"""The six kinds of news that must be reported upwards (rules.md section 6)."""

import datetime as dt
from typing import Any, Self

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from common.access import Role
from staff.models import Employee
from tickets.models.customers import SEE_ALL
from tickets.models.tickets import Ticket


class NewsQuerySet(models.QuerySet[Any]):
    """Which news."""

    def visible_to(self, user: Any) -> Self:
        """What visible people reported, and what was reported to oneself.

        A grave error or a breach of ethics goes past those in between: it may be about them.
        """
        if user.role in SEE_ALL:
            return self
        if user.role == Role.ACCOUNTANT:
            return self.filter(reported_by=user.employee_id)
        own = Q(reported_by=user.employee_id) | Q(to=user.employee_id)
        plain = Q(reported_by__in=Employee.objects.visible_to(user)) & ~Q(kind=News.Kind.GRAVE)
        return self.filter(own | plain)

    def unanswered(self) -> Self:
        return self.filter(answered_at__isnull=True)


class News(models.Model):
    """Something that those above must know: read by them, and answered."""

    class Kind(models.TextChoices):
        MARKET = "market", _("market news")
        OWN_MISTAKE = "own_mistake", _("a mistake of my own")
        GRAVE = "grave", _("a grave error or a breach of ethics")
        BEYOND_DUTY = "beyond_duty", _("a matter beyond my duty")
        DANGER = "danger", _("danger to persons")
        FEEDBACK = "feedback", _("customer feedback")

    kind = models.CharField(_("kind"), max_length=12, choices=Kind)
    text = models.TextField(_("what happened"))
    ticket = models.ForeignKey(Ticket, models.SET_NULL, null=True, blank=True, related_name="news")
    reported_by = models.ForeignKey(
        Employee, models.PROTECT, null=True, related_name="+", verbose_name=_("reported by")
    )
    reported_at = models.DateTimeField(_("reported at"), default=dt.datetime.now)
    to = models.ForeignKey(
        Employee, models.PROTECT, null=True, related_name="+", verbose_name=_("reported to")
    )
    read_at = models.DateTimeField(_("read at"), null=True, blank=True)
    read_by = models.ForeignKey(
        Employee, models.PROTECT, null=True, related_name="+", verbose_name=_("read by")
    )
    answer = models.TextField(_("answer"), blank=True)
    answered_at = models.DateTimeField(_("answered at"), null=True, blank=True)
    answered_by = models.ForeignKey(Employee, models.PROTECT, null=True, related_name="+")

    objects = NewsQuerySet.as_manager()

    class Meta:
        ordering = ["-reported_at", "-pk"]
        verbose_name = _("news")
        verbose_name_plural = _("news")

    def __str__(self) -> str:
        return f"{self.get_kind_display()} {self.reported_at:%Y-%m-%d %H:%M}"
