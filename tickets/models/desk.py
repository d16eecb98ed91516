"""What makes work at the desk fast: saved views, drafts, reply templates, who is answering, what can be taken back."""

import datetime as dt
from typing import Any, Self

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from staff.models import Group, Terms
from tickets.models.tickets import Ticket


def own_group(user: Any) -> "models.QuerySet[Any, Any]":
    """The group that a user is in today, and those that they run."""
    today = dt.date.today()
    member = Terms.objects.in_force(today).filter(employee=user.employee_id).values("group")
    return Group.objects.filter(Q(pk__in=member) | Q(pk__in=Group.objects.visible_to(user)))


class OfOwnGroup(models.QuerySet[Any]):
    """Rows of a person, of a group, or of everybody."""

    def visible_to(self, user: Any) -> Self:
        everybodys = Q(owner__isnull=True, group__isnull=True)
        return self.filter(everybodys | Q(owner=user.pk) | Q(owner__isnull=True, group__in=own_group(user)))


class SavedView(models.Model):
    """Filters of the ticket list under a name: one's own, a group's, or everybody's."""

    name = models.CharField(_("name of the view"), max_length=40)
    query = models.CharField(max_length=500, blank=True)
    owner = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.CASCADE, null=True, blank=True, related_name="+"
    )
    group = models.ForeignKey(
        Group, models.CASCADE, null=True, blank=True, related_name="+", verbose_name=_("group")
    )
    is_default = models.BooleanField(_("opens by itself"), default=False)
    # Of a group's view, who may replace it beside those who lead the group.
    made_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.SET_NULL, null=True, blank=True, related_name="+"
    )

    objects = OfOwnGroup.as_manager()

    class Meta:
        ordering = ["name"]
        constraints = [
            models.UniqueConstraint(fields=["owner"], condition=Q(is_default=True), name="one_default_view")
        ]
        verbose_name = _("saved view")
        verbose_name_plural = _("saved views")

    def __str__(self) -> str:
        return self.name


class ReplyTemplate(models.Model):
    """A reply that is written often; names in braces are filled in from the ticket."""

    title = models.CharField(_("title"), max_length=60)
    body = models.TextField(_("text"))
    owner = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.CASCADE, null=True, blank=True, related_name="+"
    )
    group = models.ForeignKey(
        Group, models.CASCADE, null=True, blank=True, related_name="+", verbose_name=_("group")
    )
    used = models.PositiveIntegerField(_("times used"), default=0)

    objects = OfOwnGroup.as_manager()

    class Meta:
        ordering = ["title"]
        verbose_name = _("reply template")
        verbose_name_plural = _("reply templates")

    def __str__(self) -> str:
        return self.title


class Draft(models.Model):
    """What somebody has begun to write on a ticket and not sent."""

    user = models.ForeignKey(settings.AUTH_USER_MODEL, models.CASCADE, related_name="+")
    ticket = models.ForeignKey(Ticket, models.CASCADE, related_name="drafts")
    text = models.TextField(blank=True)
    at = models.DateTimeField(default=dt.datetime.now)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["user", "ticket"], name="one_draft_a_ticket")]
        verbose_name = _("draft")
        verbose_name_plural = _("drafts")

    def __str__(self) -> str:
        return f"{self.ticket} {self.user}"


class Presence(models.Model):
    """Somebody has a ticket open, or is answering it; a row that is older than a minute says nothing."""

    user = models.ForeignKey(settings.AUTH_USER_MODEL, models.CASCADE, related_name="+")
    ticket = models.ForeignKey(Ticket, models.CASCADE, related_name="presences")
    seen_at = models.DateTimeField(default=dt.datetime.now)
    is_answering = models.BooleanField(default=False)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["user", "ticket"], name="present_once")]
        verbose_name = _("presence")
        verbose_name_plural = _("presences")

    def __str__(self) -> str:
        return f"{self.ticket} {self.user}"


class BulkChange(models.Model):
    """A change of many tickets at once, with what stood there before, so that it can be taken back."""

    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+")
    at = models.DateTimeField(default=dt.datetime.now)
    field = models.CharField(max_length=12)
    value = models.CharField(max_length=40, blank=True)
    # {ticket id: value before}
    before = models.JSONField(default=dict)
    # {ticket id: level of escalation before}, of those that fell back when they were given to somebody.
    levels = models.JSONField(default=dict)
    undone_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        verbose_name = _("change of many tickets")
        verbose_name_plural = _("changes of many tickets")

    def __str__(self) -> str:
        return f"{self.field} {self.at:%Y-%m-%d %H:%M}"
