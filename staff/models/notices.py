"""Notices on the board, and who has read them."""

import datetime as dt
from typing import Any, Self

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from staff.models.people import Employee, Group, User


class NoticeQuerySet(models.QuerySet["Notice"]):
    """Which notices."""

    def visible_to(self, user: Any) -> Self:
        """Those to everybody, to the groups on one's desk, and one's own."""
        groups = Group.objects.on_desk_of(user)
        return self.filter(Q(group__isnull=True) | Q(group__in=groups) | Q(by=user))

    def current(self, day: dt.date) -> Self:
        return self.filter(Q(until__isnull=True) | Q(until__gte=day))

    def unread_by(self, employee_id: int | None) -> Self:
        return self.exclude(readings__employee=employee_id)


class Notice(models.Model):
    """A notice on the board (公告), to a group or to everybody; never edited, only taken down."""

    title = models.CharField(_("title"), max_length=120)
    text = models.TextField(_("text"))
    group = models.ForeignKey(
        Group, models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("group")
    )
    until = models.DateField(_("until"), null=True, blank=True, help_text=_("Empty: until it is taken down."))
    by = models.ForeignKey(User, models.PROTECT, related_name="+")
    at = models.DateTimeField(_("published at"), default=dt.datetime.now)

    objects = NoticeQuerySet.as_manager()

    class Meta:
        ordering = ["-at", "-pk"]
        verbose_name = _("notice")
        verbose_name_plural = _("notices")

    def __str__(self) -> str:
        return self.title


class NoticeReading(models.Model):
    """Somebody has read a notice."""

    notice = models.ForeignKey(Notice, models.CASCADE, related_name="readings")
    employee = models.ForeignKey(Employee, models.CASCADE, related_name="+")
    at = models.DateTimeField(_("read at"), default=dt.datetime.now)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["notice", "employee"], name="read_once")]

    def __str__(self) -> str:
        return f"{self.employee}: {self.notice}"
