"""Files that people hand in: stored while they are looked at and taken, forgotten afterwards."""

import datetime as dt
import uuid
from pathlib import Path
from typing import Any

from django.db import transaction
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from common import jobs
from common.audit import record
from common.models import TrackedWork, Upload
from common.sheets import open_archive
from csbackoffice.models import Import

# A month file holds personal numbers: what nobody has confirmed by then is deleted (docs/adr/0005).
KEPT = dt.timedelta(days=14)


def receive(file: Any, *, by: Any, kind: str = "") -> Import:
    """Keep an uploaded file and look at it in the background. Raises `Unreadable` for what is no workbook."""
    forget_old()
    name = Path(file.name).name[:200]
    upload = Upload(name=name, size=file.size, by=by)
    upload.file.save(f"{uuid.uuid4()}.xlsx", file, save=False)
    try:
        open_archive(Path(upload.file.path), name).close()
    except Exception:
        upload.file.delete(save=False)
        raise
    return begin(upload, by=by, is_preview=True, kind=kind)


@transaction.atomic
def begin(upload: Upload, *, by: Any, is_preview: bool, kind: str = "") -> Import:
    """Write the row of an import and start it after the commit."""
    upload.save()
    work = Import.objects.create(
        upload=upload, is_preview=is_preview, by=by, language=get_language() or "", kind=kind
    )
    action = "import looked at" if is_preview else "import started"
    record(action, work, by=by)
    jobs.start(work)
    return work


@transaction.atomic
def confirm(preview: Import, *, by: Any) -> Import | None:
    """Take what was looked at; a second press gives the same import. None where there is nothing to confirm."""
    upload = Upload.objects.select_for_update().get(pk=preview.upload_id)
    running = upload.imports.filter(is_preview=False).exclude(work_status=TrackedWork.Status.FAILED).first()
    if running is not None and not running.errors:
        return running
    kind = preview.kind
    return begin(upload, by=by, is_preview=False, kind=kind) if preview.can_be_taken else None


def forget(upload: Upload) -> None:
    """Delete the file and the marked copies of it; the rows stay and say what happened."""
    for work in upload.imports.exclude(marked_copy=""):
        work.marked_copy.delete(save=True)
    if upload.file:
        upload.file.delete(save=True)


def forget_old() -> None:
    """Delete the files that nobody came back for."""
    old = Upload.objects.filter(at__lt=dt.datetime.now() - KEPT, imports__isnull=False).exclude(file="")
    for upload in old.distinct():
        forget(upload)


def gone() -> str:
    """What a person reads about a file that is no longer kept."""
    return _("The file is no longer kept. Hand it in again.")
