"""The audit trail, tracked work, uploads and heartbeats: tables that belong to no app."""

import datetime as dt
import uuid
from typing import Any, Self

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from common import lookups  # noqa: F401  makes __among known
from common.access import Role


class AuditEntryQuerySet(models.QuerySet["AuditEntry"]):
    def visible_to(self, user: Any) -> Self:
        """All of it for accountant, manager and director, nothing for anybody else."""
        reads = getattr(user, "role", "") in {Role.ACCOUNTANT, Role.MANAGER, Role.DIRECTOR}
        return self if reads else self.none()


class AuditEntry(models.Model):
    """One change of money, score, rule or personal data; added, never edited or deleted."""

    at = models.DateTimeField(_("at"), default=dt.datetime.now, db_index=True)
    by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+", db_index=False
    )
    by_name = models.CharField(max_length=150)
    action = models.CharField(_("action"), max_length=60)
    target_kind = models.CharField(max_length=60, blank=True)
    target_id = models.CharField(max_length=40, blank=True)
    target_name = models.CharField(max_length=200, blank=True)
    changes = models.JSONField(default=dict)
    note = models.TextField(blank=True)

    objects = AuditEntryQuerySet.as_manager()

    class Meta:
        ordering = ["-at", "-pk"]
        indexes = [
            models.Index(fields=["target_kind", "target_id"], name="audit_target"),
            # The change log of one person, and of one kind of change, the newest first.
            models.Index(fields=["by", "at"], name="audit_by"),
            models.Index(fields=["action", "at"], name="audit_action"),
        ]
        verbose_name = _("audit entry")
        verbose_name_plural = _("audit entries")

    def __str__(self) -> str:
        return f"{self.at:%Y-%m-%d %H:%M} {self.action} {self.target_name}"


class Heartbeat(models.Model):
    """When a long-running process was last alive; read by /healthz."""

    name = models.CharField(max_length=60, primary_key=True)
    at = models.DateTimeField(default=dt.datetime.now)

    def __str__(self) -> str:
        return f"{self.name} {self.at:%Y-%m-%d %H:%M:%S}"


