"""Work for the queue that belongs to no app: taking an import."""

import dataclasses
import os
import tempfile
from pathlib import Path
from typing import Any

from django.conf import settings
from django.core.files import File
from django.utils import translation

from common.jobs import perform
from common.models import Fenced
from common.sheet_xml import Unreadable
from csbackoffice import uploads
from csbackoffice.imports import Outcome, column_title, sheet_named, take_workbook
from csbackoffice.marked_copy import write_marked_copy
from csbackoffice.models import Import


def take_import(pk: int) -> None:
    """Look at an uploaded workbook, or take it."""
    perform(Import, pk, take)


def take(work: Import) -> None:
    """Take one import, in the language of who asked; what cannot be read is a failure in words, not a crash."""
    with translation.override(work.language or settings.LANGUAGE_CODE):
        try:
            outcome = read_and_take(work)
        except Unreadable as trouble:
            work.fail(str(trouble))
            return
        if outcome.is_written:
            uploads.forget(work.upload)
            return
        marked = marked_copy_of(work, outcome) if outcome.bad_rows else ""
        work.finish(**said(outcome), marked_copy=marked)


def read_and_take(work: Import) -> Outcome:
    """Run the import under its row; an import that is written is marked done in the same transaction."""
    if not work.upload.file or not Path(work.upload.file.path).exists():
        raise Unreadable(uploads.gone())
    return take_workbook(
        work.upload.file.path,
        by=work.by,
        is_preview=work.is_preview,
        name=work.upload.name,
        report=lambda stage, done, total: tell(work, stage, done, total),
        then=lambda outcome: work.finish(**said(outcome)),
        kind=work.kind,
    )


def tell(work: Import, stage: str, done: int, total: int) -> None:
    """Say how far it is; stop where another worker has taken over."""
    if not work.report(stage, done, total):
        raise Fenced(f"import {work.pk}: attempt {work.attempt} was overtaken")


def said(outcome: Outcome) -> dict[str, Any]:
    """What is stored of an outcome."""
    errors = [
        {
            "sheet": sheet_named(bad.sheet).title,
            "field": bad.sheet,
            "row": bad.row,
            "column": column_title(bad),
            "value": bad.value[:300],
            "remedy": bad.remedy,
        }
        for bad in outcome.bad_rows
    ]
    sheets = [dataclasses.asdict(sheet) for sheet in outcome.sheets]
    return {"outcome": sheets, "errors": errors, "notes": outcome.notes[:200]}


def marked_copy_of(work: Import, outcome: Outcome) -> str:
    """Write the marked copy beside the upload; its name in the file store."""
    handle, name = tempfile.mkstemp(suffix=".xlsx")
    os.close(handle)
    temporary = Path(name)
    try:
        write_marked_copy(work.upload.file.path, outcome.bad_rows, temporary, work.upload.name)
        with temporary.open("rb") as stream:
            stored = work.marked_copy.field.generate_filename(work, temporary.name)
            return str(work.marked_copy.storage.save(stored, File(stream)))
    finally:
        temporary.unlink()
