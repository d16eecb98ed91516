"""What people say to their payslips: seen, or objected to; and which papers the accountant has seen."""

import datetime as dt
from typing import Any, Self

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from common.access import Role
from payroll.models.runs import PAY_OFFICE, Adjustment, OfPeople, Payslip, PayslipLine
from staff.models import Employee


class DisputeQuerySet(OfPeople):
    """Which disputes: one's own; everybody's for the pay office."""

    def visible_to(self, user: Any) -> Self:
        return self if user.role in PAY_OFFICE else self.filter(employee=user.employee_id)

    def answerable_by(self, user: Any) -> Self:
        """The accountant answers; an accountant's own dispute is answered by somebody else of the pay office."""
        others = self.exclude(employee=user.employee_id)
        if user.role == Role.ACCOUNTANT:
            return others
        if user.role != Role.MANAGER:
            return self.none()
        return others.filter(payslip__role=Role.ACCOUNTANT)


class Dispute(models.Model):
    """An objection to a line of a payslip (工资异议), or to a line that is missing (`line` is None)."""

    class State(models.TextChoices):
        OPEN = "open", pgettext_lazy("dispute", "open")
        ACCEPTED = "accepted", pgettext_lazy("dispute", "accepted")
        REFUSED = "refused", pgettext_lazy("dispute", "refused")

    payslip = models.ForeignKey(Payslip, models.PROTECT, related_name="disputes")
    line = models.ForeignKey(PayslipLine, models.PROTECT, null=True, related_name="disputes")
    employee = models.ForeignKey(Employee, models.PROTECT, related_name="disputes")
    reason = models.CharField(_("reason"), max_length=1000)
    at = models.DateTimeField(_("raised at"), default=dt.datetime.now)
    state = models.CharField(_("state"), max_length=8, choices=State, default=State.OPEN)
    answer = models.CharField(_("answer"), max_length=1000, blank=True)
    answered_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+")
    answered_at = models.DateTimeField(_("answered at"), null=True)
    adjustment = models.OneToOneField(Adjustment, models.PROTECT, null=True, related_name="dispute")

    objects = DisputeQuerySet.as_manager()

    class Meta:
        ordering = ["-at", "-pk"]
        constraints = [
            models.UniqueConstraint(fields=["payslip", "line"], name="line_disputed_once"),
            models.UniqueConstraint(
                fields=["payslip"], condition=Q(line__isnull=True), name="missing_line_disputed_once"
            ),
        ]
        verbose_name = _("dispute")
        verbose_name_plural = _("disputes")

    def __str__(self) -> str:
        return f"{self.payslip} {self.payslip.run}"


class PayslipSeen(models.Model):
    """The person has confirmed that they saw their payslip; apart, because payslips of locked months never change."""

    payslip = models.OneToOneField(Payslip, models.PROTECT, related_name="seen")
    at = models.DateTimeField(_("confirmed at"), default=dt.datetime.now)

    objects: Any = models.Manager()

    def __str__(self) -> str:
        return f"{self.payslip} {self.at:%Y-%m-%d %H:%M}"


class PapersSeen(models.Model):
    """The accountant has seen a person's bank card or ID itself; no picture is kept.

    `marks` is what the number ended with then: a number that changes later has to be seen again.
    """

    class Paper(models.TextChoices):
        CARD = "card", _("bank card")
        ID = "id", _("ID card")

    employee = models.ForeignKey(Employee, models.CASCADE, related_name="papers_seen")
    paper = models.CharField(_("paper"), max_length=4, choices=Paper)
    seen_on = models.DateField(_("seen on"), default=dt.date.today)
    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    marks = models.CharField(max_length=64)

    objects: Any = models.Manager()

    class Meta:
        ordering = ["-seen_on", "-pk"]
        verbose_name = _("paper seen")
        verbose_name_plural = _("papers seen")

    def __str__(self) -> str:
        return f"{self.employee} {self.paper} {self.seen_on}"
