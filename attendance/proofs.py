"""Proof of leave: a photograph or a scanned page, checked by what it is, not by what it is called."""

import uuid
from pathlib import Path
from typing import Any

from django.core.exceptions import ValidationError
from django.core.files.uploadedfile import UploadedFile
from django.utils.translation import gettext as _

from common.models import Upload

MOST_BYTES = 5 * 1024 * 1024
# How a file of each kind begins.
KINDS = {
    b"%PDF-": ("pdf", "application/pdf"),
    b"\xff\xd8\xff": ("jpg", "image/jpeg"),
    b"\x89PNG\r\n\x1a\n": ("png", "image/png"),
}


def kind_of(head: bytes) -> tuple[str, str] | None:
    """(ending, content type) of a file that begins like this; None for anything else."""
    return next((kind for sign, kind in KINDS.items() if head.startswith(sign)), None)


def refuse(file: UploadedFile) -> None:
    """Raise ValidationError for a file that is too large, empty, or neither PDF nor picture."""
    if (file.size or 0) > MOST_BYTES:
        raise ValidationError(_("The file is larger than 5 MB."))
    head = file.read(16)
    file.seek(0)
    if kind_of(head) is None:
        raise ValidationError(_("Only PDF, JPG and PNG files can be proof."))


def keep(file: UploadedFile, *, by: Any) -> Upload:
    """Store a proof under a name of its own."""
    refuse(file)
    kind = kind_of(file.read(16))
    file.seek(0)
    assert kind is not None
    upload = Upload(name=Path(file.name or "proof").name[:200], size=file.size or 0, by=by)
    upload.file.save(f"{uuid.uuid4()}.{kind[0]}", file, save=False)
    upload.save()
    return upload
