"""What a person is told: in the application and, if they want it, by mail; what they want, and when they rest."""

import datetime as dt
from typing import Any, Self

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from common.models import TrackedWork
from staff.models.people import Employee


class NotificationQuerySet(models.QuerySet["Notification"]):
    """Which notifications."""

    def visible_to(self, user: Any) -> Self:
        """One's own, without those that one wants by mail only."""
        return self.filter(recipient=user.employee_id, in_app=True)

    def unread(self) -> Self:
        return self.filter(read_at__isnull=True)

    def to_mail(self, now: dt.datetime) -> Self:
        """Those whose time to go out by mail has come, unless they were read meanwhile; quiet hours not looked at."""
        return self.filter(mail_at__lte=now, letter__isnull=True, read_at__isnull=True)


class Notification(models.Model):
    """One thing that one person is told. `says` and `words` are put into words when they are shown."""

    recipient = models.ForeignKey(Employee, models.CASCADE, related_name="notifications")
    kind = models.CharField(max_length=60)
    says = models.CharField(max_length=300)
    words = models.JSONField(default=dict)
    url = models.CharField(max_length=300, blank=True)
    # What it is about, as the sender says it: nobody is told the same thing a second time.
    once = models.CharField(max_length=120, blank=True)
    created_at = models.DateTimeField(_("at"), default=dt.datetime.now)
    read_at = models.DateTimeField(_("read at"), null=True)
    in_app = models.BooleanField(default=True)
    # When a mail may go out (a failed one is tried again later); empty: none wanted, or none any more.
    mail_at = models.DateTimeField(null=True)
    mail_tries = models.PositiveSmallIntegerField(default=0)
    letter = models.ForeignKey("Letter", models.SET_NULL, null=True, related_name="notifications")

    objects = NotificationQuerySet.as_manager()

    class Meta:
        ordering = ["-created_at", "-pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["recipient", "kind", "once"], condition=~Q(once=""), name="told_once"
            )
        ]
        indexes = [
            models.Index(fields=["recipient", "-created_at"], name="told_to"),
            models.Index(
                fields=["recipient"], condition=Q(read_at__isnull=True, in_app=True), name="told_unread"
            ),
            models.Index(
                fields=["mail_at"],
                condition=Q(mail_at__isnull=False, letter__isnull=True),
                name="told_by_mail",
            ),
            models.Index(fields=["created_at"], name="told_at"),
        ]
        verbose_name = _("notification")
        verbose_name_plural = _("notifications")

    def __str__(self) -> str:
        return f"{self.recipient_id}: {self.says}"


class KindChoice(models.Model):
    """What a person wants of one kind of notification; without a row the kind's own default holds."""

    employee = models.ForeignKey(Employee, models.CASCADE, related_name="+")
    kind = models.CharField(max_length=60)
    in_app = models.BooleanField()
    by_mail = models.BooleanField()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["employee", "kind"], name="one_choice_a_kind")]

    def __str__(self) -> str:
        return f"{self.employee_id} {self.kind}"


class QuietHours(models.Model):
    """From when to when a person gets no mail; may go over midnight. Both empty: mail at any time."""

    employee = models.OneToOneField(Employee, models.CASCADE, related_name="quiet_hours")
    starts = models.TimeField(_("quiet from"), null=True, blank=True)
    ends = models.TimeField(_("until"), null=True, blank=True)

    def __str__(self) -> str:
        return f"{self.employee_id} {self.starts}–{self.ends}"


class Letter(TrackedWork):
    """One mail to one person with everything that waited for them. Sent once, or not at all."""

    JOB = "staff.jobs.send_letter"

    recipient = models.ForeignKey(Employee, models.CASCADE, related_name="+")
    # Set before the mail server is spoken to: whoever finds it set does not know, and does not send again.
    handed_over_at = models.DateTimeField(null=True)

    def __str__(self) -> str:
        return f"{self.recipient_id} {self.queued_at:%Y-%m-%d %H:%M}"
