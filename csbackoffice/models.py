"""The import of a workbook or a platform's export, as tracked work."""

from typing import Any, Self

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _

from common.access import Role
from common.models import TrackedWork, Upload
from csbackoffice.summaries.model import Summary as Summary

# A month file holds everybody's pay; figures of service are brought in by whoever leads the people too.
IMPORTERS = frozenset({Role.MANAGER, Role.ACCOUNTANT})
METRIC_IMPORTERS = frozenset({Role.SUPERVISOR, Role.MANAGER})


class ImportQuerySet(models.QuerySet[Any]):
    """Which imports."""

    def visible_to(self, user: Any) -> Self:
        kinds = [kind for kind, roles in WHO_IMPORTS.items() if user.role in roles]
        return self.filter(by=user, kind__in=kinds)


class Import(TrackedWork):
    """One file coming in: first looked at (`is_preview`), then, if the person confirms, taken."""

    JOB = "csbackoffice.jobs.take_import"

    class Kind(models.TextChoices):
        MONTH = "", _("Month workbook")
        METRICS = "metrics", _("Service metrics")

    kind = models.CharField(max_length=10, choices=Kind, default=Kind.MONTH, blank=True)
    upload = models.ForeignKey(Upload, models.CASCADE, related_name="imports")
    is_preview = models.BooleanField(default=True)
    # [{"sheet", "created", "updated", "unchanged", "rejected", "examples"}]
    outcome = models.JSONField(default=list)
    # The first 1,000 bad rows: [{"sheet", "row", "column", "value", "remedy"}]
    errors = models.JSONField(default=list)
    notes = models.JSONField(default=list)
    marked_copy = models.FileField(upload_to="uploads/%Y-%m/", blank=True)
    # What was found is written down in words, in the language of who asked.
    language = models.CharField(max_length=10, blank=True)
    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+")

    objects = ImportQuerySet.as_manager()

    class Meta:
        ordering = ["-queued_at"]
        verbose_name = _("import")
        verbose_name_plural = _("imports")

    def __str__(self) -> str:
        return self.upload.name

    @property
    def rejected(self) -> int:
        """How many rows have to be mended first."""
        return sum(sheet["rejected"] for sheet in self.outcome)

    @property
    def changes(self) -> int:
        """How many rows made or changed something, or would."""
        return sum(sheet["created"] + sheet["updated"] for sheet in self.outcome)

    @property
    def is_done(self) -> bool:
        return self.work_status == self.Status.DONE

    @property
    def is_written(self) -> bool:
        """Whether the rows of the file are in the books."""
        return self.is_done and not self.is_preview and not self.rejected

    @property
    def can_be_taken(self) -> bool:
        """A preview without bad rows, of a file that is still kept."""
        return self.is_done and self.is_preview and not self.rejected and bool(self.upload.file)


WHO_IMPORTS = {Import.Kind.MONTH: IMPORTERS, Import.Kind.METRICS: METRIC_IMPORTERS}
