"""The one door in and the one door out for workbooks: checked, limited reading; typed, safe writing."""

import datetime as dt
import posixpath
import re
import zipfile
from collections.abc import Iterator
from decimal import Decimal
from pathlib import Path
from typing import IO, Any

import openpyxl
from django.utils.translation import gettext as _
from openpyxl.cell import WriteOnlyCell
from openpyxl.styles import Font, PatternFill

from common.sheet_xml import (
    Look,
    Row,
    RowReader,
    SheetPart,
    Unreadable,
    read_looks,
    read_relations,
    read_sheet_list,
    read_strings,
)

# openpyxl writes here and reads elsewhere (imports of platforms' exports): it must be the hardened one.
assert openpyxl.DEFUSEDXML, "install defusedxml"

# A month of 1,000 people with 60,000 punches and 300,000 orders is 15 MB packed, 120 MB unpacked.
FILE_BYTES = 40 * 1024 * 1024
UNPACKED_BYTES = 600 * 1024 * 1024
PART_BYTES = 400 * 1024 * 1024
# Tables of numbers pack 5 to 40 times; bombs 500 times and more. Small parts may be as empty as they like.
MOST_RATIO = 150
RATIO_COUNTS_FROM = 8 * 1024 * 1024
MOST_PARTS = 1_000
MOST_SHEETS = 200
# One whole sheet of Excel, and the smaller ones beside it.
MOST_ROWS = 1_100_000

# What the first bytes of a file say that is no workbook.
OLE2 = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
PROGRAMS = (b"MZ", b"\x7fELF")


class Workbook:
    """A workbook that has passed the checks of the door. Use as a context; raises `Unreadable` in words."""

    def __init__(self, path: Path | str, name: str = "") -> None:
        self.path = Path(path)
        self.name = name or self.path.name
        self.archive = open_archive(self.path, self.name)
        try:
            self._read_frame()
        except Exception as error:
            self.archive.close()
            raise in_words(error) from error

    def __enter__(self) -> "Workbook":
        return self

    def __exit__(self, *_error: Any) -> None:
        self.archive.close()

    def _read_frame(self) -> None:
        root = _only(read_relations(self._open("_rels/.rels")), "officeDocument") or "xl/workbook.xml"
        self.folder = posixpath.dirname(root.lstrip("/"))
        relations = read_relations(
            self._open(posixpath.join(self.folder, "_rels", posixpath.basename(root) + ".rels"))
        )
        sheets, since_1904 = read_sheet_list(self._open(root.lstrip("/")))
        if since_1904:  # as Excel for Mac once did; every date would come out four years early
            says = _(
                "%(name)s counts days from 1904. Switch “Use 1904 date system” off in Excel and save it again."
            )
            raise Unreadable(says % {"name": self.name})
        self.sheets = [
            SheetPart(title, self._full(relations[key][1]))
            for title, key in sheets
            if key in relations and relations[key][0] == "worksheet"
        ][: MOST_SHEETS + 1]
        if len(self.sheets) > MOST_SHEETS:
            raise Unreadable(_("The workbook has more than %(most)s sheets.") % {"most": MOST_SHEETS})
        self._read_tables(relations)

    def _read_tables(self, relations: dict[str, tuple[str, str]]) -> None:
        looks, strings = _only(relations, "styles"), _only(relations, "sharedStrings")
        self.looks: list[Look] = read_looks(self._open(self._full(looks))) if looks else []
        self.strings: list[str] = read_strings(self._open(self._full(strings))) if strings else []

    def _full(self, target: str) -> str:
        return (
            target[1:] if target.startswith("/") else posixpath.normpath(posixpath.join(self.folder, target))
        )

    def _open(self, part: str) -> IO[bytes]:
        return self.archive.open(part)

    def rows(self, sheet: SheetPart) -> Iterator[Row]:
        """(row number, {column number: cell}) of the rows that have something in them."""
        try:
            with self._open(sheet.part) as stream:
                yield from RowReader(self.strings, self.looks).rows(stream)
        except Exception as error:
            raise in_words(error) from error

    def rows_said(self, sheet: SheetPart) -> int:
        """How many rows the sheet says it has; a guess from its size where it says nothing. For progress only."""
        with self._open(sheet.part) as stream:
            head = stream.read(4096)
        said = re.search(rb'<dimension ref="[A-Z]+\d+:[A-Z]+(\d{1,7})"', head)
        size = self.archive.getinfo(sheet.part).file_size
        return min(int(said[1]), MOST_ROWS) if said else size // 200


