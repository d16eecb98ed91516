"""What happens to a ticket: one timeline of events, promises, files, clocks and links."""

import datetime as dt
from typing import Any, Self

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from tickets.models.tickets import Ticket


class OfVisibleTickets(models.QuerySet[Any]):
    """Rows that hang on a ticket."""

    def visible_to(self, user: Any) -> Self:
        return self.filter(ticket__in=Ticket.objects.visible_to(user))


class TicketEvent(models.Model):
    """One line of a ticket's timeline; added, never edited or deleted."""

    class Kind(models.TextChoices):
        OPENED = "opened", pgettext_lazy("event", "opened")
        REPLY = "reply", pgettext_lazy("event", "reply to the customer")
        CUSTOMER = "customer", pgettext_lazy("event", "the customer wrote")
        NOTE = "note", pgettext_lazy("event", "internal note")
        STATUS = "status", pgettext_lazy("event", "status")
        ASSIGNED = "assigned", pgettext_lazy("event", "assigned")
        ESCALATED = "escalated", pgettext_lazy("event", "escalated")
        EDITED = "edited", pgettext_lazy("event", "changed")
        PROMISED = "promised", pgettext_lazy("event", "promised")
        KEPT = "kept", pgettext_lazy("event", "promise kept")
        MISSED = "missed", pgettext_lazy("event", "missed")
        FILE = "file", pgettext_lazy("event", "file")
        LINKED = "linked", pgettext_lazy("event", "linked")
        MERGED = "merged", pgettext_lazy("event", "merged")
        SPLIT = "split", pgettext_lazy("event", "split")
        RATED = "rated", pgettext_lazy("event", "rated by the customer")
        REPORTED = "reported", pgettext_lazy("event", "reported upwards")
        UNDONE = "undone", pgettext_lazy("event", "taken back")

    ticket = models.ForeignKey(Ticket, models.CASCADE, related_name="events")
    kind = models.CharField(max_length=10, choices=Kind)
    at = models.DateTimeField(_("at"), default=dt.datetime.now)
    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+")
    text = models.TextField(blank=True)
    # {field: [before, after]}, as people read it.
    changes = models.JSONField(default=dict)

    objects = OfVisibleTickets.as_manager()

    class Meta:
        ordering = ["at", "pk"]
        verbose_name = _("event of a ticket")
        verbose_name_plural = _("events of tickets")

    def __str__(self) -> str:
        return f"{self.ticket} {self.kind} {self.at:%Y-%m-%d %H:%M}"


class Attachment(models.Model):
    """A file that hangs on a ticket."""

    ticket = models.ForeignKey(Ticket, models.CASCADE, related_name="attachments")
    event = models.ForeignKey(TicketEvent, models.CASCADE, related_name="attachments")
    file = models.FileField(upload_to="tickets/%Y/%m")
    name = models.CharField(_("file"), max_length=200)
    size = models.PositiveIntegerField()

    objects = OfVisibleTickets.as_manager()

    class Meta:
        ordering = ["pk"]
        verbose_name = _("attachment")
        verbose_name_plural = _("attachments")

    def __str__(self) -> str:
        return self.name


class Promise(models.Model):
    """“Will answer by 18:00”: what was promised to the customer, with a clock of its own."""

    ticket = models.ForeignKey(Ticket, models.CASCADE, related_name="promises")
    due_at = models.DateTimeField(_("promised time"))
    text = models.CharField(_("what was promised"), max_length=200, blank=True)
    made_at = models.DateTimeField(default=dt.datetime.now)
    made_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+")
    kept_at = models.DateTimeField(null=True, blank=True)
    missed_at = models.DateTimeField(null=True, blank=True)

    objects = OfVisibleTickets.as_manager()

    class Meta:
        ordering = ["due_at"]
        indexes = [
            models.Index(
                fields=["due_at"],
                condition=Q(kept_at__isnull=True, missed_at__isnull=True),
                name="promise_open",
            ),
            models.Index(fields=["due_at"], name="promise_due"),
        ]
        verbose_name = _("promise")
        verbose_name_plural = _("promises")

    def __str__(self) -> str:
        return f"{self.ticket} {self.due_at:%Y-%m-%d %H:%M}"


class TicketClock(models.Model):
    """A running time of service: kept as a due time, and as an event when it was missed (clocks.py works it out)."""

    class Kind(models.TextChoices):
        FIRST_REPLY = "first_reply", _("first reply")
        NEXT_REPLY = "next_reply", _("next reply")
        RESOLUTION = "resolution", _("resolution")

    ticket = models.ForeignKey(Ticket, models.CASCADE, related_name="clocks")
    kind = models.CharField(max_length=12, choices=Kind)
    calendar = models.CharField(max_length=20)
    target_seconds = models.PositiveIntegerField()
    started_at = models.DateTimeField()
    # Business seconds used up to `running_since`; without it the clock is paused or finished.
    used_seconds = models.PositiveIntegerField(default=0)
    running_since = models.DateTimeField(null=True, blank=True)
    due_at = models.DateTimeField(null=True, blank=True)
    finished_at = models.DateTimeField(null=True, blank=True)
    waited_seconds = models.PositiveIntegerField(null=True, blank=True)
    missed_at = models.DateTimeField(null=True, blank=True)

    objects = OfVisibleTickets.as_manager()

    class Meta:
        ordering = ["started_at", "pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["ticket", "kind"],
                condition=Q(finished_at__isnull=True),
                name="one_running_clock_a_kind",
            )
        ]
        indexes = [
            models.Index(
                fields=["due_at"],
                condition=Q(finished_at__isnull=True, missed_at__isnull=True, due_at__isnull=False),
                name="clock_may_be_missed",
            )
        ]
        verbose_name = _("clock of a ticket")
        verbose_name_plural = _("clocks of tickets")

    def __str__(self) -> str:
        return f"{self.ticket} {self.kind}"


class TicketLink(models.Model):
    """Two tickets that have to do with each other."""

    ticket = models.ForeignKey(Ticket, models.CASCADE, related_name="links")
    other = models.ForeignKey(Ticket, models.CASCADE, related_name="+")

    objects = OfVisibleTickets.as_manager()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["ticket", "other"], name="linked_once")]
        verbose_name = _("link of tickets")
        verbose_name_plural = _("links of tickets")

    def __str__(self) -> str:
        return f"{self.ticket} – {self.other}"
