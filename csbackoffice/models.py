"""The import of a workbook or a platform's export, as tracked work."""

from typing import Any, Self

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _

from common.access import Role
from common.models import TrackedWork, Upload

IMPORTERS = frozenset({Role.SUPERVISOR, Role.MANAGER, Role.ACCOUNTANT})


class ImportQuerySet(models.QuerySet[Any]):
    """Which imports."""

    def visible_to(self, user: Any) -> Self:
        return self.filter(by=user) if user.role in IMPORTERS else self.none()


class Import(TrackedWork):
    """One file coming in: first looked at (`is_preview`), then, if the person confirms, taken."""

    JOB = "csbackoffice.jobs.take_import"

    upload = models.ForeignKey(Upload, models.CASCADE, related_name="imports")
    is_preview = models.BooleanField(default=True)
    # [{"sheet", "created", "updated", "unchanged", "rejected", "examples"}]
    outcome = models.JSONField(default=list)
    # The first 1,000 bad rows: [{"sheet", "row", "column", "value", "remedy"}]
    errors = models.JSONField(default=list)
    notes = models.JSONField(default=list)
    marked_copy = models.FileField(upload_to="uploads/%Y-%m/", blank=True)
    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+")

    objects = ImportQuerySet.as_manager()

    class Meta:
        ordering = ["-queued_at"]
        verbose_name = _("import")
        verbose_name_plural = _("imports")

    def __str__(self) -> str:
        return self.upload.name