def _only(relations: dict[str, tuple[str, str]], kind: str) -> str:
    return next((target for found, target in relations.values() if found == kind), "")


def in_words(error: Exception) -> Unreadable:
    """What a person is told about whatever went wrong inside a file; `Unreadable` passes through.

    A damaged archive raises a dozen kinds of exception from three libraries: this door catches them all.
    """
    if isinstance(error, Unreadable):
        return error
    if isinstance(error, MemoryError | RecursionError):
        return Unreadable(_("The workbook is too big to be read."))
    return Unreadable(
        _("The workbook is damaged or was not saved to the end. Open it, save it as .xlsx again and retry.")
    )


# The checks before anything is unpacked


def open_archive(path: Path, name: str) -> zipfile.ZipFile:
    """Check size, kind and table of contents of a file. Raises `Unreadable`."""
    if name.startswith("~$"):
        raise Unreadable(
            _("“%(name)s” is the lock file of an open workbook. Close it and send the workbook itself.")
            % {"name": name}
        )
    size = path.stat().st_size
    if size > FILE_BYTES:
        raise Unreadable(
            _("The file has %(size)s MB; at most %(most)s MB are taken. Split it by sheets or by months.")
            % {"size": size // 1024 // 1024, "most": FILE_BYTES // 1024 // 1024}
        )
    with path.open("rb") as stream:
        refuse_other_kinds(stream.read(8192), path)
    try:
        archive = zipfile.ZipFile(path)
        check_contents(archive)
    except Exception as error:
        raise in_words(error) from error
    return archive


def refuse_other_kinds(head: bytes, path: Path) -> None:
    """Name what a file is that is not a zip archive, whatever its name says."""
    if head.startswith(b"PK\x03\x04"):
        return
    what = _kind_of(head, path)
    if not head or head.startswith(PROGRAMS):
        raise Unreadable(what)
    raise Unreadable(_("%(what)s Open it in Excel or WPS and save it as .xlsx.") % {"what": what})


def _kind_of(head: bytes, path: Path) -> str:
    start = head.lstrip(b"\xef\xbb\xbf \t\r\n").lower()
    if not head:
        return _("The file is empty.")
    if head.startswith(OLE2):
        return _ole2_kind(path)
    if head.startswith(PROGRAMS):
        return _("The file is a program, not a workbook.")
    if head.startswith(b"%PDF"):
        return _("The file is a PDF document, not a workbook.")
    if start.startswith((b"<!doctype", b"<html", b"<table", b"<?xml", b"<")):
        return _("The file is a web page or XML that is only named like a workbook.")
    if head.startswith((b"\x89PNG", b"\xff\xd8\xff", b"GIF8")):
        return _("The file is a picture, not a workbook.")
    if b"\x00" not in head:
        return _("The file is plain text (such as CSV), not a workbook.")
    return _("The file is not an .xlsx workbook.")


def _ole2_kind(path: Path) -> str:
    with path.open("rb") as stream:
        is_locked = "EncryptedPackage".encode("utf-16-le") in stream.read(FILE_BYTES)
    if is_locked:
        return _("The workbook is protected with a password. Remove the password.")
    return _("The file is a workbook of the old kind (.xls).")


def check_contents(archive: zipfile.ZipFile) -> None:
    """Refuse bombs, macros, links to other files and archives that hold no workbook."""
    parts = archive.infolist()
    names = {part.filename for part in parts}
    if len(parts) > MOST_PARTS or len(names) != len(parts):
        raise Unreadable(_("The file is not built like a workbook: its parts are too many or named twice."))
    if any(part.flag_bits & 1 for part in parts):
        raise Unreadable(_("The file is protected with a password. Remove the password and send it again."))
    check_sizes(parts)
    refuse_other_archives(names)
    refuse_active_parts(names)


def check_sizes(parts: list[zipfile.ZipInfo]) -> None:
    """Refuse what would unpack to more than any honest month."""
    if sum(part.file_size for part in parts) > UNPACKED_BYTES or any(p.file_size > PART_BYTES for p in parts):
        raise Unreadable(
            _("Unpacked the workbook is bigger than %(most)s MB. Split it by sheets or by months.")
            % {"most": UNPACKED_BYTES // 1024 // 1024}
        )
    for part in parts:
        if part.file_size > RATIO_COUNTS_FROM and part.file_size > MOST_RATIO * max(part.compress_size, 1):
            raise Unreadable(_("The file unpacks to far more than it should (a zip bomb). It is refused."))


def refuse_other_archives(names: set[str]) -> None:
    """Name the other kinds of file that are zip archives too."""
    if "xl/workbook.bin" in names:
        raise Unreadable(_("The file is a binary workbook (.xlsb). Save it as .xlsx."))
    if any(name.startswith(("word/", "ppt/")) for name in names):
        raise Unreadable(_("The file is a text document or slides, not a workbook."))
    if "content.xml" in names:
        raise Unreadable(_("The file is an OpenDocument file (.ods). Save it as .xlsx."))
    if "[Content_Types].xml" not in names or "_rels/.rels" not in names:
        raise Unreadable(_("The file is an archive (zip) without a workbook in it."))


def refuse_active_parts(names: set[str]) -> None:
    """Refuse what could run or reach out."""
    lower = {name.lower() for name in names}
    if any(name.endswith(("vbaproject.bin", ".vba")) or "/macrosheets/" in name for name in lower):
        raise Unreadable(_("The workbook contains macros. Save it as .xlsx without macros."))
    if any("/externallinks/" in name for name in lower):
        raise Unreadable(
            _("The workbook has links to other workbooks. Break the links (paste values) and save it.")
        )
    if any("/activex/" in name or "/embeddings/" in name for name in lower):
        raise Unreadable(
            _("The workbook has other files or controls embedded in it. Remove them and save it.")
        )


# The door out

RISKY = ("=", "+", "-", "@")
_UNPRINTABLE = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\ud800-\udfff\ufffe\uffff]")
BOLD = Font(bold=True)
MARKED = PatternFill("solid", start_color="FFFFC7CE")


def new_workbook() -> Any:
    """A workbook that is written row by row; `create_sheet(title)`, `sheet.append(cells)`, `save(path)`."""
    return openpyxl.Workbook(write_only=True)


def text_cell(sheet: Any, value: object, *, bold: bool = False) -> Any:
    """A text cell. What begins like a formula stays text, also after somebody edits the cell."""
    text = _UNPRINTABLE.sub("", "" if value is None else str(value))[:32_767]
    cell = WriteOnlyCell(sheet, value=text)
    cell.data_type = "s"
    cell.number_format = "@"
    if text.lstrip().startswith(RISKY):
        cell.quotePrefix = True
    if bold:
        cell.font = BOLD
    return cell


def number_cell(sheet: Any, value: Decimal | int | None, number_format: str = "0.00") -> Any:
    """A number cell of an exact number, amounts by default; blank for None."""
    cell = WriteOnlyCell(sheet, value=value)
    cell.number_format = number_format
    return cell


def day_cell(sheet: Any, value: dt.date | None) -> Any:
    """A day as a real date."""
    cell = WriteOnlyCell(sheet, value=value)
    cell.number_format = "yyyy-mm-dd"
    return cell


def moment_cell(sheet: Any, value: dt.datetime | None) -> Any:
    """A moment to the second."""
    cell = WriteOnlyCell(sheet, value=value)
    cell.number_format = "yyyy-mm-dd hh:mm:ss"
    return cell