class TrackedWork(models.Model):
    """Work for a queue worker. The row is the job; what stands in Redis is only a hint (docs/adr/0004).

    A worker claims the row with one conditional UPDATE and gets the attempt number as its fencing token; whatever
    it stores, it stores together with `finish()`, which touches nothing if a later attempt has taken over.
    """

    class Status(models.TextChoices):
        QUEUED = "queued", _("waiting")
        RUNNING = "running", _("running")
        DONE = "done", _("done")
        FAILED = "failed", _("failed")
        CANCELLED = "cancelled", _("cancelled")

    # Dotted path of `work(pk)`, called by the worker; each subclass names its own.
    JOB = ""
    MOST_ATTEMPTS = 5

    work_status = models.CharField(
        _("status"), max_length=10, choices=Status, default=Status.QUEUED, db_index=True
    )
    attempt = models.PositiveIntegerField(default=0)
    # Attempts of earlier rounds (a run that is calculated again): the token grows for ever, the allowance is per round.
    attempts_before = models.PositiveIntegerField(default=0)
    lease_until = models.DateTimeField(null=True)
    queued_at = models.DateTimeField(default=dt.datetime.now)
    started_at = models.DateTimeField(null=True)
    finished_at = models.DateTimeField(null=True)
    done_steps = models.PositiveIntegerField(default=0)
    all_steps = models.PositiveIntegerField(default=0)
    stage = models.CharField(max_length=60, blank=True)
    failure = models.TextField(blank=True)

    class Meta:
        abstract = True

    @property
    def is_over(self) -> bool:
        return self.work_status in {self.Status.DONE, self.Status.FAILED, self.Status.CANCELLED}

    @classmethod
    def claimable(cls, now: dt.datetime) -> Q:
        """Rows that wait, and rows whose worker has not renewed its lease."""
        waiting = Q(work_status=cls.Status.QUEUED)
        abandoned = Q(work_status=cls.Status.RUNNING, lease_until__lt=now)
        return waiting | abandoned

    @classmethod
    def claim(cls, pk: Any) -> "TrackedWork | None":
        """Take the row for this worker; None where somebody else has it or it is over."""
        now = dt.datetime.now()
        taken = cls._default_manager.filter(
            cls.claimable(now), pk=pk, attempt__lt=F("attempts_before") + cls.MOST_ATTEMPTS
        ).update(
            work_status=cls.Status.RUNNING,
            attempt=F("attempt") + 1,
            lease_until=now + dt.timedelta(seconds=settings.LEASE_SECONDS),
            started_at=now,
            finished_at=None,
            failure="",
        )
        return cls._default_manager.get(pk=pk) if taken else None

    def _mine(self) -> "models.QuerySet[Any]":
        return type(self)._default_manager.filter(
            pk=self.pk, attempt=self.attempt, work_status=self.Status.RUNNING
        )

    def renew(self) -> bool:
        """Prolong the lease; False where another attempt has taken over."""
        until = dt.datetime.now() + dt.timedelta(seconds=settings.LEASE_SECONDS)
        return bool(self._mine().update(lease_until=until))

    def report(self, stage: str, done: int = 0, total: int = 0) -> bool:
        """Say how far it is; prolongs the lease too. False where another attempt has taken over."""
        until = dt.datetime.now() + dt.timedelta(seconds=settings.LEASE_SECONDS)
        return bool(self._mine().update(stage=stage, done_steps=done, all_steps=total, lease_until=until))

    def finish(self, **fields: Any) -> None:
        """Mark done, in the transaction that stores the result. Raises `Fenced` if a later attempt took over."""
        now = dt.datetime.now()
        if not self._mine().update(work_status=self.Status.DONE, finished_at=now, lease_until=None, **fields):
            raise Fenced(f"{self._meta.label} {self.pk}: attempt {self.attempt} was overtaken")

    def fail(self, reason: str) -> None:
        """Mark failed for good with the reason in words."""
        now = dt.datetime.now()
        self._mine().update(
            work_status=self.Status.FAILED, finished_at=now, lease_until=None, failure=reason[:4000]
        )


class Fenced(Exception):
    """A later attempt has taken over this work; nothing of the earlier one may be stored."""


class Upload(models.Model):
    """A file that a person handed in, kept until its import is over."""

    key = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    file = models.FileField(upload_to="uploads/%Y-%m/")
    name = models.CharField(max_length=200)
    size = models.BigIntegerField()
    at = models.DateTimeField(default=dt.datetime.now)
    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+")

    def __str__(self) -> str:
        return self.name


class MonthLock(models.Model):
    """A month whose pay is approved. Written by payroll, asked by everybody who keeps records of a month.

    Months before the first locked one count as locked, and months are locked without gaps, so one row more
    simply moves the border.
    """

    month = models.IntegerField(unique=True)
    at = models.DateTimeField(default=dt.datetime.now)

    def __str__(self) -> str:
        return str(self.month)


class Holiday(models.Model):
    """A day that is not what its weekday says: a statutory holiday, a day of a break, a make-up workday."""

    class Kind(models.TextChoices):
        STATUTORY = "statutory", _("statutory holiday")
        REST = "rest", _("day of a break")
        MAKEUP_WORKDAY = "makeup", _("make-up workday")

    day = models.DateField(_("day"), unique=True)
    kind = models.CharField(_("kind"), max_length=9, choices=Kind)
    name = models.CharField(_("holiday"), max_length=60)
    source = models.CharField(_("source"), max_length=200, blank=True)
    confirmed = models.BooleanField(
        _("confirmed"), default=True, help_text=_("As in the official notice; not only expected.")
    )

    class Meta:
        ordering = ["day"]
        verbose_name = _("holiday")
        verbose_name_plural = _("holidays")

    def __str__(self) -> str:
        return f"{self.day} {self.name}"
